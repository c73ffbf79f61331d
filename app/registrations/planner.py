"""Every row of an import compared with the firms before it: new, the same as one, in doubt, or left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from app.core.spreadsheets.values import SheetCell
from app.registrations.cells import is_ditto, tidy
from app.registrations.column_styles import code_style, orders_of
from app.registrations.compared_firm import Firm, firm_of
from app.registrations.duplicates import Outcome, Verdict
from app.registrations.erased import NOBODY_ERASED, leave_out_erased
from app.registrations.fields import COMPANY_NAMES, Field
from app.registrations.guest_kinds import guest_category
from app.registrations.guest_rows import GuestsMet
from app.registrations.half_days_said import half_days_of
from app.registrations.left_out import LeftOut, firm_of_known, firm_of_values, surely
from app.registrations.plan import (
    ABOVE,
    NEW,
    Fix,
    Fixes,
    Known,
    PlannedRow,
    RowVerdict,
    SameAs,
)
from app.registrations.pool import Pool
from app.registrations.row_facts import keep_founded
from app.registrations.row_values import Below, values_of
from app.registrations.rows import Kind, Row
from app.registrations.settling import apply_fix
from app.registrations.sheet import FoundSheet
from app.registrations.unwanted import attendance_of, may_not_come, why_left_out
from app.registrations.values import Values


class Planner:
    """Goes through the rows in order; every firm met is known to the rows after it."""

    def __init__(self, known: list[Known], fixes: Fixes) -> None:
        self.known = {firm.key: firm for firm in known}
        self.fixes = fixes
        self.pool = Pool(firm_of_known(firm) for firm in known)
        self.first: dict[str, PlannedRow] = {}
        self.placed: dict[int, tuple[Row, PlannedRow]] = {}
        self.withdrawn, self.left_out = Pool(), LeftOut()
        self.guests = GuestsMet()
        self.days: tuple[date, ...] = ()
        self.erased = NOBODY_ERASED

    def sheet(self, number: int, found: FoundSheet, said: Sequence[Values | None]) -> Iterator[PlannedRow]:
        """``said``: see ``values_in``; it stays as it is."""
        self.placed = {}
        for row, read in zip(found.rows, said, strict=True):
            if read is None:
                name = _name_of(row) if found.why_not else ""
                planned = PlannedRow(found.name, row.number, row.kind, RowVerdict.LEFT_OUT, name, left_out=row.reason)
                self.left_out.add(planned, firm_of(f"s{number}r{row.number}", [name]))
                yield planned
                continue
            yield self._row(f"s{number}r{row.number}", found.name, row, read.copy())

    def _row(self, own_key: str, sheet: str, row: Row, read: Values) -> PlannedRow:
        fix = self.fixes.get((sheet, row.number), Fix())
        apply_fix(fix, read)
        if (said := half_days_of(attendance_of(row), self.days)).asked:
            for person in (read.values, *read.people):
                person["half_days"] = said
            read.values[Field.ATTENDING] = True
            read.note("half_days" if said.missed else "")
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
            several=tuple(one["representative"] for found in read.all_several for one in found.people),
            section=row.section,
        )
        self.placed[row.number] = row, planned
        if reason := why_left_out(row, read, fix) or self._goes_with_above(row, fix):
            return self._left_out(own_key, planned, read, reason)
        if category := self._guest_category(row, sheet, read, fix):
            return self.guests.take(planned, own_key, category)
        if may_not_come(row, read, sheet):
            read.look("unsure_coming")
        if row.hidden:
            read.note("hidden_row")
        if (above := self._firm_above(row, fix)) is not None:
            self._same_firm(planned, above)
        else:
            self._find(own_key, planned, row, read, fix)
        if planned.verdict is not RowVerdict.LEFT_OUT:
            _settle(planned, read, fix)
        return planned

    def _left_out(self, own_key: str, planned: PlannedRow, read: Values, reason: str) -> PlannedRow:
        """Whom it surely speaks of is told, for a later version of a sheet may leave out what was there."""
        _leave_out(planned, reason)
        if planned.company:
            firm = firm_of_values(own_key, read)
            self.left_out.add(planned, firm)
            known = self.known.get(surely(self.pool, firm)) if self.known else None
            planned.stands_for = known.id if known is not None else None
        return planned

    def _guest_category(self, row: Row, sheet: str, read: Values, fix: Fix) -> str:
        """ "" for a firm; another contact is a guest of the kind of the row above, and of its institution."""
        above = self._firm_above(row, fix)
        if fix.as_firm or (above is not None and not above.guest):
            return ""
        if above is not None:
            read.values.setdefault("company", above.company)
        said = str(read.values.get(Field.CATEGORY, ""))
        return guest_category(said, row.section, sheet, read.values) or (above.guest if above else "")

    def _firm_above(self, row: Row, fix: Fix) -> PlannedRow | None:
        """The row whose firm this one goes on with, by evidence or because somebody said so."""
        if row.goes_on and row.kind is Kind.SECOND_CONTACT and not fix.company and fix.same_as in ("", ABOVE):
            return self.placed[row.goes_on][1]
        return self._named_above(row) if fix.same_as == ABOVE else None

    def _named_above(self, row: Row) -> PlannedRow | None:
        """The nearest row above whose firm is known; rows that wait for a name are passed over."""
        while row.goes_on in self.placed:
            row, planned = self.placed[row.goes_on]
            if planned.company:
                return planned
        return None

    def _goes_with_above(self, row: Row, fix: Fix) -> str:
        """Another contact of a firm that is left out is left out for the same reason."""
        above = self._firm_above(row, fix)
        return above.left_out if above is not None else ""

    def _same_firm(self, planned: PlannedRow, above: PlannedRow) -> None:
        """Another contact of the firm above; its doubts are settled there."""
        planned.company, planned.key = above.company, above.key
        planned.verdict, planned.same_as = RowVerdict.SAME, _above(above)

    def _find(self, own_key: str, planned: PlannedRow, row: Row, read: Values, fix: Fix) -> None:
        planned.company = read.values.get("company", "")
        if row.reason == "company_broken" and not fix.company:
            read.look(row.reason)
        if not planned.company:
            if not self._said_whose(planned, fix):
                read.look(row.reason or "company_missing")
                planned.key, planned.same_as = own_key, self._perhaps_above(row)
            return
        firm = firm_of_values(own_key, read)
        match = self._match(firm, fix)
        planned.key = own_key
        if fix.same_as == NEW:
            planned.apart = tuple(dict.fromkeys(one.company for one, _ in self.pool.likely(firm)))
        if match is not None:
            self._matched(planned, read, firm, *match, accept=fix.accept)
            if planned.verdict is RowVerdict.LEFT_OUT:
                return
        gone = self.withdrawn.best(firm)
        if gone and gone[1].outcome is Outcome.SAME:
            read.look("named_withdrawn")
        firm.company = planned.key
        self.first[own_key] = planned
        self.pool.add(firm)

    def _said_whose(self, planned: PlannedRow, fix: Fix) -> bool:
        """Whether somebody said to which firm a row without a name belongs; then it is that one's."""
        said = self._said(fix)
        if said is None:
            return False
        planned.same_as, planned.because = self._same_as(said), ("said",)
        known = self.known.get(said.company)
        if known is not None and known.closed:
            _leave_out(planned, known.closed)
            return True
        planned.company, planned.key, planned.verdict = planned.same_as.name, said.company, RowVerdict.SAME
        return True

    def _perhaps_above(self, row: Row) -> SameAs | None:
        above = self._named_above(row)
        return _above(above) if above is not None and not above.left_out else None

    def _said(self, fix: Fix) -> Firm | None:
        key = self.first[fix.same_as].key if fix.same_as in self.first else fix.same_as
        return self.pool.firms.get(key)

    def _match(self, firm: Firm, fix: Fix) -> tuple[Firm, Verdict] | None:
        if fix.same_as == NEW:
            return None
        if (said := self._said(fix)) is not None:
            return said, Verdict(Outcome.SAME, True, ("said",))
        return self.pool.best(firm)

    def _matched(
        self, planned: PlannedRow, read: Values, firm: Firm, match: Firm, verdict: Verdict, *, accept: bool
    ) -> None:
        """A sure match joins what both say, for the rows to come; an unsure one stays an entry of its own."""
        sure = verdict.outcome is Outcome.SAME or (accept and verdict.likely)
        planned.because = verdict.because
        planned.same_as = self._same_as(match)
        if verdict.outcome is Outcome.SAME or verdict.likely:
            planned.key = match.company
        if not sure:
            read.look("perhaps_same")
            return
        known = self.known.get(match.company)
        if known is not None and known.closed:
            _leave_out(planned, known.closed)
            return
        firm.key = match.key
        planned.verdict = RowVerdict.SAME

    def _same_as(self, match: Firm) -> SameAs:
        if known := self.known.get(match.key):
            return SameAs(match.company, known.name or known.name_zh, company_id=known.id)
        first = self.first[match.key]
        return SameAs(match.company, first.company, sheet=first.sheet, row=first.row)


