"""Times and tables that a sheet of pairs names are held, where they can be."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.core.db import db, transaction
from app.events.models import Slot, Table
from app.meetings.models import Claim
from app.registrations.models import Representation
from tests.meetings.views.pairs.acts import HEAD, arranged, meetings, sent


def test_a_time_and_a_table_are_held(visitor, event, firms):
    slot = db.session.scalars(select(Slot).where(Slot.event_id == event.id).order_by(Slot.starts_at)).all()[1]
    table = db.session.scalars(select(Table).where(Table.event_id == event.id).order_by(Table.id.desc())).all()[0]
    at = slot.starts_at.astimezone(ZoneInfo(event.zone))
    _answer, preview = sent(
        visitor,
        event,
        HEAD,
        ("YCH Group", "Lotus Foods", "", at.strftime("%H:%M"), table.label),
        ("YCH", "x", "", "25:99"),
    )
    assert "the time cannot be read" in visitor.get(preview).text
    visitor.post(preview, data={"act": "check", "row": "1", "out-1": "yes"})

    arranged(visitor, preview)

    assert [state for _low, _high, state, _priority in meetings()] == ["booked"]
    held = db.session.execute(select(Claim.slot_id, Claim.table_id).where(Claim.table_id.is_not(None))).all()
    assert held == [(slot.id, table.id)]


def test_rows_that_collide_are_not_both_ready(visitor, event, firms):
    lotus = next(firm for name, firm in firms.items() if name.startswith("Lotus"))
    with transaction() as session:
        session.delete(
            session.scalars(select(Representation).where(Representation.registration_id == lotus.id)).first()
        )
    slots = db.session.scalars(select(Slot).where(Slot.event_id == event.id).order_by(Slot.starts_at)).all()
    at = [slot.starts_at.astimezone(ZoneInfo(event.zone)).strftime("%H:%M") for slot in slots]
    rows = [("YCH Group", "Lotus Foods", "", at[1]), ("Merlion Shipping", "Lotus Foods", "", at[1])]
    _answer, preview = sent(visitor, event, HEAD, *rows)

    page = visitor.get(preview).text
    assert "row 2 takes one of the firms" in page
    assert "1 pair is ready" in page
    assert arranged(visitor, preview).status_code == 409
    fix = {"act": "check", "row": "1", "one-1": "Merlion Shipping", "other-1": "Lotus Foods", "time-1": at[2]}
    visitor.post(preview, data=fix)
    arranged(visitor, preview)
    assert [state for _low, _high, state, _priority in meetings()] == ["booked", "booked"]


def test_rows_that_want_one_table_at_one_time_are_not_both_ready(visitor, event, firms):
    slot = db.session.scalars(select(Slot).where(Slot.event_id == event.id).order_by(Slot.starts_at)).all()[1]
    table = db.session.scalars(select(Table).where(Table.event_id == event.id).order_by(Table.id.desc())).all()[0]
    at = slot.starts_at.astimezone(ZoneInfo(event.zone)).strftime("%H:%M")
    rows = [
        ("YCH Group", "Lotus Foods", "", at, table.label),
        ("Merlion Shipping", "Changan Automobile", "", at, table.label),
    ]
    _answer, preview = sent(visitor, event, HEAD, *rows)

    assert "row 2 takes one of the firms, or the last table" in visitor.get(preview).text


def test_a_time_or_a_table_that_nothing_would_keep_is_refused(visitor, event, firms):
    with transaction() as session:
        session.merge(event).booking_mode = "planned"
    slot = db.session.scalars(select(Slot).where(Slot.event_id == event.id).order_by(Slot.starts_at)).all()[1]
    at = slot.starts_at.astimezone(ZoneInfo(event.zone)).strftime("%H:%M")
    _answer, preview = sent(visitor, event, HEAD, ("YCH Group", "Lotus Foods", "", at, ""))

    assert "the schedule gives times and tables later" in visitor.get(preview).text
    assert arranged(visitor, preview).status_code == 409
    assert meetings() == []

    visitor.post(preview, data={"act": "check", "row": "0", "time-0": ""})
    arranged(visitor, preview)

    assert [state for _low, _high, state, _priority in meetings()] == ["agreed"]


def test_a_table_without_a_time_is_refused(visitor, event, firms):
    label = db.session.scalars(select(Table.label).where(Table.event_id == event.id)).first()
    _answer, preview = sent(visitor, event, HEAD, ("YCH Group", "Lotus Foods", "", "", label))

    assert "a table needs a time" in visitor.get(preview).text
    assert arranged(visitor, preview).status_code == 409
