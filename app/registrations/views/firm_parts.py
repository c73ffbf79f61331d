"""The firms of a delegation on its pages: found by name or by the code of their link, and a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from flask import request, url_for

from app.companies.names.search import search_companies
from app.core.paging import Page, clip_page
from app.events.models import Event
from app.registrations.links import fold_code
from app.registrations.models import Delegation
from app.registrations.queries.brought import spelled_of

SIZE = 50
PARTS = ("links", "missing")


class Listed(Protocol):
    """A firm of the delegation, whatever else is known of it."""

    @property
    def id(self) -> int: ...

    @property
    def linked(self) -> bool: ...


Row = TypeVar("Row", bound=Listed)


def sought(delegation: Delegation, rows: Sequence[Row], typed: str) -> Sequence[Row]:
    """Those that fit what was typed, in their order."""
    if not typed:
        return rows
    code, spelled = fold_code(typed), spelled_of(delegation)
    found = set(search_companies(typed, [(number, folded) for number, folded, _code in spelled]))
    found |= {number for number, _folded, own in spelled if code and own == code}
    return [row for row in rows if row.id in found]


def part_of(delegation: Delegation, rows: Sequence[Row], name: str) -> Page[Row]:
    """The page of this part that the address asks for, of what was found."""
    fit = sought(delegation, rows, request.args.get("q", ""))
    number = clip_page(request.args.get(name, 1, type=int), size=SIZE, total=len(fit))
    return Page(fit[(number - 1) * SIZE : number * SIZE], number, SIZE, len(fit))


def chosen_of(listed: Sequence[Row], rows: Sequence[Row]) -> Row | None:
    """Whose link stands ready beside the list: the one of all ``rows`` that was asked for (``?firm=``), else the first
    of those ``listed``; of firms that have a link."""
    wanted = request.args.get("firm", type=int)
    asked = (row for row in rows if row.linked and row.id == wanted)
    return next(asked, next((row for row in listed if row.linked), None))


@dataclass(frozen=True, slots=True)
class Address:
    """Writes the address of a page of a delegation with something changed: ``address(links=2)``."""

    endpoint: str
    event: Event
    delegation: Delegation

    def __call__(self, **changed: object) -> str:
        anchor = next((name for name in PARTS if changed.get(name)), None)
        return url_for(
            self.endpoint, event=self.event, delegation_id=self.delegation.id, _anchor=anchor, **{**kept(), **changed}
        )


def kept() -> dict[str, Any]:
    """What of the address stays when only a part of it changes."""
    held: dict[str, Any] = {name: request.args.get(name, type=int) for name in PARTS} | {"q": request.args.get("q")}
    return {name: value for name, value in held.items() if value}
