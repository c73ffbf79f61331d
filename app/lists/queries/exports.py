"""Who took which list out of the house, its filter in words, and what changed since the same person's last one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from flask_babel import gettext, pgettext
from sqlalchemy import select

from app.accounts.models import User
from app.companies.models import Company
from app.companies.sectors import tree
from app.companies.wording import company_label
from app.core.clock import to_zone
from app.core.db import db, now
from app.core.localized import Localized
from app.core.models import StoredFile
from app.core.web.locale import language, plain
from app.events.models import Event
from app.lists.changes import ListMarks, ListNews, RowKey, find_changes
from app.lists.columns import BASE_COLUMNS
from app.lists.consent import ListPurpose, ListUse, judge_row, public_refusal
from app.lists.models import ExportLog, ExportRow
from app.lists.publicity import CATALOGUE_KIND
from app.lists.queries.attendees import delegation_names, group_names
from app.lists.queries.matching_rows import WORD_OF_VALUE, ListReach, consent_columns, consents_of_row, newest_consent
from app.lists.selection import LIST_USES, NO_DELEGATION, AttendeeFilter, ListSelection, parse_selection
from app.lists.wording import CATEGORIES, STATES, column_labels, condition_text
from app.registrations.consent_texts import PUBLIC_DIRECTORY_PURPOSE
from app.registrations.models import Consent, Registration, Representative
from app.registrations.queries.delegation_members import RepresentedCompany
from app.registrations.states import INACTIVE_STATES


@dataclass(frozen=True, slots=True)
class FilterNames:
    """What an event's delegations and groups are called, by id, in their order."""

    delegations: Mapping[int, Localized]
    groups: Mapping[int, Localized]


def filter_names(event: Event) -> FilterNames:
    return FilterNames(delegation_names(event.id), group_names(event.id))


def filter_text(filters: AttendeeFilter, names: FilterNames) -> str:
    """“Singapore delegation; Approved; H Transport” in the reader's language; an empty filter says so."""
    words = [
        _delegation_text(filters.delegation, names),
        plain(names.groups.get(filters.group or 0)),
        str(gettext(", ")).join(str(STATES.get(state, state)) for state in filters.states),
        str(CATEGORIES.get(filters.category, filters.category)),
        _sector_text(filters.sector),
        f"“{filters.search}”" if filters.search else "",
        *(condition_text(condition, column_labels()) for condition in filters.where),
    ]
    return str(gettext("; ")).join(word for word in words if word) or str(pgettext("of a filter", "none"))


def _delegation_text(word: str, names: FilterNames) -> str:
    if word == NO_DELEGATION:
        return str(gettext("without a delegation"))
    return plain(names.delegations.get(int(word or 0)))


def _sector_text(code: str) -> str:
    return f"{code} {tree.sector_label_in(code, language())}" if code in tree.sector_tree() else code


NUMBERS_AT_ONCE = 5_000
"""So many numbers stand in one statement."""

Number = TypeVar("Number")


def last_export(event_id: int, user_id: int | None, list_key: str | None) -> ExportLog | None:
    """The newest export of the same list by the same user (None: by the command line)."""
    chosen = select(ExportLog).where(
        ExportLog.event_id == event_id, ExportLog.user_id.is_not_distinct_from(user_id), ExportLog.list_key == list_key
    )
    return db.session.scalars(chosen.order_by(ExportLog.id.desc()).limit(1)).one_or_none()


def marks_of_export(log: ExportLog) -> ListMarks:
    """The marks that were kept of an export."""
    chosen = select(ExportRow.registration_id, ExportRow.representative_id, ExportRow.marks).where(
        ExportRow.export_id == log.id, ExportRow.marks.is_not(None)
    )
    rows = {
        (registration_id, person): str(marks)
        for registration_id, person, marks in db.session.execute(chosen.order_by(ExportRow.id))
    }
    return ListMarks(tuple(log.columns), rows)


def news_since(event: Event, log: ExportLog, now: ListMarks, reach: ListReach | None = None) -> ListNews:
    """What changed since that export. Who stands in a hand-over no more may have taken a word back: only companies
    that a reader of this ``reach`` answers for are named, and none in a file, which has no such reader."""
    changed = find_changes(marks_of_export(log), now)
    here = [*changed.new, *(key for key, _columns in changed.changed)]
    if log.purpose == ListPurpose.RUNNING:
        names = _row_names([*here, *changed.removed])
    else:
        own = _own_companies(changed.removed, reach)
        names = _row_names(here) | _row_names((key for key in changed.removed if key[0] in own), people=False)
    return ListNews(to_zone(log.at, event.zone), changed, names)


def news_of_export(event: Event, log: ExportLog, reach: ListReach) -> ListNews | None:
    """What was new in an export that was made, for a reader of this ``reach``; None where it was the first of its
    list."""
    before = db.session.get(ExportLog, log.previous_id) if log.previous_id is not None else None
    return news_since(event, before, marks_of_export(log), reach) if before is not None else None


def _row_names(keys: Iterable[RowKey], *, people: bool = True) -> dict[RowKey, str]:
    """What rows are called: the firm and its person, or the firm alone."""
    row_keys = list(keys)
    companies = _company_names({registration_id for registration_id, _person in row_keys})
    persons = _person_names({person for _company, person in row_keys if person is not None}) if people else {}
    return {key: ", ".join(filter(None, (companies.get(key[0], ""), persons.get(key[1] or 0, "")))) for key in row_keys}


