"""Experiments may leave a test out or put the interview first, and see what comes of it sooner than at work."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evidence', '0003_caveats_travel_along'),
        ('validity', '0001_findings_and_experiments'),
    ]

    operations = [
        migrations.AddField(
            model_name='experiment',
            name='part',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evidence.instrument'),
        ),
        migrations.AlterField(
            model_name='experiment',
            name='way',
            field=models.CharField(choices=[('own_view_first', 'own view before the advice opens'), ('drop_part', 'a part of the tests left out'), ('interview_first', 'interview before the tests')], max_length=20),
        ),
        migrations.AlterField(
            model_name='experiment',
            name='outcome',
            field=models.CharField(choices=[('agrees', 'share of decisions that agree with the advice'), ('looked', 'seconds between opening the advice and deciding'), ('rating', 'rating of the work'), ('stays', 'share still here'), ('finishes', 'share of invited people who finish the tests'), ('withdraws', 'share of applicants who withdraw'), ('days', 'days from applying to the end of an application')], max_length=10),
        ),
    ]
