"""The table of all routes, made from what each view declares: read by people, compared by ``test_routes``.

One line a route: methods, path, endpoint, scope, roles. To write it anew:
``QIAO_WRITE_ROUTES=1 pytest tests/architecture/test_routes.py``
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask

from app.core.web.guards import view_declaration

PATH = Path(__file__).with_name("routes.txt")
IMPLIED = {"HEAD", "OPTIONS"}


@dataclass(frozen=True, order=True)
class Route:
    """``scope`` is empty for a public route; ``roles`` are sorted words."""

    path: str
    methods: tuple[str, ...]
    endpoint: str
    scope: str
    roles: tuple[str, ...]

    @property
    def is_public(self) -> bool:
        return self.roles == ("public",)

    @property
    def is_personal(self) -> bool:
        """Open to anybody with an account, about nothing but what is theirs."""
        return self.roles == ("signed_in",)

    def line(self) -> str:
        return "  ".join((",".join(self.methods), self.path, self.endpoint, self.scope or "-", ",".join(self.roles)))


def routes_of(app: Flask) -> list[Route]:
    """Every route but static files; one that declares nothing has the roles ``()``."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint.rpartition(".")[2] == "static":
            continue
        view: Any = app.view_functions[rule.endpoint]
        declared = view_declaration(view)
        roles = tuple(sorted(str(role) for role in declared.roles)) if declared else ()
        methods = tuple(sorted((rule.methods or set()) - IMPLIED))
        found.append(Route(rule.rule, methods, rule.endpoint, declared.scope if declared else "", roles))
    return sorted(found)


def written(routes: Iterable[Route]) -> str:
    return "".join(f"{route.line()}\n" for route in routes)


def read() -> list[Route]:
    """The routes as committed."""
    found = []
    for line in PATH.read_text().splitlines():
        methods, path, endpoint, scope, roles = line.split("  ")
        scope = "" if scope == "-" else scope
        found.append(Route(path, tuple(methods.split(",")), endpoint, scope, tuple(roles.split(","))))
    return sorted(found)
