"""What a rehearsal holds: letters and digests wait for their release, and what is undone before is in none of them."""

from __future__ import annotations

import pytest

from app.core.db import transaction
from app.core.digest_schedule import DIGEST_WINDOW
from app.core.mail import discard_emails, release_emails
from app.core.mail.delivery import UNDONE
from app.core.mail.outbox import readdress_emails
from app.meetings import services
from app.meetings.services.expiry import send_digests
from app.messages.services.sending import switch_rehearsal
from tests.meetings.digests.acts import arranged, ask, letters, lines, undone
from tests.support.soundness import faults_of_rows


def test_in_a_rehearsal_a_request_and_its_end_vanish_together(event, tan, ych, ports, clock):
    with transaction():
        event.rehearsal = True
    (made,) = ask(event, ports[:1], ych)
    services.withdraw(made, ports[0].id, by=None)
    undone(event, arranged(event, ych, ports[1:]))

    assert [(one.kind, one.state, one.error) for one in letters(tan)] == [
        ("meeting.asked", "dropped", UNDONE),
        ("meeting.arranged", "dropped", UNDONE),
    ]
    assert lines() == []


@pytest.mark.full
def test_in_a_rehearsal_a_request_that_is_undone_is_taken_out_of_the_digest_that_is_held(event, tan, ych, ports, clock):
    with transaction():
        event.rehearsal = True
    _first, second, third = ask(event, ports, ych)
    clock["now"] += DIGEST_WINDOW
    send_digests()
    services.withdraw(second, ports[1].id, by=None)

    digest = letters(tan)[-1]
    assert (digest.kind, digest.state, digest.subject) == ("digest", "held", "Port 2 asks for a meeting")
    assert ("Port 1" in digest.body, digest.body.count("/r/")) == (False, 1)
    services.withdraw(third, ports[2].id, by=None)
    assert [(one.kind, one.state) for one in letters(tan)] == [("meeting.asked", "held"), ("digest", "dropped")]
    assert [one.kind for one in lines("dropped")] == [*["meeting.asked"] * 2, *["meeting.withdrawn"] * 2]
    assert faults_of_rows() == []


def test_what_left_with_a_released_digest_has_its_end_told(event, tan, ych, ports, clock):
    with transaction():
        event.rehearsal = True
    _first, second, _third = ask(event, ports, ych)
    clock["now"] += DIGEST_WINDOW
    send_digests()
    with transaction():
        assert release_emails(event, by=None) == 2
    services.withdraw(second, ports[1].id, by=None)

    assert [one.body for one in lines("gathered")] == [""] * 2  # their words are in the letter that left
    assert [one.kind for one in letters(tan)] == ["meeting.asked", "digest", "meeting.withdrawn"]


def test_what_waits_at_the_end_of_a_rehearsal_is_held_with_the_rest(event, tan, ych, ports, clock):
    with transaction():
        event.rehearsal = True
    ask(event, ports, ych)
    switch_rehearsal(event, on=False, by=None)
    clock["now"] += DIGEST_WINDOW
    send_digests()

    assert [(one.kind, one.state) for one in letters(tan)] == [("meeting.asked", "held"), ("digest", "held")]
    with transaction():
        assert discard_emails(event, by=None) == 2


def test_what_waits_when_a_rehearsal_begins_goes_and_is_not_thrown_away_with_it(event, tan, ych, ports, clock):
    ask(event, ports[:2], ych)
    switch_rehearsal(event, on=True, by=None)
    ask(event, ports[2:], ych)
    with transaction():
        discard_emails(event, by=None)

    assert [(one.kind, one.state) for one in letters(tan)] == [("meeting.asked", "sent"), ("digest", "sent")]
    assert "Port 1" in letters(tan)[-1].subject


def test_a_held_digest_whose_address_is_corrected_still_loses_what_is_undone(event, tan, ych, ports, clock):
    with transaction():
        event.rehearsal = True
    _first, second, _third = ask(event, ports, ych)
    clock["now"] += DIGEST_WINDOW
    send_digests()
    with transaction():
        assert readdress_emails(event.id, tan.email, "li@example.org") == 2
        tan.email = "li@example.org"
    services.withdraw(second, ports[1].id, by=None)

    assert [(one.kind, one.state, "Port 1" in one.body) for one in letters(tan)] == [
        ("meeting.asked", "held", False),
        ("digest", "held", False),
    ]
