"""Writes the bill of materials of a release: every locked package with version, hashes and licence (CycloneDX 1.6, JSON).

    python tools/sbom.py [FILE]     to FILE, or to the terminal

The same lock gives the same bytes: no date, no random number. Licences are those that the installed packages state.
"""

import json
import re
import sys
import tomllib
import uuid
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements/runtime.txt"
_PINNED = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)(\[[^\]]*\])?==(?P<version>[^\s;\\]+)\s*(;(?P<marker>[^\\]*))?"
)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def bill(lock: str) -> dict[str, Any]:
    """Return the bill for the text of a lock."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    root = f"pkg:pypi/{project['name']}@{project['version']}"
    components = sorted(_components(lock), key=lambda one: str(one["purl"]))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, root + lock)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": root,
                "name": project["name"],
                "version": project["version"],
                "purl": root,
                "licenses": [{"license": {"id": project["license"]}}],
            }
        },
        "components": components,
        "dependencies": [{"ref": root, "dependsOn": [one["bom-ref"] for one in components]}],
    }


def _components(lock: str) -> Iterator[dict[str, Any]]:
    for block in re.split(r"\n(?=[A-Za-z0-9])", lock):
        found = _PINNED.match(block)
        if not found:
            continue
        name, version = found["name"].lower(), found["version"]
        purl = f"pkg:pypi/{name}@{version}"
        component: dict[str, Any] = {
            "type": "library",
            "bom-ref": purl,
            "name": name,
            "version": version,
            "purl": purl,
            # one hash per file of the package: a wheel for each machine, and the source
            "hashes": [{"alg": "SHA-256", "content": content} for content in sorted(_HASH.findall(block))],
        }
        if licence := _licence(name, version):
            component["licenses"] = [licence]
        if found["marker"]:
            component["properties"] = [{"name": "python:marker", "value": found["marker"].strip()}]
        yield component


def _licence(name: str, version: str) -> dict[str, Any] | None:
    """Return what the package states of itself; None where it is not installed here in this version."""
    try:
        known: Any = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return None
    if known["Version"] != version:
        return None
    if expression := known.get("License-Expression"):
        return {"expression": expression}
    said = [
        line.rpartition(" :: ")[2]
        for line in known.get_all("Classifier", [])
        if line.startswith("License :: OSI Approved :: ")
    ]
    stated = said[0] if said else (known.get("License") or "").strip().partition("\n")[0]
    return {"license": {"name": stated}} if stated else None


def main() -> int:
    """Write the bill of this checkout."""
    text = json.dumps(bill(LOCK.read_text()), indent=1, sort_keys=True) + "\n"
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(text)
    else:
        sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
