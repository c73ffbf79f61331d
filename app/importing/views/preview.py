"""The preview of an import as its page shows it: plain values in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from flask_babel import gettext, ngettext

from app.core.paging import Page, clip_page
from app.importing import wording as words
from app.importing.consents import ConsentTally, UncountedConsent, count_consents, list_uncounted_consents
from app.importing.fixes import parse_fixes, row_key
from app.importing.plan import ImportPlan, PlannedRow, RowVerdict
from app.importing.views.preview_columns import (
    SectorLine,
    list_columns,
    list_possible_people_columns,
    sector_line,
    sheet_line,
)
from app.importing.views.preview_lines import (
    ColumnLine,
    LeftOutLine,
    LookLine,
    NewLine,
    RowLabels,
    SameLine,
    SettledLine,
    SheetLine,
    TypedValues,
)
from app.importing.views.preview_rows import (
    GuestLine,
    guest_line,
    list_common_notes,
    list_left_out_lines,
    list_settled_lines,
    look_line,
    new_line,
    same_line,
)
from app.registrations.models import ImportBatch
from app.registrations.wording import code_text
from app.sheets.fields import CONSENT_FIELDS, SheetField
from app.sheets.identity_numbers import list_identity_headers

LINES_PER_PAGE = 100
"""So many of a section stand on one page."""
SECTOR_LINES_PER_PAGE = 25
Row = TypeVar("Row")
Line = TypeVar("Line")


@dataclass(frozen=True, slots=True)
class PreviewPage:
    plan: ImportPlan
    columns: list[tuple[str, list[ColumnLine]]]
    looks: Page[LookLine]
    settled: list[SettledLine]
    same: Page[SameLine]
    new: Page[NewLine]
    left_out: Page[LeftOutLine]
    sheets: list[SheetLine]
    taken: tuple[int, int]
    untaken: list[str]
    new_companies: int
    noted_everywhere: list[str]
    choices: list[tuple[str, str]] = field(default_factory=list)
    perhaps_people: list[tuple[str, str]] | None = None
    consents: tuple[ConsentTally, ...] = ()
    uncounted_consents: tuple[UncountedConsent, ...] = ()
    guests: list[GuestLine] = field(default_factory=list)
    joining: int = 0
    wrong: frozenset[str] = frozenset()
    sectors: Page[SectorLine] = field(default_factory=lambda: Page([], 1, SECTOR_LINES_PER_PAGE, 0))

    @property
    def asked_consents(self) -> list[UncountedConsent]:
        return [uncounted_consent for uncounted_consent in self.uncounted_consents if uncounted_consent.asked]

    @property
    def consent_choices(self) -> list[tuple[str, str]]:
        """What a column of consent whose header names no purpose may become."""
        offered = (*CONSENT_FIELDS, SheetField.CONSENT_OTHER)
        named = [(wanted.value, str(words.FIELD_TEXTS[wanted])) for wanted in offered]
        return [*named, (SheetField.UNUSED.value, str(gettext("Leave it out")))]

    @property
    def rows(self) -> int:
        """How many rows would be imported."""
        return sum(row.verdict is not RowVerdict.LEFT_OUT for row in self.plan.rows)

    @property
    def left_out_rows(self) -> int:
        return self.plan.tally.left_out

    @property
    def not_read_words(self) -> str:
        """other sheets not read: “Withdrawn”, “lists”."""
        sheets = self.plan.not_read
        label = str(ngettext("other sheet not read", "other sheets not read", len(sheets)))
        names = gettext(", ").join(gettext("“%(name)s”", name=name) for sheet in sheets if (name := sheet.name.strip()))
        return f"{label}{gettext(': ')}{names}" if names else label

    @property
    def reads_nothing(self) -> bool:
        return len(self.plan.not_read) == len(self.plan.sheets)

    @property
    def changes_nothing(self) -> bool:
        return (
            not self.looks.total
            and not self.new.total
            and all(line.known for line in self.guests)
            and not self.joining
            and not any(row.changes for row in self.plan.of(RowVerdict.SAME))
        )

    @property
    def skipped_columns(self) -> tuple[str, ...]:
        """The columns of which nothing is kept: numbers of passports and the like."""
        return list_identity_headers(self.plan.sheets)

    @property
    def skipped_columns_text(self) -> str:
        return str(gettext(", ").join(gettext("“%(name)s”", name=name) for name in self.skipped_columns))

    @property
    def without_email(self) -> int:
        """Rows that lack nothing but an e-mail, without those where a wrong one is typed."""
        return self._looks(lambda row: row.lacks_email_alone)

    @property
    def alike(self) -> int:
        """Rows that may be of a firm which they resemble, likewise."""
        return self._looks(lambda row: row.may_be_same)

    def _looks(self, wanted: Callable[[PlannedRow], bool]) -> int:
        rows = filter(wanted, self.plan.of(RowVerdict.LOOK))
        return sum(row_key(row.sheet, row.row) not in self.wrong for row in rows)

    @property
    def places(self) -> dict[str, int]:
        """Which page of which section is shown, as the page's own address says it."""
        shown: dict[str, Page[Any]] = {
            "sectors_page": self.sectors,
            "same_page": self.same,
            "new_page": self.new,
            "left_page": self.left_out,
        }
        return {name: page.number for name, page in shown.items() if page.number > 1}


