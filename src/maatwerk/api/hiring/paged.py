"""Pages as the description of the API shows them."""

from ninja import Schema

from maatwerk.api.hiring import shapes


class Vacancies(Schema):
    """A page of vacancies, in the order in which they were opened."""

    data: list[shapes.Vacancy]
    next: str | None


class Applications(Schema):
    """A page of applications, in the order in which they came in."""

    data: list[shapes.Application]
    next: str | None


class Candidates(Schema):
    """A page of people who applied."""

    data: list[shapes.Candidate]
    next: str | None


class Scorecards(Schema):
    """A page of scorecards, in the order in which they came in."""

    data: list[shapes.Scorecard]
    next: str | None
