"""An answer is written while somebody waits: without indexes that nobody uses, and with one lock in place of two."""

import importlib

import django.db.models.deletion
from django.db import migrations, models

_before = importlib.import_module("maatwerk.apps.assessments.migrations.0003_answer_in_one_trip")

CREATE = """
CREATE OR REPLACE FUNCTION assessments_answer(
    asked_organisation uuid, asked_token text, asked_session uuid, asked_module uuid, module_seconds integer,
    place smallint, new_id uuid, given_item uuid, given_answer jsonb, given_category smallint, item_seconds integer,
    OUT said text, OUT interface text, OUT drawn bigint, OUT calibration jsonb, OUT kept_out jsonb,
    OUT seconds_left double precision, OUT items text[], OUT categories smallint[]
) LANGUAGE plpgsql AS $$
DECLARE
    ordered record;
    sitting record;
    extra double precision;
    clockless boolean;
    spent double precision;
    at_once timestamptz := clock_timestamp();
BEGIN
    PERFORM set_config('maatwerk.organisation', asked_organisation::text, true),
            set_config('maatwerk.account', '', true), set_config('maatwerk.person', '', true);
    SELECT id, person_id, state, language,
           at_once > due_at + CASE state WHEN 'started' THEN interval '1 day' ELSE interval '0' END AS is_late
        INTO ordered FROM assessments_order WHERE token_hash = asked_token;
    IF NOT FOUND THEN said := 'nobody'; RETURN; END IF;
    interface := ordered.language;
    IF ordered.state NOT IN ('invited', 'started') THEN said := ordered.state; RETURN; END IF;
    IF ordered.is_late THEN said := 'expired'; RETURN; END IF;

    PERFORM set_config('maatwerk.person', ordered.person_id::text, true);
    SELECT id, state, seed, calibrations, excluded, started_at, shown_at, paused_seconds, n_answered
        INTO sitting FROM assessments_assessmentsession
        WHERE id = asked_session AND order_id = ordered.id AND module_id = asked_module;
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
    drawn := sitting.seed; calibration := sitting.calibrations; kept_out := sitting.excluded;

    -- of two requests with the same answer one moves the session on; the other waits for it, and finds it moved
    said := 'again';
    IF sitting.n_answered = place THEN
        UPDATE assessments_assessmentsession SET n_answered = place + 1, shown_at = at_once
            WHERE id = sitting.id AND n_answered = place AND state = 'running';
        IF FOUND THEN
            spent := extract(epoch FROM at_once - sitting.shown_at);
            INSERT INTO assessments_response
                (id, organisation_id, session_id, person_id, item_id, position, answer, category, milliseconds, at)
            VALUES
                (new_id, asked_organisation, sitting.id, ordered.person_id, given_item, place, given_answer,
                 -- too late for an item with a clock of its own: kept as given, scored as left open
                 CASE WHEN spent > item_seconds * (1 + coalesce(extra, 0)) + 5 AND NOT coalesce(clockless, false)
                      THEN NULL ELSE given_category END,
                 least(spent * 1000, 2147483647), at_once);
            said := 'stored';
        END IF;
    END IF;
    SELECT array_agg(r.item_id::text ORDER BY r.position), array_agg(r.category ORDER BY r.position)
        INTO items, categories FROM assessments_response r WHERE r.session_id = sitting.id;
END $$;
"""
BEFORE = _before.CREATE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0004_results_that_people_answer_for")]
    operations = [
        migrations.AlterField(
            model_name="response",
            name="organisation",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
            ),
        ),
        migrations.AlterField(
            model_name="response",
            name="person",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.person",
            ),
        ),
        migrations.AlterField(
            model_name="response",
            name="session",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="assessments.assessmentsession",
            ),
        ),
        migrations.RunSQL(CREATE, BEFORE),
    ]