def _own_companies(keys: Iterable[RowKey], reach: ListReach | None) -> frozenset[int]:
    """The firms among these that the reader answers for."""
    if reach is None:
        return frozenset()
    own_ids = set()
    for some in _chunks(sorted({registration_id for registration_id, _person in keys})):
        chosen = select(Registration.id, Registration.delegation_id).where(Registration.id.in_(some))
        own_ids |= {number for number, delegation in db.session.execute(chosen) if reach.answers_for(delegation)}
    return frozenset(own_ids)


def _company_names(numbers: Iterable[int]) -> dict[int, str]:
    names = {}
    for some in _chunks(sorted(numbers)):
        chosen = select(Registration.id, Company.name, Company.name_zh, Registration.institution).outerjoin(
            Company, Company.id == Registration.company_id
        )
        for number, name, name_zh, institution in db.session.execute(chosen.where(Registration.id.in_(some))):
            names[number] = company_label(RepresentedCompany(name, name_zh)) if name else institution or ""
    return names


def _person_names(numbers: Iterable[int]) -> dict[int, str]:
    names_of_people = {}
    for some in _chunks(sorted(numbers)):
        names = (Representative.display_name, Representative.name_zh)
        chosen = select(Representative.id, *names).where(Representative.id.in_(some))
        names_of_people.update(
            {
                number: company_label(RepresentedCompany(name, name_zh))
                for number, name, name_zh in db.session.execute(chosen)
            }
        )
    return names_of_people


def _chunks(numbers: Sequence[Number]) -> Iterator[Sequence[Number]]:
    return (numbers[start : start + NUMBERS_AT_ONCE] for start in range(0, len(numbers), NUMBERS_AT_ONCE))


MOST_EXPORTS = 500
"""So many exports are shown, the newest."""
CONTACT_COLUMNS = frozenset(column.name for column in BASE_COLUMNS if column.kind == "contacts")


@dataclass(frozen=True, slots=True)
class TakenExport:
    """One export. ``file``: the public id by which its owner can still fetch it, until ``until``; ``columns``: names,
    none for all of them."""

    log: ExportLog
    by: str
    filter: str
    columns: tuple[str, ...]
    use: ListUse
    file: str = ""
    until: datetime | None = None


def list_exports(event: Event, *, user_id: int, everybody: bool) -> list[TakenExport]:
    """The exports of an event, newest first: all of them, or the user's own."""
    chosen = (
        select(ExportLog, User.name, StoredFile)
        .outerjoin(User, User.id == ExportLog.user_id)
        .outerjoin(StoredFile, StoredFile.id == ExportLog.file_id)
        .where(ExportLog.event_id == event.id)
        .order_by(ExportLog.id.desc())
        .limit(MOST_EXPORTS)
    )
    if not everybody:
        chosen = chosen.where(ExportLog.user_id == user_id)
    names, moment = filter_names(event), now()
    exports = []
    for log, by, file in db.session.execute(chosen):
        selection = selection_of_export(log)
        taken = TakenExport(log, by or "", filter_text(selection.filter, names), selection.names, selection.use)
        if _may_fetch(file, user_id, moment):
            taken = replace(taken, file=file.public_id, until=file.expires_at)
        exports.append(taken)
    return exports


def _may_fetch(file: StoredFile | None, user_id: int, moment: datetime) -> bool:
    return file is not None and file.user_id == user_id and (file.expires_at or moment) > moment


def is_outdated(log: ExportLog) -> bool:
    """Whether a hand-over holds a row, or contacts in it, that may be handed on no more."""
    use = selection_of_export(log).use
    if use.purpose is ListPurpose.RUNNING:
        return False
    public = newest_consent(PUBLIC_DIRECTORY_PURPOSE, Consent.registration_id, Registration.id)
    rows = (
        select(ExportRow.fields, ExportRow.representative_id, Registration.state, public, *consent_columns())
        .join(Registration, Registration.id == ExportRow.registration_id)
        .outerjoin(Representative, Representative.id == ExportRow.representative_id)
        .where(ExportRow.export_id == log.id)
    )
    for fields, person, state, public_word, *words in db.session.execute(rows):
        consents = consents_of_row(words)
        verdict = judge_row(consents if person is not None else consents.of_company, use)
        why_not = public_refusal(WORD_OF_VALUE[public_word], use) if log.format == CATALOGUE_KIND else verdict.reason
        if why_not or state in INACTIVE_STATES or (not verdict.contacts and not CONTACT_COLUMNS.isdisjoint(fields)):
            return True
    return False


def selection_of_export(log: ExportLog) -> ListSelection:
    """What was asked for then."""
    values = {
        name: [str(item) for item in value] if isinstance(value, list) else [str(value)]
        for name, value in log.filters.items()
    }
    return parse_selection(values, ListSelection(use=LIST_USES["abroad"]))


def exports_with_company(registration_id: int) -> Sequence[Any]:
    """In which lists a company and its people stood, newest first: row, export, who made it, which person, and the user
    who that person is."""
    chosen = (
        select(ExportRow, ExportLog, User.name, Representative, Representative.user_id)
        .join(ExportLog, ExportLog.id == ExportRow.export_id)
        .outerjoin(User, User.id == ExportLog.user_id)
        .outerjoin(Representative, Representative.id == ExportRow.representative_id)
        .where(ExportRow.registration_id == registration_id)
        .order_by(ExportLog.id.desc(), ExportRow.id)
        .limit(MOST_EXPORTS)
    )
    return db.session.execute(chosen).all()
