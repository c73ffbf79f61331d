"""Wish lists on paper: printed with their numbers, and what came back keyed in line by line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.core.db import new_public_id
from app.core.paging import Page
from app.core.parsing import parse_id
from app.core.web.forms import clean_text
from app.core.web.guards import allow
from app.core.web.locale import in_a_row
from app.core.web.pages import page_links, requested_page
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.events.scopes import an_event
from app.matching.services import sheets
from app.matching.services import wishes as services
from app.matching.services.wishes import Answer, Typed
from app.matching.views.blueprint import matching
from app.matching.views.made import made_in_address
from app.matching.wish_lines import Line, read_line
from app.meetings.queries.wishing import Ground, ground_of
from app.registrations.models import Delegation, Registration
from app.registrations.queries.firms import firms_of_delegation
from app.registrations.queries.wishes import KeyedIn, keyed_in
from app.registrations.scopes import a_delegation
from app.registrations.views.delegation import OWN_SIDE

WISHES = "/events/<slug:event>/delegations/<int:delegation_id>/wishes"
OF_EVENT = "/events/<slug:event>/wishes"
ON_A_PAGE = 100
"""Lines of a page; each is two fields of a form, which holds 3,000 at most."""
LONGEST = 1000
"""Characters of a line; a sheet holds some hundred marks at most."""
MOST_LISTED = 300
"""So many numbers are told on the page; more are better looked up on the sheet."""


@dataclass(frozen=True)
class Row:
    """One firm's line. ``seen``: what is kept for it; ``asked``: whom it has asked already; ``keyed``: who did."""

    firm: Registration
    number: int | None
    text: str
    seen: str
    asked: str
    line: Line
    saved: bool
    keyed: KeyedIn | None


@dataclass(frozen=True)
class Grid:
    """Whose lines stand on the page: a delegation's, or those of the event (``group``: of one of its sides). ``here``,
    ``paper``: where it is keyed in and printed; ``ways``: to the pages before and after, "" where there is none."""

    event: Event
    page: Page[Registration]
    here: str
    paper: str
    delegation: Delegation | None = None
    group: int | None = None
    ways: tuple[str, str] = ("", "")


