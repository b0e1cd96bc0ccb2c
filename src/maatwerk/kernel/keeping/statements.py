"""What the declarations become in PostgreSQL: who may take a person's rows in hand, and the functions that do.

No login may delete what an erasure deletes. The owner's function may, for one person at a time, and only where
`may_be_taken_in_hand`, a function of the privacy app, says that a human or a clock ordered it. The owner itself sees no
row unless such a function put a person in its hand.
"""

from collections.abc import Mapping

from maatwerk.kernel.keeping.declare import Kept
from maatwerk.kernel.postgres.roles import login

ERASE, READ = "erase_person", "rows_of_person"

_IN_HAND = """
CREATE OR REPLACE FUNCTION person_in_hand() RETURNS uuid LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('maatwerk.in_hand', true), '')::uuid $$;
CREATE OR REPLACE FUNCTION organisation_in_hand() RETURNS uuid LANGUAGE sql STABLE AS
$$ SELECT CASE WHEN nullif(current_setting('maatwerk.in_hand', true), '') IS NULL THEN NULL
   ELSE nullif(current_setting('maatwerk.organisation', true), '')::uuid END $$;
"""
_FUNCTION = """
CREATE OR REPLACE FUNCTION {name}(who uuid) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $body$
DECLARE found jsonb := '{{}}'; n bigint;
BEGIN
    PERFORM set_config('maatwerk.in_hand', who::text, true);
    IF NOT public.may_be_taken_in_hand(who, '{name}') THEN
        RAISE insufficient_privilege USING MESSAGE = 'nobody ordered this for this person, or a hold forbids it';
    END IF;
{body}
    PERFORM set_config('maatwerk.in_hand', '', true);
    RETURN found;
END $body$;
"""
_COUNTED = """    {statement};
    GET DIAGNOSTICS n = ROW_COUNT;
    IF n > 0 THEN found := found || jsonb_build_object('{table}', n); END IF;
"""
_TOLD = """    found := found || jsonb_build_object('{table}',
        (SELECT coalesce(jsonb_agg(to_jsonb(t){without}), '[]') FROM "{table}" t WHERE {whose}));
"""


def hand_statements(kept: Mapping[str, Kept]) -> list[str]:
    """Return the statements that make the functions."""
    persons = {table: one for table, one in kept.items() if one.whose}
    erased = "".join(
        _COUNTED.format(table=table, statement=_erasing(table, one))
        for table, one in persons.items()
        if not one.stays
    )
    told = "".join(
        _TOLD.format(
            table=table, whose=one.whose, without="".join(f" - '{name}'" for name in one.hidden.split())
        )
        for table, one in persons.items()
    )
    return [_IN_HAND, _FUNCTION.format(name=ERASE, body=erased), _FUNCTION.format(name=READ, body=told)]


def policy_statements(quoted: str, one: Kept) -> list[str]:
    """Return the policies by which the owner reaches the rows of the person in hand, and no others."""
    if not one.whose:
        return []
    where = f"organisation_id = (SELECT organisation_in_hand()) AND ({one.whose})"
    to = f"ON {quoted}"
    statements = [f"CREATE POLICY hand_select {to} FOR SELECT TO {login('owner')} USING ({where})"]
    if one.empties:
        statements.append(
            f"CREATE POLICY hand_update {to} FOR UPDATE TO {login('owner')} USING ({where}) WITH CHECK (true)"
        )
    elif not one.stays:
        statements.append(f"CREATE POLICY hand_delete {to} FOR DELETE TO {login('owner')} USING ({where})")
    return statements


def policy_names(one: Kept) -> list[str]:
    """Return how these policies are called."""
    return [statement.split()[2] for statement in policy_statements("t", one)]


def _erasing(table: str, one: Kept) -> str:
    if one.empties:
        values = ", ".join(f"{column} = {value}" for column, value in one.empties.items())
        return f'UPDATE "{table}" SET {values} WHERE {one.whose}'  # noqa: S608 - our own declarations
    return f'DELETE FROM "{table}" WHERE {one.whose}'  # noqa: S608 - our own declarations
