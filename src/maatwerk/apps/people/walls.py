"""Who may touch the tables of people."""

from maatwerk.kernel.walls import ORGANISATION, Rows, Wall

_KNOWN_HERE = Rows(
    "id = (SELECT current_person()) OR EXISTS (SELECT 1 FROM people_personrecord r WHERE r.person_id = people_person.id"
    " AND r.organisation_id = (SELECT current_organisation()))",
    "true",
)

WALLS = {
    "Person": Wall(rows=_KNOWN_HERE, app="SELECT, INSERT"),
    "PersonRecord": Wall(
        rows=ORGANISATION, app="SELECT, INSERT", audit="SELECT (organisation_id, person_id, id)"
    ),
    "Identity": Wall(rows=ORGANISATION, app="SELECT, INSERT, UPDATE"),
    "PersonLink": Wall(
        rows=ORGANISATION,
        app="SELECT, INSERT, UPDATE (number, token_hash, language)",
    ),
    "PersonKey": Wall(rows=ORGANISATION, app="SELECT, INSERT", scoring="SELECT, INSERT"),
}
