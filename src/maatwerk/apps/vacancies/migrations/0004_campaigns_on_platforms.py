"""Campaigns know whether an ad platform runs them; what a platform tells of a day is one row."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("vacancies", "0003_postings_by_place")]
    operations = [
        migrations.AddField(
            model_name="campaign",
            name="state",
            field=models.CharField(
                choices=[
                    ("by_hand", "placed by hand"),
                    ("waiting", "waiting to be started"),
                    ("running", "running"),
                    ("stopping", "being stopped"),
                    ("stopped", "stopped"),
                    ("failed", "refused by the platform"),
                ],
                default="by_hand",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="campaign",
            name="stopped_because",
            field=models.CharField(blank=True, default="", max_length=10),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="campaign",
            name="last_error",
            field=models.CharField(blank=True, default="", max_length=300),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="spend",
            constraint=models.UniqueConstraint(
                condition=models.Q(("campaign__isnull", False)),
                fields=("campaign", "day"),
                name="one_spend_per_campaign_day",
            ),
        ),
    ]
