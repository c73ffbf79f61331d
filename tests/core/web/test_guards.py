"""What a declaration does to a view."""

import inspect

import pytest
from flask import Flask

from app.core.errors import NotAllowed, NotFound
from app.core.web.guards import ScopeResult, ViewDeclaration, allow, current_roles, public, signed_in, view_declaration
from tests import factories


@pytest.fixture
def held() -> set[str]:
    return set()


@pytest.fixture
def house(app: Flask, held: set[str], monkeypatch: pytest.MonkeyPatch):
    """Three views, called as the application would for somebody at the browser."""

    def a_thing(number: int) -> ScopeResult:
        if number != 7:
            raise NotFound
        return ScopeResult({"thing": "seven"}, frozenset(held))

    views = {
        "open": public(lambda: "open"),
        "own": signed_in(lambda: "own"),
        "thing": allow("desk", "chamber", of=a_thing)(lambda thing: f"the {thing}"),
    }
    return views, a_thing


def call(app, view, user=None, method="GET", path="/things/7?tab=2", **values):
    from flask_login import login_user

    with app.test_request_context(path, method=method):
        if user is not None:
            login_user(user)
        return view(**values)


def test_a_public_view_asks_for_nobody(app, house):
    assert call(app, house[0]["open"]) == "open"


@pytest.mark.parametrize("name", ["own", "thing"])
def test_a_stranger_is_sent_to_sign_in_and_comes_back(app, house, name):
    answer = call(app, house[0][name], **({"number": 7} if name == "thing" else {}))

    assert answer.location == "/sign-in?next=/things/7?tab%3D2"


def test_a_stranger_comes_back_to_a_page_without_a_query(app, house):
    assert call(app, house[0]["own"], path="/things").location == "/sign-in?next=/things"


def test_a_stranger_learns_nothing_of_what_is_not_there(app, house):
    assert call(app, house[0]["thing"], number=8).location == call(app, house[0]["thing"], number=7).location


def test_a_lost_post_leads_to_sign_in_without_a_way_back(app, house):
    assert call(app, house[0]["own"], method="POST").location == "/sign-in"


def test_without_a_role_it_is_as_if_it_were_not_there(app, house):
    user = factories.user()

    with pytest.raises(NotFound):
        call(app, house[0]["thing"], user, number=7)
    with pytest.raises(NotFound):
        call(app, house[0]["thing"], user, number=8)


def test_with_another_role_it_is_seen_and_not_allowed(app, house, held):
    held.add("company")

    with pytest.raises(NotAllowed):
        call(app, house[0]["thing"], factories.user(), number=7)


def test_with_one_of_the_roles_the_view_gets_the_thing(app, house, held):
    held.update({"company", "desk"})

    assert call(app, house[0]["thing"], factories.user(), number=7) == "the seven"


def test_a_view_knows_the_roles_over_its_own_thing_and_a_public_one_knows_none(app, house, held):
    held.update({"company", "desk"})
    _views, a_thing = house
    of_a_thing = allow("desk", of=a_thing)(lambda thing: sorted(current_roles()))
    of_nothing = public(lambda: sorted(current_roles()))

    assert call(app, of_nothing, factories.user()) == []
    assert call(app, of_a_thing, factories.user(), number=7) == ["company", "desk"]


def test_a_view_keeps_what_it_declared_and_is_itself_at_hand(house):
    views, _a_thing = house

    def view(**_values):
        return ""

    assert {name: view_declaration(views[name]) for name in views} == {
        "open": ViewDeclaration(("public",), ""),
        "own": ViewDeclaration(("signed_in",), "own"),
        "thing": ViewDeclaration(("desk", "chamber"), "a_thing"),
    }
    assert view_declaration(view) is None
    for guard in (public, signed_in, allow("desk", of=view)):
        assert inspect.getattr_static(guard(view), "__wrapped__") is view


def test_a_part_of_a_page_asked_for_by_a_script_takes_the_whole_page_to_sign_in(client):
    answer = client.get(
        "/account", headers={"HX-Request": "true", "HX-Current-URL": "http://x.example/events/day?tab=2"}
    )

    assert (answer.status_code, answer.text) == (200, "")
    assert answer.headers["HX-Redirect"] == "/sign-in?next=/events/day?tab%3D2"


def test_a_script_s_own_word_for_where_it_is_leads_to_no_other_host(client):
    answer = client.get("/account", headers={"HX-Request": "true", "HX-Current-URL": "http://x.example//evil.example/"})

    assert answer.headers["HX-Redirect"] == "/sign-in"


@pytest.mark.parametrize(
    ("headers", "sign_in"),
    [({"HX-Current-URL": "http://x.example/events/day"}, "/sign-in?next=/events/day"), ({}, "/sign-in")],
)
def test_a_script_says_a_page_without_a_query_or_none(client, headers, sign_in):
    answer = client.get("/account", headers={"HX-Request": "true", **headers})

    assert answer.headers["HX-Redirect"] == sign_in
