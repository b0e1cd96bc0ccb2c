"""Find everybody at a stage of all vacancies without looking at everybody else."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('applications', '0005_came_in_with'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='application',
            index=models.Index(fields=['organisation', 'stage', 'id'], name='application_by_stage'),
        ),
    ]
