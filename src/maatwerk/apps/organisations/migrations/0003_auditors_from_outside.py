"""A role that is let in for a period, reads, and changes nothing."""

from django.db import migrations, models

ROLES = [
    ("recruiter", "recruiter"),
    ("manager", "hiring manager"),
    ("psychologist", "psychologist"),
    ("analyst", "analyst"),
    ("auditor", "auditor"),
    ("administrator", "administrator"),
    ("ambassador", "ambassador"),
    ("outside_auditor", "auditor from outside"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0002_names_to_applicants"),
    ]

    operations = [
        migrations.AlterField(
            model_name="membership",
            name="role",
            field=models.CharField(choices=ROLES, max_length=16),
        ),
        migrations.AddField(
            model_name="membership",
            name="until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="invitation",
            name="until",
            field=models.DateTimeField(null=True),
        ),
    ]
