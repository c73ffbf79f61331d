"""A day on paper, drawn by hypothesis: firms of two sides, their people, meetings at tables."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from app.core.localized import Localized
from app.day.paper.day_data import DayData, PaperCompany, PaperMeeting, PaperPerson, PaperSeat, PaperSlot, PaperTable

FIRST = datetime(2032, 3, 18, 1, 30, tzinfo=UTC)
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20)


def firm(number: int, name: str = "", delegation: int | None = 1, **values) -> PaperCompany:
    order = (int(delegation is None), str(delegation), number)
    side = Localized(f"Delegation {delegation}") if delegation else Localized()
    told: dict[str, Any] = {
        "name_zh": "",
        "group_id": 1,
        "group": Localized("Side"),
        "category": "firm",
        "home_table_id": None,
    } | values
    return PaperCompany(number, name or f"Firm {number}", told.pop("name_zh"), delegation, side, order=order, **told)


def person(number: int, *firms: int, name: str = "", spoken: str = "en") -> PaperPerson:
    return PaperPerson(number, firms, name or f"Person {number}", "", Localized(), spoken, False, 1)


def sitting(number: int, slot: int, table: int, *firms: int, **values) -> PaperMeeting:
    starts = FIRST + timedelta(minutes=30 * slot)
    sitters = values.pop("sitters", tuple(PaperSeat(10 * one, one) for one in firms))
    return PaperMeeting(number, starts, starts + timedelta(minutes=25), table, firms, sitters, **values)


def ground(firms=(), people=(), sittings=(), tables=3, slots=4, **values) -> DayData:
    times = [
        PaperSlot(FIRST + timedelta(minutes=30 * one), FIRST + timedelta(minutes=30 * one + 25)) for one in range(slots)
    ]
    places = {one: PaperTable(one, f"A{one}", Localized("Hall")) for one in range(1, tables + 1)}
    ordered = sorted(firms, key=lambda one: one.order)
    by_time = sorted(sittings, key=lambda one: (one.starts_at, one.id))
    return DayData("Asia/Shanghai", {one.id: one for one in ordered}, people, by_time, places, times=times, **values)


@st.composite
def days(draw) -> DayData:
    """Any day without a double booking."""
    firms = [firm(one, draw(TEXTS), draw(st.sampled_from((None, 1, 2)))) for one in range(1, 7)]
    people = [person(10 * one.id, one.id, name=draw(TEXTS)) for one in firms if draw(st.booleans()) or one.id < 3]
    known = {one.id for one in people}
    sittings: list[PaperMeeting] = []
    for slot in range(4):
        free = draw(st.permutations([one.id for one in firms]))
        for table in range(1, draw(st.integers(0, 3)) + 1):
            pair = free[2 * table - 2 : 2 * table]
            sitters = tuple(PaperSeat(10 * one, one) for one in pair if 10 * one in known)
            sittings.append(sitting(len(sittings) + 1, slot, table, *pair, sitters=sitters))
    return ground(firms, sorted(people, key=lambda one: firms[one.registration_ids[0] - 1].order), sittings)
