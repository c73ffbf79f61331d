"""A chamber's assistant follows the members: who misses what, a reminder to those, a wish line from paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.accounts.permissions import Role
from app.core.db import db
from app.core.models import Outbox
from app.matching.services.wish_sheets import number_companies
from app.registrations.models import Preference
from app.registrations.services.company_links import create_links
from tests import factories

OWN_WORDS = "{{7*7}}: Friday, please. %(x)s"


@pytest.fixture
def chamber(app):
    """Two members, one without e-mail, and a host: (user, the delegation's address, the firms)."""
    event = factories.event("matching-day", phase="registration")
    house = factories.organisation("Singapore chamber")
    delegation = factories.delegation(event, of=house)
    alpha, beta = (
        factories.firm(event, name=name, people=0, delegation_id=delegation.id, languages=["en"])
        for name in ("Alpha", "Beta")
    )
    factories.representative(alpha, email="boss@alpha.example.org")
    factories.representative(beta, email=None, wechat="beta")
    create_links([alpha, beta])
    hosts = [factories.firm(event, "Chongqing", name=name) for name in ("Port", "Quay")]
    number_companies(event.id, by=None)
    address = f"/events/matching-day/delegations/{delegation.id}"
    return factories.member(house, Role.CHAMBER), address, [alpha, beta, *hosts]


def test_an_assistant_follows_the_members_until_their_wishes_are_in(arrive, chamber):
    user, address, (alpha, beta, port, quay) = chamber
    person = arrive(f"{address}/roster", user=user)
    person.visits.watch.allowed.add(422)  # a line that cannot be kept comes back

    remind(person, beta)
    letters = [(one.recipient, OWN_WORDS in one.body) for one in db.session.scalars(select(Outbox).order_by(Outbox.id))]
    key_in(person, alpha, beta)

    db.session.rollback()
    kept = select(Preference.registration_id, Preference.other_id, Preference.kind, Preference.priority)
    assert letters == [("boss@alpha.example.org", True)]
    assert db.session.execute(kept.order_by(Preference.registration_id)).all() == [
        (alpha.id, port.id, "wanted", "must"),
        (beta.id, quay.id, "never", None),
    ]


def remind(person, beta):
    """From the list of those who miss something: reword it, look at it, tick who had it by hand, send it."""
    person.follow('main a[href*="only=missing"]')
    person.follow('main a[href*="/reminders"]')
    person.fill(text_en=OWN_WORDS)
    person.follow('button[value="preview"]')
    person.see(OWN_WORDS)
    person.choose("by_hand", str(beta.id))
    person.follow('button[value="send"]')
    db.session.rollback()


def key_in(person, alpha, beta):
    """By the keyboard alone where there are scripts: Enter goes to the next firm."""
    person.go(person.path.partition("/delegations/")[0] + f"/delegations/{alpha.delegation_id}/wishes")
    first, second = (person.page.locator(f"#line-{one.id}") for one in (alpha, beta))
    first.fill("3！，77")
    if person.way.javascript:
        first.press("Enter")
        expect(second).to_be_focused()
        expect(person.page.locator(f"#said-{alpha.id}")).to_contain_text("77")
    second.fill("－4")
    if person.way.javascript:
        second.press("Shift+Tab")
        expect(person.page.locator(f"#said-{beta.id}")).to_contain_text("Quay")
    person.follow('button[value="save"]')
    expect(person.page.locator(f"#said-{alpha.id}")).to_contain_text("77")
    first.fill("3!")
    if person.way.javascript:  # what it says now moves the button below
        first.press("Enter")
        expect(person.page.locator(f"#said-{alpha.id}")).not_to_contain_text("77")
    person.follow('button[value="save"]')
    expect(first).to_have_value("3!")
