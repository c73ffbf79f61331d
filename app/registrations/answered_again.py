"""Who has answered a form again: the later answers count, not those of before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.companies.names.parsing import compact
from app.registrations.fields import Field
from app.registrations.plan import PlannedRow

ANSWERED_AGAIN: Final = "answered_again"


def answers_again(row: PlannedRow, earlier: Sequence[PlannedRow]) -> bool:
    """Whether somebody of these rows of one firm has sent it once more, as the days tell that a form keeps."""
    theirs = [one for one in earlier if one.sheet == row.sheet and _is_same_person(row, one)]
    days = [str(one.values.get(Field.REGISTERED_AT) or "") for one in (*theirs, row)]
    return bool(theirs) and all(days) and days[-1] == max(days)


def _is_same_person(one: PlannedRow, other: PlannedRow) -> bool:
    """By name and address, so that an assistant who answers for two people makes them no single one."""
    return all(_said(one, field) and _said(one, field) == _said(other, field) for field in _TELLING)


_TELLING: Final = (Field.REPRESENTATIVE, Field.EMAIL)


def _said(row: PlannedRow, field: Field) -> str:
    return compact(str(row.values.get(field) or ""))
