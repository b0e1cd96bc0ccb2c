"""What other weightings of a version would be worth and do, in sums."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import maatwerk.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("advice", "0003_steering"),
        ("audits", "0004_people_who_were_erased"),
        ("organisations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="SteeringStudy",
            fields=[
                ("id", models.UUIDField(default=maatwerk.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("start", models.DateField(null=True)),
                ("end", models.DateField(null=True)),
                ("why_not", models.CharField(blank=True, max_length=24)),
                ("study", models.JSONField()),
                ("computed_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("organisation", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.organisation")),
                ("version", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="advice.modelversion")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("why_not", "")), fields=("version", "start"), name="one_study_of_a_period"),
                ],
            },
        ),
    ]
