"""When the owner's functions may take a person's rows in hand, and which organisations the nightly look visits."""

from django.db import migrations

CREATE = """
CREATE FUNCTION may_be_taken_in_hand(who uuid, what text) RETURNS boolean LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE here uuid := current_organisation();
BEGIN
    IF what = 'rows_of_person' THEN
        RETURN coalesce(current_person() = who, false) OR EXISTS (
            SELECT 1 FROM privacy_accesspackage
            WHERE organisation_id = here AND person_id = who AND made_at IS NULL);
    END IF;
    RETURN EXISTS (
        SELECT 1 FROM privacy_erasure
        WHERE organisation_id = here AND person_id = who AND state = 'erasing' AND (cause = 'restore' OR NOT EXISTS (
            SELECT 1 FROM privacy_hold h
            WHERE h.organisation_id = here AND h.ended_at IS NULL AND (h.person_id = who OR h.opportunity_id IN (
                SELECT opportunity_id FROM applications_application WHERE person_id = who)))));
END $$;

CREATE FUNCTION organisations_to_look_at() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT organisation_id FROM public.kernel_seal UNION
    SELECT organisation_id FROM public.kernel_event WHERE seal_number IS NULL
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_initial"), ("kernel", "0004_organisations_to_seal")]
    operations = [
        migrations.RunSQL(
            CREATE, "DROP FUNCTION organisations_to_look_at(); DROP FUNCTION may_be_taken_in_hand(uuid, text)"
        )
    ]
