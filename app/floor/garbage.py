"""When Python looks for garbage in cycles: seldom in a server, and not at all within a short piece of work."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SEARCHES = (20_000, 10, 50)
"""New objects until the youngest are searched; how often that is until the middle ones are, and until all are."""


def search_seldom() -> None:
    """For a process that serves from now on: what it holds already stays out of every search.

    By default a page of fifty rows has all of that searched at every tenth request, and each search keeps all pages of
    the process waiting for longer than a page takes. No search before: a start leaves hardly any garbage, and looking
    for it takes a tenth of its time.
    """
    gc.freeze()
    gc.set_threshold(*SEARCHES)


@contextmanager
def unsearched() -> Iterator[None]:
    """No search within: one over all that a server holds takes longer than the list it would interrupt."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
