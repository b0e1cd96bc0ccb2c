"""Every way to search the log has an index that ends in the moment, so that a page of it is read and no more."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0005_allowance")]
    operations = [
        migrations.RemoveIndex("event", "event_of_person"),
        migrations.RemoveIndex("event", "event_of_object"),
        migrations.AddIndex(
            "event", models.Index(fields=["organisation_id", "person_id", "at"], name="event_of_person")
        ),
        migrations.AddIndex(
            "event", models.Index(fields=["organisation_id", "object_id", "at"], name="event_of_object")
        ),
        migrations.AddIndex(
            "event", models.Index(fields=["organisation_id", "actor_id", "at"], name="event_of_actor")
        ),
        migrations.AddIndex(
            "event", models.Index(fields=["organisation_id", "kind", "at"], name="event_of_kind")
        ),
    ]
