from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core import audit
from app.core.db import db, transaction
from app.core.digest_schedule import NewsItem
from app.core.errors import Invalid, NotFound
from app.core.mail import create_email, discard_emails, queries, release_emails, resend_email
from app.core.mail.digests import ReaderNews, notify_readers
from app.core.mail.kinds import EmailKind, declare_email_kinds
from app.core.mail.outbox import EmailOnItsWay
from app.core.mail.rendering import _tidy_text
from app.core.models import Notice, Outbox
from app.events.models import Event
from config import Settings
from tests import factories

Write = Callable[..., Outbox]
Fresh = Callable[[Outbox], Outbox]
declare_email_kinds(EmailKind("hello", "reader", "hello"))


@pytest.fixture
def rehearsal(event: Event) -> None:
    with transaction():
        event.rehearsal = True


def test_a_letter_is_written_in_the_readers_language_and_the_events_zone(
    write: Write, event: Event, settings: Settings
) -> None:
    half_past_two = datetime(2032, 3, 18, 6, 30, tzinfo=UTC)

    letter = write("Tan@Example.org ", language="fr", context={"at": half_past_two})

    assert (letter.recipient, letter.language) == ("tan@example.org", "fr")
    assert letter.body == (
        "Dear Tan,\n\nyou are expected at 14\u00a0h\u00a030.\n\n"
        f"-- \n{event.organisation.name_en}\n{event.name_en}\n{base_url()}\n"
    )


def base_url() -> str:
    from flask import current_app

    return str(current_app.config["SETTINGS"].base_url)


def test_what_is_put_in_stays_literal(write: Write) -> None:
    letter = write(name="{{7*7}} {0.__class__} %(x)s <b>&amp;")

    assert letter.subject == "Hello {{7*7}} {0.__class__} %(x)s <b>&amp;"
    assert "Dear {{7*7}} {0.__class__} %(x)s <b>&amp;," in letter.body


def test_a_subject_is_one_line_whatever_is_in_it(write: Write) -> None:
    letter = write(name="Tan\r\nBcc: all@example.org\u2028X-Spam: no\x00!")

    assert letter.subject == "Hello Tan Bcc: all@example.org X-Spam: no !"


def test_nothing_in_a_subject_turns_the_direction_of_writing(write: Write) -> None:
    assert write(name="Tan \u202egnp.exe\u2066!").subject == "Hello Tan gnp.exe!"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "tan",
        "a@b@c",
        "tan@example.org, lee@example.org",
        "tan@example.org\nBcc: x@y.z",
        "Tan <t@example.org>",
        "a b@c.d",
    ],
)
def test_anything_but_one_address_is_refused(write: Write, address: str) -> None:
    with pytest.raises(Invalid, match="email_unusable"):
        write(address)

    assert db.session.query(Outbox).count() == 0


def test_a_letter_is_undone_with_what_caused_it(event: Event, outbox: Path) -> None:
    def half() -> None:
        with transaction():
            notice = audit.log_action("event.changed", event, by=None)
            create_email(notice, "a@b.c", kind="hello", language="en", template="hello", context={"name": "A"})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()

    assert db.session.query(Outbox).count() == 0
    assert not outbox.exists()


def test_one_recipient_gets_one_letter_of_a_kind_about_a_notice(event: Event) -> None:
    with transaction():
        notice = audit.log_action("event.changed", event, by=None)
        given: dict[str, Any] = {"language": "en", "template": "hello", "context": {"name": "A"}}
        first = create_email(notice, "a@b.c", kind="hello", **given)
        again = create_email(notice, "A@b.c", kind="hello", **given)
        other = create_email(notice, "a@b.c", kind="reminder", **given)

    assert first is again
    assert other is not first


def test_the_rehearsal_holds_letters_until_they_are_released(
    rehearsal: None, write: Write, fresh: Fresh, event: Event
) -> None:
    first, second, later = write(), write("lee@example.org"), write("ong@example.org")
    assert {letter.state for letter in (first, second, later)} == {"held"}

    with transaction():
        count = release_emails(event, by=None, up_to=second.id)

    assert count == 2
    assert [fresh(letter).state for letter in (first, second, later)] == ["sent", "sent", "held"]
    assert [(n.kind, n.details) for n in audit.list_notices(event)][-1] == ("letters.released", {"count": 2})


