"""The house rules of templates and styles, checked on the files themselves."""

import re
from pathlib import Path

import pytest

import maatwerk.ui

ROOT = Path(maatwerk.ui.__file__).parent
STYLES = sorted((ROOT / "static" / "ui").glob("*.css"))
PARTIALS = sorted((ROOT / "templates" / "ui").glob("_*.html"))
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch|oklab|lab)a?\(", re.IGNORECASE)
TOKENS = (ROOT / "static" / "ui" / "tokens.css").read_text()


def roles(*, dark: bool) -> dict[str, str]:
    """Return the colours by role, as the browser resolves them in light or dark mode."""
    light, _, darker = TOKENS.partition("@media screen and (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", light))
    return found | dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", darker)) if dark else found


def luminance(colour: str) -> float:
    # WCAG 2.2, definition of relative luminance
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    # WCAG 2.2, definition of contrast ratio
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_published():
    # https://www.w3.org/TR/WCAG22/: black on white is 21:1; #767676 on white is the known limit of 4.5:1
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)


SURFACES = ("paper", "rail", "raised")
TEXT = [
    (ink, surface) for ink in ("ink", "muted", "accent", "good", "warn", "bad") for surface in SURFACES
] + [
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("accent", "accent-soft"),
    ("ink", "accent-soft"),
    *((state, f"{state}-soft") for state in ("good", "warn", "bad")),
    *(("ink", f"{state}-soft") for state in ("good", "warn", "bad")),
    ("raises", "paper"),
    ("lowers", "paper"),
]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_text_has_contrast_of_at_least_four_and_a_half(dark):
    colours = roles(dark=dark)
    low = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in TEXT}
    assert {pair: ratio for pair, ratio in low.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_edges_of_controls_and_marks_have_contrast_of_at_least_three(dark):
    colours = roles(dark=dark)
    pairs = [(mark, surface) for mark in ("edge", "accent", "raises", "lowers") for surface in SURFACES]
    assert [pair for pair in pairs if contrast(colours[pair[0]], colours[pair[1]]) < 3] == []


def test_both_modes_name_the_same_colours():
    dark = set(re.findall(r"--([\w-]+): #", TOKENS.partition("@media")[2]))
    assert dark == set(roles(dark=False))


def test_tokens_fit_on_one_page():
    assert len(TOKENS.splitlines()) <= 80


@pytest.mark.parametrize(
    "style", [path for path in STYLES if path.name != "tokens.css"], ids=lambda path: path.name
)
def test_colour_comes_from_the_tokens(style):
    strays = [line for line in style.read_text().splitlines() if COLOUR.search(line)]
    # one exception: a code for cameras is dark on white in every mode
    assert [line for line in strays if "cameras" not in line] == []


def test_styles_stay_small():
    assert {path.name: lines for path in STYLES if (lines := len(path.read_text().splitlines())) > 500} == {}


def test_every_style_is_loaded_and_every_role_used_exists():
    head = (ROOT / "templates" / "ui" / "_head.html").read_text()
    assert [path.name for path in STYLES if f"ui/{path.name}'" not in head] == []
    known = set(re.findall(r"--([\w-]+):", TOKENS))
    used = {name for path in STYLES for name in re.findall(r"var\(--([\w-]+)", path.read_text())}
    assert used <= known


@pytest.mark.parametrize("partial", PARTIALS, ids=lambda path: path.name)
def test_partial_says_first_what_it_needs(partial):
    first = partial.read_text().splitlines()[0]
    assert first.startswith("{% comment %}")
    assert first.endswith("{% endcomment %}")
    assert "Root: " in first


@pytest.mark.parametrize("template", sorted(ROOT.rglob("*.html")), ids=lambda path: path.name)
def test_template_is_short_and_holds_no_inline_style_or_script(template):
    content = template.read_text()
    assert len(content.splitlines()) <= 120
    assert not re.search(r"\sstyle=|<style|\son\w+=|<script(?! src)|javascript:", content)


def test_readme_shows_every_partial_for_builders():
    readme = (ROOT / "README.md").read_text()
    own = {
        "_head",
        "_brand",
        "_ribbon",
        "_nav",
        "_organisation",
        "_account",
        "_account_tabs",
        "_language",
        "_palette",
    }
    own |= {
        "_messages",
        "_foot",
        "_crumbs",
        "_tabs",
        "_field",
        "_field_notes",
        "_form",
        "_form_errors",
        "_notice",
    }
    own |= {"_table_region", "_dialog", "_chart", "_band"}  # through a tag, a context variable or a base page
    assert [path.stem for path in PARTIALS if path.stem not in own and f"ui/{path.name}" not in readme] == []
