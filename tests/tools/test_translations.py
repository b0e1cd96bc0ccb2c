"""The catalogue tool: finds every sentence, keeps what was translated, names what is wrong."""

import gettext
import os
from pathlib import Path

import pytest
from tools.translations import Sentence

from tools import translations

PYTHON = """
from django.utils.translation import gettext as _, ngettext, pgettext_lazy

def f(n):
    # a sentence over two lines is one sentence
    _("One "
      "sentence.")
    ngettext("%(n)s person", "%(n)s people", n)
    pgettext_lazy("a person's role", "manager")
    _(f"never {n}")
"""
TEMPLATE = """
{% load i18n %}
    {% comment %}One partial. {% translate "not this" %}{% endcomment %}
  {% translate "Save" %}
{% include "x.html" with label=_("Cancel") %}
{% blocktranslate trimmed with name=who.name %}
    Dear %(x)s
    {{ name }},
{% endblocktranslate %}
{% blocktranslate count n=rows|length %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of its own with its catalogue."""
    for place, content in (
        ("apps/a.py", PYTHON),
        ("apps/templates/a.html", TEMPLATE),
        ("science/b.py", 'def f(): _("not for the catalogue")'),
        ("apps/migrations/0001.py", '_("nor this")'),
    ):
        file = tmp_path / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    monkeypatch.setattr(translations, "CATALOGUE", tmp_path / "locale/nl/LC_MESSAGES/django.po")
    monkeypatch.setattr(translations.extract, "__defaults__", (tmp_path,))
    monkeypatch.setattr(translations.read, "__defaults__", (translations.CATALOGUE,))
    monkeypatch.setattr(translations.write, "__defaults__", (translations.CATALOGUE,))
    return tmp_path


def test_sentences_of_code_and_templates_are_found(package: Path) -> None:
    assert set(translations.extract()) == {
        Sentence("One sentence."),
        Sentence("%(n)s person", plural="%(n)s people"),
        Sentence("manager", context="a person's role"),
        Sentence("Save"),
        Sentence("Cancel"),
        Sentence("Dear %%(x)s %(name)s,"),
        Sentence("%(n)s row", plural="%(n)s rows"),
    }


def test_update_keeps_what_is_translated_and_drops_what_is_gone(package: Path) -> None:
    assert translations.update() == (7, 0, 7)
    entries = translations.read()
    entries[Sentence("Save")] = ("Bewaar",)
    entries[Sentence("Gone")] = ("Weg",)
    translations.write(entries)
    assert translations.update() == (0, 1, 6)
    assert translations.read()[Sentence("Save")] == ("Bewaar",)
    assert Sentence("Gone") not in translations.read()


def test_update_writes_the_same_bytes_again(package: Path) -> None:
    translations.update()
    before = translations.CATALOGUE.read_bytes()
    translations.update()
    assert translations.CATALOGUE.read_bytes() == before
    ids = [line for line in before.decode().splitlines() if line.startswith("msgid ")]
    assert ids[1:] == sorted(ids[1:])
    assert b"apps/a.py" not in before  # no places: they change with every edit


def test_translations_are_taken_from_other_files_for_what_is_new(package: Path) -> None:
    other = package / "other.po"
    translations.write({Sentence("Save"): ("Bewaar",), Sentence("Elsewhere"): ("Ergens",)}, other)
    translations.update([other])
    assert translations.read()[Sentence("Save")] == ("Bewaar",)
    assert Sentence("Elsewhere") not in translations.read()


def test_check_names_each_problem(package: Path) -> None:
    translations.update()
    entries = translations.read()
    for sentence in entries:
        entries[sentence] = ("ja", "ja") if sentence.plural else ("ja",)
    entries[Sentence("%(n)s person", plural="%(n)s people")] = ("één mens", "%(n)s mensen")
    entries[Sentence("%(n)s row", plural="%(n)s rows")] = ("één rij", "%(m)s rijen")
    entries[Sentence("Save")] = ("",)
    entries[Sentence("Old")] = ("Oud",)
    del entries[Sentence("Cancel")]
    translations.write(entries)
    found = translations.problems()
    assert [line.split(" (")[0] for line in found] == [
        "obsolete: 'Old'",
        "placeholders m, n: '%(n)s row'",
        "missing: 'Cancel'",
        "placeholders name: 'Dear %%(x)s %(name)s,'",
        "untranslated: 'Save'",
    ]


def test_a_fuzzy_entry_counts_as_untranslated(package: Path) -> None:
    translations.update()
    text = translations.CATALOGUE.read_text()
    text = text.replace('msgid "Save"\nmsgstr ""', '#, fuzzy\nmsgid "Save"\nmsgstr "Bewaar"')
    translations.CATALOGUE.write_text(text)
    assert any(line.startswith("untranslated: 'Save'") for line in translations.problems())


def test_compile_makes_what_django_reads_and_only_when_needed(package: Path) -> None:
    translations.write({Sentence("Save"): ("Bewaar",), Sentence("one", plural="many"): ("één", "veel")})
    locale = package / "locale"
    assert translations.compile_catalogues(locale) == 1
    assert translations.compile_catalogues(locale) == 0
    with translations.CATALOGUE.with_suffix(".mo").open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    assert catalogue.gettext("Save") == "Bewaar"
    assert [catalogue.ngettext("one", "many", n) for n in (0, 1, 2)] == ["veel", "één", "veel"]
    os.utime(translations.CATALOGUE, (1, 1))  # an older catalogue was checked out
    assert translations.compile_catalogues(locale) == 1
