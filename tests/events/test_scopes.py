"""What a scope finds for a route about an event, and the roles that it says the user holds there."""

from __future__ import annotations

import pytest
from flask_login import login_user

from app.accounts.permissions import Role
from app.core.errors import NotFound
from app.core.web.guards import ScopeResult
from app.events.scopes import an_event_to_copy, own_organisations
from tests import factories


@pytest.fixture
def event(app):
    return factories.event("day")


@pytest.fixture
def as_user(app):
    """Run a scope for somebody."""

    def run(user, scope, **values):
        with app.app_context(), app.test_request_context():
            login_user(user)
            return scope(**values)

    return run


def test_who_runs_an_organisation_creates_events_for_it_and_nobody_else_does(event, as_user):
    runs, stranger = factories.member(event.organisation, Role.ORGANIZER), factories.user()

    found = as_user(runs, own_organisations)

    assert [one.id for one in found.arguments["organisations"]] == [event.organisation_id]
    assert found.roles == {Role.ORGANIZER}
    assert as_user(stranger, own_organisations) == ScopeResult({"organisations": []}, frozenset({"signed_in"}))


def test_an_event_is_copied_by_who_runs_its_organisation_alone(event, as_user):
    runs = factories.member(event.organisation, Role.ADMINISTRATOR)
    at_this_event = factories.event_role(event, Role.ORGANIZER)

    found = {user: as_user(user, an_event_to_copy, event="day") for user in (runs, at_this_event, factories.user())}

    assert [seen.arguments["event"].id for seen in found.values()] == [event.id] * 3
    assert [seen.roles for seen in found.values()] == [{Role.ADMINISTRATOR, Role.ORGANIZER}, {"signed_in"}, set()]
    with pytest.raises(NotFound):
        as_user(runs, an_event_to_copy, event="another-day")
