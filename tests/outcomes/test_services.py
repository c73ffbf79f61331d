"""Words about meetings: who may say them when, what replaces what, and what of it the organizer confirms."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from app.db import db, transaction
from app.floor.models import Notice
from app.kernel.errors import Invalid, NotFound
from app.meetings.errors import NotBegun
from app.meetings.services import attending
from app.outcomes.errors import NothingSaid, NotMet
from app.outcomes.models import Outcome, OutcomeConfirmation
from app.outcomes.queries.verdicts import confirmation_of, words_on
from app.outcomes.services import confirming
from app.outcomes.stages import About, Money, Stage, Standing, Word
from app.registrations.erasure import Erasure, Why
from app.registrations.signals import data_erased
from tests import factories
from tests.outcomes.acts import booked, says, verdict


def confirm(meeting_id, said, reason="the signed page"):
    confirming.confirm(said.event_id, About(meeting_id), said.registration_id, said.id, reason=reason, by=None)


def close(event):
    with transaction():
        db.session.merge(event).phase = "closed"


def test_each_side_says_what_came_of_a_meeting_once_it_has_begun(event, firms, clock):
    meeting_id = booked(event, firms)
    with pytest.raises(NotBegun):
        says(meeting_id, firms[0])

    clock["now"] = factories.FIRST_SLOT
    says(meeting_id, firms[0], Stage.SIGNED, 450_000_000, "SGD")
    says(meeting_id, firms[1])

    found = verdict(meeting_id)
    assert found.of(firms[0].id) == Word(firms[0].id, Stage.SIGNED, Money(450_000_000, "SGD"))
    assert (found.of(firms[1].id), found.standing) == (Word(firms[1].id, Stage.FOLLOW_UP), Standing.DIFFERS)


def test_a_later_word_replaces_the_one_before_which_is_kept(begun, firms):
    first = says(begun, firms[0], Stage.INTENT, 100)
    same = says(begun, firms[0], Stage.INTENT, 100)
    later = says(begun, firms[0], Stage.INTENT, 200)

    assert same.id == first.id
    assert [one.id for one in words_on(About(begun))] == [later.id]
    assert db.session.scalar(select(func.count()).select_from(Outcome)) == 2


def test_firms_of_other_meetings_and_events_are_unseen(event, begun, firms):
    third = factories.firm(event, "Chongqing")
    elsewhere = factories.firm(factories.event(phase="running"), "Singapore")

    for firm in (third, elsewhere):
        with pytest.raises(NotFound):
            says(begun, firm)


def test_nothing_comes_of_a_meeting_that_was_missed(event, begun, firms):
    attending.note_missed(event.id, begun, by=None)

    with pytest.raises(NotMet):
        says(begun, firms[0])


def test_no_amount_is_named_of_a_follow_up(begun, firms):
    with pytest.raises(Invalid, match="amount_of_nothing"):
        says(begun, firms[0], Stage.FOLLOW_UP, 5)


def test_an_intent_becomes_signed_after_the_event_is_closed(event, begun, firms):
    says(begun, firms[0], Stage.INTENT)
    close(event)

    says(begun, firms[1], Stage.SIGNED)
    says(begun, firms[0], Stage.SIGNED, 100)

    assert (verdict(begun).confirmed, dict(verdict(begun).claimed_money)) == (Stage.SIGNED, {"CNY": 100})


def test_the_organizer_confirms_one_word_as_long_as_it_stands(begun, firms):
    said = says(begun, firms[0], Stage.SIGNED, 100)
    says(begun, firms[1], Stage.INTENT, 900)

    confirm(begun, said)
    assert (verdict(begun).standing, verdict(begun).confirmed_money) == (Standing.CONFIRMED, Money(100, "CNY"))

    says(begun, firms[0], Stage.SIGNED, 200)
    assert (verdict(begun).standing, confirmation_of(About(begun))) == (Standing.DIFFERS, None)


def test_another_word_is_confirmed_in_place_of_the_one_before_and_taken_back(begun, firms):
    one, other = says(begun, firms[0], Stage.SIGNED), says(begun, firms[1], Stage.INTENT)
    confirm(begun, one)
    confirm(begun, other)
    assert verdict(begun).confirmed is Stage.INTENT

    confirming.take_back(other.event_id, About(begun), by=None)
    assert (verdict(begun).confirmed, verdict(begun).claimed) == (None, Stage.SIGNED)
    with pytest.raises(NothingSaid):
        confirming.take_back(other.event_id, About(begun), by=None)


def test_a_word_that_was_corrected_meanwhile_is_not_confirmed(begun, firms):
    said = says(begun, firms[0], Stage.INTENT)
    says(begun, firms[0], Stage.SIGNED)

    with pytest.raises(NothingSaid):
        confirm(begun, said)
    with pytest.raises(Invalid, match="reason_missing"):
        confirm(begun, said, reason="")


def test_the_log_tells_stages_and_no_amounts(begun, firms, users):
    confirm(begun, says(begun, firms[0], Stage.SIGNED, 100, by=users[0].id))

    outcomes = select(Notice.kind, Notice.details).where(Notice.kind.startswith("outcome.")).order_by(Notice.id)
    told = db.session.execute(outcomes).all()
    assert [tuple(one) for one in told] == [
        ("outcome.said", {"firm": firms[0].id, "stage": "signed", "way": "company", "with_amount": True}),
        ("outcome.confirmed", {"firm": firms[0].id, "stage": "signed"}),
    ]


def test_erasing_a_firm_takes_the_reason_and_leaves_the_figures(begun, firms):
    said = says(begun, firms[0], Stage.SIGNED, 100)
    confirm(begun, said, reason="seen by Ms Tan")

    with transaction():
        data_erased.send(Erasure(why=Why.ITSELF, by=None, registrations=frozenset({firms[0].id})))

    found = db.session.scalars(select(OutcomeConfirmation)).one()
    assert (found.reason, verdict(begun).confirmed_money) == (None, Money(100, "CNY"))


def test_a_word_stays_with_its_firm_when_the_event_moves_on(event, begun, firms, clock):
    clock["now"] += dt.timedelta(days=2)
    close(event)
    says(begun, firms[0], Stage.SIGNED)

    assert verdict(begun).claimed is Stage.SIGNED
