"""A page or its fragment for htmx, pages of a long list, the same page in another language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Flask, Response, redirect, render_template, request, url_for
from flask.globals import request_ctx
from flask.typing import ResponseReturnValue
from jinja2 import Environment
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from app.core.paging import Page, page_of
from app.core.parsing import local_path
from app.core.web.routing import current_arguments


def is_fragment_request() -> bool:
    """Whether htmx asks to swap a part (not a whole page, as after a history miss)."""
    return bool(request.headers.get("HX-Request")) and not request.headers.get("HX-History-Restore-Request")


def render_page(page: str, fragment: str, /, **context: Any) -> str:
    """``fragment`` for htmx, else ``page``, with the same context."""
    return render_template(fragment if is_fragment_request() else page, **context)


def redirect_page(url: str) -> ResponseReturnValue:
    """Off to another page, also where htmx sent the form: a redirect would be swapped into a part of this one."""
    return Response(headers={"HX-Redirect": url}) if is_fragment_request() else redirect(url)


def reload_fragment() -> str:
    """In place of a fragment that asks again each second: the page behind is loaded anew, once. After ``HX-Refresh``
    it would go on asking, and each answer begin the load again, so that a slow page never came."""
    waits = '<progress aria-hidden="true"></progress>'
    return f'<div class="q-job" aria-busy="true">{waits}<meta http-equiv="refresh" content="0"></div>'


def is_data_request() -> bool:
    """Whether a script of ours asks what came of a post, and shows it itself."""
    return request.accept_mimetypes.best == "application/json"


def saves_no_files() -> bool:
    """Whether this is WeChat's own browser, which opens and keeps no file that a page offers."""
    return "MicroMessenger" in request.user_agent.string


def connect_browsers(app: Flask) -> None:
    app.add_template_global(saves_no_files)


def once(macro: Callable[..., str]) -> Callable[..., str]:
    """The macro, called one time for each set of arguments while this page is made."""
    return lru_cache(maxsize=None)(macro)


class Components:
    """``ui`` in templates: ``ui.notice(...)`` calls the macro ``notice`` of ``templates/components/notice.html``."""

    def __init__(self, templates: Environment) -> None:
        self.templates = templates

    def __getattr__(self, name: str) -> Callable[..., str]:
        macro: Callable[..., str] = getattr(self.templates.get_template(f"components/{name}.html").module, name)
        return macro


def connect_templates(app: Flask) -> None:
    app.add_template_global(once)
    app.jinja_env.globals["ui"] = Components(app.jinja_env)


T = TypeVar("T")


def requested_page(rows: Sequence[T], *, size: int) -> Page[T]:
    """The page that the address asks for, of a list that is there whole; the first one where it asks for none."""
    return page_of(rows, request.args.get("page", 1, type=int), size=size)


def page_links(page: Page[Any]) -> tuple[str, str]:
    """This list at its page before and after, with all else in the address as it is; "" where there is none."""
    before, after = (_page_url(number) if number else "" for number in (page.previous, page.next))
    return before, after


def _page_url(number: int) -> str:
    values: dict[str, Any] = {**current_arguments(), **(request.view_args or {}), "page": number}
    return url_for(request.endpoint or "", **values)


DISPLAY_ARGUMENTS = ("lang", "theme")


def same_page(**choice: str) -> str:
    """The address of the page at hand with another language or theme, "" where none is known.

    After a POST that of the form: the page that sent it, if it is ours, else the same address, if it can be read.
    """
    if request.method == "GET":
        return _page_address(request.endpoint, request.view_args or {}, choice)
    if before := sending_page():
        return _with_choice(before, choice)
    matched = _match_get(request.path)
    return _page_address(*matched, choice) if matched else ""


def sending_page() -> str:
    """The page of ours that sent this POST, as its browser says; "" where that cannot be read again or was no page."""
    if request.method == "GET" or request.referrer is None:
        return ""
    try:
        parts = urlsplit(request.referrer)
    except ValueError:
        return ""
    path = local_path(f"{parts.path}?{parts.query}" if parts.query else parts.path)
    return path if parts.netloc == request.host and path and _match_get(parts.path) else ""


def _match_get(path: str) -> tuple[str, dict[str, Any]] | None:
    """The endpoint, with its values, that answers a GET of this path."""
    adapter = request_ctx.url_adapter
    try:
        matched = adapter.match(path, method="GET") if adapter is not None else None
    except (HTTPException, RequestRedirect):
        return None
    return (str(matched[0]), dict(matched[1])) if matched is not None else None


def _page_address(endpoint: str | None, values: dict[str, Any], choice: dict[str, str]) -> str:
    return url_for(endpoint, **{**current_arguments(*DISPLAY_ARGUMENTS), **values, **choice}) if endpoint else ""


def _with_choice(path: str, choice: dict[str, str]) -> str:
    parts = urlsplit(path)
    pairs = [
        (name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in DISPLAY_ARGUMENTS
    ]
    return f"{parts.path}?{urlencode([*pairs, *choice.items()])}"
