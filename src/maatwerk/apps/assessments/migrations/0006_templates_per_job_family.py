"""A package that is kept as a template says for which jobs it was put together."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0005_answers_without_idle_indexes"),
        ("opportunities", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="package",
            name="job_family",
            field=models.ForeignKey(
                null=True,
                on_delete=models.deletion.PROTECT,
                related_name="+",
                to="opportunities.jobfamily",
            ),
        ),
    ]
