"""What happened lately round a delegation's firms, from the log, acts of one moment taken together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from app.accounts.models import User
from app.accounts.wording import called
from app.db import db
from app.events.models import Event
from app.floor import notices
from app.floor.models import Notice
from app.registrations.models import Delegation, ImportBatch
from app.registrations.queries.letters import INVITED, REMINDED, what_became_of
from app.registrations.queries.roster import FirmRow

LOOKED_AT = 300
TOGETHER = timedelta(minutes=2)
TOLD = frozenset(
    {
        "registration.added",
        "registration.moved",
        "registration.submitted",
        "registration.approved",
        "registration.rejected",
        "registration.waiting",
        "registration.cancelled",
        "firm.invited",
        "firm.reminded",
        "firm.reminded_by_hand",
        "firm_link.claimed",
        "join.asked",
        "firm_link.not_ours",
        "firm_link.sent",
        "firm_link.replaced",
        "profile.saved",
        "wishes.keyed_in",
        "consent.recorded",
        "import.done",
        "import.undone",
        "meeting.request",
        "meeting.arrange",
        "meeting.accept",
        "meeting.accept_with_time",
        "meeting.decline",
        "meeting.cancel",
        "meeting.unplace",
        "meeting.expire",
    }
)
"""The kinds that a chamber's list tells; there is a sentence for each in ``_lately.html``."""
LOSSES = frozenset({"meeting.unplace", "meeting.expire", "meeting.cancel"})
"""What somebody should look at: told although newer acts would fill the list."""
LOSSES_TOLD = 3


@dataclass
class Happening:
    """``firms``: names, each once; ``by``: the actor's name, "" for none known; ``count``: acts taken together;
    ``letters``: ``held`` where the rehearsal holds all that it wrote, ``dropped`` where they were thrown away."""

    kind: str
    at: datetime
    by_id: int | None
    by: str = ""
    firms: list[FirmRow] = field(default_factory=list)
    count: int = 0
    notices: list[int] = field(default_factory=list)
    letters: str = ""


def happenings_of(event: Event, delegation: Delegation, rows: Sequence[FirmRow], limit: int = 5) -> list[Happening]:
    """The last acts about these firms, newest first; and the last losses, if they are not among them."""
    firms = _by_subject(rows)
    batches = set(db.session.scalars(select(ImportBatch.id).where(ImportBatch.delegation_id == delegation.id)))
    found: list[Happening] = []
    for notice in notices.lately(event.id, LOOKED_AT):
        row = firms.get((notice.subject, notice.subject_id)) or _named_in(notice, firms)
        mine = row is not None or (notice.subject == "import_batches" and notice.subject_id in batches)
        if mine and notice.kind in TOLD:
            _add(found, notice, row)
    losses = [one for one in found[limit:] if one.kind in LOSSES]
    return _named([*found[:limit], *losses[:LOSSES_TOLD]])


def _by_subject(rows: Sequence[FirmRow]) -> dict[tuple[str, int], FirmRow]:
    found: dict[tuple[str, int], FirmRow] = {}
    for row in rows:
        found["registrations", row.id] = found["companies", row.company.id] = row
        if row.link is not None:
            found["firm_links", row.link.id] = row
    return found


def _named_in(notice: Notice, firms: dict[tuple[str, int], FirmRow]) -> FirmRow | None:
    """The firm that a notice about something else names: a meeting's sides, whom somebody asks to join."""
    named = [notice.details.get(name) for name in ("registration", "low", "high")]
    keys = [("registrations", one) for one in named if isinstance(one, int)]
    return next((firms[key] for key in keys if key in firms), None)


def _add(found: list[Happening], notice: Notice, row: FirmRow | None) -> None:
    same = (one for one in found if (one.kind, one.by_id) == (notice.kind, notice.user_id))
    last = next((one for one in same if one.at - notice.at <= TOGETHER), None)
    if last is None:
        last = Happening(notice.kind, notice.at, notice.user_id)
        found.append(last)
    last.count += 1
    last.notices.append(notice.id)
    if row is not None and row not in last.firms:
        last.firms.append(row)


def _named(found: list[Happening]) -> list[Happening]:
    ids = {one.by_id for one in found if one.by_id}
    names = {user.id: called(user) for user in db.session.query(User).where(User.id.in_(ids))}
    became = what_became_of(number for one in found for number in one.notices if one.kind in (INVITED, REMINDED))
    for one in found:
        one.by = names.get(one.by_id or 0, "")
        letters = {became.get(number, "") for number in one.notices}
        one.letters = letters.pop() if len(letters) == 1 else ""
    return found
