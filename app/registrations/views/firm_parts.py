"""The firms of a delegation on its pages: found by name or by the code of their link, and a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from app.companies.search import matches
from app.events.models import Event
from app.kernel.paging import Page, clip_page
from app.registrations.links import fold_code
from app.registrations.models import Delegation
from app.registrations.queries.roster import FirmRow

SIZE = 50
PARTS = ("links", "missing")


def sought(rows: Sequence[FirmRow], typed: str) -> Sequence[FirmRow]:
    """Those that fit what was typed, in their order."""
    if not typed:
        return rows
    code = fold_code(typed)
    found = set(matches(typed, [(row.id, row.company.folded) for row in rows]))
    found |= {row.id for row in rows if code and row.link is not None and row.link.code == code}
    return [row for row in rows if row.id in found]


def part_of(rows: Sequence[FirmRow], name: str) -> Page[FirmRow]:
    """The page of this part that the address asks for, of what was found."""
    fit = sought(rows, request.args.get("q", ""))
    number = clip_page(request.args.get(name, 1, type=int), size=SIZE, total=len(fit))
    return Page(fit[(number - 1) * SIZE : number * SIZE], number, SIZE, len(fit))


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