def create_preview_page(
    batch: ImportBatch,
    plan: ImportPlan,
    registrations: Mapping[int, int],
    given: Mapping[str, TypedValues],
    chosen: Mapping[str, str],
    pages: Mapping[str, int],
) -> PreviewPage:
    """``registrations``: company → its registration here; ``given``: place → what was typed there and not saved.

    ``chosen``: header key → field, chosen and not saved; ``pages``: ``same_page`` and the like → which one to show.
    """
    several = sum(not sheet.why_not for sheet in plan.sheets) > 1
    label = RowLabels(several, [sheet.name for sheet in plan.sheets])
    columns = list_columns(plan, chosen)
    lines = [line for _, column_lines in columns for line in column_lines]
    untaken = [line for line in lines if line.field == SheetField.UNUSED]
    everywhere = list_common_notes(plan.companies(RowVerdict.NEW))
    typed = TypedValues({})

    def at(section: str) -> int:
        return pages.get(section, 1)

    return PreviewPage(
        plan=plan,
        columns=columns,
        looks=_paginate_lines(
            plan.of(RowVerdict.LOOK),
            1,
            lambda row: look_line(row, label, given.get(row_key(row.sheet, row.row), typed)),
        ),
        settled=list(list_settled_lines(plan.rows, parse_fixes(batch.fixes), label)),
        same=_paginate_lines(
            plan.companies(RowVerdict.SAME), at("same_page"), lambda row: same_line(row, label, registrations)
        ),
        new=_paginate_lines(
            plan.companies(RowVerdict.NEW), at("new_page"), lambda row: new_line(row, label, everywhere)
        ),
        left_out=_paginate_lines(list(list_left_out_lines(plan, label)), at("left_page"), lambda line: line),
        sheets=[sheet_line(sheet) for sheet in plan.sheets],
        taken=(len(lines) - len(untaken), len(lines)),
        untaken=[line.header or str(gettext("without a header")) for line in untaken],
        new_companies=plan.tally.new,
        noted_everywhere=[code_text(words.NOTE_TEXTS, code) for code in everywhere],
        choices=[(name, str(text)) for name, text in words.FIELD_TEXTS.items()],
        perhaps_people=list_possible_people_columns(plan),
        consents=count_consents(plan),
        uncounted_consents=list_uncounted_consents(plan),
        guests=[guest_line(row, label) for row in plan.guests],
        joining=sum(
            effect.company_id is not None and effect.company_id not in registrations for effect in plan.effects
        ),
        wrong=frozenset(place for place, typed_values in given.items() if typed_values.error),
        sectors=_paginate_lines(plan.sectors, at("sectors_page"), sector_line, SECTOR_LINES_PER_PAGE),
    )


def _paginate_lines(rows: Sequence[Row], number: int, line: Callable[[Row], Line], size: int = 0) -> Page[Line]:
    """The lines of one page; those of the others are not made. ``size``: 0 for the usual."""
    size = size or LINES_PER_PAGE
    at = clip_page(number, size=size, total=len(rows))
    return Page([line(row) for row in rows[(at - 1) * size : at * size]], at, size, len(rows))
