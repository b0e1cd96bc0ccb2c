"""Find whose the applications of a period are, and on which vacancies, without reading the applications themselves."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('applications', '0009_waiting_of_all_vacancies'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='application', name='application_received'),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(
                fields=['organisation', 'applied_at', 'id'], include=('opportunity', 'person', 'import_id'),
                name='application_received',
            ),
        ),
    ]
