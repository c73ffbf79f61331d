"""The evening of a day: a firm taps what came of its meeting, a desk keys in a slip, the organizer reads figures."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import update

from app.accounts.permissions import Role
from app.core.db import db, now, transaction
from app.events.models import Slot
from app.meetings import services as meetings
from app.meetings.models import Meeting
from app.outcomes.queries.verdicts import verdicts_of_meetings
from app.outcomes.stages import Money, OutcomeStage, OutcomeStanding, OutcomeSubject
from tests import factories
from tests.journeys.ways import Way, ways
from tests.meetings.acts import slots

EVENT = "/events/matching-day"


@pytest.fixture
def event(app):
    """Held some days ago: its times are brought back once meetings have them."""
    return factories.event("matching-day", longest_run=None)


def held(event, firms):
    """A meeting of each of these pairs, all over by now."""
    made = []
    for place, (one, other) in enumerate(firms):
        made.append(meetings.request_meeting(event.id, one.id, other.id, by=None))
        meetings.accept(made[-1], other.id, slot_id=slots(event)[place], by=None)
    back = event.slots[-1].ends_at - now() + dt.timedelta(days=1)
    with transaction():
        for slot in db.session.query(Slot).order_by(Slot.starts_at).all():
            slot.starts_at, slot.ends_at = slot.starts_at - back, slot.ends_at - back
            db.session.flush()
        db.session.execute(update(Meeting).values(state="held"))
        event.phase = "running"
    return made


def verdict(meeting_id):
    db.session.rollback()
    return verdicts_of_meetings([meeting_id])[OutcomeSubject(meeting_id)]


@ways(Way("zh", 1280, javascript=False))
def test_a_day_ends_with_what_came_of_it(arrive, event):
    users = factories.user(), factories.user()
    ours = factories.firm(event, name="YCH Group", users=[users[0]])
    theirs = [factories.firm(event, "Chongqing", name=name) for name in ("Chongqing Port", "San Yang Ma")]
    told, ticked = held(event, [(ours, one) for one in theirs])

    firm = arrive(f"{EVENT}/companies/{ours.id}/agenda", user=users[0])
    firm.follow('#went button[value="follow_up"]')
    firm.follow('#went button[value="signed"]')
    firm.fill(amount="4500000")
    firm.choose("currency", "SGD")
    firm.follow(f"#m{told} form:has(select) button")
    found = verdict(told)
    assert (found.standing, dict(found.claimed_money)) == (OutcomeStanding.WAITS, {"SGD": 450_000_000})
    firm.follow("main .q-head a.btn")

    desk = arrive(f"{EVENT}/slips", user=factories.event_role(event, Role.DESK))
    desk.fill(number=str(ticked))
    desk.follow("main form button.btn-primary")
    desk.fill(key="3", amount="2000000")
    desk.choose("currency", "CNY")
    desk.choose("whose", "asked")
    desk.follow("main form button.btn-primary")
    assert verdict(ticked).standing is OutcomeStanding.DIFFERS
    desk.follow("main section.q-panel form button")
    assert verdict(ticked).standing is OutcomeStanding.WAITS

    organizer = arrive(f"{EVENT}/figures?day=all", user=factories.member(event.organisation, "organizer"))
    organizer.see("SGD")
    organizer.go(f"{EVENT}/figures/meetings?stage=signed")
    organizer.follow(f'a[href$="/meetings/{told}/outcome"]')
    organizer.fill(reason="page 4")
    organizer.follow('form[action$="/confirmation"] button')
    assert verdict(told).confirmed_money == Money(450_000_000, "SGD")
    assert verdict(told).confirmed is OutcomeStage.SIGNED
    for page in ("figures/companies", "figures/people", "thanks"):
        organizer.go(f"{EVENT}/{page}")


def test_an_intent_is_signed_months_after_the_event_was_closed(arrive, event):
    user = factories.user()
    ours, theirs = factories.firm(event, users=[user]), factories.firm(event, "Chongqing", name="Chongqing Port")
    [meeting_id] = held(event, [(ours, theirs)])
    firm = arrive(f"{EVENT}/companies/{ours.id}/agenda", user=user)
    firm.follow('#went button[value="intent"]')
    with transaction():
        event.phase = "closed"

    firm.go(f"{EVENT}/companies/{ours.id}/agenda")
    firm.follow('main a[href$="/outcomes"]')
    firm.follow(f'#m{meeting_id} button[value="signed"]')
    firm.fill(amount="4500000")
    firm.choose("currency", "SGD")
    firm.follow(f"#m{meeting_id} form:has(select) button")

    assert dict(verdict(meeting_id).claimed_money) == {"SGD": 450_000_000}
    assert verdict(meeting_id).claimed is OutcomeStage.SIGNED
