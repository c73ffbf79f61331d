"""What a firm keeps to itself about another: nobody learns of it, neither the other firm nor who looks after either."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app.accounts.models import Organisation, User
from app.accounts.permissions import Role
from app.companies.models import CompanyUser
from app.core.db import db, transaction
from app.events.models import Event
from app.matching import services as matching
from app.matching.queries.rankings import get_latest_ranking
from app.matching.queries.suggestions import list_suggestions
from app.meetings import services as meetings
from app.meetings.errors import AcceptsNoMeetings
from app.registrations.models import Preference
from tests import factories
from tests.support.queries import counted

PORT = {"offers": ["5224", "5210"], "seeks": ["6419"]}
BANK = {"offers": ["6419"], "seeks": ["5210"]}


@pytest.fixture
def event(app):
    return factories.event("day")


@pytest.fixture
def bank(event):
    """The firm that is barred; its user asks."""
    return factories.firm(event, "Singapore", name="Bank", users=[factories.user()], company_values={"sectors": BANK})


@pytest.fixture
def port(event):
    return factories.firm(event, "Chongqing", name="Chongqing Port", company_values={"sectors": PORT})


def say_never(event, of, about):
    with transaction() as session:
        session.add(Preference(event_id=event.id, registration_id=of.id, other_id=about.id, kind="never"))


def fill(event, port):
    """The port gets the one meeting that the event now allows each firm."""
    with transaction():
        db.session.get_one(Event, event.id).max_meetings = 1
    third = factories.firm(event, "Singapore")
    meetings.accept(meetings.request_meeting(event.id, third.id, port.id, by=None), port.id, by=None)


def user_of(registration):
    acts = select(CompanyUser.user_id).where(CompanyUser.company_id == registration.company_id)
    return db.session.get_one(User, db.session.scalars(acts).one())


CAUSES = {
    "never": lambda event, bank, port: say_never(event, port, bank),
    "full": lambda event, bank, port: fill(event, port),
}


def seen_by_the_bank(client, event, bank, port):
    """Statuses and texts of all places where the bank meets the port, without keys and nonces."""
    visitor = client.as_user(user_of(bank))
    ask = f"/events/day/companies/{bank.id}/ask/{port.id}"
    answers = [
        visitor.get(f"/events/day/companies/{port.id}"),
        visitor.get(ask),
        visitor.post(ask, data={"priority": "want"}),
        visitor.get(f"/events/day/companies/{bank.id}/home"),
        visitor.get(f"/events/day/companies/{bank.id}/suggestions"),
    ]
    return [(one.status_code, _without_chance(one.text)) for one in answers]


def _without_chance(text: str) -> str:
    main = text[text.index("<main") : text.index("</main>")]
    return re.sub(r'(value|nonce|data-seen)="[^"]*"|(?<=Free together at )\d+ times?', "", main)


@pytest.mark.full
@pytest.mark.parametrize("cause", CAUSES)
def test_who_is_barred_reads_what_a_full_firm_says_too(client, event, bank, port, cause):
    matching.rank_event(event.id)
    CAUSES[cause](event, bank, port)

    (firm_status, firm), (ask_status, ask), (sent_status, sent), (_, home), (_, suggestions) = seen_by_the_bank(
        client, event, bank, port
    )

    assert (firm_status, ask_status, sent_status) == (200, 200, 409)
    for text in (firm, ask, sent):
        assert "This firm takes no further meetings at present." in text
    assert "Ask for a meeting" not in firm
    assert "Send the request" not in ask
    assert "Chongqing Port" not in home
    assert "Chongqing Port" not in suggestions


def test_both_causes_cost_the_same_reading(event, bank, port):
    other = factories.firm(event, "Chongqing")
    say_never(event, other, bank)
    fill(event, port)
    event_id, asker_id, asked = event.id, bank.id, (other.id, port.id)
    costs = []

    for asked_id in asked:
        with counted() as statements, pytest.raises(AcceptsNoMeetings):
            meetings.request_meeting(event_id, asker_id, asked_id, by=None)
        costs.append(len(statements))

    assert costs[0] == costs[1]


def test_a_never_bars_both_lists_at_once(event, bank, port):
    matching.rank_event(event.id)
    ranking = get_latest_ranking(event.id)
    assert ranking is not None
    before = [len(list_suggestions(one.id, ranking)) for one in (bank, port)]

    say_never(event, port, bank)

    assert (before, [list_suggestions(one.id, ranking) for one in (bank, port)]) == ([1, 1], [[], []])


def test_where_the_rules_do_not_let_a_firm_ask_a_word_stands_for_the_button(client, event, bank):
    same_side = factories.firm(event, "Singapore", name="Neighbour")

    page = client.as_user(user_of(bank)).get(f"/events/day/companies/{same_side.id}").text

    assert "firms of your group do not ask firms of theirs" in page
    assert "Ask for a meeting" not in page


@pytest.mark.parametrize("role", [Role.ORGANIZER, Role.CHAMBER])
def test_who_looks_after_a_firm_does_not_read_what_it_keeps(client, event, role):
    delegation = factories.delegation(event)
    bank = factories.firm(event, name="Bank", delegation_id=delegation.id, users=[factories.user()])
    port = factories.firm(event, "Chongqing", name="Chongqing Port")
    say_never(event, bank, port)
    of = event.organisation if role is Role.ORGANIZER else db.session.get_one(Organisation, delegation.organisation_id)
    visitor = client.as_user(factories.member(of, role))
    base = f"/events/day/companies/{bank.id}"

    assert visitor.get(f"{base}/suggestions/kept").status_code == 403
    assert visitor.post(f"{base}/suggestions/{port.id}/never/undo").status_code == 403
    assert f"{base}/suggestions/kept" not in visitor.get(f"{base}/suggestions").text
    for answer in (
        visitor.get(f"{base}/ask/{port.id}"),
        visitor.post(f"{base}/ask/{port.id}", data={"priority": "want"}),
        visitor.post(f"{base}/arrange?other={port.id}", data={"message": ""}),
    ):
        assert "no further meetings" in answer.text
        assert "“never”" not in answer.text


def test_the_firm_itself_reads_its_own_mark(client, event, bank, port):
    say_never(event, bank, port)
    visitor = client.as_user(user_of(bank))

    assert "Chongqing Port" in visitor.get(f"/events/day/companies/{bank.id}/suggestions/kept").text
    assert "You marked this firm as “never”" in visitor.get(f"/events/day/companies/{bank.id}/ask/{port.id}").text
