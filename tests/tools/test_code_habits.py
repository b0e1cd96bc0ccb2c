"""What the source of the product never does, read from the source itself: each would open a way in."""

import ast
import functools
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "src" / "maatwerk"
#: Third-party scripts that come along as they are.
VENDORED = {"htmx.min.js"}

#: Files with none of these words call nothing that is looked for: parsing all of them would take most of the time.
WORTH_READING = re.compile(
    r"\b(?:eval|exec|__import__|popen|system)\(|(?<!re\.)\bcompile\(|subprocess\.|pickle|marshal|yaml|shelve|\.xpath\(|Template\(|engines"
    r"|from_string|\.execute|RawSQL|\.raw\(|\.extra\(|\brandom\.|hmac\.|hashlib\.|md5|sha1|\bLimit\("
)


@functools.cache
def calls() -> tuple[tuple[str, str, ast.Call], ...]:
    """Every call in the product: file, what is called as written, the call."""
    found = []
    for file in sorted(SOURCE.rglob("*.py")):
        name = str(file.relative_to(SOURCE))
        text = file.read_text()
        if name.startswith("science/") or "/migrations/" in name or not WORTH_READING.search(text):
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call):
                found.append(
                    (
                        name,
                        ast.unparse(node.func) if isinstance(node.func, ast.Name | ast.Attribute) else "",
                        node,
                    )
                )
    return tuple(found)


def of(*names: str) -> list[tuple[str, ast.Call]]:
    return [(file, call) for file, called, call in calls() if called in names]


def test_nothing_is_run_as_code():
    assert [
        file for file, _call in of("eval", "exec", "compile", "__import__", "os.popen", "os.system")
    ] == []


def test_programs_get_a_list_of_arguments_and_no_shell():
    started = of("subprocess.run", "subprocess.Popen", "subprocess.check_output", "subprocess.check_call")
    assert len(started) > 4
    for file, call in started:
        assert not isinstance(call.args[0], ast.Constant | ast.JoinedStr | ast.BinOp), f"{file}: one text"
        assert not any(word.arg == "shell" for word in call.keywords), f"{file}: a shell"


def test_no_objects_are_made_of_what_came_in():
    """JSON and columns alone: formats that make objects of classes are not read."""
    named = {
        "pickle.load",
        "pickle.loads",
        "marshal.load",
        "marshal.loads",
        "yaml.load",
        "shelve.open",
        "jsonpickle.decode",
    }
    assert {file.rpartition("/")[2] for file, _call in of(*named)} == {"_sorter.py"}, (
        "blocks that this very process wrote"
    )


def test_patterns_are_ours():
    """A pattern that somebody else writes can keep a process busy for ever."""
    given = re.compile(r"\bre\.\w+\(\s*[^\"')]*\b(?:request|POST|GET|cleaned_data|body)\b")
    assert [file.name for file in SOURCE.rglob("*.py") if given.search(file.read_text())] == []


def test_paths_into_xml_are_constant():
    """No part of an XPath comes from a file or a person."""
    asked = [(file, call) for file, called, call in calls() if called.endswith(".xpath")]
    assert [file for file, call in asked if not isinstance(call.args[0], ast.Constant | ast.Name)] == []


def test_templates_are_files_of_ours():
    """None is made of text at run time; a class of ours may be called so where no engine of templates is at hand."""
    made = of("Template", "engines", "Engine", "from_string", "template.Template", "jinja2.Template")
    engine = re.compile(r"django\.template|jinja2")
    assert [file for file, _call in made if engine.search((SOURCE / file).read_text())] == []
    assert [file for file, called, _call in calls() if called.endswith(".from_string")] == []


def test_statements_are_ours():
    """What is put into SQL as text is a name of ours, and says so; values go beside it."""
    wrong = []
    for file in sorted(SOURCE.rglob("*.py")):
        for number, line in enumerate(file.read_text().splitlines(), 1):
            if "noqa: S608" in line and not re.search(r"noqa: S608 -{1,2} \w", line):
                wrong.append(f"{file.name}:{number}")
    for file, called, call in calls():
        if called.endswith((".execute", ".executemany", ".raw", ".extra", "RawSQL")) and call.args:
            first = call.args[0]
            if isinstance(first, ast.BinOp) and isinstance(first.op, ast.Mod):
                wrong.append(f"{file}: {ast.unparse(first)[:60]}")
    assert wrong == []


def test_secrets_come_from_the_systems_own_source():
    """`random` makes people of the demo and simulations; whatever guards something is made by `secrets` or `os.urandom`."""
    users = {file for file, called, _call in calls() if called.startswith("random.")}
    drawn = {"apps/assessments/library/_ability.py"}  # wrong answers of a test that comes along
    assert {file for file in users if not file.startswith("cli/")} == drawn


