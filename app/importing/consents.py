"""What the rows of one company say in a list's own columns of consent, what counts where they disagree or somebody
refused before, and how many said yes or no."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.core.spreadsheets.values import SheetCell
from app.importing.plan import ImportPlan, PlannedRow, RowVerdict, SheetConsent
from app.registrations.consent_texts import ATTENDEE_LIST_PURPOSE, PERSONAL_PURPOSES
from app.registrations.existing_record import ExistingRecord
from app.sheets.cells import get_cell_text, is_plain_yes_no
from app.sheets.consent_headers import concerns_personal_data, is_refusal_header
from app.sheets.fields import CONSENT_FIELDS, ColumnCertainty, SheetColumn, SheetField
from app.sheets.sheet_reading import ParsedSheet

OWN_CONTACTS_PURPOSE: Final = "contacts"
"""The purpose for which every contact speaks for their own data, beside the firm."""
CONSENTS_DISAGREE_CODE: Final = "consents_disagree"
REFUSED_BEFORE_CODE: Final = "refused_before"
PERSON_UNLISTED_CODE: Final = "person_unlisted"
"""Notes of rows: two of one company or person say yes and no; the yes is of what somebody had refused themselves; the
no to the list is the person's alone."""


def list_row_consents(
    row: PlannedRow, sheet: ParsedSheet | None, people: Sequence[int], *, first: bool
) -> list[SheetConsent]:
    """``people``: the row's, by position among the company's, its contact first. To the list a row speaks for its
    people, for the company where it names nobody. Else a yes for the company stands in its first row, a no in any; a
    later contact's no about their own data is theirs alone. A header that speaks of a person's data asks each
    contact, as the one about contacts does."""
    sheet_consents = []
    person = people[0] if people else None
    source = str(row.values.get(SheetField.CONSENT_SOURCE, ""))
    for wanted, purpose in CONSENT_FIELDS.items():
        given = row.values.get(wanted)
        if not isinstance(given, bool):
            continue
        header = _find_consent_header(sheet, wanted)
        if purpose == ATTENDEE_LIST_PURPOSE:
            sheet_consents += [
                SheetConsent(ATTENDEE_LIST_PURPOSE, given, position, header, row.sheet, row.row, source)
                for position in people or (None,)
            ]
            continue
        own = person if purpose in PERSONAL_PURPOSES else None
        if first or (not given and own is None):
            sheet_consents.append(SheetConsent(purpose, given, None, header, row.sheet, row.row, source))
        if own is not None and (
            purpose == OWN_CONTACTS_PURPOSE or concerns_personal_data(header) or not (first or given)
        ):
            sheet_consents.append(SheetConsent(purpose, given, own, header, row.sheet, row.row, source))
    return sheet_consents


def apply_earlier_refusals(
    sheet_consents: Iterable[SheetConsent], existing_record: ExistingRecord
) -> list[SheetConsent]:
    """With a no for each yes of what the company, or the person, refused themselves: theirs stands above any sheet. The
    company's no to the list is no word of its people."""
    effective_consents = []
    for sheet_consent in sheet_consents:
        person = existing_record.people[sheet_consent.person].id if sheet_consent.person is not None else None
        known = sheet_consent.person is None or person is not None
        if (
            sheet_consent.given
            and sheet_consent.purpose == ATTENDEE_LIST_PURPOSE
            and existing_record.has_refused(ATTENDEE_LIST_PURPOSE, None)
        ):
            effective_consents.append(replace(sheet_consent, given=False, person=None))
        elif sheet_consent.given and known and existing_record.has_refused(sheet_consent.purpose, person):
            effective_consents.append(replace(sheet_consent, given=False))
        else:
            effective_consents.append(sheet_consent)
    return effective_consents


def find_earlier_answer(sheet_consent: SheetConsent, existing_record: ExistingRecord) -> bool | None:
    """What stands instead of a sheet's word, or will go on to stand above it; None where nothing does. To the list a
    company speaks for the people who have said nothing."""
    person = existing_record.people[sheet_consent.person].id if sheet_consent.person is not None else None
    word = (
        existing_record.consents.get((sheet_consent.purpose, person))
        if sheet_consent.person is None or person is not None
        else None
    )
    if word is not None:
        return sheet_consent.given if word.is_own else word.given
    return (
        True
        if sheet_consent.purpose == ATTENDEE_LIST_PURPOSE and sheet_consent.person is not None and sheet_consent.given
        else None
    )


