"""Settings, and what must be so before anything is loaded."""

import os
from pathlib import Path

# Compiled statistics are kept beside their source. Where that cannot be written (an installation by another user), they
# are kept with the data; somebody who names another place knows better.
if not os.access(Path(__file__).resolve().parent.parent / "science", os.W_OK):
    data = Path(os.environ.get("MAATWERK_DATA") or ".maat").expanduser().absolute()
    os.environ.setdefault("NUMBA_CACHE_DIR", str(data / "kernels"))
