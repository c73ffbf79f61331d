from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from app.accounts.models import User
from app.accounts.permissions import Role
from app.core import audit
from app.core.db import db, transaction
from app.core.mail.delivery import email_file
from app.core.models import Outbox
from app.events.models import Event
from config import Smtp
from tests import factories
from tests.support.clients import Visitor
from tests.support.pages import read

Letter = Callable[..., Outbox]


@pytest.fixture
def event(app: Flask) -> Event:
    return factories.event(slots=0, tables=0, rehearsal=True)


@pytest.fixture
def organizer(event: Event, client: Visitor) -> User:
    """The organizer of the event, signed in."""
    made = factories.member(event.organisation, Role.ORGANIZER)
    client.as_user(made)
    return made


@pytest.fixture
def letter(event: Event) -> Letter:
    """A letter as it lies in the outbox."""

    def made(state: str = "held", *, about: Event = event, **values: Any) -> Outbox:
        with transaction() as session:
            number = session.query(Outbox).count()
            written = Outbox(
                notice_id=audit.log_action("event.changed", about, by=None).id,
                event_id=about.id,
                kind="invitation",
                recipient=f"tan{number}@example.org",
                language="en",
                message_id=f"<{number}@qiao.test>",
                state=state,
                **{"subject": f"Invitation {number}", "body": "Open https://qiao.test/f/0123456789ab", **values},
            )
            session.add(written)
        return written

    return made


def page(client: Visitor, event: Event, rest: str = "") -> str:
    answer = client.get(f"/events/{event.slug}/emails{rest}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def states() -> list[str]:
    return [row.state for row in db.session.query(Outbox).order_by(Outbox.id)]


def test_letters_are_listed_with_their_states(organizer: User, client: Visitor, event: Event, letter: Letter) -> None:
    letter("sent")
    letter("failed", error="recipient refused (550)")

    shown = page(client, event)

    assert "not sent: 1" in shown
    assert "recipient refused (550)" in shown
    assert shown.count("Send again") == 2


def test_each_row_sends_its_own_letter_again_by_the_one_form_of_the_list(
    organizer: User, client: Visitor, event: Event, letter: Letter
) -> None:
    sent, waiting, failed = letter("sent"), letter("queued"), letter("failed")

    shown = read(page(client, event))

    form = shown.find("#again")[0]
    assert [node.attributes["name"] for node in form.find("input")] == ["csrf_token"]
    leads = [node.attributes["formaction"] for node in shown.find("[form=again]")]
    assert leads == [f"/events/{event.slug}/emails/{one.id}/sending" for one in (failed, sent)]
    assert form.attributes["action"] in leads
    assert states() == ["sent", waiting.state, "failed"]


def test_a_list_without_letters_to_send_again_has_no_form_for_it(
    organizer: User, client: Visitor, event: Event, letter: Letter
) -> None:
    letter("queued")

    assert read(page(client, event)).find("#again") == []


def test_a_letter_that_lies_as_a_file_is_not_called_sent(
    organizer: User, client: Visitor, event: Event, letter: Letter, app: Flask
) -> None:
    settings = app.config["SETTINGS"]
    written = letter("sent")
    path = email_file(settings, written.created_at, written.id)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("a letter")

    shown = page(client, event)

    app.config["SETTINGS"] = replace(settings, smtp=Smtp(host="mail.example", port=25))
    later = page(client, event)

    assert "written, not sent: 1" in shown
    assert "q-state-good" not in shown
    assert "written, not sent" in later
    assert "q-state-good" not in later
    assert "written, not sent" in page(client, event, f"/{written.id}")


def test_letters_kept_as_files_are_counted_apart_from_those_that_left_and_each_figure_has_its_list(
    organizer: User, client: Visitor, event: Event, letter: Letter, app: Flask
) -> None:
    settings = app.config["SETTINGS"]
    for written in (letter("sent"), letter("sent")):
        path = email_file(settings, written.created_at, written.id)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("a letter")
    app.config["SETTINGS"] = replace(settings, smtp=Smtp(host="mail.example", port=25))
    letter("sent")

    shown, left, kept = (page(client, event, query) for query in ("", "?state=sent", "?state=kept"))

    assert ("written, not sent: 2" in shown, ">sent: 1" in shown) == (True, True)
    assert [f"tan{n}@example.org" in left for n in range(3)] == [False, False, True]
    assert [f"tan{n}@example.org" in kept for n in range(3)] == [True, True, False]


def test_no_row_says_sent_while_no_mail_server_is_set(
    organizer: User, client: Visitor, event: Event, letter: Letter, app: Flask
) -> None:
    letter("sent")

    without = page(client, event)
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], smtp=Smtp(host="mail.example", port=25))
    with_one = page(client, event)

    assert ("q-state-good" in without, "q-state-good" in with_one) == (False, True)