def values_in(found: FoundSheet, country: str, this_year: int, days: tuple[date, ...]) -> Iterator[Values | None]:
    """What each row of a sheet says; None where it is not read any further."""
    styles = {id(table): code_style(found, table) for table in found.tables}
    orders = {id(table): orders_of(found, table, country, days) for table in found.tables}
    above: dict[Below, SheetCell] = {}
    for row in found.rows:
        if row.kind is Kind.LEFT_OUT or row.table is None:
            yield None
            continue
        read = values_of(row, row.table, styles[id(row.table)], above, country, orders[id(row.table)])
        keep_founded(read, row.table, this_year)
        above = _as_meant(row, above)
        yield read


def _above(above: PlannedRow) -> SameAs:
    return SameAs(above.key, above.company, sheet=above.sheet, row=above.row)


def _as_meant(row: Row, above: Mapping[Below, SheetCell]) -> dict[Below, SheetCell]:
    """The row's cells for the one below it, with what "ditto" stands for in place of the word."""
    columns = row.table.columns if row.table else ()
    found = {(one.number, one.field): row.cells[one.number] for one in columns if one.number in row.cells}
    return {at: above.get(at, cell) if is_ditto(cell.text) else cell for at, cell in found.items()}


def _name_of(row: Row) -> str:
    """The firm's name as the row has it, for rows that are not read any further."""
    columns = row.table.columns if row.table else ()
    names = (row.cells.get(column.number) for column in columns if column.field in COMPANY_NAMES)
    return next((tidy(cell.text) for cell in names if cell and tidy(cell.text)), "")


def named_firms(sheets: Iterable[FoundSheet]) -> list[Firm]:
    names = [name for sheet in sheets for row in sheet.rows if (name := _name_of(row))]
    return [firm_of(f"gone {at}", [name]) for at, name in enumerate(names)]


def _leave_out(planned: PlannedRow, reason: str) -> None:
    planned.verdict, planned.left_out = RowVerdict.LEFT_OUT, reason
    planned.company = planned.values.get("company", "")


def _settle(planned: PlannedRow, read: Values, fix: Fix) -> None:
    unnamed = not planned.company
    looks = [code for code in read.looks if unnamed and code.startswith("company_")] if fix.accept else read.looks
    planned.looks, planned.notes = tuple(looks), tuple(read.notes)
    if looks:
        planned.verdict = RowVerdict.LOOK
