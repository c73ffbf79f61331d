"""Who may use a view, said at the view; an undeclared route fails the suite.

``@public`` needs nobody, ``@signed_in`` anybody with an account, ``@allow(Role.X, of=scope)`` a role that the user
holds over the object the route is about. A scope finds that object from the URL and says which roles are held there:
nobody signed in → sign-in, no role there → 404 (as if it were absent), a role but none of the allowed ones → 403.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core.errors import NotAllowed, NotFound
from app.core.parsing import local_path
from app.core.web.pages import is_fragment_request

PUBLIC = ("public",)
"""What a view declares that is open to everybody."""

View = Callable[..., ResponseReturnValue]


@dataclass(frozen=True)
class ScopeResult:
    """What a scope found: the view's arguments, and the roles that the current user holds over the object."""

    arguments: dict[str, Any]
    roles: frozenset[str]


Scope = Callable[..., ScopeResult]
"""Called with the URL's values as keywords; raises NotFound when there is no such object."""


@dataclass(frozen=True)
class ViewDeclaration:
    """What a view said about itself; the table of routes is made from it."""

    roles: tuple[str, ...]
    scope: str


def view_declaration(view: Callable[..., Any]) -> ViewDeclaration | None:
    """What ``view`` declared, or None."""
    declared: ViewDeclaration | None = getattr(view, "declared", None)
    return declared


def public(view: View) -> View:
    """Open to everybody."""
    return _declare(view, view, ViewDeclaration(PUBLIC, ""))


def signed_in(view: View) -> View:
    """Open to anybody with an account, about nothing but that account's own things."""

    @wraps(view)
    def guarded(**values: Any) -> ResponseReturnValue:
        return view(**values) if current_user.is_authenticated else sign_in_redirect()

    return _declare(guarded, view, ViewDeclaration(("signed_in",), "own"))


def allow(*roles: str, of: Scope) -> Callable[[View], View]:
    """Open to those who hold one of ``roles`` over what ``of`` finds."""
    allowed = frozenset(roles)

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(**values: Any) -> ResponseReturnValue:
            if not current_user.is_authenticated:
                return sign_in_redirect()
            result = of(**values)
            if not result.roles:
                raise NotFound
            if not result.roles & allowed:
                raise NotAllowed
            g.roles = result.roles
            return view(**result.arguments)

        return _declare(guarded, view, ViewDeclaration(tuple(roles), of.__name__))

    return declare


def current_roles() -> frozenset[str]:
    """The roles that the current user holds over this request's object; empty on public pages."""
    roles: frozenset[str] = g.get("roles", frozenset())
    return roles


def sign_in_redirect() -> ResponseReturnValue:
    """Off to the sign-in page, and back here afterwards; after a lost POST to the front page.

    Where a script asked for a part of a page, the whole page goes.
    """
    if is_fragment_request():
        return "", {"HX-Redirect": url_for("accounts.sign_in", next=_htmx_page_path() or None)}
    next_page = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.sign_in", next=next_page))


def _htmx_page_path() -> str:
    """The page that a part was asked for; a path of ours, whatever host the header names."""
    parts = urlsplit(request.headers.get("HX-Current-URL", ""))
    return local_path(f"{parts.path}?{parts.query}" if parts.query else parts.path)


def _declare(guarded: View, view: View, declared: ViewDeclaration) -> View:
    guarded.declared = declared  # type: ignore[attr-defined]
    guarded.__wrapped__ = view  # type: ignore[attr-defined]
    return guarded
