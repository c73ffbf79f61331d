"""The firms of a printed catalogue, with what no list shows: logos and the tables that they keep."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import undefer

from app.companies.models import Company
from app.core.db import db
from app.core.models import StoredFile
from app.events.models import Table
from app.lists.catalogue import FIELDS
from app.lists.consent import Word, why_not_public
from app.lists.queries.attendees import BARE, Found, found_rows
from app.lists.queries.matching_rows import WORDS, firms_named, newest
from app.lists.queries.reach import Reach
from app.lists.rows import Listed
from app.lists.selection import Filter, Selection
from app.registrations.consent_texts import PUBLIC
from app.registrations.models import Consent, Registration

AT_ONCE = 500


def of_catalogue(selection: Selection) -> Selection:
    """The approved firms of a selection with the fields of a catalogue, in the usual order."""
    wanted = selection.filter
    kept = Filter(
        delegation=wanted.delegation,
        group=wanted.group,
        sector=wanted.sector,
        search=wanted.search,
        states=("approved",),
        category="firm",
    )
    return Selection(use=selection.use, filter=kept, names=FIELDS)


def catalogue_firms(selection: Selection, reach: Reach) -> Found:
    """Each firm once and without its people, judged by what it said to being shown in public."""
    rows = found_rows(replace(selection, names=(*FIELDS, "group")), reach)
    if selection.filter.search:  # not by people, who do not stand in it
        named = firms_named(selection, reach)
        rows = [one for one in rows if one.row.firm.registration_id in named]
    firms = {one.row.firm.registration_id: one for one in rows}
    said = _said_to_the_public(reach.event_id)
    judged = [
        Listed(
            one.row.bare,
            replace(BARE, reason=why_not_public(said.get(number, Word.NOT_ASKED), selection.use)),
            one.own,
        )
        for number, one in firms.items()
    ]
    narrowed = selection.filter != of_catalogue(Selection()).filter
    return Found(
        [one for one in judged if not one.verdict.reason],
        [one for one in judged if one.verdict.reason and (one.own or not narrowed)],
    )


def _said_to_the_public(event_id: int) -> dict[int, Word]:
    """The newest word of each firm of an event, by registration; one that was listed before may be gone by now."""
    word = newest(PUBLIC, Consent.registration_id, Registration.id)
    rows = db.session.execute(select(Registration.id, word).where(Registration.event_id == event_id))
    return {number: WORDS[said] for number, said in rows}


def logos_of(registrations: Iterable[int]) -> dict[int, bytes]:
    """The pictures of those that have one, by registration."""
    found: dict[int, bytes] = {}
    numbers = list(registrations)
    for start in range(0, len(numbers), AT_ONCE):
        chosen = (
            select(Registration.id, StoredFile)
            .options(undefer(StoredFile.content))
            .join(Company, Company.id == Registration.company_id)
            .join(StoredFile, StoredFile.id == Company.logo_id)
            .where(Registration.id.in_(numbers[start : start + AT_ONCE]))
        )
        found.update({number: file.content for number, file in db.session.execute(chosen)})
    return found


def tables_kept_in(event_id: int) -> dict[int, str]:
    """The label of the table that a firm keeps, by registration."""
    chosen = (
        select(Registration.id, Table.label)
        .join(Table, Table.id == Registration.home_table_id)
        .where(Registration.event_id == event_id, Table.retired_at.is_(None))
    )
    return {row[0]: row[1] for row in db.session.execute(chosen)}
