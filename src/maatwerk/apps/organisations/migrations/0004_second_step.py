"""Who decides about people signs in with a second step; organisations that exist have the grace period from now on."""

from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [("organisations", "0003_auditors_from_outside")]
    operations = [
        migrations.AddField(
            model_name="organisation",
            name="second_step_from",
            field=models.DateTimeField(db_default=Now()),
        ),
        migrations.AddField(
            model_name="organisation",
            name="second_step_for_all_from",
            field=models.DateTimeField(null=True),
        ),
    ]