def resolve_consents(sheet_consents: Iterable[SheetConsent], known: Collection[int] = ()) -> tuple[SheetConsent, ...]:
    """One word for each subject and purpose, in the order in which they first spoke: the first no, else the first.
    ``known``: positions of the people whom the company had before."""
    consent_by_subject: dict[tuple[str, int | None], SheetConsent] = {}
    for sheet_consent in sheet_consents:
        earlier = consent_by_subject.setdefault((sheet_consent.purpose, sheet_consent.person), sheet_consent)
        if earlier.given and not sheet_consent.given:
            consent_by_subject[sheet_consent.purpose, sheet_consent.person] = sheet_consent
    listed = [consent for consent in consent_by_subject.values() if consent.purpose == ATTENDEE_LIST_PURPOSE]
    company = _resolve_company_consent(listed, known)
    others = [consent for consent in consent_by_subject.values() if consent.purpose != ATTENDEE_LIST_PURPOSE]
    people = [
        consent for consent in listed if consent.person is not None and not (company and consent.given > company.given)
    ]
    return (*([company] if company else []), *people, *others)


def _resolve_company_consent(listed: Sequence[SheetConsent], known: Collection[int]) -> SheetConsent | None:
    """The company's word to the list: a no that names nobody, else a yes of anybody, else the no of all whom it had
    before. None where some of its people say no, and others nothing."""
    own = next((consent for consent in listed if consent.person is None), None)
    if own is not None and not own.given:
        return own
    yes = next((consent for consent in listed if consent.given), None)
    everybody = set(known) <= {consent.person for consent in listed}
    word = yes or (listed[0] if listed and everybody else None)
    return replace(word, person=None) if word is not None else None


def note_disagreements(rows: Sequence[PlannedRow], who: Mapping[tuple[str, int], Sequence[int]]) -> None:
    """Note it at the rows of a company that say yes and no for the same: for the company, or one contact. ``who``:
    (sheet, row) → the row's people."""
    for wanted, purpose in CONSENT_FIELDS.items():
        rows_by_person: dict[int | None, list[PlannedRow]] = {}
        spoken = [row for row in rows if isinstance(row.values.get(wanted), bool)]
        by_person = purpose in PERSONAL_PURPOSES or (
            purpose == ATTENDEE_LIST_PURPOSE and all(who[row.sheet, row.row] for row in spoken)
        )
        for row in spoken:
            people = who[row.sheet, row.row]
            rows_by_person.setdefault(people[0] if by_person and people else None, []).append(row)
        for theirs in rows_by_person.values():
            if len({row.values[wanted] for row in theirs}) > 1:
                for row in theirs:
                    row.notes = tuple(dict.fromkeys((*row.notes, CONSENTS_DISAGREE_CODE)))


def note_earlier_refusals(
    rows: Iterable[PlannedRow], sheet_consents: Iterable[SheetConsent], stands: Iterable[SheetConsent]
) -> None:
    """``stands``: the same words, as they count below what was refused before."""
    changed = {
        (sheet_consent.sheet, sheet_consent.row)
        for sheet_consent, other in zip(sheet_consents, stands, strict=True)
        if sheet_consent.given != other.given
    }
    for row in rows:
        if (row.sheet, row.row) in changed:
            row.notes = tuple(dict.fromkeys((*row.notes, REFUSED_BEFORE_CODE)))


def note_unlisted_people(rows: Iterable[PlannedRow], stands: Collection[SheetConsent]) -> None:
    """Note it at the rows whose people say no to the list, where the firm does not."""
    refusals = [stand for stand in stands if stand.purpose == ATTENDEE_LIST_PURPOSE and not stand.given]
    if any(refusal.person is None for refusal in refusals):
        return
    refused = {(refusal.sheet, refusal.row) for refusal in refusals}
    for row in rows:
        if (row.sheet, row.row) in refused:
            row.notes = tuple(dict.fromkeys((*row.notes, PERSON_UNLISTED_CODE)))


