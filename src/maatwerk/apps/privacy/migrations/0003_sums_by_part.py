"""Sums say whom they sum; groups of people who were erased wait with audits, behind its wall."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0002_in_hand"),
    ]

    operations = [
        migrations.AddField(
            model_name="keptmoments",
            name="part",
            field=models.CharField(blank=True, default="", max_length=40),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="waitingnumbers",
            name="part",
            field=models.CharField(blank=True, default="", max_length=40),
            preserve_default=False,
        ),
        migrations.DeleteModel(name="KeptCells"),
        migrations.DeleteModel(name="WaitingGroups"),
    ]
