"""Whether a row without a firm's name surely goes on with the firm above, or a person has to say so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from app.companies.names import compact
from app.floor.spreadsheets.values import Cell
from app.registrations.cells import host, tidy, website
from app.registrations.contacts import emails
from app.registrations.evidence import FREE_MAIL, SHARED_SITES
from app.registrations.fields import Field
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


class Continuing:
    """``groups``: rows of one firm each, their own first: those of the firm named last, then rows without a name that
    may be of another; ``habit``: the sheet is known to leave the name blank in rows that go on with a firm, as its mail
    addresses have shown (``seen``)."""

    def __init__(self, grid: Grid, table: Table, *, habit: bool = False) -> None:
        self.grid, self.habit = grid, habit
        self.facts = [c.number for c in table.columns if c.field in _OF_THE_FIRM]
        self.addresses = [c.number for c in table.columns if c.field in _WITH_ADDRESSES]
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
        """The row of the firm whose other contact the nameless row surely is, else 0: by the domain of its addresses,
        or because it holds a person alone where other rows show that the sheet means that so."""
        own = self._hosts(number)
        for group in self.groups:
            if any(own & self._hosts(row) for row in group):
                self.seen = True
                return group[0]
        alone = self.habit and len(self.groups) == 1 and not own and self._a_person_alone(number)
        return self.above if alone else 0

    def _a_person_alone(self, number: int) -> bool:
        """It says nothing of a firm that the firm's own row does not say alike."""
        said = {column: compact(self.grid.text(number, column)) for column in self.facts}
        return all(not text or text == compact(self.grid.text(self.above, c)) for c, text in said.items())

    def _hosts(self, number: int) -> set[str]:
        """The domains of a row's mail and web addresses that are one firm's own."""
        return set(_domains(self.grid.text(number, column) for column in self.addresses))


def is_broken(grid: Grid, number: int, columns: Iterable[int]) -> bool:
    """Whether an error, or a formula without its result, stands where the firm's name should."""
    return any(cell.error or (cell.formula and not cell.text) for cell in (grid.at(number, c) for c in columns))


def _domains(texts: Iterable[str]) -> Iterable[str]:
    for text in texts:
        mails = [address.partition("@")[2] for address in emails(Cell(text)).addresses]
        site = host(website(tidy(text)))
        yield from (domain for domain in mails if domain not in FREE_MAIL)
        yield from ([site] if site and site not in SHARED_SITES else [])
