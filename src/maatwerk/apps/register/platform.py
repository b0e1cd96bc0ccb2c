"""Which release of the platform speaks."""

from importlib.metadata import PackageNotFoundError, version


def release() -> str:
    """Return the version of the installed package; run from a checkout, that is said instead."""
    try:
        return version("maatwerk")
    except PackageNotFoundError:
        return "(checkout)"