def test_held_letters_can_be_discarded(rehearsal: None, write: Write, fresh: Fresh, event: Event) -> None:
    letter = write()

    with transaction():
        count = discard_emails(event, by=None)
        none = release_emails(event, by=None)

    assert (count, none) == (1, 0)
    assert fresh(letter).state == "dropped"


def test_release_leaves_other_events_alone(rehearsal: None, write: Write, fresh: Fresh) -> None:
    letter = write()
    other = factories.event(slots=0, tables=0)

    with transaction():
        assert release_emails(other, by=None) == 0

    assert fresh(letter).state == "held"


def test_held_letters_are_told_by_count_and_a_sample_of_each_kind(rehearsal: None, write: Write, event: Event) -> None:
    first, newest = write(), [write(kind=kind) for kind in ("hello", "reminder")][-1]

    held = queries.held_emails(event.id)
    assert (held.count, held.newest) == (3, newest.id)
    assert list(held.sample) == [first, newest]


def test_letters_of_an_event_are_newest_first_and_counted_by_state(write: Write, event: Event, fresh: Fresh) -> None:
    first, second = write(), write()
    with transaction() as session:
        session.get_one(Outbox, first.id).state = "failed"

    counts = queries.count_by_state(event.id)
    assert [one.id for one in queries.list_emails(event.id, counts)] == [second.id, first.id]
    assert [one.id for one in queries.list_emails(event.id, counts, state="failed")] == [first.id]
    assert queries.count_by_state(event.id) == {"failed": 1, "sent": 1}


def test_a_sent_letter_is_sent_again_as_a_new_message(write: Write, fresh: Fresh, event: Event) -> None:
    letter = write()
    before = fresh(letter).message_id

    with transaction():
        resend_email(letter.id, event=event, by=None)

    assert (fresh(letter).state, letter.attempts) == ("sent", 1)
    assert letter.message_id != before


def test_a_failed_letter_is_sent_again_as_the_same_message(write: Write, fresh: Fresh, event: Event) -> None:
    letter = write()
    with transaction() as session:
        session.get_one(Outbox, letter.id).state = "failed"
    before = letter.message_id

    with transaction():
        resend_email(letter.id, event=event, by=None)

    assert (fresh(letter).state, letter.message_id) == ("sent", before)


def test_a_letter_of_another_event_cannot_be_sent_again(write: Write) -> None:
    letter = write()
    other = factories.event(slots=0, tables=0)

    with pytest.raises(NotFound), transaction():
        resend_email(letter.id, event=other, by=None)


def test_a_letter_that_waits_is_not_sent_again(rehearsal: None, write: Write, event: Event) -> None:
    letter = write()

    with pytest.raises(EmailOnItsWay), transaction():
        resend_email(letter.id, event=event, by=None)


def test_message_ids_bear_the_servers_name(app: Flask, write: Write) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], base_url="https://match.example.org")

    assert write().message_id.endswith("@match.example.org>")


def test_a_sentence_that_ends_in_ltd_has_one_stop():
    assert _tidy_text("Port Co., Ltd.. Nothing is booked. Wait...") == "Port Co., Ltd. Nothing is booked. Wait...\n"


def test_nobody_is_told_twice_of_a_notice_in_one_transaction_or_two(event: Event) -> None:
    told = [_told(address) for address in ("a@b.c", "A@b.c", "d@e.f")]
    with transaction():
        notice = audit.log_action("event.changed", event, event_id=event.id, by=None)
        create_email(notice, "d@e.f", kind="hello", language="en", template="hello", context={"name": "A"}, event=event)
        notify_readers(notice, told[:1], event=event)
        notify_readers(notice, told, event=event)
        number = notice.id
    with transaction() as session:
        notify_readers(session.get_one(Notice, number), told, event=event)

    recipients = db.session.scalars(select(Outbox.recipient).where(Outbox.notice_id == number)).all()
    assert sorted(recipients) == ["a@b.c", "d@e.f"]


def _told(address: str) -> ReaderNews:
    news = NewsItem(topic="events:1")
    return ReaderNews(address, "hello", "en", news, context={"name": "A"}, calendar=None, user_id=None)
