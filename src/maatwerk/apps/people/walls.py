"""Who may touch the tables of people."""

from maatwerk.kernel.walls import IMPORTED, ORGANISATION, Rows, Wall, imported_with

_KNOWN_HERE = Rows(
    "id = (SELECT current_person()) OR EXISTS (SELECT 1 FROM people_personrecord r WHERE r.person_id = people_person.id"
    " AND r.organisation_id = (SELECT current_organisation()))",
    "true",
)

_OF_IMPORTED = imported_with("people_personrecord", theirs="person_id", ours="people_identity.person_id")

WALLS = {
    "Person": Wall(rows=_KNOWN_HERE, app="SELECT, INSERT"),
    "PersonRecord": Wall(
        rows=IMPORTED, app="SELECT, INSERT, DELETE", audit="SELECT (organisation_id, person_id, id)"
    ),
    "Identity": Wall(rows=_OF_IMPORTED, app="SELECT, INSERT, UPDATE, DELETE"),
    "PersonLink": Wall(
        rows=ORGANISATION,
        app="SELECT, INSERT, UPDATE (number, token_hash, language)",
    ),
    "PersonKey": Wall(rows=ORGANISATION, app="SELECT, INSERT", scoring="SELECT, INSERT"),
}
