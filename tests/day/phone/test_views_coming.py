"""First on the agenda of the day: the next meeting."""

from __future__ import annotations

from datetime import timedelta

from app.core.db import transaction
from tests.support.pages import read, text_of


def test_the_next_meeting_stands_first_with_table_partner_and_the_way(client, walker, agenda, meetings, at):
    reader = client.as_user(walker)

    first = text_of(reader.get(agenda), "#next")
    at(0)
    second = text_of(reader.get(agenda), "#next")
    at(55)
    soon = text_of(reader.get(f"{agenda}/next"), "#next")
    at(60)
    over = reader.get(f"{agenda}/next")

    assert "Next: 09:30 in 28 minutes San Yang Ma 三羊马" in first
    assert "Ground floor" in first
    assert "Table A1" in first
    assert "in 1 h 00 C.Q. Pharma" in second
    assert "4 minutes to walk from A1, where you sit before. Leave by 10:26." in second
    assert "Leave now" in soon
    assert over.text.strip() == ""


def test_people_are_named_in_the_script_of_who_reads(client, walker, agenda, meetings, firms, at):
    with transaction():
        host = firms[0].representatives[0]
        host.display_name, host.name_zh = "Tan Hui Min", "陈惠敏"
    reader = client.as_user(walker)

    english = text_of(reader.get(agenda), "#next")
    chinese = reader.get(f"{agenda}?lang=zh")

    assert "Tan Hui Min" in english
    assert "陈惠敏" not in english
    assert "陈惠敏" in text_of(chinese, "#next")
    assert "Tan Hui Min" not in chinese.text


def test_two_of_one_chinese_name_at_one_table_are_named_both(client, walker, agenda, meetings, firms, at):
    with transaction():
        for firm in (firms[0], firms[2]):
            firm.representatives[0].name_zh = "陈女士"

    chinese = text_of(client.as_user(walker).get(f"{agenda}?lang=zh"), "#next")

    assert chinese.count("陈女士") == 2


def test_on_the_second_day_that_day_stands_first(client, event, walker, agenda, meetings, at):
    with transaction():
        last = event.slots[-1]
        last.starts_at, last.ends_at = (moment + timedelta(days=1) for moment in (last.starts_at, last.ends_at))
    reader = client.as_user(walker)

    first_day = days_of(reader.get(agenda))
    at(24 * 60)
    second_day = days_of(reader.get(agenda))
    at(48 * 60)

    assert first_day == ["Thursday 18 March 2032", "Friday 19 March 2032"]
    assert second_day == first_day[::-1]
    assert days_of(reader.get(agenda)) == first_day


def days_of(page):
    return [one.text for one in read(page).find("h2") if "March" in one.text]


def test_a_line_of_the_agenda_says_by_when_to_leave(client, walker, agenda, meetings):
    assert "First floor · leave A1 by 10:26" in text_of(client.as_user(walker).get(agenda), ".q-agenda")


def test_a_line_says_no_more_by_when_to_leave_once_its_meeting_has_begun(client, walker, agenda, meetings, at):
    reader = client.as_user(walker)
    at(61)

    assert "leave A1" not in text_of(reader.get(agenda), ".q-agenda")
