"""An experiment may leave a part of the tests out for a lot of people."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0008_questions_are_cases'),
    ]

    operations = [
        migrations.AddField(
            model_name='order',
            name='left_out',
            field=models.UUIDField(null=True),
        ),
    ]
