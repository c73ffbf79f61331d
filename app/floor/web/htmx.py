"""A page or the fragment of it that htmx asked for: one template each, the page includes the fragment."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, render_template, request
from flask.typing import ResponseReturnValue


def wants_fragment() -> bool:
    """Whether htmx asks to swap a part (not a whole page, as after a history miss)."""
    return bool(request.headers.get("HX-Request")) and not request.headers.get("HX-History-Restore-Request")


def render(page: str, fragment: str, /, **context: Any) -> str:
    """``fragment`` for htmx, else ``page``, with the same context."""
    return render_template(fragment if wants_fragment() else page, **context)


def go_to(url: str) -> ResponseReturnValue:
    """Off to another page, also where htmx sent the form: a redirect would be swapped into a part of this one."""
    return Response(headers={"HX-Redirect": url}) if wants_fragment() else redirect(url)


def reload() -> str:
    """In place of a fragment that asks again each second: the page behind is loaded anew, once. After ``HX-Refresh``
    it would go on asking, and each answer begin the load again, so that a slow page never came."""
    waits = '<progress aria-hidden="true"></progress>'
    return f'<div class="q-job" aria-busy="true">{waits}<meta http-equiv="refresh" content="0"></div>'


def asks_for_data() -> bool:
    """Whether a script of ours asks what came of a post, and shows it itself."""
    return request.accept_mimetypes.best == "application/json"
