"""A page or the fragment of it that htmx asked for: one template each, the page includes the fragment."""

from __future__ import annotations

from typing import Any

from flask import render_template, request


def wants_fragment() -> bool:
    """Whether htmx asks to swap a part (not a whole page, as after a history miss)."""
    return bool(request.headers.get("HX-Request")) and not request.headers.get("HX-History-Restore-Request")


def render(page: str, fragment: str, /, **context: Any) -> str:
    """``fragment`` for htmx, else ``page``, with the same context."""
    return render_template(fragment if wants_fragment() else page, **context)
