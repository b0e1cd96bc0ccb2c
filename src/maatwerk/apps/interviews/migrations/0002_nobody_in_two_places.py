"""Nobody is in two interviews at once: held by PostgreSQL, whoever plans at the same moment.

A GiST index knows no equality of uuids without an extension; a range of one hashed number does. Two people whose 64-bit
hashes collide could not be planned at the same time: one chance in 10^19 for each pair.
"""

from django.db import migrations

CREATE = """
ALTER TABLE interviews_interviewer ADD CONSTRAINT interviewer_in_one_place EXCLUDE USING gist (
    int8range(uuid_hash_extended(organisation_id, 0), uuid_hash_extended(organisation_id, 0), '[]') WITH &&,
    int8range(uuid_hash_extended(user_id, 0), uuid_hash_extended(user_id, 0), '[]') WITH &&,
    tstzrange(starts_at, ends_at) WITH &&
) WHERE (starts_at IS NOT NULL);
ALTER TABLE interviews_interview ADD CONSTRAINT applicant_in_one_place EXCLUDE USING gist (
    int8range(uuid_hash_extended(organisation_id, 0), uuid_hash_extended(organisation_id, 0), '[]') WITH &&,
    int8range(uuid_hash_extended(person_id, 0), uuid_hash_extended(person_id, 0), '[]') WITH &&,
    tstzrange(starts_at, ends_at) WITH &&
) WHERE (state = 'planned');
"""
DROP = """
ALTER TABLE interviews_interview DROP CONSTRAINT applicant_in_one_place;
ALTER TABLE interviews_interviewer DROP CONSTRAINT interviewer_in_one_place;
"""


class Migration(migrations.Migration):
    dependencies = [("interviews", "0001_kits_slots_and_scorecards")]
    operations = [migrations.RunSQL(CREATE, DROP)]
