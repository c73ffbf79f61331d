"""The plan of an import: every row compared with the companies before it, new, the same as one, in doubt or left
out.

Asked again after every choice and fix, so that the preview shows the very plan that would be carried out; nothing is
written here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from app.companies.locale_names import find_country
from app.companies.typed_text import tidy_text
from app.core.spreadsheets.values import Worksheet
from app.importing.fixes import ImportChoices, RowFix, RowFixes, apply_fix
from app.importing.import_changes import list_company_changes, list_sector_phrases
from app.importing.person_matching import FIRST_PERSON_FIELDS
from app.importing.plan import SAME_AS_ABOVE, SAME_AS_NONE, ImportPlan, KnownGuest, PlannedRow, RowMatch, RowVerdict
from app.importing.row_decisions import (
    GuestIndex,
    find_reason_to_leave_out,
    is_attendance_doubtful,
    list_attendance_answers,
)
from app.registrations.candidate_index import CandidateIndex
from app.registrations.erased_people import NOBODY_ERASED, ErasedPeople
from app.registrations.existing_record import KnownCompany, known_to_comparable
from app.registrations.match_features import ComparableCompany, create_comparable_company
from app.registrations.match_verdict import MatchOutcome, MatchVerdict
from app.sheets.dates import read_half_day_answers
from app.sheets.fields import COMPANY_NAME_FIELDS, SheetField
from app.sheets.guest_kinds import find_guest_category
from app.sheets.list_reading import CompanyList, read_list
from app.sheets.row_values import RowValues
from app.sheets.rows import RowKind, SheetRow
from app.sheets.sheet_reading import ParsedSheet


class LeftOutRows:
    """Rows that name a firm and are left out. They are told apart at the end, so that no row is compared with them."""

    def __init__(self) -> None:
        self.rows: list[tuple[PlannedRow, ComparableCompany]] = []

    def add(self, planned: PlannedRow, company: ComparableCompany) -> None:
        """A row without a name is nobody's and keeps no key."""
        if planned.company:
            self.rows.append((planned, company))

    def tell_apart(self, pool: CandidateIndex) -> None:
        """Give each the key of the firm in the ``pool`` or among themselves that it surely is, else its own."""
        apart = CandidateIndex()
        for planned, company in self.rows:
            planned.key = find_sure_match(pool, company) or find_sure_match(apart, company) or company.key
            company.company = planned.key
            apart.add(company)


def find_sure_match(pool: CandidateIndex, company: ComparableCompany) -> str:
    """The key of the company that the firm surely is; "" for none."""
    match = pool.best(company)
    return match[0].company if match is not None and match[1].outcome is MatchOutcome.SAME else ""


def row_to_comparable(key: str, read: RowValues) -> ComparableCompany:
    values = read.values
    emails = [values.get("email", ""), *values.get("more_emails", [])]
    return create_comparable_company(
        key,
        (values["company"], values.get("company_zh", ""), *values.get("other_names", [])),
        code=read.code,
        website=values.get("website", ""),
        emails=filter(None, emails),
        registry=(values.get("uen", ""), values.get("uscc", "")),
        country=find_country(values.get("country", "")),
    )


