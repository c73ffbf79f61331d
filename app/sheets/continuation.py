"""Whether a row without a firm's name surely goes on with the firm above, or a person has to say so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from app.companies.names.parsing import compact
from app.companies.typed_text import (
    FREE_MAIL_HOSTS,
    SHARED_WEB_HOSTS,
    find_website,
    get_website_host,
    is_empty_answer,
    is_pending_answer,
    tidy_text,
)
from app.core.spreadsheets.values import SheetCell
from app.sheets.cells import is_ditto
from app.sheets.contacts import parse_emails
from app.sheets.fields import PERSON_NAME_FIELDS, SheetField
from app.sheets.grid import SheetGrid
from app.sheets.tables import SheetTable

F = SheetField
_COMPANY_FIELDS: Final = frozenset(
    {
        F.STOCK_CODE,
        F.UEN,
        F.USCC,
        F.WEBSITE,
        F.COUNTRY,
        F.CITY,
        F.SECTORS,
        F.ABOUT,
        F.OFFERS,
        F.SEEKS,
        F.PRODUCTS,
        F.FOUNDED,
        F.EMPLOYEES,
        F.EXPORTS,
        F.CERTIFICATES_HELD,
        F.CERTIFICATES_NEEDED,
        F.GROUP,
    }
)
"""What a row says of a firm rather than of one of its people."""
_ADDRESS_FIELDS: Final = frozenset({F.EMAIL, F.PHONE, F.PHONE_WECHAT, F.LANDLINE, F.WECHAT, F.WEBSITE})


_MIN_COMPANY_FACTS: Final = 2
"""A firm of which a list tells so much, beside its name, is not without all of it by chance."""


class CompanyContinuation:
    """``groups``: rows of one company each, their own first: those of the company named last, then rows without a
    name that may be of another; ``habit``: the sheet is known to leave the name blank in rows that go on with a
    company, as its mail addresses have shown (``seen``)."""

    def __init__(self, grid: SheetGrid, table: SheetTable, *, habit: bool = False) -> None:
        self.grid, self.habit = grid, habit
        self.facts = [c.number for c in table.columns if c.field in _COMPANY_FIELDS]
        self.addresses = [c.number for c in table.columns if c.field in _ADDRESS_FIELDS]
        self.names = [c.number for c in table.columns if c.field in PERSON_NAME_FIELDS]
        self.serial = next((c.number for c in table.columns if c.field is F.SERIAL), 0)
        self.groups: list[list[int]] = []
        self.seen = False

    def end(self) -> None:
        """Nothing goes on across a heading or a total."""
        self.groups = []

    def begin(self, number: int, *, named: bool) -> None:
        """A row that names its firm, or one whose firm has to be said."""
        self.groups = [[number]] if named else [*self.groups, [number]]

    def go_on(self, number: int, company: int) -> None:
        next(group for group in self.groups if group[0] == company).append(number)

    @property
    def above(self) -> int:
        """The row right above that a firm may begin with; 0 for none."""
        return self.groups[-1][0] if self.groups else 0

    def find_company_row(self, number: int) -> int:
        """The row of the company whose other contact the nameless row surely is, else 0: by its addresses, or because
        it holds a person alone where the sheet shows that it means that so."""
        own = self._hosts(number)
        for group in self.groups:
            if any(own & self._hosts(row) for row in group):
                self.seen = True
                return group[0]
        if len(self.groups) != 1 or own or not self._a_person_alone(number):
            return 0
        counted = bool(self.serial) and self._says(number, self.serial)
        shown = not counted and (self.habit or self._is_left_blank(number))
        return self.above if shown else 0

    def _is_left_blank(self, number: int) -> bool:
        """It names a person, and what the firm's own row says of the firm, or its number, it leaves blank."""
        if not any(self._says(number, column) for column in self.names):
            return False
        facts = [column for column in self.facts if self._says(self.above, column)]
        counted = bool(self.serial) and self._says(self.above, self.serial)
        return counted or len(facts) >= _MIN_COMPANY_FACTS

    def _says(self, row: int, column: int) -> bool:
        return not _is_unanswered(self.grid.text(row, column))

    def _a_person_alone(self, number: int) -> bool:
        """It says nothing of a firm that the firm's own row does not say alike."""
        facts = ((column, self.grid.text(number, column)) for column in self.facts if self._says(number, column))
        return all(is_ditto(text) or compact(text) == compact(self.grid.text(self.above, at)) for at, text in facts)

    def _hosts(self, number: int) -> set[str]:
        """The domains of a row's mail and web addresses that are one firm's own."""
        return set(_company_domains(self.grid.text(number, column) for column in self.addresses))


def _is_unanswered(text: str) -> bool:
    return is_empty_answer(text) or is_pending_answer(text)


def is_broken_name(grid: SheetGrid, number: int, columns: Iterable[int]) -> bool:
    """Whether an error, or a formula without its result, stands where the firm's name should."""
    return any(cell.error or (cell.formula and not cell.text) for cell in (grid.at(number, c) for c in columns))


def _company_domains(texts: Iterable[str]) -> Iterable[str]:
    for text in texts:
        mails = [address.partition("@")[2] for address in parse_emails(SheetCell(text)).addresses]
        site = get_website_host(find_website(tidy_text(text)))
        yield from (domain for domain in mails if domain not in FREE_MAIL_HOSTS)
        yield from ([site] if site and site not in SHARED_WEB_HOSTS else [])
