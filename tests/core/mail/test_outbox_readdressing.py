"""What has not left yet goes to the right address, and so does the entry for its calendar."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from icalendar import Calendar
from sqlalchemy import update

from app.core.db import transaction
from app.core.mail.outbox import readdress_emails
from app.core.mail.sending import SIGN_IN_KIND
from app.core.models import Outbox
from app.documents.ics import Appointment, to_ics

AT = datetime(2032, 3, 18, 6, 30, tzinfo=UTC)
LONG = f"{'tan.hui.min' * 5}@bokseng.exmaple.org"


@pytest.mark.databases("sqlite", "postgresql")
@pytest.mark.parametrize("before", ["tan@bokseng.exmaple.org", LONG])
def test_the_entry_invites_the_corrected_address_though_its_line_was_folded(event, write, fresh, before):
    entry = Appointment(
        uid="meeting-1@example.org",
        sequence=0,
        starts_at=AT,
        ends_at=AT,
        changed_at=AT,
        summary="YCH Group",
        attendee=before,
    )
    letter = write(before, calendar=to_ics([entry], method="REQUEST"))
    with transaction() as session:
        session.execute(update(Outbox).where(Outbox.id == letter.id).values(state="failed"))

    with transaction():
        count = readdress_emails(event.id, before, "tan@bokseng.example.org")

    there = fresh(letter)
    (told,) = Calendar.from_ical(there.calendar or "").walk("VEVENT")
    assert (count, there.recipient, str(told["ATTENDEE"])) == (
        1,
        "tan@bokseng.example.org",
        "mailto:tan@bokseng.example.org",
    )
    assert all(len(line.encode()) <= 75 for line in (there.calendar or "").splitlines())


@pytest.mark.databases("sqlite", "postgresql")
@pytest.mark.parametrize("state", ["failed", "held", "queued"])
def test_a_link_that_lets_one_address_in_goes_to_no_other(event, write, fresh, state):
    letter = write("invited@port.example", kind=SIGN_IN_KIND)
    with transaction() as session:
        session.execute(update(Outbox).where(Outbox.id == letter.id).values(state=state))

    with transaction():
        count = readdress_emails(event.id, "invited@port.example", "somebody@else.example")

    assert (count, fresh(letter).recipient) == (0, "invited@port.example")