class ImportPlanner:
    """Goes through the rows in order; every firm met is known to the rows after it."""

    def __init__(self, known: list[KnownCompany], fixes: RowFixes) -> None:
        self.known = {company.key: company for company in known}
        self.fixes = fixes
        self.pool = CandidateIndex(known_to_comparable(company) for company in known)
        self.first: dict[str, PlannedRow] = {}
        self.placed: dict[int, tuple[SheetRow, PlannedRow]] = {}
        self.withdrawn, self.left_out = CandidateIndex(), LeftOutRows()
        self.guests = GuestIndex()
        self.days: tuple[date, ...] = ()
        self.erased = NOBODY_ERASED

    def sheet(
        self, number: int, parsed_sheet: ParsedSheet, row_valueses: Sequence[RowValues | None]
    ) -> Iterator[PlannedRow]:
        """``row_valueses``: see ``read_list``; they stay as they are."""
        self.placed = {}
        for row, read in zip(parsed_sheet.rows, row_valueses, strict=True):
            if read is None:
                name = _company_name(row) if parsed_sheet.why_not else ""
                planned = PlannedRow(
                    parsed_sheet.name, row.number, row.kind, RowVerdict.LEFT_OUT, name, left_out=row.reason
                )
                self.left_out.add(planned, create_comparable_company(f"s{number}r{row.number}", [name]))
                yield planned
                continue
            yield self._row(f"s{number}r{row.number}", parsed_sheet.name, row, read.copy())

    def _row(self, own_key: str, sheet: str, row: SheetRow, read: RowValues) -> PlannedRow:
        fix = self.fixes.get((sheet, row.number), RowFix())
        apply_fix(fix, read)
        if (half_day_answers := read_half_day_answers(list_attendance_answers(row), self.days)).asked:
            for person in (read.values, *read.people):
                person["half_days"] = half_day_answers
            read.values[SheetField.ATTENDING] = True
            read.note("half_days" if half_day_answers.missed else "")
        leave_out_erased(read, self.erased)
        planned = PlannedRow(
            sheet,
            row.number,
            row.kind,
            RowVerdict.NEW,
            values=read.values,
            raw=read.raw,
            suggestions=read.suggestions,
            people=tuple(read.people),
            several=tuple(person["representative"] for several in read.all_several for person in several.people),
            section=row.section,
        )
        self.placed[row.number] = row, planned
        if reason := find_reason_to_leave_out(row, read, fix) or self._goes_with_above(row, fix):
            return self._left_out(own_key, planned, read, reason)
        if category := self._guest_category(row, sheet, read, fix):
            return self.guests.take(planned, own_key, category)
        if is_attendance_doubtful(row, read, sheet):
            read.look("unsure_coming")
        if row.hidden:
            read.note("hidden_row")
        if (above := self._find_company_above(row, fix)) is not None:
            self._join_company(planned, above)
        else:
            self._find(own_key, planned, row, read, fix)
        if planned.verdict is not RowVerdict.LEFT_OUT:
            _settle_row(planned, read, fix)
        return planned

    def _left_out(self, own_key: str, planned: PlannedRow, read: RowValues, reason: str) -> PlannedRow:
        """Whom it surely speaks of is told, for a later version of a sheet may leave out what was there."""
        _leave_row_out(planned, reason)
        if planned.company:
            company = row_to_comparable(own_key, read)
            self.left_out.add(planned, company)
            known = self.known.get(find_sure_match(self.pool, company)) if self.known else None
            planned.stands_for = known.id if known is not None else None
        return planned

    def _guest_category(self, row: SheetRow, sheet: str, read: RowValues, fix: RowFix) -> str:
        """ "" for a firm; another contact is a guest of the kind of the row above, and of its institution."""
        above = self._find_company_above(row, fix)
        if fix.as_firm or (above is not None and not above.guest):
            return ""
        if above is not None:
            read.values.setdefault("company", above.company)
        category = str(read.values.get(SheetField.CATEGORY, ""))
        return find_guest_category(category, row.section, sheet, read.values) or (above.guest if above else "")

    def _find_company_above(self, row: SheetRow, fix: RowFix) -> PlannedRow | None:
        """The row whose firm this one goes on with, by evidence or because somebody said so."""
        if (
            row.goes_on
            and row.kind is RowKind.SECOND_CONTACT
            and not fix.company
            and fix.same_as in ("", SAME_AS_ABOVE)
        ):
            return self.placed[row.goes_on][1]
        return self._named_above(row) if fix.same_as == SAME_AS_ABOVE else None

    def _named_above(self, row: SheetRow) -> PlannedRow | None:
        """The nearest row above whose firm is known; rows that wait for a name are passed over."""
        while row.goes_on in self.placed:
            row, planned = self.placed[row.goes_on]
            if planned.company:
                return planned
        return None

    def _goes_with_above(self, row: SheetRow, fix: RowFix) -> str:
        """Another contact of a firm that is left out is left out for the same reason."""
        above = self._find_company_above(row, fix)
        return above.left_out if above is not None else ""

    def _join_company(self, planned: PlannedRow, above: PlannedRow) -> None:
        """Another contact of the firm above; its doubts are settled there."""
        planned.company, planned.key = above.company, above.key
        planned.verdict, planned.same_as = RowVerdict.SAME, _match_above(above)

    def _find(self, own_key: str, planned: PlannedRow, row: SheetRow, read: RowValues, fix: RowFix) -> None:
        planned.company = read.values.get("company", "")
        if row.reason == "company_broken" and not fix.company:
            read.look(row.reason)
        if not planned.company:
            if not self._assign_company(planned, fix):
                read.look(row.reason or "company_missing")
                planned.key, planned.same_as = own_key, self._perhaps_above(row)
            return
        company = row_to_comparable(own_key, read)
        match = self._match(company, fix)
        planned.key = own_key
        if fix.same_as == SAME_AS_NONE:
            planned.apart = tuple(dict.fromkeys(candidate.company for candidate, _ in self.pool.likely(company)))
        if match is not None:
            self._matched(planned, read, company, *match, accept=fix.accept)
            if planned.verdict is RowVerdict.LEFT_OUT:
                return
        withdrawn_match = self.withdrawn.best(company)
        if withdrawn_match and withdrawn_match[1].outcome is MatchOutcome.SAME:
            read.look("named_withdrawn")
        company.company = planned.key
        self.first[own_key] = planned
        self.pool.add(company)

    def _assign_company(self, planned: PlannedRow, fix: RowFix) -> bool:
        """Whether somebody said to which firm a row without a name belongs; then it is that one's."""
        chosen_company = self._get_chosen_company(fix)
        if chosen_company is None:
            return False
        planned.same_as, planned.because = self._same_as(chosen_company), ("said",)
        known = self.known.get(chosen_company.company)
        if known is not None and known.closed:
            _leave_row_out(planned, known.closed)
            return True
        planned.company, planned.key, planned.verdict = planned.same_as.name, chosen_company.company, RowVerdict.SAME
        return True

    def _perhaps_above(self, row: SheetRow) -> RowMatch | None:
        above = self._named_above(row)
        return _match_above(above) if above is not None and not above.left_out else None

    def _get_chosen_company(self, fix: RowFix) -> ComparableCompany | None:
        key = self.first[fix.same_as].key if fix.same_as in self.first else fix.same_as
        return self.pool.companies.get(key)

    def _match(self, company: ComparableCompany, fix: RowFix) -> tuple[ComparableCompany, MatchVerdict] | None:
        if fix.same_as == SAME_AS_NONE:
            return None
        if (chosen_company := self._get_chosen_company(fix)) is not None:
            return chosen_company, MatchVerdict(MatchOutcome.SAME, True, ("said",))
        return self.pool.best(company)

    def _matched(
        self,
        planned: PlannedRow,
        read: RowValues,
        company: ComparableCompany,
        match: ComparableCompany,
        verdict: MatchVerdict,
        *,
        accept: bool,
    ) -> None:
        """A sure match joins what both say, for the rows to come; an unsure one stays an entry of its own."""
        sure = verdict.outcome is MatchOutcome.SAME or (accept and verdict.likely)
        planned.because = verdict.because
        planned.same_as = self._same_as(match)
        if verdict.outcome is MatchOutcome.SAME or verdict.likely:
            planned.key = match.company
        if not sure:
            read.look("perhaps_same")
            return
        known = self.known.get(match.company)
        if known is not None and known.closed:
            _leave_row_out(planned, known.closed)
            return
        company.key = match.key
        planned.verdict = RowVerdict.SAME

    def _same_as(self, match: ComparableCompany) -> RowMatch:
        if known := self.known.get(match.key):
            return RowMatch(match.company, known.name or known.name_zh, company_id=known.id)
        first = self.first[match.key]
        return RowMatch(match.company, first.company, sheet=first.sheet, row=first.row)


