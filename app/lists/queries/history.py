"""A list as it was last taken by the same person, and what has changed in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from sqlalchemy import select

from app.companies.models import Company
from app.companies.wording import called
from app.db import db
from app.events.models import Event
from app.kernel.clock import to_zone
from app.lists.consent import Purpose
from app.lists.fingerprints import Changes, Key, Marks, changes
from app.lists.models import ExportLog, ExportRow
from app.lists.news import News
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


def news_since(event: Event, log: ExportLog, now: Marks) -> News:
    """What changed since that export."""
    found = changes(marks_in(log), now)
    return News(to_zone(log.at, event.zone), found, _names(found, named=log.purpose == Purpose.RUNNING))


def news_of(event: Event, log: ExportLog) -> News | None:
    """What was new in an export that was made; None where it was the first of its list."""
    before = db.session.get(ExportLog, log.previous_id) if log.previous_id is not None else None
    return news_since(event, before, marks_in(log)) if before is not None else None


def _names(found: Changes, *, named: bool) -> dict[Key, str]:
    """What the rows that changed are called: the firm and its person. ``named``: the person as well where it stands in
    the list no more; of a hand-over it may have taken its word back."""
    here = [*found.new, *(key for key, _columns in found.changed)]
    with_person = {*here, *(found.gone if named else ())}
    keys = [*here, *found.gone]
    firms = _firm_names({firm for firm, _person in keys})
    people = _person_names({person for key in keys if key in with_person and (person := key[1]) is not None})
    return {key: ", ".join(filter(None, (firms.get(key[0], ""), people.get(key[1] or 0, "")))) for key in keys}


def _firm_names(numbers: Iterable[int]) -> dict[int, str]:
    found = {}
    for some in _parted(sorted(numbers)):
        chosen = select(Registration.id, Company.name, Company.name_zh, Registration.institution).outerjoin(
            Company, Company.id == Registration.company_id
        )
        for number, name, name_zh, institution in db.session.execute(chosen.where(Registration.id.in_(some))):
            found[number] = called(Firm(name, name_zh)) if name else institution or ""
    return found


def _person_names(numbers: Iterable[int]) -> dict[int, str]:
    found = {}
    for some in _parted(sorted(numbers)):
        names = (Representative.display_name, Representative.name_zh)
        chosen = select(Representative.id, *names).where(Representative.id.in_(some))
        found.update({number: called(Firm(name, name_zh)) for number, name, name_zh in db.session.execute(chosen)})
    return found


def _parted(numbers: Sequence[T]) -> Iterator[Sequence[T]]:
    return (numbers[start : start + AT_ONCE] for start in range(0, len(numbers), AT_ONCE))
