"""Who heads a firm comes to the event only where a list or a row names nobody else, or somebody says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from app.registrations.column import Certainty, Column
from app.registrations.fields import NAMING_SOMEBODY, PERSON_FIELDS, Field
from app.registrations.header_leaders import is_of_a_leader, names_a_leader
from app.registrations.header_whose import number_in, of_person

F = Field
_WITH_A_NAME: Final = frozenset({F.TITLE, F.TITLE_ZH, F.SALUTATION, *NAMING_SOMEBODY})


def without_leaders(columns: list[Column], choices: Mapping[str, str]) -> list[Column]:
    """Leaves out, for a person to look at, the heads of firms beside those who come, with all that is theirs alone.
    ``choices``: header key → field; who was chosen there comes too."""
    leaders = [column for column in columns if _is_leader(column) and not column.hidden]
    others = [one for one in columns if one.field in NAMING_SOMEBODY and one not in leaders]
    if not leaders or not others or all(number_in(one.header) > 1 for one in others):
        return columns
    chosen = {one.number: F(said) for one in leaders if (said := choices.get(one.key)) in NAMING_SOMEBODY}
    if chosen:
        return [replace(one, field=chosen.get(one.number, one.field)) for one in columns]
    names = {column.number for column in leaders}
    theirs = _theirs(columns, names, max(one.number for one in others))
    return [
        replace(one, field=F.UNUSED, certainty=Certainty.LOOK, stands_in=one.number in names)
        if one.number in theirs
        else one
        for one in columns
    ]


def _is_leader(column: Column) -> bool:
    """By its own header, or a name below a group of such."""
    named = column.field in NAMING_SOMEBODY
    return names_a_leader(column.header) or (named and names_a_leader(column.above))


def _theirs(columns: list[Column], leaders: set[int], last_other: int) -> set[int]:
    """The numbers of the leaders' columns. What stands behind a leader's name is theirs before another name, and
    behind the last one if it is a title or if who comes has it already."""
    found, has = set(leaders), set[Field]()
    behind_leader = False
    for column in sorted(columns, key=lambda one: one.number):
        if column.number in leaders or column.field in NAMING_SOMEBODY:
            behind_leader = column.number in leaders
            continue
        if column.field not in PERSON_FIELDS:
            continue
        taken = column.number < last_other or column.field in _WITH_A_NAME or column.field in has
        own = of_person(column.header) is not None
        if is_of_a_leader(column.header) or names_a_leader(column.above) or (behind_leader and taken and not own):
            found.add(column.number)
        else:
            has.add(column.field)
    return found