def test_one_state_is_shown_alone(organizer: User, client: Visitor, event: Event, letter: Letter) -> None:
    letter("sent")
    letter("failed")

    shown = page(client, event, "?state=failed")

    assert "tan1@example.org" in shown
    assert "tan0@example.org" not in shown


def test_held_letters_are_told_by_count_and_sample(
    organizer: User, client: Visitor, event: Event, letter: Letter
) -> None:
    for _ in range(5):
        letter()

    shown = page(client, event)

    assert "5 letters are on hold" in shown
    assert "Release 5 letters" in shown
    assert shown.count("Invitation 0") == 2  # in the sample and in the list


def test_a_letter_can_be_read_but_not_its_key(organizer: User, client: Visitor, event: Event, letter: Letter) -> None:
    shown = page(client, event, f"/{letter().id}")

    assert "Open https://qiao.test/f/…" in shown
    assert "0123456789ab" not in shown


def test_release_sends_what_the_page_had_counted(
    organizer: User, client: Visitor, event: Event, letter: Letter
) -> None:
    seen = letter()
    letter()

    answer = client.post(f"/events/{event.slug}/emails/release", data={"up_to": seen.id})

    assert (answer.status_code, answer.location) == (303, f"/events/{event.slug}/emails")
    assert states() == ["sent", "held"]
    assert "1 letter is released" in page(client, event)


def test_discard_sends_nothing(organizer: User, client: Visitor, event: Event, letter: Letter) -> None:
    newest = letter()

    client.post(f"/events/{event.slug}/emails/discard", data={"up_to": newest.id})

    assert states() == ["dropped"]


@pytest.mark.parametrize("up_to", ["", "all"])
def test_release_without_saying_how_far_is_refused(
    organizer: User, client: Visitor, event: Event, letter: Letter, up_to: str
) -> None:
    letter()

    answer = client.post(f"/events/{event.slug}/emails/release", data={"up_to": up_to})

    assert answer.status_code == 422
    assert states() == ["held"]


def test_a_failed_letter_is_sent_again(organizer: User, client: Visitor, event: Event, letter: Letter) -> None:
    failed = letter("failed", attempts=5, error="ConnectionRefusedError")

    client.post(f"/events/{event.slug}/emails/{failed.id}/sending")

    assert states() == ["sent"]


def test_a_letter_on_hold_is_not_sent_by_itself(organizer: User, client: Visitor, event: Event, letter: Letter) -> None:
    answer = client.post(f"/events/{event.slug}/emails/{letter().id}/sending")

    assert answer.status_code == 409
    assert states() == ["held"]


def test_a_letter_of_another_event_is_not_there(organizer: User, client: Visitor, event: Event, letter: Letter) -> None:
    other = letter("failed", about=factories.event(slots=0, tables=0))

    assert client.get(f"/events/{event.slug}/emails/{other.id}").status_code == 404
    assert client.post(f"/events/{event.slug}/emails/{other.id}/sending").status_code == 404
    assert states() == ["failed"]


def test_the_rehearsal_is_begun_and_ended_here(organizer: User, client: Visitor, event: Event) -> None:
    client.post(f"/events/{event.slug}/emails/rehearsal", data={"on": "no"})
    assert event.rehearsal is False
    assert "Begin a rehearsal" in page(client, event)

    client.post(f"/events/{event.slug}/emails/rehearsal", data={"on": "yes"})
    assert event.rehearsal is True


@pytest.mark.parametrize("role", [Role.DESK, Role.CHAMBER])
def test_others_of_the_event_do_not_see_letters(client: Visitor, event: Event, letter: Letter, role: str) -> None:
    client.as_user(factories.event_role(event, role))

    assert client.get(f"/events/{event.slug}/emails").status_code == 403
    assert client.get(f"/events/{event.slug}/emails/{letter().id}").status_code == 403


def test_strangers_find_nothing(client: Visitor, event: Event) -> None:
    client.as_user(factories.user())

    assert client.get(f"/events/{event.slug}/emails").status_code == 404