@matching.get(WISHES)
@allow(*OWN_SIDE, of=a_delegation)
def wishes(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """One line for each firm, with what is kept for it."""
    return _page(_of_delegation(event, delegation), {})


@matching.post(WISHES)
@allow(*OWN_SIDE, of=a_delegation)
def key_in_wishes(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """Say what the lines mean, or keep those that are good; what cannot be kept stays in its field."""
    return _key_in(_of_delegation(event, delegation))


@matching.post(f"{WISHES}/paper")
@allow(*OWN_SIDE, of=a_delegation)
def print_wishes(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """Have the sheets of all firms made, or of the one that was chosen."""
    return _print(event, sheets.Whose(delegation.id, firm_id=request.form.get("firm", type=parse_id)))


@matching.get(OF_EVENT)
@allow(Role.ORGANIZER, of=an_event)
def event_wishes(event: Event) -> ResponseReturnValue:
    """The same for the approved firms of the event, or of one side (``?group=``), so many on a page."""
    return _page(_of_event(event), {})


@matching.post(OF_EVENT)
@allow(Role.ORGANIZER, of=an_event)
def key_in_event_wishes(event: Event) -> ResponseReturnValue:
    return _key_in(_of_event(event))


@matching.post(f"{OF_EVENT}/paper")
@allow(Role.ORGANIZER, of=an_event)
def print_event_wishes(event: Event) -> ResponseReturnValue:
    """Have the sheets of all these firms made, on whatever page they stand."""
    return _print(event, sheets.Whose(group_id=_group(event)))


def _of_delegation(event: Event, delegation: Delegation) -> Grid:
    firms = firms_of_delegation(delegation)
    return Grid(
        event,
        Page(firms, 1, max(len(firms), 1), len(firms)),
        url_for("matching.wishes", event=event, delegation_id=delegation.id),
        url_for("matching.print_wishes", event=event, delegation_id=delegation.id),
        delegation=delegation,
    )


def _of_event(event: Event) -> Grid:
    """Lines that came back are those of the page, though a firm may stand on another one by now."""
    group = _group(event)
    firms = sheets.firms_among(event, sheets.Whose(group_id=group))
    page = requested_page(firms, size=ON_A_PAGE)
    if came_back := [one for one in firms if f"line-{one.id}" in request.form]:
        page = replace(page, items=came_back)
    here = url_for("matching.event_wishes", event=event, group=group, page=page.number)
    paper = url_for("matching.print_event_wishes", event=event, group=group)
    return Grid(event, page, here, paper, group=group, ways=page_links(page))


def _group(event: Event) -> int | None:
    wanted = request.args.get("group", type=parse_id)
    return wanted if wanted in {one.id for one in event.groups} else None


def _print(event: Event, whose: sheets.Whose) -> ResponseReturnValue:
    key = request.form.get("key") or new_public_id()
    return redirect(url_for("jobs.show", public_id=sheets.ask_for(event, whose, key=key, by=current_user.id)), 303)


def _key_in(grid: Grid) -> ResponseReturnValue:
    event, firms = grid.event, list(grid.page)
    typed = {one.id: _typed(one.id) for one in firms if f"line-{one.id}" in request.form}
    if request.form.get("act") != "save":
        return _page(grid, services.look_at(ground_of(event.id, firms), typed))
    answers = services.key_in(event.id, firms, typed, by=current_user.id)
    left = [answer for answer in answers.values() if not answer.line.is_good]
    saved = sum(answer.saved for answer in answers.values())
    if saved or not left:
        flash(_said_of(saved, event), "good" if saved else "info")
    if not left:
        return redirect(grid.here, 303)
    return _page(grid, answers), 422


def _typed(number: int) -> Typed:
    text = " ".join(str(clean_text(request.form.get(f"line-{number}", "")[:LONGEST])).split())
    return Typed(text, request.form.get(f"seen-{number}", "")[: 10 * LONGEST])


def _page(grid: Grid, answers: Mapping[int, Answer]) -> str:
    g.tab = "registrations.roster" if grid.delegation is not None else "registrations.index"
    event, firms = grid.event, list(grid.page)
    ground, keyed = ground_of(event.id, firms), keyed_in([one.id for one in firms])
    rows = [_row(ground, one, answers.get(one.id), keyed.get(one.id)) for one in firms]
    return render_template(
        "matching/wishes.html",
        event=event,
        delegation=grid.delegation,
        grid=grid,
        rows=rows,
        saved=sum(row.saved for row in rows),
        left=sum(not row.line.is_good for row in rows),
        by_number=ground.by_number,
        numbers=list(ground.numbered) if len(ground.numbered) <= MOST_LISTED else [],
        asking_open=_asking_open(event),
        made=made_in_address(),
        key=new_public_id(),
        longest=LONGEST,
    )


def _row(ground: Ground, firm: Registration, answer: Answer | None, keyed: KeyedIn | None) -> Row:
    stands = services.standing(ground, firm.id)
    line = answer.line if answer is not None else read_line(stands)
    text = answer.text if answer is not None else stands
    asked = services.requested(ground, firm.id)
    saved = answer is not None and answer.saved
    return Row(firm, ground.number_of.get(firm.id), text, stands, asked, line, saved, keyed)


def _said_of(saved: int, event: Event) -> str:
    if not saved:
        return str(gettext("Nothing was changed: every line is as it is kept."))
    kept = ngettext("Kept for %(num)d firm.", "Kept for %(num)d firms.", saved)
    follows = (
        gettext("The wishes of approved firms go out as requests now.")
        if _asking_open(event)
        else gettext("The wishes go out as requests as soon as these are open.")
    )
    return in_a_row((kept, follows))


def _asking_open(event: Event) -> bool:
    return is_allowed(Phase(event.phase), EventAct.ASK, BookingMode(event.booking_mode))
