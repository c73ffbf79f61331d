"""Digests in place of a letter per click: nothing is lost, nothing comes twice, whoever dies."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.core.db import db, transaction
from app.core.digest_schedule import DIGEST_WINDOW, EmailFrequency
from app.core.mail.digests import create_digest, update_frequency
from app.core.models import Notice
from app.meetings import services
from app.meetings.services.expiry import send_digests
from tests.meetings.acts import slots
from tests.meetings.digests.acts import ask, letters, lines
from tests.support.calendars import read_again


def test_the_first_request_comes_at_once_and_the_others_together(event, tan, ych, ports, clock):
    ask(event, ports, ych)
    before = [len(letters(tan)), len(lines()), send_digests()]
    clock["now"] += DIGEST_WINDOW
    sent = send_digests(), send_digests()

    first, digest = letters(tan)
    assert (before, sent) == ([1, 2, 0], (1, 0))
    assert (first.kind, digest.kind, digest.subject) == ("meeting.asked", "digest", "2 updates on your meetings")
    assert [f"Port {n} asks for a meeting" in digest.body for n in range(3)] == [False, True, True]
    assert [(one.letter_id, one.body) for one in lines("gathered")] == [(digest.id, "")] * 2


def test_each_notice_is_in_one_letter_or_one_line(event, tan, ych, ports, clock):
    ask(event, ports, ych)
    clock["now"] += DIGEST_WINDOW
    send_digests()

    told = [(one.notice_id, one.recipient, one.kind) for one in (*letters(tan), *lines("gathered"))]
    asked = db.session.scalars(select(Notice.id).where(Notice.kind == "meeting.request").order_by(Notice.id)).all()
    assert sorted(told) == sorted(
        [*((number, tan.email, "meeting.asked") for number in asked), (asked[1], tan.email, "digest")]
    )


def test_a_digest_after_a_change_of_language_mixes_no_languages(event, tan, ych, ports, clock):
    first, second, third = ports
    services.request_meeting(event.id, first.id, ych.id, by=None)
    services.request_meeting(event.id, second.id, ych.id, by=None)
    with transaction():
        tan.locale = "fr"
    services.request_meeting(event.id, third.id, ych.id, by=None)
    clock["now"] += DIGEST_WINDOW
    send_digests()

    told = {one.language: one.body for one in letters(tan)[1:]}
    assert "Port 1 would like to meet" in told["en"]
    assert "Port 2 souhaite" in told["fr"]
    assert "would like" not in told["fr"]


def test_a_digest_has_the_last_entry_of_each_meeting_as_a_file(event, tan, ych, ports, clock, mailbox):
    update_frequency(tan.email, EmailFrequency.DAY)
    at = slots(event)
    for number, meeting in enumerate(ask(event, ports[:2], ych)):
        services.accept(meeting, ych.id, by=None, slot_id=at[number])
    services.move(meeting, ych.id, at[3], by=None)
    mailbox.letters.clear()
    clock["now"] += timedelta(days=1)
    send_digests()

    (letter,) = [one for one in mailbox.letters if one["To"] == tan.email]
    files = [part for part in letter.iter_attachments() if part.get_content_type() == "application/ics"]
    told = read_again(*(part.get_content().decode() for part in files))
    assert [part.get_filename() for part in files] == ["invite-1.ics", "invite-2.ics"]
    assert [part.get_param("method") for part in files] == ["REQUEST", "REQUEST"]
    assert [one["events"][0]["sequence"] for one in told] == [0, 1]
    assert "text/calendar" not in [part.get_content_type() for part in letter.walk()]


def test_a_digest_is_held_by_the_rehearsal(event, tan, ych, ports, clock):
    ask(event, ports, ych)
    with transaction():
        event.rehearsal = True
    clock["now"] += DIGEST_WINDOW
    send_digests()

    assert letters(tan)[-1].state == "held"


def test_a_digest_that_is_broken_off_is_whole_the_next_time(event, tan, ych, ports, clock):
    ask(event, ports, ych)
    clock["now"] += DIGEST_WINDOW
    with pytest.raises(KeyboardInterrupt):
        _killed_while_gathering(event, tan.email)

    assert (len(letters(tan)), len(lines())) == (1, 2)
    assert (send_digests(), len(letters(tan)), len(lines())) == (1, 2, 0)


@pytest.mark.parametrize(
    "wrong",
    [
        "UPDATE letter_lines SET state = 'gathered'",
        "UPDATE letter_lines SET state = 'lost'",
        "UPDATE letter_lines SET due_at = NULL",
        "UPDATE letter_lines SET kind = 'meeting.asked', notice_id = (SELECT min(id) FROM notices), recipient = 'x'",
        "INSERT INTO letter_choices (address, rhythm, changed_at) VALUES ('a@b.example', 'never', '2032-01-01')",
        "INSERT INTO letter_choices (address, rhythm, changed_at) VALUES ('A@b.example', 'day', '2032-01-01')",
    ],
)
def test_the_schema_refuses_a_wrong_line(event, tan, ych, ports, clock, wrong):
    ask(event, ports, ych)

    with pytest.raises(IntegrityError):
        db.session.execute(text(wrong))
    db.session.rollback()


def _killed_while_gathering(event, address):
    with transaction():
        create_digest(event, address)
        raise KeyboardInterrupt
