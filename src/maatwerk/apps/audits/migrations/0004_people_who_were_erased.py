"""What audits need of people who were erased, until it is counted; and how many of a period's people they were."""

import django.db.models.deletion
from django.db import migrations, models

import maatwerk.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("audits", "0003_audits_of_impact"),
        ("organisations", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="impactaudit",
            name="erased",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.CreateModel(
            name="KeptCounts",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=maatwerk.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                ("attribute", models.CharField(max_length=24)),
                ("n", models.PositiveIntegerField()),
                ("cells", models.JSONField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="WaitingGroups",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=10)),
                ("period", models.DateField(null=True)),
                ("row", models.JSONField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={"abstract": False},
        ),
    ]