def _find_consent_header(sheet: ParsedSheet | None, wanted: SheetField) -> str:
    columns = [table.column(wanted) for table in sheet.tables] if sheet else []
    return next((column.header for column in columns if column), "")


@dataclass(frozen=True, slots=True)
class ConsentTally:
    """``header``: of the column, the source; ``yes``, ``no``, ``silent``: companies, or people (``of_people``) where
    each speaks for their own data; the last are not asked yet."""

    header: str
    purpose: str
    yes: int
    no: int
    silent: int
    of_people: bool = False


def count_consents(plan: ImportPlan) -> tuple[ConsentTally, ...]:
    """One for each column of consent, in the order in which the rows speak; none where the sheet has no such column."""
    counted: dict[tuple[str, str], list[int]] = {}
    for effect in plan.effects:
        for consent in effect.consents:
            if consent.purpose == ATTENDEE_LIST_PURPOSE and consent.person is not None:
                counted.setdefault((consent.header, ATTENDEE_LIST_PURPOSE), [0, 0])  # the company's own word is counted
                continue
            if consent.person is not None or consent.purpose != OWN_CONTACTS_PURPOSE or not effect.after.people:
                counted.setdefault((consent.header, consent.purpose), [0, 0])[0 if consent.given else 1] += 1
    return tuple(
        ConsentTally(header, purpose, yes, no, _count_silent(plan, header, purpose), purpose == OWN_CONTACTS_PURPOSE)
        for (header, purpose), (yes, no) in counted.items()
    )


@dataclass(frozen=True, slots=True)
class UncountedConsent:
    """A column whose answers count for nothing. ``answers``: how many rows say something there; ``key``: of the header;
    ``asked``: a person must say what the consent is to before the import; ``refuses``: a yes there is a no."""

    header: str
    answers: int
    key: str = ""
    asked: bool = False
    refuses: bool = False


def list_uncounted_consents(plan: ImportPlan) -> tuple[UncountedConsent, ...]:
    """The columns of consent whose purpose nobody can tell, or that is none of ours; each is kept as a remark."""
    counted: dict[str, int] = {}
    columns: dict[str, SheetColumn] = {}
    imported = {(row.sheet, row.row) for row in plan.rows if row.verdict is not RowVerdict.LEFT_OUT}
    for sheet in plan.sheets:
        for row in sheet.rows:
            if row.table is None or (sheet.name, row.number) not in imported:
                continue
            for column in row.table.all(SheetField.CONSENT_OTHER):
                if column.number in row.cells and _is_answered(row.cells[column.number]):
                    columns.setdefault(column.header, column)
                    counted[column.header] = counted.get(column.header, 0) + 1
    return tuple(
        UncountedConsent(
            header, answers, columns[header].key, _is_purpose_required(columns[header]), is_refusal_header(header)
        )
        for header, answers in counted.items()
    )


def list_undecided_consents(plan: ImportPlan) -> tuple[UncountedConsent, ...]:
    """Those of whose purpose the header says nothing, and of which nobody has said it either."""
    return tuple(uncounted_consent for uncounted_consent in list_uncounted_consents(plan) if uncounted_consent.asked)


def _is_answered(cell: SheetCell) -> bool:
    """A tick too, which is no word."""
    return bool(get_cell_text(cell)) or is_plain_yes_no(cell.text)


def _is_purpose_required(column: SheetColumn) -> bool:
    return bool(column.key) and column.certainty is ColumnCertainty.LOOK and not column.chosen


def _count_silent(plan: ImportPlan, header: str, purpose: str) -> int:
    """How many firms, or people, say nothing there; a firm that names nobody speaks itself."""
    silent = 0
    for effect in plan.effects:
        answered = {
            consent.person for consent in effect.consents if (consent.header, consent.purpose) == (header, purpose)
        }
        if purpose == OWN_CONTACTS_PURPOSE and effect.after.people:
            silent += len(set(range(len(effect.after.people))) - answered)
        else:
            silent += None not in answered
    return silent
