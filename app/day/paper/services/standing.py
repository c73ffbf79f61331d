"""How each kind of paper stands: how many sheets it has, what was printed, what says something else since."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.day.paper.asked import Asked
from app.day.paper.kinds import Kind
from app.day.paper.packs import chosen
from app.day.paper.queries.gone import Gone, gone_of
from app.day.paper.queries.runs import Printed
from app.day.paper.services.gathering import all_sheets
from app.day.paper.services.making import secret
from app.day.paper.sheets import Sheet, changes, marks_of
from app.events.models import Event


@dataclass(frozen=True)
class Standing:
    """``count``: of sheets as chosen; ``anew``: the titles of those among them that say something else than was
    printed, or are new; ``gone``: those that were printed and are no more, ``gone_keys`` the same as runs know them."""

    kind: Kind
    count: int
    printed: Printed | None
    anew: Sequence[str] = ()
    gone: Sequence[Gone] = ()
    gone_keys: tuple[str, ...] = ()

    @property
    def seal(self) -> str:
        """By which a form says which gone sheets its reader saw."""
        return hashlib.sha256("\n".join(sorted(self.gone_keys)).encode()).hexdigest()[:32]


def standings(event: Event, asked: Mapping[Kind, Asked], printed: Mapping[str, Printed]) -> list[Standing]:
    """Of each kind that is asked about, from a day that is read once. ``printed``: as ``printed_of`` has it."""
    sheets = all_sheets(event, asked)
    return [_standing(sheets[kind], one, printed.get(kind)) for kind, one in asked.items()]


def _standing(whole: Sequence[Sheet[Any]], asked: Asked, printed: Printed | None) -> Standing:
    mine = chosen(whole, asked)
    if printed is None:
        return Standing(asked.kind, len(mine), None)
    found = changes(printed.number, printed.marks, marks_of(mine, secret()))
    keys, titles = {one.key for one in whole}, {one.key: one.title for one in mine}
    gone = tuple(key for key in printed.marks if key not in keys)
    return Standing(asked.kind, len(mine), printed, [titles[key] for key in found.anew], gone_of(gone), gone)
