"""Who took which list out of the house, and its filter in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask_babel import gettext, pgettext
from sqlalchemy import select

from app.accounts.models import User
from app.companies.sectors import tree
from app.core.db import db, now
from app.core.localized import Localized
from app.core.models import StoredFile
from app.core.web.locale import language, plain
from app.events.models import Event
from app.lists.columns import BASE_COLUMNS
from app.lists.consent import ListPurpose, ListUse, judge_row, public_refusal
from app.lists.models import ExportLog, ExportRow
from app.lists.publicity import CATALOGUE_KIND
from app.lists.queries.attendees import delegation_names, group_names
from app.lists.queries.matching_rows import WORD_OF_VALUE, consent_columns, consents_of_row, newest_consent
from app.lists.selection import LIST_USES, NO_DELEGATION, AttendeeFilter, ListSelection, parse_selection
from app.lists.wording import CATEGORIES, STATES, column_labels, condition_text
from app.registrations.consent_texts import PUBLIC_DIRECTORY_PURPOSE
from app.registrations.models import Consent, Registration, Representative
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
