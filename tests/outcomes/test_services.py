"""Words about meetings: who may say them when, what replaces what, and what of it the organizer confirms."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from app.core.db import db, transaction
from app.core.errors import Invalid, NotFound
from app.core.models import Notice
from app.meetings.errors import MeetingNotBegun
from app.meetings.services import attendance
from app.outcomes.models import Outcome, OutcomeConfirmation
from app.outcomes.queries.verdicts import confirmation_of, current_outcomes
from app.outcomes.services import recording
from app.outcomes.stages import (
    MeetingNotHeld,
    Money,
    NoOutcomeStated,
    OutcomeStage,
    OutcomeStanding,
    OutcomeStatement,
    OutcomeSubject,
)
from app.privacy.erasure import Erasure, ErasureReason
from app.privacy.signals import data_erased
from tests import factories
from tests.outcomes.acts import booked, says, verdict


def confirm(meeting_id, said, reason="the signed page"):
    recording.confirm_outcome(
        said.event_id, OutcomeSubject(meeting_id), said.registration_id, said.id, reason=reason, by=None
    )


def close(event):
    with transaction():
        db.session.merge(event).phase = "closed"


def test_each_side_says_what_came_of_a_meeting_once_it_has_begun(event, firms, clock):
    meeting_id = booked(event, firms)
    with pytest.raises(MeetingNotBegun):
        says(meeting_id, firms[0])

    clock["now"] = factories.FIRST_SLOT
    says(meeting_id, firms[0], OutcomeStage.SIGNED, 450_000_000, "SGD")
    says(meeting_id, firms[1])

    found = verdict(meeting_id)
    assert found.of(firms[0].id) == OutcomeStatement(firms[0].id, OutcomeStage.SIGNED, Money(450_000_000, "SGD"))
    assert (found.of(firms[1].id), found.standing) == (
        OutcomeStatement(firms[1].id, OutcomeStage.FOLLOW_UP),
        OutcomeStanding.DIFFERS,
    )


def test_a_later_word_replaces_the_one_before_which_is_kept(begun, firms):
    first = says(begun, firms[0], OutcomeStage.INTENT, 100)
    same = says(begun, firms[0], OutcomeStage.INTENT, 100)
    later = says(begun, firms[0], OutcomeStage.INTENT, 200)

    assert same.id == first.id
    assert [one.id for one in current_outcomes(OutcomeSubject(begun))] == [later.id]
    assert db.session.scalar(select(func.count()).select_from(Outcome)) == 2


def test_firms_of_other_meetings_and_events_are_unseen(event, begun, firms):
    third = factories.firm(event, "Chongqing")
    elsewhere = factories.firm(factories.event(phase="running"), "Singapore")

    for firm in (third, elsewhere):
        with pytest.raises(NotFound):
            says(begun, firm)


def test_nothing_comes_of_a_meeting_that_was_missed(event, begun, firms):
    attendance.record_missed(event.id, begun, by=None)

    with pytest.raises(MeetingNotHeld):
        says(begun, firms[0])


def test_no_amount_is_named_of_a_follow_up(begun, firms):
    with pytest.raises(Invalid, match="amount_of_nothing"):
        says(begun, firms[0], OutcomeStage.FOLLOW_UP, 5)


def test_an_intent_becomes_signed_after_the_event_is_closed(event, begun, firms):
    says(begun, firms[0], OutcomeStage.INTENT)
    close(event)

    says(begun, firms[1], OutcomeStage.SIGNED)
    says(begun, firms[0], OutcomeStage.SIGNED, 100)

    assert (verdict(begun).confirmed, dict(verdict(begun).claimed_money)) == (OutcomeStage.SIGNED, {"CNY": 100})


def test_the_organizer_confirms_one_word_as_long_as_it_stands(begun, firms):
    said = says(begun, firms[0], OutcomeStage.SIGNED, 100)
    says(begun, firms[1], OutcomeStage.INTENT, 900)

    confirm(begun, said)
    assert (verdict(begun).standing, verdict(begun).confirmed_money) == (OutcomeStanding.CONFIRMED, Money(100, "CNY"))

    says(begun, firms[0], OutcomeStage.SIGNED, 200)
    assert (verdict(begun).standing, confirmation_of(OutcomeSubject(begun))) == (OutcomeStanding.DIFFERS, None)


def test_another_word_is_confirmed_in_place_of_the_one_before_and_taken_back(begun, firms):
    one, other = says(begun, firms[0], OutcomeStage.SIGNED), says(begun, firms[1], OutcomeStage.INTENT)
    confirm(begun, one)
    confirm(begun, other)
    assert verdict(begun).confirmed is OutcomeStage.INTENT

    recording.undo_confirmation(other.event_id, OutcomeSubject(begun), by=None)
    assert (verdict(begun).confirmed, verdict(begun).claimed) == (None, OutcomeStage.SIGNED)
    with pytest.raises(NoOutcomeStated):
        recording.undo_confirmation(other.event_id, OutcomeSubject(begun), by=None)


def test_a_word_that_was_corrected_meanwhile_is_not_confirmed(begun, firms):
    said = says(begun, firms[0], OutcomeStage.INTENT)
    says(begun, firms[0], OutcomeStage.SIGNED)

    with pytest.raises(NoOutcomeStated):
        confirm(begun, said)
    with pytest.raises(Invalid, match="reason_missing"):
        confirm(begun, said, reason="")


def test_the_log_tells_stages_and_no_amounts(begun, firms, users):
    confirm(begun, says(begun, firms[0], OutcomeStage.SIGNED, 100, by=users[0].id))

    outcomes = select(Notice.kind, Notice.details).where(Notice.kind.startswith("outcome.")).order_by(Notice.id)
    told = db.session.execute(outcomes).all()
    assert [tuple(one) for one in told] == [
        ("outcome.said", {"firm": firms[0].id, "stage": "signed", "way": "company", "with_amount": True}),
        ("outcome.confirmed", {"firm": firms[0].id, "stage": "signed"}),
    ]


def test_erasing_a_firm_takes_the_reason_and_leaves_the_figures(begun, firms):
    said = says(begun, firms[0], OutcomeStage.SIGNED, 100)
    confirm(begun, said, reason="seen by Ms Tan")

    with transaction():
        data_erased.send(Erasure(why=ErasureReason.ITSELF, by=None, registrations=frozenset({firms[0].id})))

    found = db.session.scalars(select(OutcomeConfirmation)).one()
    assert (found.reason, verdict(begun).confirmed_money) == (None, Money(100, "CNY"))


def test_a_word_stays_with_its_firm_when_the_event_moves_on(event, begun, firms, clock):
    clock["now"] += dt.timedelta(days=2)
    close(event)
    says(begun, firms[0], OutcomeStage.SIGNED)

    assert verdict(begun).claimed is OutcomeStage.SIGNED
