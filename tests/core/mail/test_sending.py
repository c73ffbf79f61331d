"""Letters leave the house: by a real SMTP server, or into files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from app.core.db import db, transaction
from app.core.mail import sending
from app.core.mail.delivery import UNSURE, why_failed
from app.core.models import Outbox
from app.events.models import Event
from config import Settings, Smtp
from tests.core.mail.conftest import Server
from tests.support.ports import free_port

pytestmark = pytest.mark.databases("sqlite", "postgresql")

Write = Callable[..., Outbox]
Fresh = Callable[[Outbox], Outbox]
NOON = datetime(2032, 3, 18, 4, 0, tzinfo=UTC)
CALENDAR = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:洽谈\r\nEND:VCALENDAR\r\n"


@pytest.fixture
def clock(app: Flask) -> dict[str, datetime]:
    told = {"now": NOON}
    app.config["CLOCK"] = lambda: told["now"]
    return told


def test_a_letter_reaches_the_server_whole(smtp: Server, write: Write, fresh: Fresh) -> None:
    letter = write("tan@example.org", name="陈伟明", language="zh")

    assert (fresh(letter).state, letter.attempts, letter.error) == ("sent", 1, None)
    assert letter.sent_at is not None
    (message,) = smtp.got
    assert smtp.recipients == [["tan@example.org"]]
    assert (message["From"], message["To"]) == ("Qiao 桥 <qiao@example.org>", "tan@example.org")
    assert message["Subject"].endswith("陈伟明")
    assert message["Message-ID"] == letter.message_id
    plain, html = message.iter_parts()
    assert plain.get_content().replace("\r\n", "\n") == letter.body
    assert "陈伟明</h1>" in html.get_content()


def test_a_calendar_goes_along_to_accept_and_to_save(smtp: Server, write: Write) -> None:
    write(calendar=CALENDAR)

    (message,) = smtp.got
    parts = [part for part in message.walk() if not part.is_multipart()]
    assert [part.get_content_type() for part in parts] == [
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    assert parts[2].get_param("method") == "REQUEST"
    assert parts[2].get_content() == CALENDAR
    assert parts[3].get_filename() == "invite.ics"
    assert parts[3].get_content().decode() == CALENDAR


def test_hostile_names_add_no_header_and_no_recipient(smtp: Server, write: Write) -> None:
    write(name="Tan\r\nBcc: all@example.org\r\n\r\nHello\u2028\u2029\x00\x0b\x85X: y" + "é" * 300)

    (message,) = smtp.got
    assert smtp.recipients == [["tan@example.org"]]
    assert sorted(message.keys()) == sorted(
        [
            *("From", "To", "Subject", "Date", "Message-ID", "Content-Language", "Auto-Submitted"),
            *("MIME-Version", "Content-Type"),
        ]
    )
    assert message["Subject"].startswith("Hello Tan Bcc: all@example.org Hello X: y")


def test_a_letter_is_sent_once_however_many_messages_say_so(smtp: Server, write: Write) -> None:
    write()

    sending.send_queued_emails(0)
    sending.send_queued_emails(0)

    assert len(smtp.got) == 1


def test_many_letters_go_by_one_connection(app: Flask, smtp: Server, write: Write, fresh: Fresh) -> None:
    app.config["JOBS"] = "queue"
    smtp.refusals["reader1@example.org"] = "550 no such user"
    letters = [write(f"reader{n}@example.org") for n in range(4)]

    sending.send_queued_emails(0)

    assert [fresh(letter).state for letter in letters] == ["sent", "failed", "sent", "sent"]
    assert smtp.office.conversations == 1


def test_a_connection_that_the_server_ends_is_opened_anew(app: Flask, smtp: Server, write: Write, fresh: Fresh) -> None:
    app.config["JOBS"] = "queue"
    smtp.most = 2
    letters = [write(f"reader{n}@example.org") for n in range(5)]

    sending.send_queued_emails(0)

    assert [(fresh(letter).state, letter.attempts) for letter in letters] == [("sent", 1)] * 5
    assert smtp.recipients == [[f"reader{n}@example.org"] for n in range(5)]
    assert smtp.office.conversations == 3


def test_other_work_of_the_queue_has_its_turn_between_many_letters(
    app: Flask, smtp: Server, write: Write, fresh: Fresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.config["JOBS"] = "queue"
    letters = [write(f"reader{n}@example.org") for n in range(2)]
    messages: list[tuple[str, str]] = []
    monkeypatch.setattr(sending, "send_message", lambda queue, word, _number: messages.append((queue, word)))
    monkeypatch.setattr(sending, "BATCH_SECONDS", -1.0)

    sending.send_queued_emails(0)

    assert [fresh(letter).state for letter in letters] == ["queued", "queued"]
    assert messages == [("quick", "letters")]


def test_a_letter_that_is_not_taken_is_tried_again_later(
    smtp: Server, write: Write, fresh: Fresh, clock: dict[str, datetime]
) -> None:
    smtp.answer = "451 come back later"
    letter = write()
    assert (fresh(letter).state, letter.attempts, letter.error) == ("queued", 1, "SMTPDataError (451)")

    clock["now"] += timedelta(seconds=59)
    sending.requeue_emails()
    assert fresh(letter).attempts == 1
    smtp.answer = "250 OK"
    clock["now"] += timedelta(seconds=1)
    sending.requeue_emails()

    assert (fresh(letter).state, letter.attempts, letter.error) == ("sent", 2, None)


def test_a_letter_fails_after_five_attempts_and_says_why(
    app: Flask, settings: Settings, write: Write, fresh: Fresh, clock: dict[str, datetime]
) -> None:
    app.config["SETTINGS"] = replace(settings, smtp=Smtp(host="127.0.0.1", port=free_port()))
    letter = write()
    waits = []

    while fresh(letter).state == "queued":
        waits.append(letter.attempts)
        clock["now"] += sending.RETRY_PAUSES[letter.attempts - 1]
        sending.requeue_emails()

    assert waits == [1, 2, 3, 4]
    assert (letter.state, letter.attempts, letter.error) == ("failed", 5, "ConnectionRefusedError")


def test_a_recipient_who_does_not_exist_is_not_tried_again(smtp: Server, write: Write, fresh: Fresh) -> None:
    smtp.refusals["tan@example.org"] = "550 no such user"

    letter = fresh(write())

    assert (letter.state, letter.attempts, letter.error) == ("failed", 1, "recipient refused (550)")


def test_a_letter_whose_sender_died_is_sent_by_the_next(
    smtp: Server, write: Write, fresh: Fresh, clock: dict[str, datetime], event: Event
) -> None:
    with transaction():
        event.rehearsal = True
    letter = write()
    with transaction():
        letter.state, letter.attempts, letter.touched_at = "sending", 1, NOON

    clock["now"] += sending.STUCK_AFTER + timedelta(seconds=1)
    sending.requeue_emails()

    assert (fresh(letter).state, letter.attempts) == ("sent", 2)
    assert [message["Message-ID"] for message in smtp.got] == [letter.message_id]


def test_a_letter_whose_sender_died_at_the_last_attempt_has_failed(
    smtp: Server, write: Write, fresh: Fresh, clock: dict[str, datetime]
) -> None:
    smtp.answer = "451 come back later"
    letter = write()
    with transaction():
        fresh(letter).state, letter.attempts, letter.touched_at = "sending", 5, NOON

    clock["now"] += sending.STUCK_AFTER
    sending.requeue_emails()

    assert (fresh(letter).state, letter.attempts, letter.error) == ("failed", 5, UNSURE)


def test_a_letter_that_a_clock_which_was_ahead_has_touched_is_sent(
    smtp: Server, write: Write, fresh: Fresh, clock: dict[str, datetime]
) -> None:
    smtp.answer = "451 come back later"
    letters = [write(f"reader{n}@example.org") for n in range(2)]
    for letter, state in zip(letters, ("queued", "sending"), strict=True):
        with transaction():
            fresh(letter).touched_at, letter.state = NOON + timedelta(days=1), state
    smtp.answer = "250 OK"

    sending.requeue_emails()

    assert [fresh(letter).state for letter in letters] == ["sent", "sent"]


def test_a_letter_that_finds_the_disk_full_is_kept_and_written_once_there_is_room(
    write: Write, fresh: Fresh, clock: dict[str, datetime], outbox: Path
) -> None:
    outbox.mkdir()
    with transaction():
        (letter_id,) = db.session.execute(text("SELECT COALESCE(MAX(id), 0) + 1 FROM outbox")).one()
    full = outbox / f"{NOON:%Y%m%dT%H%M%S}-{letter_id}.part"
    full.symlink_to("/dev/full")  # each write to it finds no space left
    letter = write()

    for _ in range(10):
        assert (fresh(letter).state, why_failed(letter.error)) == (
            "queued",
            "The server can’t store it: its disk may be full. It tries again every minute",
        )
        clock["now"] += timedelta(minutes=1)
        sending.requeue_emails()
    full.unlink()
    clock["now"] += timedelta(minutes=1)
    sending.requeue_emails()

    (path,) = outbox.iterdir()
    assert fresh(letter).state == "sent"
    assert message_from_bytes(path.read_bytes(), policy=default)["Message-ID"] == letter.message_id


def test_a_letter_nobody_fetched_is_put_forward_after_a_minute(
    app: Flask, write: Write, clock: dict[str, datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    messages: list[str] = []
    app.config["JOBS"] = "queue"
    write()
    monkeypatch.setattr(sending, "send_message", lambda _queue, word, _number: messages.append(word))

    clock["now"] += timedelta(seconds=59)
    sending.requeue_emails()
    assert messages == []
    clock["now"] += timedelta(seconds=1)
    sending.requeue_emails()

    assert messages == ["letters"]


def test_without_a_server_letters_become_files(write: Write, fresh: Fresh, outbox: Path) -> None:
    letter = write(calendar=CALENDAR)

    (path,) = outbox.iterdir()
    assert fresh(letter).state == "sent"
    assert path.name == f"{letter.created_at:%Y%m%dT%H%M%S}-{letter.id}.eml"
    assert mode(path) == "600"
    assert message_from_bytes(path.read_bytes(), policy=default)["Message-ID"] == letter.message_id


def mode(path: Path) -> str:
    return f"{path.stat().st_mode & 0o777:o}"
