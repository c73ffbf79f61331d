"""What templates can say besides Jinja's own."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from flask import Flask


def once(macro: Callable[..., str]) -> Callable[..., str]:
    """The macro, called one time for each set of arguments while this page is made."""
    return lru_cache(maxsize=None)(macro)


def connect(app: Flask) -> None:
    app.add_template_global(once)
