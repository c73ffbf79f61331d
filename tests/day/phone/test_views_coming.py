"""First on the agenda of the day: the next meeting."""

from __future__ import annotations

from tests.support.pages import text_of


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


def test_a_line_of_the_agenda_says_by_when_to_leave(client, walker, agenda, meetings):
    assert "First floor · leave A1 by 10:26" in text_of(client.as_user(walker).get(agenda), ".q-agenda")


def test_a_line_says_no_more_by_when_to_leave_once_its_meeting_has_begun(client, walker, agenda, meetings, at):
    reader = client.as_user(walker)
    at(61)

    assert "leave A1" not in text_of(reader.get(agenda), ".q-agenda")
