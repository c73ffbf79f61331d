"""What the rows of one firm say in a sheet's own columns of consent, and what counts where they disagree."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from app.registrations.consent_headers import speaks_of_persons
from app.registrations.consent_texts import LISTED, PERSONAL
from app.registrations.fields import CONSENTS, Field
from app.registrations.held import Held
from app.registrations.plan import PlannedRow, SaidConsent
from app.registrations.sheet import FoundSheet

OWN: Final = "contacts"
"""The purpose for which every contact speaks for their own data, beside the firm."""
DISAGREE: Final = "consents_disagree"
REFUSED_BEFORE: Final = "refused_before"
UNLISTED: Final = "person_unlisted"
"""Notes of rows: two of one firm or person say yes and no; the yes is of what somebody had refused themselves; the no
to the list is the person's alone."""


def said_in(row: PlannedRow, sheet: FoundSheet | None, people: Sequence[int], *, first: bool) -> list[SaidConsent]:
    """``people``: the row's, by position among the firm's, its contact first. To the list a row speaks for its people,
    for the firm where it names nobody. Else a yes for the firm stands in its first row, a no in any; a later contact's
    no about their own data is theirs alone. A header that speaks of a person's data asks each contact, as the one about
    contacts does."""
    found = []
    person = people[0] if people else None
    told = str(row.values.get(Field.CONSENT_SOURCE, ""))
    for wanted, purpose in CONSENTS.items():
        given = row.values.get(wanted)
        if not isinstance(given, bool):
            continue
        header = _header(sheet, wanted)
        if purpose == LISTED:
            found += [SaidConsent(LISTED, given, one, header, row.sheet, row.row, told) for one in people or (None,)]
            continue
        own = person if purpose in PERSONAL else None
        if first or (not given and own is None):
            found.append(SaidConsent(purpose, given, None, header, row.sheet, row.row, told))
        if own is not None and (purpose == OWN or speaks_of_persons(header) or not (first or given)):
            found.append(SaidConsent(purpose, given, own, header, row.sheet, row.row, told))
    return found


def under_refusals(said: Iterable[SaidConsent], held: Held) -> list[SaidConsent]:
    """With a no for each yes of what the firm, or the person, refused themselves: theirs stands above any sheet. The
    firm's no to the list is no word of its people."""
    told = []
    for one in said:
        person = held.people[one.person].id if one.person is not None else None
        known = one.person is None or person is not None
        if one.given and one.purpose == LISTED and held.has_refused(LISTED, None):
            told.append(replace(one, given=False, person=None))
        elif one.given and known and held.has_refused(one.purpose, person):
            told.append(replace(one, given=False))
        else:
            told.append(one)
    return told


def said_before(one: SaidConsent, held: Held) -> bool | None:
    """What stands instead of a sheet's word, or will go on to stand above it; None where nothing does. To the list a
    firm speaks for the people who have said nothing."""
    person = held.people[one.person].id if one.person is not None else None
    word = held.consents.get((one.purpose, person)) if one.person is None or person is not None else None
    if word is not None:
        return one.given if word.is_own else word.given
    return True if one.purpose == LISTED and one.person is not None and one.given else None


def settled(said: Iterable[SaidConsent], known: Collection[int] = ()) -> tuple[SaidConsent, ...]:
    """One word for each subject and purpose, in the order in which they first spoke: the first no, else the first.
    ``known``: positions of the people whom the firm had before."""
    found: dict[tuple[str, int | None], SaidConsent] = {}
    for one in said:
        kept = found.setdefault((one.purpose, one.person), one)
        if kept.given and not one.given:
            found[one.purpose, one.person] = one
    listed = [one for one in found.values() if one.purpose == LISTED]
    firm = _of_firm(listed, known)
    others = [one for one in found.values() if one.purpose != LISTED]
    people = [one for one in listed if one.person is not None and not (firm and one.given > firm.given)]
    return (*([firm] if firm else []), *people, *others)


def _of_firm(listed: Sequence[SaidConsent], known: Collection[int]) -> SaidConsent | None:
    """The firm's word to the list: a no that names nobody, else a yes of anybody, else the no of all whom it had
    before. None where some of its people say no, and others nothing."""
    own = next((one for one in listed if one.person is None), None)
    if own is not None and not own.given:
        return own
    yes = next((one for one in listed if one.given), None)
    everybody = set(known) <= {one.person for one in listed}
    word = yes or (listed[0] if listed and everybody else None)
    return replace(word, person=None) if word is not None else None


def tell_disagreement(rows: Sequence[PlannedRow], who: Mapping[tuple[str, int], Sequence[int]]) -> None:
    """Note it at the rows of a firm that say yes and no for the same: for the firm, or one contact. ``who``: (sheet,
    row) → the row's people."""
    for wanted, purpose in CONSENTS.items():
        told: dict[int | None, list[PlannedRow]] = {}
        spoken = [row for row in rows if isinstance(row.values.get(wanted), bool)]
        by_person = purpose in PERSONAL or (purpose == LISTED and all(who[row.sheet, row.row] for row in spoken))
        for row in spoken:
            people = who[row.sheet, row.row]
            told.setdefault(people[0] if by_person and people else None, []).append(row)
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


def tell_unlisted(rows: Iterable[PlannedRow], stands: Collection[SaidConsent]) -> None:
    """Note it at the rows whose people say no to the list, where the firm does not."""
    refusals = [one for one in stands if one.purpose == LISTED and not one.given]
    if any(one.person is None for one in refusals):
        return
    refused = {(one.sheet, one.row) for one in refusals}
    for row in rows:
        if (row.sheet, row.row) in refused:
            row.notes = tuple(dict.fromkeys((*row.notes, UNLISTED)))


def _header(sheet: FoundSheet | None, wanted: Field) -> str:
    columns = [table.column(wanted) for table in sheet.tables] if sheet else []
    return next((column.header for column in columns if column), "")