def _match_above(above: PlannedRow) -> RowMatch:
    return RowMatch(above.key, above.company, sheet=above.sheet, row=above.row)


def _company_name(row: SheetRow) -> str:
    """The firm's name as the row has it, for rows that are not read any further."""
    columns = row.table.columns if row.table else ()
    names = (row.cells.get(column.number) for column in columns if column.field in COMPANY_NAME_FIELDS)
    return next((tidy_text(cell.text) for cell in names if cell and tidy_text(cell.text)), "")


def list_named_companies(sheets: Iterable[ParsedSheet]) -> list[ComparableCompany]:
    names = [name for sheet in sheets for row in sheet.rows if (name := _company_name(row))]
    return [create_comparable_company(f"gone {at}", [name]) for at, name in enumerate(names)]


def _leave_row_out(planned: PlannedRow, reason: str) -> None:
    planned.verdict, planned.left_out = RowVerdict.LEFT_OUT, reason
    planned.company = planned.values.get("company", "")


def _settle_row(planned: PlannedRow, read: RowValues, fix: RowFix) -> None:
    unnamed = not planned.company
    looks = [code for code in read.looks if unnamed and code.startswith("company_")] if fix.accept else read.looks
    planned.looks, planned.notes = tuple(looks), tuple(read.notes)
    if looks:
        planned.verdict = RowVerdict.LOOK


