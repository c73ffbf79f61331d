"""Tables that firms keep for themselves: given, refused, taken back; their meetings come to them; firms are told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from app.core.db import db, transaction
from app.core.digest_schedule import UNDO_DELAY
from app.core.errors import NotFound, Stale
from app.core.models import DigestLine, Outbox
from app.events.models import Table
from app.events.queries import draft_of
from app.events.services import change_event
from app.group_meetings import services as rounds
from app.meetings import services
from app.meetings.models import Claim, Unavailability
from app.meetings.queries.fixed_tables import (
    count_meetings_elsewhere,
    get_confirmation_token,
    get_last_assignment,
    list_meetings_elsewhere,
    load_fixed_tables,
)
from app.meetings.services.expiry import send_digests
from app.meetings.services.fixed_tables import (
    TableAssigned,
    TableUnfit,
    assign_tables,
    move_to_fixed_table,
    undo_assignment,
)
from app.registrations.models import Registration
from app.registrations.services import transitions
from app.registrations.states import RegistrationAct, RegistrationActor
from tests import factories
from tests.meetings.acts import slots
from tests.meetings.digests.acts import FAR
from tests.support.soundness import faults_of_rows


@pytest.fixture
def clock(app):
    told = {"now": FAR}
    app.config["CLOCK"] = lambda: told["now"]
    return told


@pytest.fixture
def firms(event):
    """Two of the side that sits, each with somebody who reads its letters."""
    return [factories.firm(event, name=f"Lion {n}", users=[factories.user(f"Tan {n}")]) for n in (1, 2)]


@pytest.fixture
def walker(event):
    return factories.firm(event, "Chongqing", name="Bridge", users=[factories.user("Li")])


def home_of(firm: Registration) -> int | None:
    return db.session.scalar(select(Registration.home_table_id).where(Registration.id == firm.id))


def booked(event, one, other, slot, table):
    made = services.request_meeting(event.id, one.id, other.id, by=None)
    services.accept(made, other.id, by=None, slot_id=slots(event)[slot])
    with transaction() as session:
        held = select(Claim).where(Claim.meeting_id == made, Claim.table_id.is_not(None))
        for claim in session.scalars(held):
            claim.table_id = table.id
    return made


def table_of(meeting_id):
    held = select(Table.label).join(Claim, Claim.table_id == Table.id).where(Claim.meeting_id == meeting_id)
    return db.session.scalars(held).one()


def told(user):
    lines = select(DigestLine.body).where(DigestLine.kind == "firm.table", DigestLine.state == "waiting")
    return list(db.session.scalars(lines.where(DigestLine.recipient == user).order_by(DigestLine.id)))


def test_tables_are_given_change_hands_and_are_taken_away(event, firms):
    one, other = firms
    a1, a2, *_ = event.tables

    assert assign_tables(event.id, {one.id: a1.id, other.id: a2.id}, by=None) == 2
    assert assign_tables(event.id, {one.id: a2.id, other.id: a1.id}, by=None) == 2
    assert (home_of(one), home_of(other)) == (a2.id, a1.id)
    assert assign_tables(event.id, {one.id: None, other.id: a1.id}, by=None) == 1
    assert (home_of(one), home_of(other)) == (None, a1.id)
    assert faults_of_rows() == []


def test_a_table_that_another_firm_keeps_is_refused_and_nothing_is_given(event, firms):
    one, other = firms
    a1, a2, *_ = event.tables
    assign_tables(event.id, {one.id: a1.id}, by=None)

    with pytest.raises(TableAssigned) as refused:
        assign_tables(event.id, {other.id: a1.id}, by=None)
    with pytest.raises(TableAssigned):
        assign_tables(event.id, {one.id: a2.id, other.id: a2.id}, by=None)

    assert refused.value.details == {"table": "A1"}
    assert (home_of(one), home_of(other)) == (a1.id, None)


def test_a_table_of_the_other_side_a_small_one_and_one_that_is_never_free_are_refused(event, firms, walker):
    one, a1, a2 = firms[0], event.tables[0], event.tables[1]
    with transaction() as session:
        a2.seats = 3
        for slot in slots(event):
            session.add(Unavailability(event_id=event.id, slot_id=slot, table_id=a1.id))
    host = rounds.open_group_meeting(
        event.id, one.id, topic="Rail", slot_id=slots(event)[0], seats=3, is_open=True, by=None
    )

    found = []
    for firm, table in ((walker, event.tables[2]), (one, a2), (firms[1], a1)):
        with pytest.raises(TableUnfit) as refused:
            assign_tables(event.id, {firm.id: table.id}, by=None)
        found.append(refused.value.details["why"])

    assert host
    assert found == ["other_side", "too_small", "never_open"]


def test_a_firm_that_does_not_take_part_and_a_table_of_another_event_are_unknown(event, firms):
    waiting = factories.firm(event, state="waiting")
    other = factories.event()

    for chosen in ({waiting.id: event.tables[0].id}, {firms[0].id: other.tables[0].id}):
        with pytest.raises(NotFound):
            assign_tables(event.id, chosen, by=None)


def test_the_last_act_is_taken_back_once_and_only_while_it_stands(event, firms):
    one, other = firms
    a1, a2, *_ = event.tables
    assign_tables(event.id, {one.id: a1.id}, by=None)
    assign_tables(event.id, {one.id: a2.id, other.id: a1.id}, by=None)
    last = get_last_assignment(event.id)
    assert last is not None
    word = last.word

    assert undo_assignment(event.id, word, by=None) == 2
    assert (home_of(one), home_of(other)) == (a1.id, None)
    assert get_last_assignment(event.id) is None
    with pytest.raises(Stale):
        undo_assignment(event.id, word, by=None)


def test_a_firm_that_leaves_keeps_its_table_no_longer(event, firms):
    one, other = firms
    a1 = event.tables[0]
    assign_tables(event.id, {one.id: a1.id}, by=None)
    transitions.transition(event, one.id, RegistrationAct.CANCEL, actor=RegistrationActor.ORGANIZER, by=None)

    assign_tables(event.id, {other.id: a1.id}, by=None)

    assert (home_of(one), home_of(other)) == (None, a1.id)
    assert get_last_assignment(event.id) is not None


def the_last_act(event):
    last = get_last_assignment(event.id)
    assert last is not None
    return last.word


def test_firms_are_told_once_they_see_times_and_not_before(event, firms, clock):
    one = firms[0]
    user = factories.user("Ng", email="ng@example.org")
    factories.let_in(one, user)
    a1, a2, *_ = event.tables
    with transaction():
        event.phase = "registration"
    assign_tables(event.id, {one.id: a1.id}, by=None)
    assert told(user.email) == []
    with transaction():
        event.phase = "booking"

    assign_tables(event.id, {one.id: a2.id}, by=None)
    assign_tables(event.id, {one.id: None}, by=None)
    (gone,) = told(user.email)
    assert "no longer keeps table A1" in gone  # of A2 nobody has heard
    assert send_digests() == 0  # what was given may be taken back first
    clock["now"] += UNDO_DELAY
    send_digests()

    letters = db.session.scalars(select(Outbox).where(Outbox.recipient == user.email)).all()
    assert [letter.subject for letter in letters] == ["No table of your own: A1"]


def test_a_table_that_is_given_and_taken_back_before_its_letter_left_is_told_to_nobody(event, firms, clock):
    a1, a2, *_ = event.tables
    assign_tables(event.id, {firms[0].id: a1.id, firms[1].id: a2.id}, by=None)
    assign_tables(event.id, {firms[1].id: None}, by=None)
    undo_assignment(event.id, the_last_act(event), by=None)  # A2 is theirs again
    assign_tables(event.id, {firms[0].id: None}, by=None)
    clock["now"] += UNDO_DELAY
    send_digests()

    letters = db.session.scalars(select(Outbox).where(Outbox.kind == "digest")).all()
    assert [letter.subject for letter in letters] == ["Your table: A2"]


def test_a_table_that_is_taken_back_after_its_letter_left_is_told(event, firms, clock):
    assign_tables(event.id, {firms[0].id: event.tables[0].id}, by=None)
    clock["now"] += UNDO_DELAY
    send_digests()
    undo_assignment(event.id, the_last_act(event), by=None)
    clock["now"] += UNDO_DELAY
    send_digests()

    letters = db.session.scalars(select(Outbox).order_by(Outbox.id)).all()
    assert [letter.subject for letter in letters] == ["Your table: A1", "No table of your own: A1"]


@pytest.mark.full
def test_meetings_stay_until_somebody_brings_them_and_then_both_firms_get_one_letter(event, firms, walker):
    one, (a1, a2, a3) = firms[0], event.tables[:3]
    other = factories.firm(event, "Chongqing", name="Bridge 2")
    near = [booked(event, one, walker, 0, a2), booked(event, one, other, 1, a3)]
    theirs = factories.firm(event, "Chongqing", name="Bridge 3")
    blocked = booked(event, one, theirs, 2, a2)
    in_the_way = booked(event, firms[1], walker, 2, a1)
    assign_tables(event.id, {one.id: a1.id}, by=None)
    assert [table_of(each) for each in (*near, blocked)] == ["A2", "A3", "A2"]
    assert count_meetings_elsewhere(event.id) == {one.id: 3}

    coming = list_meetings_elsewhere(event, one)
    assert [each.stays for each in coming] == [None, None, "taken"]
    with pytest.raises(Stale):
        move_to_fixed_table(event.id, one.id, "0" * 32, by=None)
    assert move_to_fixed_table(event.id, one.id, get_confirmation_token(coming), by=None) == 2

    assert [table_of(each) for each in (*near, blocked, in_the_way)] == ["A1", "A1", "A2", "A1"]
    lines = db.session.scalars(select(DigestLine).where(DigestLine.kind == "meeting.reseated")).all()
    assert len(lines) == 3  # two of the firm's reader, one of its partner's
    assert all("at another table: one of the two now keeps that one" in line.body for line in lines)
    assert faults_of_rows() == []


def test_a_table_that_goes_leaves_its_firm_without_and_tells_it(event, firms, clock):
    one, a4 = firms[0], event.tables[3]
    assign_tables(event.id, {one.id: a4.id}, by=None)
    clock["now"] += UNDO_DELAY
    send_digests()
    draft = draft_of(event)
    fewer = replace(draft, tables=(replace(draft.tables[0], labels="A1–A3"),))

    change_event(event.id, fewer, version=event.version, by=None)

    assert home_of(one) is None
    assert len(load_fixed_tables(event).tables) == 3
    lines = select(DigestLine.body).where(DigestLine.kind == "firm.table").order_by(DigestLine.id.desc())
    assert "no longer keeps table A4" in (db.session.scalars(lines).first() or "")
