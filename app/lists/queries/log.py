"""Who took which list out of the house."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.accounts.models import User
from app.core.db import db, now
from app.core.models import StoredFile
from app.events.models import Event
from app.lists.catalogue import CATALOGUE
from app.lists.columns import BASE
from app.lists.consent import Purpose, Use, judge, why_not_public
from app.lists.models import ExportLog, ExportRow
from app.lists.queries.filter_words import filter_words, names_in
from app.lists.queries.matching_rows import WORDS, newest, said_columns, said_of
from app.lists.selection import USES, Selection, read
from app.registrations.consent_texts import PUBLIC
from app.registrations.models import Consent, Registration, Representative
from app.registrations.scopes import OUT_OF_SIGHT

LONGEST = 500
"""So many exports are shown, the newest."""
CONTACTS = frozenset(column.name for column in BASE if column.kind == "contacts")


@dataclass(frozen=True, slots=True)
class Taken:
    """One export. ``file``: the public id by which its owner can still fetch it, until ``until``; ``columns``: names,
    none for all of them."""

    log: ExportLog
    by: str
    filter: str
    columns: tuple[str, ...]
    use: Use
    file: str = ""
    until: datetime | None = None


def exports_of(event: Event, *, user_id: int, everybody: bool) -> list[Taken]:
    """The exports of an event, newest first: all of them, or the user's own."""
    chosen = (
        select(ExportLog, User.name, StoredFile)
        .outerjoin(User, User.id == ExportLog.user_id)
        .outerjoin(StoredFile, StoredFile.id == ExportLog.file_id)
        .where(ExportLog.event_id == event.id)
        .order_by(ExportLog.id.desc())
        .limit(LONGEST)
    )
    if not everybody:
        chosen = chosen.where(ExportLog.user_id == user_id)
    names, moment = names_in(event), now()
    found = []
    for log, by, file in db.session.execute(chosen):
        selection = selection_of(log)
        taken = Taken(log, by or "", filter_words(selection.filter, names), selection.names, selection.use)
        if _may_fetch(file, user_id, moment):
            taken = replace(taken, file=file.public_id, until=file.expires_at)
        found.append(taken)
    return found


def _may_fetch(file: StoredFile | None, user_id: int, moment: datetime) -> bool:
    return file is not None and file.user_id == user_id and (file.expires_at or moment) > moment


def is_outdated(log: ExportLog) -> bool:
    """Whether a hand-over holds a row, or contacts in it, that may be handed on no more."""
    use = selection_of(log).use
    if use.purpose is Purpose.RUNNING:
        return False
    public = newest(PUBLIC, Consent.registration_id, Registration.id)
    rows = (
        select(ExportRow.fields, ExportRow.representative_id, Registration.state, public, *said_columns())
        .join(Registration, Registration.id == ExportRow.registration_id)
        .outerjoin(Representative, Representative.id == ExportRow.representative_id)
        .where(ExportRow.export_id == log.id)
    )
    for fields, person, state, public_word, *words in db.session.execute(rows):
        said = said_of(words)
        verdict = judge(said if person is not None else said.of_the_firm, use)
        why_not = why_not_public(WORDS[public_word], use) if log.format == CATALOGUE else verdict.reason
        if why_not or state in OUT_OF_SIGHT or (not verdict.contacts and not CONTACTS.isdisjoint(fields)):
            return True
    return False


def selection_of(log: ExportLog) -> Selection:
    """What was asked for then."""
    values = {
        name: [str(one) for one in value] if isinstance(value, list) else [str(value)]
        for name, value in log.filters.items()
    }
    return read(values, Selection(use=USES["abroad"]))


def whereabouts(registration_id: int) -> Sequence[Any]:
    """In which lists a firm and its people stood, newest first: row, export, who made it, which person, and the user
    who that person is."""
    chosen = (
        select(ExportRow, ExportLog, User.name, Representative, Representative.user_id)
        .join(ExportLog, ExportLog.id == ExportRow.export_id)
        .outerjoin(User, User.id == ExportLog.user_id)
        .outerjoin(Representative, Representative.id == ExportRow.representative_id)
        .where(ExportRow.registration_id == registration_id)
        .order_by(ExportLog.id.desc(), ExportRow.id)
        .limit(LONGEST)
    )
    return db.session.execute(chosen).all()
