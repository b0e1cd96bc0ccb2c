"""Organisations choose whether applicants see the names of colleagues."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisations", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="organisation",
            name="shows_names",
            field=models.BooleanField(default=False, verbose_name="names to applicants"),
        ),
    ]
