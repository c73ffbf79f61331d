"""Things move on while news wait for a digest: it tells how they stand by now, or nothing."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from app.core.db import db, transaction
from app.core.digest_schedule import DIGEST_WINDOW, EmailFrequency
from app.core.mail.digests import update_frequency
from app.core.models import Outbox
from app.group_meetings import services as rounds
from app.meetings import services
from app.meetings.models import Meeting
from app.meetings.services.expiry import send_digests
from tests import factories
from tests.meetings.acts import slots
from tests.meetings.digests.acts import arranged, ask, letters, lines, undone
from tests.support.soundness import faults_of_rows


def test_a_request_that_is_taken_back_meanwhile_vanishes(event, tan, ych, ports, clock):
    _first, second, _third = ask(event, ports, ych)
    services.withdraw(second, ports[1].id, by=None)
    clock["now"] += DIGEST_WINDOW
    send_digests()

    digest = letters(tan)[-1]
    assert digest.subject == "Port 2 asks for a meeting"
    assert "Port 1" not in digest.body
    assert [one.kind for one in lines("dropped")] == ["meeting.asked", "meeting.withdrawn"]


def test_what_a_colleague_has_answered_says_so_and_has_no_link(event, tan, ych, ports, clock, client):
    _first, second, _third = ask(event, ports, ych)
    services.decline(second, ych.id, by=None)
    clock["now"] += DIGEST_WINDOW
    send_digests()

    digest = letters(tan)[-1]
    at_port_1 = digest.body.split("Port 2")[0]
    links = re.findall(r"/r/\S+", digest.body)
    assert "* Port 1 asks for a meeting\n\nDeclined by now: nothing is left for you to answer." in at_port_1
    assert [client.get(link).status_code for link in links] == [200]


def test_where_all_is_settled_no_digest_comes(event, tan, ych, ports, clock):
    _first, second, third = ask(event, ports, ych)
    services.decline(second, ych.id, by=None)
    services.withdraw(third, ports[2].id, by=None)
    clock["now"] += DIGEST_WINDOW

    assert (send_digests(), len(letters(tan)), lines()) == (0, 1, [])


def test_a_request_that_was_answered_with_other_times_says_so(event, tan, ych, ports, clock):
    _first, second, _third = ask(event, ports, ych)
    services.counter(second, ych.id, slots=slots(event)[:1], by=None)
    clock["now"] += DIGEST_WINDOW
    send_digests()

    assert "Answered with other times by now" in letters(tan)[-1].body


def test_who_was_never_told_of_a_booking_gets_no_end_of_it(event, tan, ych, ports, clock):
    update_frequency(tan.email, EmailFrequency.DAY)
    first, _second = ask(event, ports[:2], ych)
    services.accept(first, ych.id, by=None, slot_id=slots(event)[0])
    services.cancel(first, ports[0].id, by=None)
    clock["now"] += timedelta(days=1)
    send_digests()

    (digest,) = letters(tan)
    assert "Cancelled: Port 0" in digest.body
    assert digest.calendar is None


def test_who_had_the_entry_gets_its_end(event, tan, ych, ports, clock):
    update_frequency(tan.email, EmailFrequency.DAY)
    first = ask(event, ports[:1], ych)[0]
    services.accept(first, ych.id, by=None, slot_id=slots(event)[0])
    clock["now"] += timedelta(days=1)
    send_digests()
    services.cancel(first, ports[0].id, by=None)
    clock["now"] += timedelta(days=1)
    send_digests()

    assert ["METHOD:CANCEL" in (one.calendar or "") for one in letters(tan)] == [False, True]


def test_a_booking_never_waits_for_the_request_that_waits(event, tan, ych, ports, clock):
    _first, second, _third = ask(event, ports, ych)
    services.accept(second, ych.id, by=None, slot_id=slots(event)[0])

    booked = letters(tan)[-1]
    assert (booked.kind, "METHOD:REQUEST" in booked.calendar) == ("meeting.booked", True)
    clock["now"] += DIGEST_WINDOW
    send_digests()
    assert "Port 1" not in letters(tan)[-1].body


def test_what_changes_within_a_day_of_the_meeting_comes_at_once(event, tan, ych, ports, clock):
    update_frequency(tan.email, EmailFrequency.DAY)
    meeting = ask(event, ports[:1], ych)[0]
    services.accept(meeting, ych.id, by=None, slot_id=slots(event)[0])
    clock["now"] = factories.FIRST_SLOT - timedelta(hours=23)
    services.cancel(meeting, ports[0].id, by=None)

    (urgent,) = letters(tan)
    assert (urgent.kind, urgent.optional) == ("meeting.cancelled", False)
    assert [one.kind for one in lines()] == ["meeting.asked"]  # and the entry that it strikes goes no more


def test_what_an_urgent_letter_has_overtaken_is_told_no_more(event, tan, ych, ports, clock):
    update_frequency(tan.email, EmailFrequency.DAY)
    first, second = ask(event, ports[:2], ych)
    services.accept(first, ych.id, by=None, slot_id=slots(event)[0])
    clock["now"] = factories.FIRST_SLOT - timedelta(hours=23)
    services.cancel(first, ports[0].id, by=None)
    sent = send_digests(), send_digests()

    urgent, digest = letters(tan)
    assert sent == (1, 0)
    assert (urgent.kind, urgent.calendar) == ("meeting.cancelled", None)  # the booking was never told
    assert (digest.subject, digest.calendar) == ("Port 1 asks for a meeting", None)
    assert [(one.kind, one.body) for one in lines("dropped")] == [("meeting.asked", ""), ("meeting.booked", "")]
    assert db.session.get_one(Meeting, second).state == "requested"


def test_an_invitation_that_waits_tells_the_time_that_the_group_has_by_now(event, tan, ych, clock):
    update_frequency(tan.email, EmailFrequency.DAY)
    host, at = factories.firm(event, "Chongqing"), slots(event)
    made = rounds.open_group_meeting(
        event.id, host.id, topic="Rail", slot_id=at[0], seats=2, is_open=True, by=None, invited=[ych.id]
    )
    rounds.move_group_meeting(made, at[2], by=None)
    clock["now"] += timedelta(days=1)
    send_digests()

    (digest,) = letters(tan)
    assert (digest.subject, "09:30" in digest.body) == ("Changed: Rail, 18 March 2032, 10:30", False)


def test_an_invitation_that_is_answered_says_so_and_has_no_link_and_one_that_waits_has(event, tan, ych, ports, clock):
    update_frequency(tan.email, EmailFrequency.DAY)
    made = [
        rounds.open_group_meeting(
            event.id,
            port.id,
            topic=f"Topic {n}",
            slot_id=slots(event)[n],
            seats=2,
            is_open=False,
            invited=[ych.id],
            by=None,
        )
        for n, port in enumerate(ports)
    ]
    rounds.decline_invitation(made[1], ych.id, by=None)
    rounds.move_group_meeting(made[2], slots(event)[4], by=None)
    clock["now"] += timedelta(days=1)
    send_digests()

    body = letters(tan)[-1].body
    about = {n: body.split(f": Topic {n}")[1].split("\n* ")[0] for n in (0, 1)}
    assert "Declined by now: nothing is left for you to answer." in about[1]
    assert ["/i/" in about[0], "/i/" in about[1], len(re.findall(r"/i/\S+", body))] == [True, False, 2]


@pytest.mark.full
def test_a_free_seat_that_is_taken_again_says_so_in_the_digest_and_one_that_is_free_leads_to_it(
    event, tan, ych, ports, clock
):
    update_frequency(tan.email, EmailFrequency.DAY)
    made = [
        rounds.open_group_meeting(
            event.id, port.id, topic=f"Topic {n}", slot_id=slots(event)[n], seats=2, is_open=True, by=None
        )
        for n, port in enumerate(ports[:2])
    ]
    others = [factories.firm(event, "Singapore", name=f"Other {n}") for n in range(3)]
    for one in made:
        for firm in others[:2]:
            rounds.take_group_seat(one, firm.id, by=None)
        assert rounds.join_waiting_list(one, ych.id, by=None)
        rounds.leave_group_seat(one, others[0].id, by=None)
    rounds.take_group_seat(made[0], others[2].id, by=None)
    clock["now"] += timedelta(days=1)
    send_digests()

    body = letters(tan)[-1].body
    about = [body.split(f": Topic {n}")[1].split("\n* ")[0] for n in (0, 1)]
    assert "The seat is taken again by now: a letter comes when the next one is free." in about[0]
    assert "A seat is free again at the group meeting “Topic 1”" in about[1]


@pytest.mark.full
def test_what_was_arranged_and_undone_before_its_letters_left_is_told_to_nobody(event, tan, ych, ports, clock):
    _first, *waiting = arranged(event, ych, ports)
    undone(event, waiting)
    clock["now"] += DIGEST_WINDOW
    send_digests()

    assert [(one.kind, "Port 0" in one.subject) for one in letters(tan)] == [("meeting.arranged", True)]
    assert [one.kind for one in lines("dropped")] == [*["meeting.arranged"] * 2, *["meeting.cancelled"] * 2]
    assert faults_of_rows() == []


def test_of_what_was_arranged_the_end_is_told_where_the_beginning_left(event, tan, ych, ports, clock):
    undone(event, arranged(event, ych, ports[:1]))

    assert [(one.kind, one.state) for one in letters(tan)] == [
        ("meeting.arranged", "sent"),
        ("meeting.cancelled", "sent"),
    ]


def test_an_end_is_told_where_the_letter_of_the_beginning_may_have_come(event, tan, ych, ports, clock):
    (made,) = arranged(event, ych, ports[:1])
    with transaction() as session:
        session.execute(update(Outbox).values(state="queued", attempts=1))  # whether it came nobody knows
    undone(event, [made])

    assert [one.kind for one in letters(tan)] == ["meeting.arranged", "meeting.cancelled"]
