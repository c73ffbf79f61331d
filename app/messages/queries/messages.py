"""The messages of an event, whom one goes to as things stand, and how its letters fare."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import current_app
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from app.accounts.permissions import Role
from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.core.mail.delivery import letters_leave, stored_email_ids
from app.core.mail.mime import parse_address
from app.core.mail.preferences import refusing_addresses
from app.core.models import JobRun, Outbox
from app.core.paging import Page, clip_page
from app.events.models import Event
from app.events.scopes import roles_of
from app.messages.audience import Audience, sorted_out
from app.messages.models import Message, MessageDelegation
from app.messages.queries.groups import Group, candidates
from app.registrations.queries import delegations_of

KIND = "message"
"""Of the letters."""
SIZE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A message in the list; ``counts``: of its letters by state, ``kept`` those that lie as files, not sent."""

    message: Message
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def letters(self) -> int:
        return sum(self.counts.values())


def message_of(event: Event, message_id: int) -> Message:
    """Raises NotFound for one of another event."""
    found = db.session.get(Message, message_id)
    if found is None or found.event_id != event.id:
        raise NotFound
    return found


def messages_of(event: Event, delegations: Sequence[int] | None, number: int) -> Page[Line]:
    """Newest first; ``delegations``: only what is written in the name of these, and of no other."""
    where = [Message.event_id == event.id]
    if delegations is not None:
        theirs = MessageDelegation.delegation_id.in_(delegations)
        where += [Message.within.any(theirs), ~Message.within.any(~theirs)]
    total = db.session.scalar(select(func.count()).select_from(Message).where(*where)) or 0
    number = clip_page(number, size=SIZE, total=total)
    chosen = select(Message).options(joinedload(Message.author)).where(*where).order_by(Message.id.desc())
    rows = db.session.scalars(chosen.limit(SIZE).offset((number - 1) * SIZE)).all()
    counts = _counts([one.notice_id for one in rows if one.notice_id is not None])
    return Page([Line(one, counts.get(one.notice_id or 0, {})) for one in rows], number, SIZE, total)


def counts_of(message: Message) -> dict[str, int]:
    """How many of its letters are in each state, as ``Line.counts``."""
    return _counts([message.notice_id]).get(message.notice_id, {}) if message.notice_id is not None else {}


def _counts(notices: Sequence[int]) -> dict[int, dict[str, int]]:
    counted = select(Outbox.notice_id, Outbox.state, func.count()).where(*_letters(notices))
    found: dict[int, dict[str, int]] = {}
    for notice, state, count in db.session.execute(counted.group_by(Outbox.notice_id, Outbox.state)):
        found.setdefault(notice, {})[state] = count
    for notice, kept in _kept(notices, found).items():
        sent = found[notice].pop("sent") - kept
        found[notice] |= {"kept": kept, **({"sent": sent} if sent else {})}
    return found


def _kept(notices: Sequence[int], counts: Mapping[int, Mapping[str, int]]) -> Mapping[int, int]:
    """How many of the letters that are dealt with lie as files: all of them while no mail server is set."""
    if not letters_leave():
        return {notice: states["sent"] for notice, states in counts.items() if "sent" in states}
    files = stored_email_ids(current_app.config["SETTINGS"])
    if not files:
        return {}
    sent = select(Outbox.notice_id, Outbox.id).where(*_letters(notices), Outbox.state == "sent")
    return Counter(notice for notice, letter_id in db.session.execute(sent) if letter_id in files)


def _letters(notices: Sequence[int]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Outbox.notice_id.in_(notices), Outbox.kind == KIND


def letters_of(message: Message, state: str, number: int) -> Page[Outbox]:
    """Its letters, those in one state or all, as they were written."""
    where = [*_letters([message.notice_id or 0])]
    if state:
        where.append(Outbox.state == ("sent" if state == "kept" else state))
    total = db.session.scalar(select(func.count()).select_from(Outbox).where(*where)) or 0
    number = clip_page(number, size=SIZE, total=total)
    chosen = select(Outbox).where(*where).order_by(Outbox.id)
    return Page(db.session.scalars(chosen.limit(SIZE).offset((number - 1) * SIZE)).all(), number, SIZE, total)


def failed_of(message: Message) -> set[int]:
    """Its letters that failed."""
    failed = select(Outbox.id).where(*_letters([message.notice_id or 0]), Outbox.state == "failed")
    return set(db.session.scalars(failed))


def group_of(event: Event, message: Message) -> Group:
    return Group(event, message.of_list, message.asked, message.delegations or None)


def audience_of(event: Event, message: Message) -> Audience:
    """Whom it goes to as things stand; who has had it gets it once."""
    return audience(group_of(event, message), had=_had(message))


def audience(group: Group, *, had: frozenset[str] = frozenset()) -> Audience:
    """Whom a message to this group would go to now."""
    found = candidates(group)
    addresses = {one.address for one in found if one.address}
    unusable = {one for one in addresses if not _usable(one)}
    return sorted_out(found, unusable=unusable, refused=refusing_addresses(KIND, addresses), had=had)


def _had(message: Message) -> frozenset[str]:
    if message.notice_id is None:
        return frozenset()
    return frozenset(db.session.scalars(select(Outbox.recipient).where(*_letters([message.notice_id]))))


def _usable(address: str) -> bool:
    try:
        return bool(parse_address(address))
    except Invalid:
        return False


def may_still_write(event: Event, message: Message) -> bool:
    """Whether who wrote it may write to these people today."""
    if Role.ORGANIZER in roles_of(message.written_by, event):
        return message.author.disabled_at is None
    own = {one.id for one in delegations_of(message.written_by, event)}
    return bool(message.delegations) and own.issuperset(message.delegations) and message.author.disabled_at is None


def run_of(message: Message) -> JobRun | None:
    """The work that writes its letters, while it is kept."""
    return db.session.get(JobRun, message.run_id) if message.run_id is not None else None


def is_written(message: Message) -> bool:
    """Whether its letters are being written by work that goes on."""
    run = run_of(message)
    return message.state == "sending" and run is not None and run.state in ("queued", "running")
