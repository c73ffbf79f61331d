"""Whether a row without a firm's name surely goes on with the firm above, or a person has to say so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from app.companies.names.parsing import compact
from app.core.spreadsheets.values import SheetCell
from app.registrations.cells import host, is_ditto, is_none, is_to_come, tidy, website
from app.registrations.compared_firm import FREE_MAIL, SHARED_SITES
from app.registrations.contacts import emails
from app.registrations.fields import NAMING_SOMEBODY, Field
from app.registrations.grid import Grid
from app.registrations.tables import Table

F = Field
_OF_THE_FIRM: Final = frozenset(
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
_WITH_ADDRESSES: Final = frozenset({F.EMAIL, F.PHONE, F.PHONE_WECHAT, F.LANDLINE, F.WECHAT, F.WEBSITE})


_ENOUGH_FACTS: Final = 2
"""A firm of which a list tells so much, beside its name, is not without all of it by chance."""


class Continuing:
    """``groups``: rows of one firm each, their own first: those of the firm named last, then rows without a name that
    may be of another; ``habit``: the sheet is known to leave the name blank in rows that go on with a firm, as its mail
    addresses have shown (``seen``)."""

    def __init__(self, grid: Grid, table: Table, *, habit: bool = False) -> None:
        self.grid, self.habit = grid, habit
        self.facts = [c.number for c in table.columns if c.field in _OF_THE_FIRM]
        self.addresses = [c.number for c in table.columns if c.field in _WITH_ADDRESSES]
        self.mails = [c.number for c in table.columns if c.field is F.EMAIL]
        self.names = [c.number for c in table.columns if c.field in NAMING_SOMEBODY]
        self.serial = next((c.number for c in table.columns if c.field is F.SERIAL), 0)
        self.groups: list[list[int]] = []
        self.seen = False

    def end(self) -> None:
        """Nothing goes on across a heading or a total."""
        self.groups = []

    def begin(self, number: int, *, named: bool) -> None:
        """A row that names its firm, or one whose firm has to be said."""
        self.groups = [[number]] if named else [*self.groups, [number]]

    def go_on(self, number: int, firm: int) -> None:
        next(group for group in self.groups if group[0] == firm).append(number)

    @property
    def above(self) -> int:
        """The row right above that a firm may begin with; 0 for none."""
        return self.groups[-1][0] if self.groups else 0

    def firm_of(self, number: int) -> int:
        """The row of the firm whose other contact the nameless row surely is, else 0: by its addresses, or because it
        holds a person alone where the sheet shows that it means that so."""
        own = self._hosts(number)
        for group in self.groups:
            if any(own & self._hosts(row) for row in group):
                self.seen = True
                return group[0]
        if len(self.groups) != 1 or own or not self._a_person_alone(number):
            return 0
        counted = bool(self.serial) and self._says(number, self.serial)
        shown = self._shares_the_mailbox(number) or (not counted and (self.habit or self._is_left_blank(number)))
        return self.above if shown else 0

    def _shares_the_mailbox(self, number: int) -> bool:
        """The very address of somebody of the firm, or a mark that stands for it: not even a free one is another's."""
        mine = [self.grid.text(number, column) for column in self.mails]
        theirs = {compact(self.grid.text(row, column)) for row in self.groups[-1] for column in self.mails} - {""}
        return any(is_ditto(text) or (compact(text) in theirs and not _says_nothing(text)) for text in mine)

    def _is_left_blank(self, number: int) -> bool:
        """It names a person, and what the firm's own row says of the firm, or its number, it leaves blank."""
        if not any(self._says(number, column) for column in self.names):
            return False
        told = [column for column in self.facts if self._says(self.above, column)]
        counted = bool(self.serial) and self._says(self.above, self.serial)
        return counted or len(told) >= _ENOUGH_FACTS

    def _says(self, row: int, column: int) -> bool:
        return not _says_nothing(self.grid.text(row, column))

    def _a_person_alone(self, number: int) -> bool:
        """It says nothing of a firm that the firm's own row does not say alike."""
        told = ((column, self.grid.text(number, column)) for column in self.facts if self._says(number, column))
        return all(is_ditto(text) or compact(text) == compact(self.grid.text(self.above, at)) for at, text in told)

    def _hosts(self, number: int) -> set[str]:
        """The domains of a row's mail and web addresses that are one firm's own."""
        return set(_domains(self.grid.text(number, column) for column in self.addresses))


def _says_nothing(text: str) -> bool:
    return is_none(text) or is_to_come(text)


def is_broken(grid: Grid, number: int, columns: Iterable[int]) -> bool:
    """Whether an error, or a formula without its result, stands where the firm's name should."""
    return any(cell.error or (cell.formula and not cell.text) for cell in (grid.at(number, c) for c in columns))


def _domains(texts: Iterable[str]) -> Iterable[str]:
    for text in texts:
        mails = [address.partition("@")[2] for address in emails(SheetCell(text)).addresses]
        site = host(website(tidy(text)))
        yield from (domain for domain in mails if domain not in FREE_MAIL)
        yield from ([site] if site and site not in SHARED_SITES else [])
