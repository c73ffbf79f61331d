"""A chamber's assistant follows the members: who misses what, and a reminder to those."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts.permissions import Role
from app.core.db import db
from app.core.models import Outbox
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
    address = f"/events/matching-day/delegations/{delegation.id}"
    return factories.member(house, Role.CHAMBER), address, [alpha, beta]


def test_an_assistant_reminds_the_members_who_miss_something(arrive, chamber):
    user, address, (_, beta) = chamber
    person = arrive(f"{address}/roster", user=user)

    remind(person, beta)

    letters = db.session.scalars(select(Outbox).order_by(Outbox.id))
    assert [(one.recipient, OWN_WORDS in one.body) for one in letters] == [("boss@alpha.example.org", True)]


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
