"""What stands on which sheet: nothing that is booked is missing anywhere, and sheets come in the order of the pack."""

from __future__ import annotations

from typing import Any

from hypothesis import given

from app.core.localized import Localized
from app.day.paper.day_data import PaperProgrammeItem, PaperSeat
from app.day.paper.hall_sheets import create_hall_plans, create_table_signs, create_tick_slips
from app.day.paper.people_sheets import create_agendas, create_badges, create_place_cards
from tests.day.paper.examples import FIRST, days, firm, ground, person, sitting


@given(days())
def test_each_meeting_stands_in_both_agendas_on_its_sign_on_one_slip_and_in_the_hall(day):
    by_firm: dict[Any, Any] = {}
    for sheet in create_agendas(day):
        for name in sheet.says.firms:
            for line in sheet.says.lines:
                by_firm.setdefault(name, set()).add((line.starts_at, line.table, line.partners))
    on_signs = [(one.number, sheet.says.label) for sheet in create_table_signs(day) for one in sheet.says.meetings]
    in_hall = [
        (cell.meeting.number, cell.label)
        for sheet in create_hall_plans(day)
        for cell in sheet.says.cells
        if cell.meeting
    ]
    on_slips = [(sheet.says.meeting.number, sheet.says.label) for sheet in create_tick_slips(day)]

    booked = sorted((one.id, day.places[one.table_id].label) for one in day.sittings)
    assert sorted(on_signs) == sorted(in_hall) == sorted(on_slips) == booked
    for one in day.sittings:
        names = {number: (day.companies[number].name, day.companies[number].name_zh) for number in one.companies}
        for mine in one.companies:
            told = {
                (starts, table, tuple((each.name, each.name_zh) for each in partners))
                for firm_name, lines in by_firm.items()
                if (firm_name.name, firm_name.name_zh) == names[mine]
                for starts, table, partners in lines
            }
            others = tuple(names[other] for other in one.companies if other != mine)
            assert (one.starts_at, day.places[one.table_id].label, others) in told


@given(days())
def test_sheets_of_people_come_by_delegation_then_by_rank(day):
    order = {one.id: one.order for one in day.companies.values()}
    firms = {one.key: day.person[int(one.key[1:])].registration_ids[0] for one in create_badges(day)}

    assert [order[one] for one in firms.values()] == sorted(order[one] for one in firms.values())
    assert [one.key for one in create_place_cards(day)] == list(firms)


@given(days())
def test_each_sheet_has_a_key_of_its_own(day):
    for pack in (
        create_agendas(day),
        create_badges(day),
        create_table_signs(day),
        create_hall_plans(day),
        create_tick_slips(day),
    ):
        assert len({one.key for one in pack}) == len(pack)


def test_a_colleagues_meeting_stands_on_the_sheet_but_is_not_ones_own():
    people = [person(10, 1), person(11, 1), person(20, 2)]
    one = sitting(1, 0, 1, 1, 2, sitters=(PaperSeat(11, 1), PaperSeat(20, 2)))
    day = ground([firm(1), firm(2)], people, [one])

    boss, deputy, partner = (sheet.says for sheet in create_agendas(day))

    assert (boss.lines[0].mine, deputy.lines[0].mine, partner.lines[0].mine) == (False, True, True)
    assert [one.name for one in boss.lines[0].ours] == ["Person 11"]
    assert (boss.meetings, deputy.meetings) == (0, 1)


def test_a_firm_that_named_nobody_gets_a_sheet_of_its_own():
    day = ground([firm(1), firm(2)], [person(20, 2)], [sitting(1, 0, 1, 1, 2, sitters=(PaperSeat(20, 2),))])

    first, second = create_agendas(day)

    assert (first.key, first.says.person, first.says.lines[0].mine) == ("f1:2032-03-18", None, True)
    assert second.key == "p20:2032-03-18"


def test_who_meets_nobody_gets_no_agenda_but_a_badge():
    day = ground([firm(1), firm(2), firm(3)], [person(30, 3)], [sitting(1, 0, 1, 1, 2, sitters=())])

    assert [one.key for one in create_agendas(day)] == ["f1:2032-03-18", "f2:2032-03-18"]
    assert [one.key for one in create_badges(day)] == ["p30"]


def test_who_is_not_approved_gets_no_badge():
    day = ground([firm(1, approved=False)], [person(10, 1)])

    assert create_badges(day) == []


def test_a_break_and_a_speech_stand_between_the_meetings_of_those_whom_they_concern():
    speech = PaperProgrammeItem(FIRST, FIRST, Localized("Opening"), group_id=2)
    lunch = PaperProgrammeItem(FIRST, FIRST, Localized("Lunch"), is_break=True)
    day = ground(
        [firm(1), firm(2, group_id=2)], [], [sitting(1, 1, 1, 1, 2, sitters=())], programme_items=[speech, lunch]
    )

    one, other = (sheet.says for sheet in create_agendas(day))

    assert [line.title.en or line.table for line in one.lines] == ["Lunch", "A1"]
    assert [line.title.en or line.table for line in other.lines] == ["Lunch", "Opening", "A1"]


def test_of_a_group_the_host_has_a_slip_with_each_guest():
    day = ground(
        [firm(1), firm(2), firm(3)],
        {},
        [sitting(7, 0, 1, 1, 2, 3, topic="Cold chain", sitters=()), sitting(8, 1, 1, 1, 2, sitters=())],
    )

    told = [
        (one.key, one.says.meeting.guest, [name.name for name in one.says.meeting.firms])
        for one in create_tick_slips(day)
    ]

    assert told == [
        ("m7-2", 2, ["Firm 1", "Firm 2"]),
        ("m7-3", 3, ["Firm 1", "Firm 3"]),
        ("m8", None, ["Firm 1", "Firm 2"]),
    ]
