"""Letters of what has changed at a meeting name who interprets from now on where that is another one, too."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.core.db import db, transaction
from app.core.models import Outbox
from app.events.models import Interpreter
from app.group_meetings import services as rounds
from app.interpreters.services.interpreters import delete_interpreter
from app.meetings import services
from app.meetings.models import Claim, Unavailability
from app.meetings.services.expiry import send_digests
from app.meetings.services.scheduled_bookings import ScheduledSeating, apply_seatings
from app.meetings.services.substitutes import replace_attendee
from app.meetings.services.transitions import lock_companies
from tests import factories
from tests.group_meetings.acts import opened
from tests.meetings.acts import slots


@pytest.fixture
def users(app):
    return factories.user("Tan"), factories.user("Li", locale="fr"), factories.user("Wu", locale="zh")


@pytest.fixture
def firms(event, users):
    spoken = (("Singapore", "en"), ("Chongqing", "zh"), ("Chongqing", "zh"))
    return [
        factories.firm(event, side, name=f"Firm {language}", languages=[language], users=[user])
        for user, (side, language) in zip(users, spoken, strict=True)
    ]


@pytest.fixture
def voices(event):
    return [factories.interpreter(event, "en", "zh", name=name) for name in ("Wang Fang", "Ma Lin")]


@pytest.fixture
def booked(event, firms, voices):
    made = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)
    services.accept(made, firms[1].id, by=None, slot_id=slots(event)[0])
    return made


def held(made, kind):
    column = getattr(Claim, kind)
    return db.session.scalars(select(column).where(Claim.meeting_id == made, column.is_not(None))).all()


def last_to(user):
    send_digests()
    rows = select(Outbox).where(Outbox.recipient == user.email).order_by(Outbox.id.desc())
    return db.session.scalars(rows.limit(1)).one().body.replace("\u00a0", " ")


def seated_elsewhere(event, firms, made, voice, *, slot=0):
    (table,) = held(made, "table_id")
    other = next(one.id for one in event.tables if one.id != table)
    by_firm = [firm.representatives[0].id for firm in firms[:2]]
    with transaction():
        _event, locked = lock_companies(event.id, firms[0].id, firms[1].id)
        to = ScheduledSeating(made, (slots(event)[slot],), (by_firm[0], by_firm[1]), other, voice)
        apply_seatings(event, [to], [], locked, by=None, telling=True)


def test_who_interprets_is_told_with_the_time(event, firms, users, booked):
    (number,) = held(booked, "interpreter_id")
    name = db.session.get_one(Interpreter, number).name

    assert f"\n  Interpreter: {name}\n" in last_to(users[0])
    assert f"\n  Interprète : {name}\n" in last_to(users[1])

    services.arrange(event.id, firms[0].id, firms[2].id, by=factories.user().id, slot_id=slots(event)[2])
    (number,) = set(db.session.scalars(select(Claim.interpreter_id).where(Claim.slot_id == slots(event)[2]))) - {None}

    assert f"\n  翻译：{db.session.get_one(Interpreter, number).name}\n" in last_to(users[2])


def test_an_agenda_names_who_interprets(event, firms, users, booked):
    name = db.session.get_one(Interpreter, held(booked, "interpreter_id")[0]).name

    services.send_agenda(firms[0], users[0].email, language="en", by=users[0].id)

    assert f"\n  Interpreter: {name}\n" in last_to(users[0])


def test_who_gets_a_seat_at_a_group_is_told_who_interprets(event, firms, users, voices):
    made = opened(event, firms[0], slot_id=slots(event)[0])

    rounds.take_group_seat(made, firms[1].id, by=None)

    name = db.session.get_one(Interpreter, held(made, "interpreter_id")[0]).name
    assert f"\n  Interprète : {name}\n" in last_to(users[1])


@pytest.mark.parametrize("slot", [0, 1])
def test_another_table_and_another_interpreter_are_both_told(event, firms, users, voices, booked, slot):
    (before,) = held(booked, "interpreter_id")
    new = next(one for one in voices if one.id != before)
    old = next(one for one in voices if one.id == before)

    seated_elsewhere(event, firms, booked, new.id, slot=slot)

    assert f" {new.name} interprets instead of {old.name}.\n" in last_to(users[0])
    assert f" {new.name} interprète à la place de {old.name}.\n" in last_to(users[1])


def test_a_meeting_that_moves_to_where_another_interprets_says_so(event, firms, users, voices, booked):
    (before,) = held(booked, "interpreter_id")
    with transaction() as session:
        session.add(Unavailability(event_id=event.id, slot_id=slots(event)[2], interpreter_id=before))

    services.move(booked, firms[1].id, slots(event)[2], by=None)

    old, new = sorted(voices, key=lambda one: one.id != before)
    assert f" {new.name} interprets instead of {old.name}.\n" in last_to(users[0])
    services.move(booked, firms[1].id, slots(event)[3], by=None)
    assert ("interpret" in last_to(users[0])) is (held(booked, "interpreter_id") != [new.id])


def test_another_table_where_nobody_need_interpret_any_more_says_so(event, firms, users, booked):
    seated_elsewhere(event, firms, booked, None)

    assert " No interpreter is needed any more.\n" in last_to(users[0])


def test_another_table_with_the_same_interpreter_says_nothing_of_it(event, firms, users, booked):
    seated_elsewhere(event, firms, booked, held(booked, "interpreter_id")[0])

    assert "interpret" not in last_to(users[0])


def test_somebody_else_who_comes_with_an_interpreter_brings_both_names(event, firms, users, voices):
    speaks = factories.representative(firms[0], display_name="Zhao Min", languages=["zh"])
    made = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)
    services.accept(made, firms[1].id, by=None, slot_id=slots(event)[0])

    replace_attendee(made, firms[0].id, speaks.id, by=None)
    assert " No interpreter is needed any more.\n" in last_to(users[0])

    replace_attendee(made, firms[0].id, firms[0].representatives[0].id, by=None)
    again = db.session.get_one(Interpreter, held(made, "interpreter_id")[0]).name
    assert f" {again} interprets.\n" in last_to(users[0])


def test_a_group_is_told_who_interprets_instead_of_whom(event, firms, users, voices):
    made = opened(event, firms[0], slot_id=slots(event)[0])
    for one in firms[1:]:
        rounds.take_group_seat(made, one.id, by=None)
    (before,) = held(made, "interpreter_id")
    old, new = sorted(voices, key=lambda one: one.id != before)

    delete_interpreter(event.id, before, version=old.version, by=None, confirmed=True)

    en, fr, zh = (last_to(user) for user in users)
    topic = "“Cold chain by rail” of Firm en"
    assert f"{new.name} interprets at the group meeting {topic} instead of {old.name}. Time and table stay." in en
    assert f"{new.name} interprète" in fr
    assert f"à la place de {old.name}." in fr
    assert f"改由{new.name}接替{old.name}担任翻译" in zh


def test_a_group_that_moves_to_another_interpreter_says_so(event, firms, users, voices):
    made = opened(event, firms[0], slot_id=slots(event)[0])
    rounds.take_group_seat(made, firms[1].id, by=None)
    (before,) = held(made, "interpreter_id")
    with transaction() as session:
        session.add(Unavailability(event_id=event.id, slot_id=slots(event)[2], interpreter_id=before))

    rounds.move_group_meeting(made, slots(event)[2], by=None)

    old, new = sorted(voices, key=lambda one: one.id != before)
    assert f" {new.name} interprets instead of {old.name}.\n" in last_to(users[0])