def test_only_whole_libraries_encrypt_sign_and_hash():
    """AES-GCM, Ed25519, HKDF of `cryptography`, HMAC and SHA-256 of Python: no modes or ciphers of one's own."""
    used = set()
    for file in SOURCE.rglob("*.py"):
        for names in re.findall(r"(?m)^\s*from cryptography\S* import ([\w, ]+)", file.read_text()):
            used |= {name.strip() for name in names.split(",")}
    listed = set(re.findall(r"`([A-Za-z0-9]+)`", (ROOT / "docs/security/controls.md").read_text()))
    assert used, "nothing found"
    assert (
        used - listed - {"InvalidSignature", "InvalidTag", "UnsupportedAlgorithm", "serialization", "hashes"}
        == set()
    ), "docs/security/controls.md"
    digests = {
        word
        for _f, call in of("hmac.digest", "hmac.new", "hashlib.new")
        for word in map(ast.unparse, call.args[2:3] or call.args[:1])
    }
    assert digests <= {"'sha256'", "hashlib.sha256"}
    weak = {
        called for _file, called, _call in calls() if called in {"hashlib.md5", "hashlib.sha1", "md5", "sha1"}
    }
    assert weak == set()


@functools.cache
def scripts() -> dict[str, str]:
    return {
        file.name: re.sub(r"/\*(?s:.*?)\*/|(?m:^\s*//.*$)", "", file.read_text())
        for file in sorted(SOURCE.rglob("*.js"))
        if file.name not in VENDORED and ".min." not in file.name
    }


def test_scripts_write_text_and_no_markup():
    ways = r"\.(?:innerHTML|outerHTML)\s*=|insertAdjacentHTML|document\.write|\beval\(|new Function|setTimeout\(\s*[\"']"
    found = {name for name, text in scripts().items() if re.search(ways, text)}
    assert len(scripts()) > 3
    assert found == {"player.js"}, "its parts are pages of this site, escaped by their templates"


def test_scripts_keep_nothing_in_the_browser():
    assert [
        name
        for name, text in scripts().items()
        if re.search(r"localStorage|sessionStorage|indexedDB|document\.cookie", text)
    ] == []


def test_scripts_forbid_no_pasting_and_change_no_prototypes():
    found = [
        name
        for name, text in scripts().items()
        if re.search(r"__proto__|\.prototype\b|[\"']paste[\"']|onpaste", text)
    ]
    assert found == []


def test_pages_use_what_every_browser_knows():
    """No plug-ins, frames or applets; and none has a handler in its attributes."""
    wrong = [
        str(file.relative_to(SOURCE))
        for file in SOURCE.rglob("*.html")
        if re.search(r"<(?:object|embed|applet|iframe|frame|marquee)\b|\son(?:paste|click|load|error)=", file.read_text())
    ]  # fmt: skip
    assert wrong == []


# -- what the papers must name


@functools.cache
def controls() -> str:
    return (ROOT / "docs/security/controls.md").read_text()


def test_every_limit_is_on_the_page():
    named = set()
    for _file, call in of("Limit"):
        named.add(ast.literal_eval(call.args[0]))
    assert len(named) > 10
    assert {name for name in named if f"`{name}`" not in controls()} == set()


def test_every_service_outside_is_on_the_page():
    """Each setting that names another system, and what happens while that is away."""
    for name in (
        "MAATWERK_SMTP_HOST",
        "MAATWERK_ADS_URL",
        "MAATWERK_CLAMD",
        "DATABASE_URL",
        "MAATWERK_OUTGOING",
    ):
        assert name in controls(), name
        assert name in (ROOT / "docs/reference/settings.md").read_text(), name


@pytest.mark.parametrize(
    "heading",
    [
        "Limits against misuse", "Systems outside", "Keys and algorithms", "What is worth protecting", "What takes long",
        "What the server writes",
        "Rules of what goes together", "Somebody who lost every way in", "Vulnerabilities",
    ],
)  # fmt: skip
def test_the_page_has_its_parts(heading):
    part = controls().partition(f"## {heading}\n")[2].partition("\n## ")[0]
    assert len(part.split()) > 25, heading


def test_sign_in_says_when_sessions_end_and_how_strong_each_way_is():
    page = (ROOT / "docs/reference/sign-in.md").read_text()
    for words in (
        "MAATWERK_SESSION_HOURS",
        "MAATWERK_SESSION_LONGEST_HOURS",
        "NIST SP 800-63B",
        "Any number may run at once",
        "From strong to weak",
    ):
        assert words in page, words
    ways = re.findall(r"(?m)^\| ([a-z][^|]+?) \|", page.partition("## Ways in")[2].partition("##")[0])
    assert {"password", "password and app", "passkey alone", "recovery code"} <= set(ways)
