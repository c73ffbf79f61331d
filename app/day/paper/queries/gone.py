"""What sheets were about that were printed and are no more: runs keep marks alone, so it is looked up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Select, select

from app.companies.models import Company
from app.core.db import db
from app.day.paper.keys import Key, read
from app.events.models import Interpreter, Table
from app.registrations.models import Registration, Representation, Representative, VisitBlock


@dataclass(frozen=True, slots=True)
class Gone:
    """``name``: of a person, a firm, a table …, a time or a number, "" for one that is known no more; ``day``: of which
    day the sheet was."""

    name: str
    day: date | None


_FIRM: Final = (
    select(Company.name)
    .join(Registration, Registration.company_id == Company.id)
    .join(Representation, Representation.registration_id == Registration.id)
    .where(Representation.representative_id == Representative.id)
    .order_by(Representation.id)
    .limit(1)
    .correlate(Representative)
    .scalar_subquery()
)
_NAMES: Final[dict[str, tuple[Any, Select[*tuple[Any, ...]]]]] = {
    "p": (Representative.id, select(Representative.id, Representative.display_name, _FIRM)),
    "f": (
        Registration.id,
        select(Registration.id, Company.name).join(Company, Company.id == Registration.company_id),
    ),
    "t": (Table.id, select(Table.id, Table.label)),
    "i": (Interpreter.id, select(Interpreter.id, Interpreter.name)),
    "v": (VisitBlock.id, select(VisitBlock.id, VisitBlock.label)),
}
"""By the letter of a key: what its number is compared with, and what asks for names."""


def gone_of(keys: Iterable[str]) -> Sequence[Gone]:
    """In the order of their names; a query for each kind of sheet that is among them."""
    wanted = [read(key) for key in keys]
    names: dict[tuple[str, str], str] = {}
    for letter in {one.letter for one in wanted} & set(_NAMES):
        ids = {int(one.about) for one in wanted if one.letter == letter and one.about.isdigit()}
        column, named = _NAMES[letter]
        for row in db.session.execute(named.where(column.in_(ids))):
            names[letter, str(row[0])] = " · ".join(text for text in row[1:] if text)
    return sorted((_named(one, names) for one in wanted), key=lambda one: (one.name, one.day or date.min))


def _named(key: Key, names: dict[tuple[str, str], str]) -> Gone:
    if key.letter in _NAMES:
        return Gone(names.get((key.letter, key.about), ""), key.day)
    return Gone(key.about, key.day)
