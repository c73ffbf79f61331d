"""Each route says who may use it; the table of them all is committed, so that a change of rights shows in review."""

import os

from app.accounts.permissions import Role
from tests.architecture import route_table
from tests.architecture.route_table import Route, read, routes_of, written

WORDS = {"public", "signed_in", *Role}


def undeclared(routes: list[Route]) -> list[str]:
    return [route.endpoint for route in routes if not route.roles]


def test_every_route_declares_who_may_use_it(app):
    assert undeclared(routes_of(app)) == []


def test_the_committed_table_is_that_of_the_application(app):
    now = routes_of(app)
    if os.environ.get("QIAO_WRITE_ROUTES"):
        route_table.PATH.write_text(written(now))

    told = "QIAO_WRITE_ROUTES=1 pytest tests/architecture/test_routes.py writes it anew"
    assert written(now) == written(read()), told


def test_only_known_roles_are_declared(app):
    assert {role for route in routes_of(app) for role in route.roles} <= WORDS


def test_whatever_changes_something_is_not_called_by_a_get(app):
    """A path that names an act takes a POST alone."""
    acts = ("sign-out", "acceptance", "decline", "withdrawal", "cancellation", "phase", "removal", "release")
    of_get = [route.path for route in routes_of(app) if route.path.endswith(acts) and "GET" in route.methods]

    assert of_get == []
