"""What the rows of one firm say in a sheet's own columns of consent, and what counts where they disagree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from app.registrations.consent_headers import speaks_of_persons
from app.registrations.consent_texts import PERSONAL
from app.registrations.fields import CONSENTS, Field
from app.registrations.held import Held
from app.registrations.plan import PlannedRow, SaidConsent
from app.registrations.sheet import FoundSheet

OWN: Final = "contacts"
"""The purpose for which every contact speaks for their own data, beside the firm."""
LISTED: Final = "attendee_list"
"""The purpose for which a firm speaks for those whom it had when it spoke."""
DISAGREE: Final = "consents_disagree"
REFUSED_BEFORE: Final = "refused_before"
"""Notes of rows: two of one firm say yes and no; the yes is of what somebody had refused themselves."""


def said_in(row: PlannedRow, sheet: FoundSheet | None, person: int | None, *, first: bool) -> list[SaidConsent]:
    """``person``: the row's contact, by position among the firm's people. A yes for the firm stands in its first row,
    a no in any; a later contact's no about their own data is theirs alone. A header that speaks of a person's data asks
    each contact, as the one about contacts does."""
    found = []
    told = str(row.values.get(Field.CONSENT_SOURCE, ""))
    for wanted, purpose in CONSENTS.items():
        given = row.values.get(wanted)
        if not isinstance(given, bool):
            continue
        own = person if purpose in PERSONAL else None
        header = _header(sheet, wanted)
        if first or (not given and own is None):
            found.append(SaidConsent(purpose, given, None, header, row.sheet, row.row, told))
        if own is not None and (purpose == OWN or speaks_of_persons(header) or not (first or given)):
            found.append(SaidConsent(purpose, given, own, header, row.sheet, row.row, told))
    return found


def listed_in(row: PlannedRow, sheet: FoundSheet | None, person: int | None) -> list[SaidConsent]:
    """The row's yes to the list, told of its contact: an earlier word of the firm does not speak for who came later."""
    if person is None or row.values.get(Field.CONSENT_LIST) is not True:
        return []
    told = str(row.values.get(Field.CONSENT_SOURCE, ""))
    return [SaidConsent(LISTED, True, person, _header(sheet, Field.CONSENT_LIST), row.sheet, row.row, told)]


def under_refusals(said: Iterable[SaidConsent], held: Held) -> list[SaidConsent]:
    """With a no for each yes of what the firm, or the person, refused themselves: theirs stands above any sheet."""
    told = []
    for one in said:
        person = held.people[one.person].id if one.person is not None else None
        subjects = {(one.purpose, person)} | ({(LISTED, None)} if one.purpose == LISTED else set())
        refused = one.given and (one.person is None or person is not None or one.purpose == LISTED)
        told.append(replace(one, given=False) if refused and subjects & held.refused else one)
    return told


def settled(said: Iterable[SaidConsent]) -> tuple[SaidConsent, ...]:
    """One word for each subject and purpose, in the order in which they first spoke: the first no, else the first.
    Where the firm does not want to be listed, none of its contacts is."""
    found: dict[tuple[str, int | None], SaidConsent] = {}
    for one in said:
        kept = found.setdefault((one.purpose, one.person), one)
        if kept.given and not one.given:
            found[one.purpose, one.person] = one
    refused = LISTED in {one.purpose for one in found.values() if one.person is None and not one.given}
    return tuple(one for one in found.values() if not (refused and one.purpose == LISTED and one.person is not None))


def tell_disagreement(rows: Sequence[PlannedRow], who: Mapping[tuple[str, int], int | None]) -> None:
    """Note it at the rows of a firm that say yes and no for the same: for the firm, or one contact. ``who``: (sheet,
    row) → the contact."""
    for wanted, purpose in CONSENTS.items():
        told: dict[int | None, list[PlannedRow]] = {}
        for row in rows:
            if isinstance(row.values.get(wanted), bool):
                told.setdefault(who[row.sheet, row.row] if purpose in PERSONAL else None, []).append(row)
        for theirs in told.values():
            if len({row.values[wanted] for row in theirs}) > 1:
                for row in theirs:
                    row.notes = tuple(dict.fromkeys((*row.notes, DISAGREE)))


def tell_refused(rows: Iterable[PlannedRow], said: Iterable[SaidConsent], stands: Iterable[SaidConsent]) -> None:
    """``stands``: the same words, as they count below what was refused before."""
    changed = {(one.sheet, one.row) for one, other in zip(said, stands, strict=True) if one.given != other.given}
    for row in rows:
        if (row.sheet, row.row) in changed:
            row.notes = tuple(dict.fromkeys((*row.notes, REFUSED_BEFORE)))


def _header(sheet: FoundSheet | None, wanted: Field) -> str:
    columns = [table.column(wanted) for table in sheet.tables] if sheet else []
    return next((column.header for column in columns if column), "")
