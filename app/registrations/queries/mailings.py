"""Which companies got an invitation or a reminder, when, by which way, and whether the rehearsal still holds it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from app.core.db import db
from app.core.models import Notice, Outbox
from app.registrations.models import Delegation, Registration
from app.registrations.queries.company_rows import CompanyRow
from app.registrations.queries.delegation_members import DELEGATION_ID_PARAMETER, delegation_conditions

CompanySelection = Sequence[int] | Delegation
"""The ids of registrations, or the delegation that brings them."""
INVITED, REMINDED = "firm.invited", "firm.reminded"
REMINDED_BY_HAND, NOT_REMINDED_BY_HAND = "firm.reminded_by_hand", "firm.not_reminded_by_hand"
"""Somebody says to have sent a reminder by a way that the platform does not see, or not to have after all."""

_MAILINGS = (
    select(Notice.subject_id, Notice.at, Notice.kind, Outbox.state)
    .outerjoin(Outbox, Outbox.notice_id == Notice.id)
    .where(Notice.kind.in_(bindparam("kinds", expanding=True)), Notice.subject == "registrations")
    .order_by(Notice.id)
)
_MAILINGS_OF_COMPANIES = _MAILINGS.where(Notice.subject_id.in_(bindparam("firms", expanding=True)))
_MAILINGS_OF_DELEGATION = _MAILINGS.where(
    Notice.subject_id.in_(select(Registration.id).where(*delegation_conditions(DELEGATION_ID_PARAMETER)))
)
"""Made once: making one takes longer than asking it."""


@dataclass(frozen=True, slots=True)
class LastMailing:
    """The last email of a kind to a company, which keeps the next one back unless that is an act of its own;
    ``withheld``: by the rehearsal; ``by_hand``: somebody sent it, by WeChat or otherwise."""

    at: datetime
    withheld: bool = False
    by_hand: bool = False

    @property
    def mark(self) -> str:
        """What a page says it has seen, so that sending again is one act and not two."""
        return self.at.isoformat()


def get_last_mailings(kind: str, rows: Sequence[CompanyRow]) -> dict[int, LastMailing]:
    """The last email of this kind to each company; those that had none, or whose email failed or was thrown away, are
    absent.

    An invitation counts only while the link that it carries is the company's link.
    """
    ids = [row.id for row in rows]
    if kind == REMINDED:
        return _get_last_reminders(ids)
    mailed = {row.id: row.mailed_at for row in rows if row.mailed_at is not None}
    result = {
        number: LastMailing(at, withheld=True)
        for number, at, _kind, state in _list_mailings((kind,), ids)
        if state == "held"
    }
    for number, at in mailed.items():
        previous = result.get(number)
        if previous is None or at >= previous.at:
            result[number] = LastMailing(at)
    return result


def get_last_reminder(delegation: Delegation) -> LastMailing | None:
    """The last one to any firm of a delegation."""
    return max(_get_last_reminders(delegation).values(), key=lambda last: last.at, default=None)


def _get_last_reminders(companies: CompanySelection) -> dict[int, LastMailing]:
    result: dict[int, LastMailing] = {}
    by_hand: dict[int, datetime] = {}
    for number, at, kind, state in _list_mailings((REMINDED, REMINDED_BY_HAND, NOT_REMINDED_BY_HAND), companies):
        if kind != REMINDED:
            _apply_manual_mark(by_hand, number, at, kind)
        elif state not in (None, "dropped", "failed"):
            result[number] = LastMailing(at, withheld=state == "held")
    for number, at in by_hand.items():
        if number not in result or result[number].at < at:
            result[number] = LastMailing(at, by_hand=True)
    return result


def get_manual_reminders(registration_ids: Sequence[int]) -> dict[int, datetime]:
    """When somebody last said to have sent a firm its reminder by hand; who has taken that back is absent."""
    result: dict[int, datetime] = {}
    for number, at, kind, _state in _list_mailings((REMINDED_BY_HAND, NOT_REMINDED_BY_HAND), registration_ids):
        _apply_manual_mark(result, number, at, kind)
    return result


def _apply_manual_mark(reminders: dict[int, datetime], number: int, at: datetime, kind: str) -> None:
    if kind == REMINDED_BY_HAND:
        reminders[number] = at
    else:
        reminders.pop(number, None)


def get_email_outcomes(notice_ids: Iterable[int]) -> Mapping[int, str]:
    """Notice → ``held`` or ``dropped`` where that is true of every letter that it caused; others are absent."""
    ids = list(notice_ids)
    if not ids:
        return {}
    chosen = select(Outbox.notice_id, Outbox.state).where(Outbox.notice_id.in_(ids))
    states: dict[int, set[str]] = {}
    for number, state in db.session.execute(chosen):
        states.setdefault(number, set()).add(state)
    return {number: min(outcomes) for number, outcomes in states.items() if outcomes in ({"held"}, {"dropped"})}


def _list_mailings(
    kinds: Collection[str], companies: CompanySelection
) -> Iterable[tuple[int, datetime, str, str | None]]:
    """(firm, when, kind, state) of what was noted, oldest first, once for each letter that it caused."""
    if isinstance(companies, Delegation):
        rows = db.session.execute(_MAILINGS_OF_DELEGATION, {"kinds": kinds, "delegation_id": companies.id})
    else:
        rows = db.session.execute(_MAILINGS_OF_COMPANIES, {"kinds": kinds, "firms": companies})
    return ((row[0], row[1], row[2], row[3]) for row in rows)
