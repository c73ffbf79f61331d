"""What the tests of sheets of pairs do and look at."""

from __future__ import annotations

import re
from io import BytesIO

from sqlalchemy import select

from app.core.db import db
from app.meetings.models import Meeting
from tests.sheets.workbooks import xlsx

HEAD = ("Company", "Partner", "Priority", "Time", "Table")


def sent(visitor, event, *rows, name="pairs.xlsx", content=None):
    """The answer to a sheet, and the address of its preview."""
    file = (BytesIO(content if content is not None else xlsx(*rows)), name)
    answer = visitor.post(f"/events/{event.slug}/meetings/pairs", data={"file": file})
    return answer, answer.headers.get("Location", "")


def arranged(visitor, address, **form):
    """Press the button of the preview as it stands now."""
    return visitor.post(address, data={"act": "arrange", "shown": shown(visitor.get(address).text), **form})


def shown(page):
    """What the preview's form tells of the rows that it shows as ready."""
    (told,) = re.findall(r'name="shown" value="([^"]*)"', page)
    return told


def meetings():
    return [
        (one.low_id, one.high_id, one.state, one.priority)
        for one in db.session.scalars(select(Meeting).order_by(Meeting.id))
    ]