ReportProgress = Callable[[float], None]
PROGRESS_EVERY_ROWS: Final = 100


def plan_import(
    sheets: Sequence[Worksheet],
    known: Iterable[KnownCompany],
    choices: ImportChoices | None = None,
    fixes: RowFixes | None = None,
    *,
    country: str = "",
    tell: ReportProgress = lambda _share: None,
    guests: Iterable[KnownGuest] = (),
    apart: Iterable[tuple[int, int]] = (),
    days: Sequence[date] = (),
    erased: ErasedPeople = NOBODY_ERASED,
) -> ImportPlan:
    """The plan for a whole workbook: see ``read_list`` and ``plan_rows``."""
    choices = choices or ImportChoices()
    company_list = read_list(sheets, choices.columns, choices.sheets, country=country, days=days)
    return plan_rows(
        company_list,
        known,
        choices,
        fixes,
        country=country,
        tell=tell,
        guests=guests,
        apart=apart,
        days=days,
        erased=erased,
    )


def plan_rows(
    company_list: CompanyList,
    known: Iterable[KnownCompany],
    choices: ImportChoices,
    fixes: RowFixes | None = None,
    *,
    country: str = "",
    tell: ReportProgress = lambda _share: None,
    guests: Iterable[KnownGuest] = (),
    apart: Iterable[tuple[int, int]] = (),
    days: Sequence[date] = (),
    erased: ErasedPeople = NOBODY_ERASED,
) -> ImportPlan:
    """The plan for rows that were read. ``tell``: hears now and then which share of them is done, and may raise to end
    it; ``apart``: the ids of known companies of which somebody said that they are two; ``erased``: people who asked
    to be forgotten, and are left out."""
    sheets = company_list.sheets
    planner = ImportPlanner(list(known), fixes or {})
    planner.days = tuple(days)
    planner.erased = erased
    planner.guests = GuestIndex(guests)
    planner.pool.tell_apart((f"c{first}", f"c{other}") for first, other in apart)
    planner.withdrawn = CandidateIndex(
        list_named_companies(sheet for sheet in sheets if sheet.why_not == "sheet_withdrawn")
    )
    rows, total = [], sum(len(sheet.rows) for sheet in sheets)
    for number, (sheet, sheet_values) in enumerate(zip(sheets, company_list.values, strict=True), 1):
        for planned in planner.sheet(number, sheet, sheet_values):
            rows.append(planned)
            if len(rows) % PROGRESS_EVERY_ROWS == 0:
                tell(len(rows) / total)
    planner.left_out.tell_apart(planner.pool)
    companies = [row for row in rows if not row.guest]
    words = list_sector_phrases(companies, sheets, choices)
    return ImportPlan(
        sheets, tuple(rows), tuple(list_company_changes(companies, planner.known, sheets, words, country)), words
    )


ERASED_NOTE: Final = "person_erased"


def leave_out_erased(read: RowValues, erased: ErasedPeople) -> None:
    """Take those who were erased out of a row, and note it; the firm and its other people stay."""
    if not erased.marks:
        return
    staying = [person for person in read.people if not erased.names(person)]
    first_erased = erased.names(read.values)
    if len(staying) == len(read.people) and not first_erased:
        return
    read.people[:] = staying
    if first_erased:
        for each in FIRST_PERSON_FIELDS:
            read.values.pop(each, None)
    read.note(ERASED_NOTE)
