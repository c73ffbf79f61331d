"""One column of a sheet: what it says, what it becomes, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.companies.names.parsing import compact
from app.registrations.fields import Field


class Certainty(StrEnum):
    SURE = "sure"
    LOOK = "look"
    NOT_USED = "not_used"


@dataclass(frozen=True, slots=True)
class Column:
    """``number`` counts from 1. ``header``: as in the sheet, on one line; ``above``: the group it stands under, or "".
    ``contact``: 1, or 2 and up where one row holds several people. ``chosen``: somebody said so. ``people``: they
    seem to stand there, though it is the column of the firms. ``stands_in``: it names who heads the firm and comes
    where a row names nobody else."""

    number: int
    header: str
    above: str = ""
    field: Field = Field.UNUSED
    certainty: Certainty = Certainty.NOT_USED
    example: str = ""
    contact: int = 1
    hidden: bool = False
    chosen: bool = False
    people: bool = False
    stands_in: bool = False

    @property
    def key(self) -> str:
        """Under which a choice is remembered for the next sheet."""
        return compact(self.header)
