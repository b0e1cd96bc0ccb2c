"""The stop button: advice on a vacancy, or of a version, ended by a named person."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import maatwerk.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("advice", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Stop",
            fields=[
                ("id", models.UUIDField(default=maatwerk.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("reason", models.TextField()),
                ("stopped_by", models.UUIDField()),
                ("stopped_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("resumed_by", models.UUIDField(null=True)),
                ("resumed_at", models.DateTimeField(null=True)),
                ("resumed_because", models.TextField(blank=True)),
                ("opportunity", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="opportunities.opportunity")),
                ("organisation", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.organisation")),
                ("version", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="advice.modelversion")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("opportunity__isnull", True), ("version__isnull", True), _connector="OR"), name="a_stop_is_of_one_thing"),
                    models.UniqueConstraint(condition=models.Q(("opportunity__isnull", False), ("resumed_at__isnull", True)), fields=("opportunity",), name="one_stop_per_opportunity"),
                    models.UniqueConstraint(condition=models.Q(("resumed_at__isnull", True), ("version__isnull", False)), fields=("version",), name="one_stop_per_version"),
                ],
            },
        ),
    ]
