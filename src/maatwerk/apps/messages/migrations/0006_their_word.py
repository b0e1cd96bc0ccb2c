"""Find the conversations in which somebody waits for an answer without looking at all others."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('opportunities', '0003_came_in_with'),
        ('outbox', '0005_tokens_end_and_answers_kept'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(
                condition=models.Q(
                    ('last_in_at__isnull', False),
                    models.Q(('last_out_at__isnull', True), ('last_in_at__gt', models.F('last_out_at')), _connector='OR'),
                ),
                fields=['organisation', 'opportunity'], name='thread_their_word',
            ),
        ),
    ]
