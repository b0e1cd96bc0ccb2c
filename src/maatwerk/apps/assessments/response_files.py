"""Where answers for calibration lie: scored, without names, encrypted under a key that only this site can make.

Beside the database, so that a dump of it holds none of them.
"""

import gzip
import json
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from maatwerk.kernel.site_key import locked, site_secret, unlocked

if TYPE_CHECKING:
    from maatwerk.apps.assessments.responses import ResponseMatrix, ScaleMatrix


def keep(matrix: "ResponseMatrix", organisation_id: uuid.UUID, set_id: uuid.UUID) -> str:
    """Write the answers encrypted and return where, within the folder of data."""
    content = gzip.compress(json.dumps(_plain(matrix)).encode(), mtime=0)
    sealed = locked(_key(organisation_id), content, context=set_id.bytes)
    name = f"responses/{organisation_id}/{set_id}"
    path = settings.DATA / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(sealed)
    return name


def load(file: str, organisation_id: uuid.UUID, set_id: uuid.UUID) -> "ResponseMatrix":
    """Return what was kept, categories counted from 0."""
    sealed = (Path(settings.DATA) / file).read_bytes()
    content = unlocked(_key(organisation_id), sealed, context=set_id.bytes)
    return _matrix(json.loads(gzip.decompress(content)))


def _key(organisation_id: uuid.UUID) -> bytes:
    return site_secret(f"responses-of:{organisation_id}")


def _plain(matrix: "ResponseMatrix") -> dict[str, Any]:
    return {
        "name": matrix.name,
        "fingerprint": matrix.fingerprint,
        "n": matrix.n_people,
        "groups": {name: list(labels) for name, labels in matrix.groups.items()},
        "scales": [_plain_scale(scale) for scale in matrix.scales],
    }


def _plain_scale(scale: "ScaleMatrix") -> dict[str, Any]:
    rows = [[None if value != value else int(value) for value in row] for row in scale.scored.tolist()]
    return {
        "scale": scale.scale,
        "items": list(scale.items),
        "low": list(scale.low),
        "high": list(scale.high),
        "reversed": list(scale.reversed),
        "keyed": list(scale.keyed),
        "straight": scale.straight,
        "rows": rows,
    }


def _matrix(kept: dict[str, Any]) -> "ResponseMatrix":
    import numpy as np

    from maatwerk.apps.assessments.responses import ResponseMatrix, ScaleMatrix

    scales = tuple(
        ScaleMatrix(
            scale=one["scale"],
            items=tuple(one["items"]),
            # categories from 0, as scores of sessions have them
            scored=np.array(one["rows"], dtype=np.float64) - np.array(one["low"], dtype=np.float64),
            low=(0,) * len(one["items"]),
            high=tuple(high - low for low, high in zip(one["low"], one["high"], strict=True)),
            reversed=tuple(one["reversed"]),
            keyed=tuple(one["keyed"]),
            straight=one["straight"],
        )
        for one in kept["scales"]
    )
    return ResponseMatrix(
        name=kept["name"],
        fingerprint=kept["fingerprint"],
        n_people=kept["n"],
        scales=scales,
        groups={name: tuple(labels) for name, labels in kept["groups"].items()},
    )
