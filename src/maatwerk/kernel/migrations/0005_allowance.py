"""Limits that count across processes. UNLOGGED: a knock costs no write to the log of the database."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0004_organisations_to_seal")]
    operations = [
        migrations.CreateModel(
            name="Allowance",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("remaining", models.FloatField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.RunSQL(
            "ALTER TABLE kernel_allowance SET UNLOGGED", "ALTER TABLE kernel_allowance SET LOGGED"
        ),
    ]
