"""Reading very many rows without having each looked at again and again for what could be thrown away."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def much_at_once() -> Iterator[None]:
    """Pause the collector of circular garbage while half a million objects are made that all live until the end.

    It would look through all of them each time their number has grown by a quarter, and find nothing: more than half of
    the time of a page over 50,000 applications. What others make meanwhile is collected afterwards.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
