"""On whose behalf the database is asked: nested, refused, put back."""

import uuid

import pytest
from django.db import DatabaseError, connections, transaction

from maatwerk.kernel import tenancy
from maatwerk.kernel.ids import new_id


def in_the_database(using: str = "default") -> tuple[str, str, str]:
    """Return the settings as policies see them."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('maatwerk.organisation', true), current_setting('maatwerk.account', true),"
            " current_setting('maatwerk.person', true)"
        )
        row = cursor.fetchone()
    return tuple(value or "" for value in row)


@pytest.mark.django_db
def test_the_settings_hold_inside_and_are_gone_after() -> None:
    organisation, account, person = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    with tenancy.acting(organisation=organisation, account=account, person=person):
        assert in_the_database() == (str(organisation), str(account), str(person))
        assert tenancy.current_organisation() == organisation
        assert tenancy.current_account() == account
    assert in_the_database() == ("", "", "")


@pytest.mark.django_db
def test_an_account_may_be_added_inside_and_goes_away_again() -> None:
    organisation, account = uuid.uuid4(), uuid.uuid4()
    with tenancy.acting(organisation=organisation):
        with tenancy.acting(account=account):
            assert in_the_database() == (str(organisation), str(account), "")
        assert in_the_database() == (str(organisation), "", "")
        assert tenancy.current_account() is None


@pytest.mark.django_db
def test_entering_the_same_organisation_again_is_fine() -> None:
    organisation = uuid.uuid4()
    with tenancy.acting(organisation=organisation), tenancy.acting(organisation=organisation):
        assert tenancy.current_organisation() == organisation


@pytest.mark.django_db
def test_a_second_organisation_is_refused_and_the_first_stays() -> None:
    first = uuid.uuid4()
    with tenancy.acting(organisation=first):
        with pytest.raises(tenancy.WrongOrganisation), tenancy.acting(organisation=uuid.uuid4()):
            pass  # pragma: no cover
        assert in_the_database()[0] == str(first)


@pytest.mark.django_db
def test_outside_there_is_no_organisation() -> None:
    with pytest.raises(tenancy.WrongOrganisation, match="not acting"):
        tenancy.current_organisation()


@pytest.mark.django_db
def test_an_exception_puts_everything_back() -> None:
    organisation = uuid.uuid4()
    with tenancy.acting(organisation=organisation):
        with pytest.raises(KeyError), tenancy.acting(account=uuid.uuid4()):
            raise KeyError
        assert in_the_database() == (str(organisation), "", "")
        assert tenancy.current_account() is None
    with pytest.raises(ZeroDivisionError), tenancy.acting(organisation=organisation):
        _ = 1 / 0
    assert in_the_database() == ("", "", "")
    with pytest.raises(tenancy.WrongOrganisation):
        tenancy.current_organisation()


@pytest.mark.django_db
def test_a_failed_statement_puts_everything_back() -> None:
    organisation = uuid.uuid4()
    with tenancy.acting(organisation=organisation):
        with (
            pytest.raises(DatabaseError),
            tenancy.acting(account=uuid.uuid4()),
            connections["default"].cursor() as cursor,
        ):
            cursor.execute("SELECT 1 / 0")
        assert in_the_database() == (str(organisation), "", "")


@pytest.mark.usefixtures("committed")
def test_the_settings_die_with_the_transaction() -> None:
    """A pooled connection that serves the next visitor carries nothing over."""
    with tenancy.acting(organisation=uuid.uuid4(), account=uuid.uuid4()):
        pass
    assert in_the_database() == ("", "", "")
    with transaction.atomic():
        assert in_the_database() == ("", "", "")


@pytest.mark.usefixtures("committed")
def test_each_login_has_its_own_settings() -> None:
    organisation = uuid.uuid4()
    with tenancy.acting(organisation=organisation), tenancy.acting(using="scoring"):
        assert in_the_database("scoring")[0] == str(organisation)
        assert in_the_database("audit")[0] == ""


def test_keys_grow_with_time_and_say_what_they_are() -> None:
    keys = [new_id() for _ in range(100)]
    assert {(key.version, key.variant) for key in keys} == {(7, uuid.RFC_4122)}
    assert len(set(keys)) == 100
    stamps = [key.int >> 80 for key in keys]
    assert stamps == sorted(stamps)
