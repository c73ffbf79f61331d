"""A list as it was last taken by the same person, and what has changed in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from sqlalchemy import select

from app.companies.models import Company
from app.companies.wording import company_label
from app.core.clock import to_zone
from app.core.db import db
from app.events.models import Event
from app.lists.consent import Purpose
from app.lists.fingerprints import Key, Marks, changes
from app.lists.models import ExportLog, ExportRow
from app.lists.news import News
from app.lists.queries.reach import Reach
from app.registrations.models import Registration, Representative
from app.registrations.queries.party import Firm

AT_ONCE = 5_000
"""So many numbers stand in one statement."""

T = TypeVar("T")


def last_taken(event_id: int, user_id: int | None, list_key: str | None) -> ExportLog | None:
    """The newest export of the same list by the same user (None: by the command line)."""
    chosen = select(ExportLog).where(
        ExportLog.event_id == event_id, ExportLog.user_id.is_not_distinct_from(user_id), ExportLog.list_key == list_key
    )
    return db.session.scalars(chosen.order_by(ExportLog.id.desc()).limit(1)).one_or_none()


def marks_in(log: ExportLog) -> Marks:
    """The marks that were kept of an export."""
    chosen = select(ExportRow.registration_id, ExportRow.representative_id, ExportRow.marks).where(
        ExportRow.export_id == log.id, ExportRow.marks.is_not(None)
    )
    rows = {(firm, person): str(marks) for firm, person, marks in db.session.execute(chosen.order_by(ExportRow.id))}
    return Marks(tuple(log.columns), rows)


def news_since(event: Event, log: ExportLog, now: Marks, reach: Reach | None = None) -> News:
    """What changed since that export. Who stands in a hand-over no more may have taken a word back: only firms that a
    reader of this ``reach`` answers for are named, and none in a file, which has no such reader."""
    found = changes(marks_in(log), now)
    here = [*found.new, *(key for key, _columns in found.changed)]
    if log.purpose == Purpose.RUNNING:
        names = _names([*here, *found.gone])
    else:
        own = _own(found.gone, reach)
        names = _names(here) | _names((key for key in found.gone if key[0] in own), people=False)
    return News(to_zone(log.at, event.zone), found, names)


def news_of(event: Event, log: ExportLog, reach: Reach) -> News | None:
    """What was new in an export that was made, for a reader of this ``reach``; None where it was the first of its
    list."""
    before = db.session.get(ExportLog, log.previous_id) if log.previous_id is not None else None
    return news_since(event, before, marks_in(log), reach) if before is not None else None


def _names(keys: Iterable[Key], *, people: bool = True) -> dict[Key, str]:
    """What rows are called: the firm and its person, or the firm alone."""
    wanted = list(keys)
    firms = _firm_names({firm for firm, _person in wanted})
    persons = _person_names({person for _firm, person in wanted if person is not None}) if people else {}
    return {key: ", ".join(filter(None, (firms.get(key[0], ""), persons.get(key[1] or 0, "")))) for key in wanted}


def _own(keys: Iterable[Key], reach: Reach | None) -> frozenset[int]:
    """The firms among these that the reader answers for."""
    if reach is None:
        return frozenset()
    found = set()
    for some in _parted(sorted({firm for firm, _person in keys})):
        chosen = select(Registration.id, Registration.delegation_id).where(Registration.id.in_(some))
        found |= {number for number, delegation in db.session.execute(chosen) if reach.answers_for(delegation)}
    return frozenset(found)


def _firm_names(numbers: Iterable[int]) -> dict[int, str]:
    found = {}
    for some in _parted(sorted(numbers)):
        chosen = select(Registration.id, Company.name, Company.name_zh, Registration.institution).outerjoin(
            Company, Company.id == Registration.company_id
        )
        for number, name, name_zh, institution in db.session.execute(chosen.where(Registration.id.in_(some))):
            found[number] = company_label(Firm(name, name_zh)) if name else institution or ""
    return found


def _person_names(numbers: Iterable[int]) -> dict[int, str]:
    found = {}
    for some in _parted(sorted(numbers)):
        names = (Representative.display_name, Representative.name_zh)
        chosen = select(Representative.id, *names).where(Representative.id.in_(some))
        found.update(
            {number: company_label(Firm(name, name_zh)) for number, name, name_zh in db.session.execute(chosen)}
        )
    return found


def _parted(numbers: Sequence[T]) -> Iterator[Sequence[T]]:
    return (numbers[start : start + AT_ONCE] for start in range(0, len(numbers), AT_ONCE))
