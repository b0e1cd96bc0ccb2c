"""A scale may say that it infers emotions: so that it can be refused for selection by name."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The words of a choice; no change of the table."""

    dependencies = [("assessments", "0009_part_left_out")]

    operations = [
        migrations.AlterField(
            model_name="scale",
            name="infers",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "none"),
                    ("emotion", "emotions"),
                    ("health", "health"),
                    ("politics", "political opinion"),
                    ("religion", "religion or belief"),
                    ("origin", "ethnic origin"),
                    ("union", "trade-union membership"),
                    ("sexuality", "sexual life or orientation"),
                ],
                max_length=12,
            ),
        ),
    ]
