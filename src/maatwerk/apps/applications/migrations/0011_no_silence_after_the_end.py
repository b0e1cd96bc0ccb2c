"""Stop the clock of silence of who is out of the procedure: it ran on, and finding who waits meant looking at everybody."""

from django.db import migrations, models

# the owner's rows are behind the wall as well: it is lifted for this one statement, inside the transaction that locks both tables
STOP = """
ALTER TABLE applications_silenceclock NO FORCE ROW LEVEL SECURITY;
ALTER TABLE applications_application NO FORCE ROW LEVEL SECURITY;
UPDATE applications_silenceclock AS clock SET due_at = NULL
    FROM applications_application AS ended WHERE ended.id = clock.application_id AND ended.closed_at IS NOT NULL;
ALTER TABLE applications_application FORCE ROW LEVEL SECURITY;
ALTER TABLE applications_silenceclock FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('applications', '0010_received_whose_and_where'),
        ('opportunities', '0003_came_in_with'),
    ]

    operations = [
        migrations.AlterField(
            model_name='silenceclock', name='due_at', field=models.DateTimeField(null=True),
        ),
        migrations.RunSQL(STOP, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='silenceclock',
            index=models.Index(
                condition=models.Q(('due_at__isnull', False)), fields=['organisation', 'due_at', 'id'],
                include=('opportunity',), name='silence_by_promise',
            ),
        ),
    ]
