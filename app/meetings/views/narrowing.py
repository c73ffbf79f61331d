"""A long list of firms, or of what they host, narrowed by name, sector and delegation: in an address, or within a form
that is typed still."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import request
from flask_babel import gettext

from app.companies.names.parsing import fold
from app.core.web.locale import language, plain
from app.events.models import Event
from app.meetings.forms import NarrowForm
from app.meetings.queries.narrowing import Narrow, asked_by, fitting
from app.meetings.queries.rounds import RoundRow
from app.meetings.views.partners import Choice
from app.registrations.queries.index import delegations_to_choose
from app.registrations.views.directory import sector_options


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a page offers to narrow a list by, and what is asked for; ``some`` of ``every`` are shown."""

    wanted: Narrow
    sectors: Sequence[tuple[str, str]]
    delegations: Sequence[tuple[str, str]]
    some: int
    every: int


def narrowed_in_address() -> Narrow:
    """As the address asks."""
    args = request.args
    return asked_by(args.get("q", ""), args.get("sector", ""), args.get("delegation", ""))


def narrowed_in(form: NarrowForm) -> Narrow:
    """As the fields of a form ask."""
    return asked_by(form.q.data or "", form.sector.data or "", form.delegation.data or "")


def fit_to(
    event: Event, wanted: Narrow, choices: Iterable[Choice], ticked: Iterable[int]
) -> tuple[list[Choice], Narrowing]:
    """Of the firms to choose from those that fit, and those that are ticked already."""
    every, kept = list(choices), set(ticked)
    ids = {one.firm.id for one in every}
    fit = set(fitting(event.id, wanted, ids)) | kept if wanted.narrows else ids
    some = [one for one in every if one.firm.id in fit]
    return some, narrowing(event, wanted, len(some), len(every))


def rows_that_fit(event: Event, wanted: Narrow, rows: Sequence[RoundRow]) -> list[RoundRow]:
    """The group meetings whose host fits; of words also those whose topic has them."""
    if not wanted.narrows:
        return list(rows)
    ids, words = {row.host.registration_id for row in rows}, fold(wanted.words)
    hosts = set(fitting(event.id, wanted, ids))
    beside = set(fitting(event.id, Narrow("", wanted.sector, wanted.delegation), ids)) if words else set()
    return [
        row
        for row in rows
        if row.host.registration_id in hosts or (row.host.registration_id in beside and words in fold(row.topic))
    ]


def narrowing(event: Event, wanted: Narrow, some: int, every: int) -> Narrowing:
    """What the page offers."""
    brought = [(str(one.id), plain(one.name)) for one in delegations_to_choose(event)]
    return Narrowing(
        wanted,
        [("", gettext("All sectors")), *sector_options(wanted.sector, language())],
        [("", gettext("Every delegation")), *brought, ("none", gettext("without a delegation"))] if brought else [],
        some,
        every,
    )
