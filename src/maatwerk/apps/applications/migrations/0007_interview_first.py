"""An experiment may put the interview before the tests for a lot of applications."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('applications', '0006_application_by_stage'),
    ]

    operations = [
        migrations.AddField(
            model_name='application',
            name='interview_first',
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
