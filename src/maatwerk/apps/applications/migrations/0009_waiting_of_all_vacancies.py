"""Find who waits too long, who is planned, and who applied in a period, over all vacancies, without looking at everybody."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('applications', '0008_signed_closing'),
        ('opportunities', '0003_came_in_with'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='application',
            index=models.Index(
                condition=models.Q(('closed_at__isnull', True)), fields=['organisation', 'due_at', 'id'],
                include=('opportunity', 'owner'), name='application_by_promise',
            ),
        ),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(
                condition=models.Q(('closed_at__isnull', True), ('next_on__isnull', False)),
                fields=['organisation', 'next_on', 'id'], name='application_by_plan',
            ),
        ),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(fields=['organisation', 'applied_at', 'id'], name='application_received'),
        ),
    ]
