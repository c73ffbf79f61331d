"""A group meeting stands in everybody's agenda, calendar, picture, run sheet and letter."""

from __future__ import annotations

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from app.calendars.queries import list_left_group_meetings
from app.core.db import db, transaction
from app.core.models import Outbox
from app.dashboard.queries.counts import quiet_companies
from app.group_meetings import services
from app.interpreters.queries import list_run_sheets
from app.interpreters.services.run_sheets import get_run_sheet_values
from app.matching.services import rank_event
from app.meetings.models import Meeting
from app.meetings.queries.group_meetings import list_attended_group_meetings
from app.meetings.queries.policy import count_tallies
from tests import factories
from tests.meetings.acts import slots


@pytest.fixture
def hall(event):
    users = [factories.user("Host"), factories.user("Guest")]
    host = factories.firm(event, "Singapore", name="YCH Group Pte Ltd", users=[users[0]], languages=["en"])
    guest = factories.firm(event, "Chongqing", name="Chongqing Port", users=[users[1]], languages=["zh"])
    voice = factories.interpreter(event, "en", "zh", name="Li Yan")
    made = services.open_group_meeting(
        event.id, host.id, topic="Cold chain by rail", slot_id=slots(event)[1], seats=2, is_open=True, by=users[0].id
    )
    services.take_group_seat(made, guest.id, by=users[1].id)
    return made, (host, guest), users, voice


def calendars(kind: str) -> list[str]:
    return list(db.session.scalars(select(Outbox.calendar).where(Outbox.kind == f"round.{kind}")))


def unfolded(text: str) -> str:
    return text.replace("\r\n ", "")


def test_the_agenda_of_host_and_guest_shows_it_and_no_free_time_beside_it(client, event, hall):
    _made, firms, users, _voice = hall
    with transaction() as session:
        session.merge(firms[0].company).name_zh = "叶水福"
    for firm, user in zip(firms, users, strict=True):
        page = client.as_user(user).get(f"/events/{event.slug}/companies/{firm.id}/agenda").text

        assert ("YCH Group Pte Ltd (叶水福) · group meeting" in page) == (firm is firms[1])
        assert page.count("<b>Cold chain by rail</b>") == 1
        assert "interpreter: Li Yan" in page
        assert all(f"{one.representatives[0].display_name} ({one.company.name})" in page for one in firms)
        assert page.count(">free<") == len(slots(event)) - 1


def test_the_calendar_file_holds_it_under_one_name_for_all(client, event, hall):
    made, firms, users, _voice = hall

    files = [
        unfolded(client.as_user(user).get(f"/events/{event.slug}/companies/{firm.id}/agenda.ics").text)
        for firm, user in zip(firms, users, strict=True)
    ]

    assert all(f"UID:meeting-{made}@" in text for text in files)
    assert "SUMMARY:Cold chain by rail\r\n" in files[0]
    assert "SUMMARY:Cold chain by rail – YCH Group Pte Ltd" in files[1]


def test_letters_bring_the_entry_and_take_it_out_again_with_a_higher_sequence(event, hall):
    made, (_host, guest), users, _voice = hall

    services.leave_group_seat(made, guest.id, by=users[1].id)

    came, went = unfolded(calendars("seated")[0]), unfolded(calendars("left")[0])
    assert "METHOD:REQUEST" in came
    assert "METHOD:CANCEL" in went
    assert f"UID:meeting-{made}@" in came
    assert f"UID:meeting-{made}@" in went
    assert "SEQUENCE:1\r\n" in came
    assert "SEQUENCE:2\r\n" in went


def test_a_calendar_that_follows_strikes_what_was_left(event, hall):
    made, (host, guest), _users, _voice = hall
    services.leave_group_seat(made, guest.id, by=None)

    assert list_attended_group_meetings([guest.id]) == []
    assert [row.id for row in list_left_group_meetings(guest.id)] == [made]
    assert [row.id for row in list_attended_group_meetings([host.id])] == [made]


def test_a_calendar_that_follows_never_strikes_what_it_never_held(event, hall):
    made, (host, guest), _users, _voice = hall
    asked, uninvited = (factories.firm(event, "Chongqing") for _ in range(2))
    services.invite_companies(made, [asked.id, uninvited.id], by=None)
    services.remove_group_guest(made, uninvited.id, by=None)
    services.cancel_group_meeting(made, by=None)

    struck = [[row.id for row in list_left_group_meetings(one.id)] for one in (host, guest, asked, uninvited)]

    assert struck == [[made], [made], [], []]


def test_the_run_sheet_of_the_interpreter_names_it(event, hall):
    made, _firms, _users, voice = hall

    sheet = next(one for one in list_run_sheets(event) if one.interpreter.id == voice.id)

    assert [row.id for row in sheet.group_meetings] == [made]


def test_the_run_sheet_is_punctuated_in_its_readers_language(event, hall):
    with force_locale("zh_Hans"):
        told = get_run_sheet_values(event, list_run_sheets(event))

    (line,) = [line for sheet in told["sheets"] for day in sheet["days"] for line in day["lines"]]
    assert ("、" in line["people"], ", " in line["people"]) == (True, False)
    assert ", " not in told["place"]


def test_what_somebody_does_for_a_firm_is_said_in_its_letters(event, hall):
    made, (_host, guest), _users, _voice = hall

    services.leave_group_seat(made, guest.id, by=factories.member(event.organisation, "organizer").id)

    told = db.session.scalars(select(Outbox.body).where(Outbox.kind == "round.left")).one()
    assert "。以上由" in told
    assert "代Chongqing Port办理" in told


def test_who_has_met_in_a_group_alone_is_ranked_counted_and_not_quiet(event, hall):
    made, (host, guest), _users, _voice = hall
    with transaction():
        db.session.get_one(Meeting, made).state = "held"

    rank_event(event.id)

    assert quiet_companies(event.id, "en") == []
    counted = count_tallies(event.id, [host.id, guest.id])
    assert {firm: tally.meetings for firm, tally in counted.items()} == {host.id: 1, guest.id: 1}
