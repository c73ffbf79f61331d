"""What must hold after a storm: the doctor finds nothing, what was acknowledged is there, each key acted once."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import func, select

from app.cli import run_checks
from app.core.db import db
from app.core.models import IdempotencyKey, Notice
from app.meetings.models import Claim, Meeting
from app.registrations.models import Registration
from tests.races.storm import PLACES, Hall, Storm

DONE = 302
NOTED = {
    "acceptance": ("meeting.accept",),
    "decline": ("meeting.decline",),
    "withdrawal": ("meeting.withdraw",),
    "cancellation": ("meeting.cancel",),
    "time": ("meeting.accept_with_time", "meeting.place", "meeting.move", "meeting.propose"),
}


def faults(storm: Storm, hall: Hall) -> list[str]:
    """All that does not hold, in sentences."""
    db.session.rollback()
    found = [fault.says for one in run_checks() for fault in one.faults]
    return [*found, *unkept(storm), *not_once(storm), *_too_many_places(hall)]


def double_bookings() -> int:
    """How many times a person or a table is held twice in one slot."""
    db.session.rollback()
    found = 0
    for column in (Claim.representative_id, Claim.table_id):
        twice = select(func.count()).where(column.is_not(None)).group_by(Claim.slot_id, column).having(func.count() > 1)
        found += len(db.session.scalars(twice).all())
    return found


def unkept(storm: Storm) -> list[str]:
    """Acts that were acknowledged and that the log does not know."""
    noted = Counter((one.user_id, one.subject_id, one.kind) for one in _notices())
    found = []
    for one in storm.said:
        kinds = NOTED.get(one["act"], ()) if one["status"] == DONE and "key" not in one else ()
        if kinds and not any(noted[one["user"], one["on"], kind] for kind in kinds):
            found.append(f"the {one['act']} of meeting {one['on']} was acknowledged and is not there")
    return found


def not_once(storm: Storm) -> list[str]:
    """Posts with a key that were acknowledged without effect, or that acted more or less than once."""
    kept = {row.key: row.answer for row in db.session.execute(select(IdempotencyKey.key, IdempotencyKey.answer))}
    found, expected = [], Counter[Any]()
    for one in (one for one in storm.said if "key" in one):
        if one["status"] == DONE and one["key"] not in kept:
            found.append(f"{one['act']} {one['key']} was acknowledged and its key is not kept")
        if kept.get(one["key"], {}).get("done"):
            expected[_what(one)] += 1
    happened = Counter(told for notice in _notices() for told in _told(notice))
    found += [
        f"{what}: {expected[what]} posts acted and the log says {happened[what]}"
        for what in {*expected, *happened}
        if expected[what] != happened[what]
    ]
    return found


def _what(post: dict[str, Any]) -> tuple[Any, ...]:
    """Who did what to which meeting, or to which pair."""
    if post["act"] == "time":
        return post["user"], "time", post["on"]
    one = post["one"] if post["act"] == "arrange" else int(post["path"].split("/")[4])
    return post["user"], post["act"], tuple(sorted((one, post["on"])))


def _told(notice: Notice) -> list[tuple[Any, ...]]:
    """The same, of what the log says that somebody did who is signed in."""
    pair = tuple(sorted((notice.details["low"], notice.details["high"])))
    if notice.user_id is None:
        return []
    if notice.kind == "meeting.request":
        return [(notice.user_id, "ask", pair)]
    if notice.kind == "meeting.arrange":
        return [(notice.user_id, "arrange", pair)]
    if notice.kind in NOTED["time"] and notice.details.keys() & {"answerer", "placer"}:
        return [(notice.user_id, "time", notice.subject_id)]
    return []


def _notices() -> list[Notice]:
    told = select(Notice).where(Notice.subject == Meeting.__tablename__).order_by(Notice.id)
    return list(db.session.scalars(told))


def _too_many_places(hall: Hall) -> list[str]:
    there = select(func.count()).where(Registration.id.in_(hall.waiting), Registration.state == "approved")
    count = db.session.scalar(there) or 0
    return [f"{count} firms were approved for {PLACES} places"] if count > PLACES else []
