"""A letter in whose entry for calendars alone somebody is named loses the name, wherever the line was parted."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select

from app.db import db, transaction
from app.documents.ics_texts import with_texts
from app.documents.to_ics import Appointment, to_ics
from app.floor.erasing.services import clean_letters
from app.floor.erasing.whose import Whose
from app.floor.models import Outbox
from app.kernel.traces import GONE, traces_of

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
    traces = traces_of([name], [], [])

    with transaction():
        touched = clean_letters(Whose(users=[], events=[event.id], whole=[], traces=traces), up_to=1000)

    left = db.session.scalars(select(Outbox.calendar).where(Outbox.kind == "k").order_by(Outbox.id)).all()
    assert len(touched) == len(rows)
    assert left == [with_texts(str(row["calendar"]), traces.out_of) for row in rows]
    assert all(f"-{GONE}\r\n" in str(one).replace("\r\n ", "") for one in left)
