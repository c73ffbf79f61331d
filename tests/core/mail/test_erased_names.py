"""A letter in whose entry for calendars alone somebody is named loses the name, wherever the line was parted."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select

from app.core.db import db, transaction
from app.core.erasure import clean_emails
from app.core.erasure_marks import ErasureScope
from app.core.models import Outbox
from app.core.personal_data import REMOVED_MARK, personal_traces
from app.documents.ics import Appointment, replace_texts, to_ics

NAMES = ("Qi, Ltd; A\\B", "银河物流集团，有限公司", "A,公司", "陈\\美\n玲", "SHORT CO.")
AT = datetime(2032, 1, 18, 6, 0, tzinfo=UTC)


def entry(summary):
    one = Appointment(uid="seed@qiao", sequence=0, starts_at=AT, ends_at=AT, changed_at=AT, summary=summary)
    return to_ics([one], method="REQUEST")


@pytest.mark.parametrize("name", NAMES)
def test_no_letter_is_overlooked_wherever_the_name_was_parted(write, event, name):
    one = write()
    same = {"notice_id": one.notice_id, "event_id": event.id, "kind": "k", "language": "en", "subject": "s"}
    rows = [
        same
        | {"recipient": f"r{at}@b.example", "body": "b", "message_id": f"<{at}>", "calendar": entry("-" * at + name)}
        for at in range(50, 76)
    ]
    with transaction() as session:
        session.execute(insert(Outbox), rows)
    traces = personal_traces([name], [], [])

    with transaction():
        touched = clean_emails(ErasureScope(events=frozenset({event.id}), traces=traces), up_to=1000)

    left = db.session.scalars(select(Outbox.calendar).where(Outbox.kind == "k").order_by(Outbox.id)).all()
    assert len(touched) == len(rows)
    assert left == [replace_texts(str(row["calendar"]), traces.remove_from) for row in rows]
    assert all(f"-{REMOVED_MARK}\r\n" in str(one).replace("\r\n ", "") for one in left)
