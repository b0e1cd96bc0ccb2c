"""Counts by channel and group that left the wall."""

import django.db.models.deletion
import django.db.models.functions.datetime
import maatwerk.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("audits", "0001_initial"),
        ("organisations", "0001_initial"),
    ]
    operations = [
        migrations.CreateModel(
            name="ChannelImpact",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=maatwerk.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("attribute", models.CharField(max_length=24)),
                ("table", models.JSONField()),
                ("computed_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["organisation", "computed_at"], name="channel_impact_by_date")
                ]
            },
        ),
    ]
