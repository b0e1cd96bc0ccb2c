"""Who may touch the tables of people."""

from maatwerk.kernel.walls import ORGANISATION, Rows, Wall

_KNOWN_HERE = Rows(
    "id = (SELECT current_person()) OR EXISTS (SELECT 1 FROM people_personrecord r WHERE r.person_id = people_person.id"
    " AND r.organisation_id = (SELECT current_organisation()))",
    "true",
)

#: What came in by an import can be taken back; what was entered here cannot be deleted, whoever asks.
_IMPORTED = Rows(
    ORGANISATION.using,
    ORGANISATION.check,
    delete=f"{ORGANISATION.check} AND import_id IS NOT NULL",
)
_OF_IMPORTED = Rows(
    ORGANISATION.using,
    ORGANISATION.check,
    delete=f"{ORGANISATION.check} AND EXISTS (SELECT 1 FROM people_personrecord r"  # noqa: S608 - constants alone
    " WHERE r.person_id = people_identity.person_id AND r.import_id IS NOT NULL)",
)

WALLS = {
    "Person": Wall(rows=_KNOWN_HERE, app="SELECT, INSERT"),
    "PersonRecord": Wall(
        rows=_IMPORTED, app="SELECT, INSERT, DELETE", audit="SELECT (organisation_id, person_id, id)"
    ),
    "Identity": Wall(rows=_OF_IMPORTED, app="SELECT, INSERT, UPDATE, DELETE"),
    "PersonLink": Wall(
        rows=ORGANISATION,
        app="SELECT, INSERT, UPDATE (number, token_hash, language)",
    ),
    "PersonKey": Wall(rows=ORGANISATION, app="SELECT, INSERT", scoring="SELECT, INSERT"),
}
