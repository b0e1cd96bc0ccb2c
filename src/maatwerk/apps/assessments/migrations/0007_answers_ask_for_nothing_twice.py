"""An answer asks for nothing twice: fewer references, fewer indexes, no second row to write, and only new answers back.

Of six references two are left that imply the others. How far a session is follows from its answers, so the session's own
row is no longer written with each of them. The server says how many answers it knows and gets those that follow.
"""

import importlib

import django.db.models.deletion
from django.db import migrations, models

_before = importlib.import_module("maatwerk.apps.assessments.migrations.0005_answers_without_idle_indexes")

CREATE = """
CREATE FUNCTION assessments_answer(
    asked_organisation uuid, asked_token text, asked_session uuid, asked_module uuid, module_seconds integer,
    place smallint, known smallint, new_id uuid, given_item uuid, given_answer jsonb, given_category smallint,
    item_seconds integer,
    OUT said text, OUT interface text, OUT drawn bigint, OUT calibration jsonb, OUT kept_out jsonb,
    OUT seconds_left double precision, OUT items text[], OUT categories smallint[]
) LANGUAGE plpgsql AS $$
DECLARE
    ordered record;
    sitting record;
    latest record;
    extra double precision;
    clockless boolean;
    spent double precision;
    stored smallint;
    at_once timestamptz := clock_timestamp();
    done text := set_config('maatwerk.organisation', asked_organisation::text, true)
        || set_config('maatwerk.account', '', true) || set_config('maatwerk.person', '', true);
BEGIN
    SELECT id, person_id, state, language,
           at_once > due_at + CASE state WHEN 'started' THEN interval '1 day' ELSE interval '0' END AS is_late
        INTO ordered FROM assessments_order WHERE token_hash = asked_token;
    IF NOT FOUND THEN said := 'nobody'; RETURN; END IF;
    interface := ordered.language;
    IF ordered.state NOT IN ('invited', 'started') THEN said := ordered.state; RETURN; END IF;
    IF ordered.is_late THEN said := 'expired'; RETURN; END IF;

    -- until this transaction ends no pause, no end and no removal can come between
    done := set_config('maatwerk.person', ordered.person_id::text, true);
    SELECT id, state, seed, calibrations, excluded, started_at, shown_at, paused_seconds
        INTO sitting FROM assessments_assessmentsession
        WHERE id = asked_session AND order_id = ordered.id AND module_id = asked_module FOR KEY SHARE;
    IF NOT FOUND THEN said := 'elsewhere'; RETURN; END IF;
    IF sitting.state <> 'running' THEN said := sitting.state; RETURN; END IF;

    IF coalesce(module_seconds, item_seconds) IS NOT NULL THEN
        SELECT a.extra_time, a.without_clock INTO extra, clockless
            FROM assessments_accommodation a WHERE a.order_id = ordered.id;
    END IF;
    IF module_seconds IS NOT NULL AND NOT coalesce(clockless, false) THEN
        spent := extract(epoch FROM at_once - sitting.started_at) - sitting.paused_seconds;
        seconds_left := module_seconds * (1 + coalesce(extra, 0)) - spent;
        IF seconds_left < -5 THEN said := 'time'; RETURN; END IF;  -- five seconds for a slow line
    END IF;
    IF known = 0 THEN
        drawn := sitting.seed; calibration := sitting.calibrations; kept_out := sitting.excluded;
    END IF;

    SELECT max(r.position) AS position, max(r.at) AS at,
           array_agg(r.item_id::text ORDER BY r.position) AS items, array_agg(r.category ORDER BY r.position) AS categories
        INTO latest FROM assessments_response r WHERE r.session_id = sitting.id AND r.position >= known - 1;
    said := 'again';
    IF place = coalesce(latest.position + 1, 0) THEN
        spent := extract(epoch FROM at_once - greatest(sitting.shown_at, latest.at));
        -- too late for an item with a clock of its own: kept as given, scored as left open
        stored := CASE WHEN spent > item_seconds * (1 + coalesce(extra, 0)) + 5 AND NOT coalesce(clockless, false)
                       THEN NULL ELSE given_category END;
        INSERT INTO assessments_response
            (id, organisation_id, session_id, person_id, item_id, position, answer, category, milliseconds, at)
        VALUES
            (new_id, asked_organisation, sitting.id, ordered.person_id, given_item, place, given_answer, stored,
             least(spent * 1000, 2147483647), at_once);
        said := 'stored';
        items := latest.items || given_item::text; categories := latest.categories || stored;
    ELSE
        items := latest.items; categories := latest.categories;
    END IF;
END $$;
"""
DROP = """
DROP FUNCTION assessments_answer(
    uuid, text, uuid, uuid, integer, smallint, smallint, uuid, uuid, jsonb, smallint, integer
)
"""
DROP_BEFORE = """
DROP FUNCTION assessments_answer(
    uuid, text, uuid, uuid, integer, smallint, uuid, uuid, jsonb, smallint, integer
)
"""
# under the name by which the walls know this reference: they find it and leave it
BIND = """
ALTER TABLE assessments_assessmentsession
    ADD CONSTRAINT session_with_its_person UNIQUE (organisation_id, id, person_id);
ALTER TABLE assessments_response
    DROP CONSTRAINT IF EXISTS tenant_assessments_response_session_id,
    ADD CONSTRAINT tenant_assessments_response_session_id
        FOREIGN KEY (organisation_id, session_id, person_id)
        REFERENCES assessments_assessmentsession (organisation_id, id, person_id) DEFERRABLE INITIALLY DEFERRED;
"""
UNBIND = """
ALTER TABLE assessments_response DROP CONSTRAINT tenant_assessments_response_session_id;
ALTER TABLE assessments_assessmentsession DROP CONSTRAINT session_with_its_person;
"""
# the way back only; the owner sees rows while the walls do not hold for it
COUNTED = """
ALTER TABLE assessments_response NO FORCE ROW LEVEL SECURITY;
ALTER TABLE assessments_assessmentsession NO FORCE ROW LEVEL SECURITY;
UPDATE assessments_assessmentsession s SET
    n_answered = (SELECT count(*) FROM assessments_response r WHERE r.session_id = s.id),
    shown_at = greatest(s.shown_at, (SELECT max(r.at) FROM assessments_response r WHERE r.session_id = s.id));
ALTER TABLE assessments_response FORCE ROW LEVEL SECURITY;
ALTER TABLE assessments_assessmentsession FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("assessments", "0006_templates_per_job_family")]
    operations = [
        migrations.RunSQL(DROP_BEFORE, _before.CREATE.replace("CREATE OR REPLACE", "CREATE", 1)),
        migrations.RunSQL(migrations.RunSQL.noop, COUNTED),
        migrations.RemoveField(model_name="assessmentsession", name="n_answered"),
        migrations.AlterField(
            model_name="response",
            name="organisation",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
            ),
        ),
        migrations.AlterField(
            model_name="response",
            name="session",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="assessments.assessmentsession",
            ),
        ),
        migrations.AlterField(
            model_name="response",
            name="person",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.person",
            ),
        ),
        migrations.AlterField(
            model_name="response",
            name="item",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="assessments.item",
            ),
        ),
        migrations.RemoveConstraint(model_name="response", name="one_response_per_item"),
        migrations.AddConstraint(
            model_name="response",
            constraint=models.UniqueConstraint(fields=["item", "session"], name="one_response_per_item"),
        ),
        migrations.RunSQL(BIND, UNBIND),
        migrations.RunSQL(CREATE, DROP),
    ]
