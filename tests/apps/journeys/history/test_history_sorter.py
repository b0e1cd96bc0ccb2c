"""More rows than memory holds come out in order, as often as asked, from one temporary file."""

import random

import pytest

from maatwerk.apps.journeys.history import _sorter as sorter
from maatwerk.apps.journeys.history._persons import SamePersons


@pytest.fixture(autouse=True)
def small_runs(monkeypatch):
    monkeypatch.setattr(sorter, "RUN", 64)
    monkeypatch.setattr(sorter, "BLOCK", 5)


def entries(count):
    chance = random.Random(5)
    return [(f"k{chance.randrange(40)}", at, (chance.random(), None, ("x",))) for at in range(count)]


@pytest.mark.parametrize("count", [0, 1, 63, 64, 65, 1000])
def test_what_goes_in_comes_out_in_order(count):
    bag = sorter.Sorter()
    for entry in entries(count):
        bag.add(entry)
    assert list(bag) == sorted(entries(count))
    assert list(bag) == sorted(entries(count))
    bag.close()
    assert list(bag) == []


def test_two_readers_do_not_disturb_each_other_nor_the_writer():
    bag = sorter.Sorter()
    for entry in entries(200):
        bag.add(entry)
    one, other = iter(bag), iter(bag)
    pairs = [(next(one), next(other)) for _ in range(150)]
    assert [first for first, _ in pairs] == [second for _, second in pairs] == sorted(entries(200))[:150]
    for entry in entries(500)[200:]:
        bag.add(entry)
    assert list(bag) == sorted(entries(500))


def test_persons_are_united_through_any_chain_of_agreement():
    """Against a plain search of the graph of agreements."""
    chance = random.Random(7)
    rows = [(f"a{chance.randrange(150)}", f"b{chance.randrange(150)}") for _ in range(200)]
    same = SamePersons()
    assert [same.add(row) for row in rows] == list(range(200))
    same.unite()
    unseen, groups = set(range(200)), set()
    while unseen:
        group, edge = set(), [min(unseen)]
        while edge:
            at = edge.pop()
            group.add(at)
            edge += [to for to in unseen - group if set(rows[to]) & set(rows[at])]
        unseen -= group
        groups.add(frozenset(group))
    found = {}
    for row in range(200):
        found.setdefault(same.person_of(row), set()).add(row)
    assert {frozenset(group) for group in found.values()} == groups
