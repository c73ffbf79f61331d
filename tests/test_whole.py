"""What ``Whole`` reads is what the session itself would have read, whatever it knew before."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import bindparam, inspect, select, text
from sqlalchemy.orm import joinedload

from app.companies.models import Company
from app.db import Model, db, table_of, transaction
from app.events.models import Event, EventDay, Slot
from app.meetings.models import Meeting
from app.registrations.models import Delegation, Registration
from app.whole import Whole, listed
from tests import factories

pytestmark = pytest.mark.databases("sqlite", "postgresql")
_R = table_of(Registration).c
_FIRMS = Whole(Registration, company=Company, delegation=Delegation)
_OF_EVENT = _FIRMS.select.where(_R.event_id == bindparam("event_id")).order_by(_R.id)
_LOCKED = _OF_EVENT.with_for_update(of=table_of(Registration))
_EVENTS = Whole(Event, days=EventDay)
_BY_SLUG = _EVENTS.select.where(table_of(Event).c.slug == bindparam("slug")).order_by(_EVENTS.of["days"].c.day)
_SLOTS = Whole(Slot)


@pytest.fixture
def event_id(app: Flask) -> int:
    made = factories.event(slots=3)
    for number in range(3):
        factories.firm(made, name=f"Firm {number}")
    factories.guest(made)
    number = made.id
    db.session.expunge_all()
    return number


def _columns(row: Model) -> dict[str, Any]:
    return {attribute.key: getattr(row, attribute.key) for attribute in inspect(type(row)).column_attrs}


def test_the_rows_are_those_that_the_session_would_read(event_id: int) -> None:
    found = [_FIRMS.all(_OF_EVENT, event_id=event_id) for _ in range(3)][-1]
    read = [(_columns(one), one.company and _columns(one.company), one.delegation) for one in found]
    db.session.expunge_all()

    chosen = select(Registration).options(joinedload(Registration.company)).order_by(Registration.id)
    expected = db.session.scalars(chosen.where(Registration.event_id == event_id)).all()

    assert read == [(_columns(one), one.company and _columns(one.company), one.delegation) for one in expected]
    assert len(read) == 4
    assert read[0][1] is not None
    assert read[3][1] is None  # a guest is of no firm


def test_a_list_comes_in_its_order_and_empty_where_there_is_none(app: Flask) -> None:
    made = factories.event(slots=0)
    with transaction() as session:
        days = session.scalars(select(EventDay).where(EventDay.event_id == made.id)).all()
        for day in days:
            session.delete(day)
    slug = made.slug
    db.session.expunge_all()
    none = _EVENTS.one_or_none(_BY_SLUG, slug=slug)
    assert none is not None
    assert none.days == []

    other = factories.event(slots=2)
    slug, expected = other.slug, [day.day for day in other.days]
    db.session.expunge_all()
    found = _EVENTS.one_or_none(_BY_SLUG, slug=slug)
    assert found is not None
    assert [day.day for day in found.days] == expected == sorted(expected)
    assert expected
    assert all(day.event is found for day in found.days)


def test_a_row_that_the_session_knows_is_the_same_object(event_id: int) -> None:
    first = select(Registration).where(Registration.event_id == event_id).order_by(Registration.id)
    known = db.session.scalars(first).first()
    found = _FIRMS.all(_OF_EVENT, event_id=event_id)

    assert found[0] is known
    assert db.session.get(Registration, found[1].id) is found[1]
    assert not db.session.dirty


def test_what_others_wrote_is_seen_only_anew(event_id: int) -> None:
    house = factories.company(factories.organisation()).id
    known = _FIRMS.all(_OF_EVENT, event_id=event_id)[0]
    version, company = known.version, known.company
    changed = "UPDATE registrations SET version = version + 7, company_id = :company WHERE id = :id"
    db.session.execute(text(changed), {"id": known.id, "company": house})

    assert _FIRMS.all(_OF_EVENT, event_id=event_id)[0].version == version
    assert known.company is company

    assert _FIRMS.all(_LOCKED, anew=True, event_id=event_id)[0] is known
    assert known.version == version + 7
    assert known.company is not None
    assert known.company.id == house


def test_what_the_session_forgot_is_read_again_with_all_that_is_joined(event_id: int) -> None:
    known = _FIRMS.all(_OF_EVENT, event_id=event_id)[0]
    number, version = known.id, known.version
    db.session.rollback()
    assert inspect(known).expired
    with db.engine.begin() as other:
        other.execute(text("UPDATE registrations SET version = version + 1 WHERE id = :id"), {"id": number})

    found = _FIRMS.all(_OF_EVENT, event_id=event_id)[0]

    assert found is known
    assert not inspect(known).expired
    assert known.version == version + 1
    assert "company" in known.__dict__


def test_one_forgotten_value_is_read_and_no_other(event_id: int) -> None:
    known = _FIRMS.all(_OF_EVENT, event_id=event_id)[0]
    version, most = known.version, known.most_meetings
    db.session.execute(text("UPDATE registrations SET version = version + 1, most_meetings = 7"))
    db.session.expire(known, ["version"])

    _FIRMS.all(_OF_EVENT, event_id=event_id)

    assert (known.version, known.most_meetings) == (version + 1, most)
    assert most != 7


def test_what_is_changed_is_written_first_and_kept(event_id: int) -> None:
    with transaction():
        known = _FIRMS.all(_OF_EVENT, event_id=event_id)[0]
        number, known.most_meetings = known.id, 3
        assert _FIRMS.all(_OF_EVENT, event_id=event_id)[0].most_meetings == 3
        known.most_meetings = 4
        assert _FIRMS.all(_LOCKED, anew=True, event_id=event_id)[0].most_meetings == 4

    assert db.session.get_one(Registration, number).most_meetings == 4


def test_what_was_read_is_written_when_it_changes(event_id: int) -> None:
    with transaction():
        firm = _FIRMS.all(_LOCKED, anew=True, event_id=event_id)[1]
        firm.least_meetings = 2
        assert firm in db.session.dirty
        number = firm.id

    db.session.expunge_all()
    assert db.session.get_one(Registration, number).least_meetings == 2


def test_relations_that_were_not_joined_are_read_when_asked_for(event_id: int) -> None:
    firm = _FIRMS.all(_OF_EVENT, event_id=event_id)[0]

    assert firm.event.id == event_id
    assert firm.company is not None
    assert isinstance(firm.company, Company)


def test_one_is_got_by_its_number_without_asking_twice(event_id: int) -> None:
    number = db.session.scalars(select(Slot.id).where(Slot.event_id == event_id)).first()
    assert number is not None
    slot = _SLOTS.get(number)
    assert slot is not None
    db.session.execute(text("UPDATE slots SET kind = 'break'"))

    assert _SLOTS.get(number) is slot
    assert slot.kind == "meeting"
    db.session.expire(slot)
    assert _SLOTS.get(number) is slot
    assert slot.kind == "break"
    assert _SLOTS.get(0) is None


def test_several_rows_where_one_was_asked_for_are_refused(event_id: int) -> None:
    with pytest.raises(ValueError, match="several"):
        _FIRMS.one_or_none(_OF_EVENT, event_id=event_id)


def test_what_must_be_there_is_joined_so_that_it_can_be_locked() -> None:
    assert "LEFT OUTER JOIN" not in str(Whole(Meeting, event=Event).select)
    assert "LEFT OUTER JOIN" in str(Whole(Registration, company=Company).select)


@pytest.mark.parametrize("name", ["slots", "groups", "tables", "days", "programme"])
def test_a_list_of_a_row_is_the_one_that_the_session_would_read(event_id: int, name: str) -> None:
    made = factories.event(slots=4, tables=3)
    number = made.id
    db.session.expunge_all()
    expected = [one.id for one in getattr(db.session.get_one(Event, number), name)]
    db.session.expunge_all()

    for _ in range(3):
        event = db.session.get_one(Event, number)
        found = listed(event, name)
        assert [one.id for one in found] == expected
        assert getattr(event, name) is found
        assert listed(event, name) is found
        assert not db.session.dirty
        db.session.expunge_all()
    assert expected or name == "programme"
