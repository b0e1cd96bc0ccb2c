"""Steering: a person chose another weighting for everybody, and the version that came of it says so."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import maatwerk.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("advice", "0002_stop"),
        ("organisations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Steering",
            fields=[
                ("id", models.UUIDField(default=maatwerk.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("factors", models.JSONField(null=True)),
                ("choice", models.CharField(max_length=200)),
                ("seen", models.JSONField()),
                ("reason", models.TextField()),
                ("chosen_by", models.UUIDField()),
                ("chosen_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("organisation", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.organisation")),
                ("version", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="advice.modelversion")),
            ],
            options={"abstract": False},
        ),
        migrations.AddField(
            model_name="modelversion",
            name="steering",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="advice.steering"),
        ),
    ]
