"""Wish lists on paper: printed with their numbers, and what came back keyed in line by line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from app.matching.forms import WishLinesForm, WishSheetsForm
from app.matching.services import preferences as services
from app.matching.services import wish_sheets
from app.matching.services.preferences import LineAnswer, TypedLine
from app.matching.views.blueprint import matching, requested_file
from app.matching.wish_lists import WishLine, parse_wish_line
from app.meetings.queries.policy import WishFacts, load_wish_facts
from app.registrations.models import Delegation, Registration
from app.registrations.queries.registrations import list_delegation_companies
from app.registrations.queries.wish_lists import WishListEntry, get_wish_list_entries
from app.registrations.scopes import a_delegation
from app.registrations.views.blueprint import DELEGATION_ROLES

WISHES_URL = "/events/<slug:event>/delegations/<int:delegation_id>/wishes"
EVENT_WISHES_URL = "/events/<slug:event>/wishes"
LINES_ON_PAGE = 100
"""Lines of a page; each is two fields of a form, which holds 3,000 at most."""
MAX_LINE_LENGTH = 1000
"""Characters of a line; a sheet holds some hundred marks at most."""
MAX_LISTED_NUMBERS = 300
"""So many numbers are told on the page; more are better looked up on the sheet."""


@dataclass(frozen=True)
class WishRow:
    """One firm's line. ``seen``: what is kept for it; ``asked``: whom it has asked already; ``keyed``: who did."""

    company: Registration
    number: int | None
    text: str
    seen: str
    asked: str
    line: WishLine
    saved: bool
    keyed: WishListEntry | None


@dataclass(frozen=True)
class WishGrid:
    """Whose lines stand on the page: a delegation's, or those of the event (``group``: of one of its sides). ``here``,
    ``paper``: where it is keyed in and printed; ``ways``: to the pages before and after, "" where there is none."""

    event: Event
    page: Page[Registration]
    here: str
    paper: str
    delegation: Delegation | None = None
    group: int | None = None
    ways: tuple[str, str] = ("", "")


@matching.get(WISHES_URL)
@allow(*DELEGATION_ROLES, of=a_delegation)
def wishes(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """One line for each firm, with what is kept for it."""
    return _grid_page(_delegation_grid(event, delegation), {})


@matching.post(WISHES_URL)
@allow(*DELEGATION_ROLES, of=a_delegation)
def key_in_wishes(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """Say what the lines mean, or keep those that are good; what cannot be kept stays in its field."""
    return _save_grid(_delegation_grid(event, delegation))


@matching.post(f"{WISHES_URL}/paper")
@allow(*DELEGATION_ROLES, of=a_delegation)
def print_wishes(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """Have the sheets of all firms made, or of the one that was chosen."""
    return _print_sheets(event, wish_sheets.SheetScope(delegation.id, registration_id=WishSheetsForm().firm.data))


@matching.get(EVENT_WISHES_URL)
@allow(Role.ORGANIZER, of=an_event)
def event_wishes(event: Event) -> ResponseReturnValue:
    """The same for the approved firms of the event, or of one side (``?group=``), so many on a page."""
    return _grid_page(_event_grid(event), {})


@matching.post(EVENT_WISHES_URL)
@allow(Role.ORGANIZER, of=an_event)
def key_in_event_wishes(event: Event) -> ResponseReturnValue:
    return _save_grid(_event_grid(event))


@matching.post(f"{EVENT_WISHES_URL}/paper")
@allow(Role.ORGANIZER, of=an_event)
def print_event_wishes(event: Event) -> ResponseReturnValue:
    """Have the sheets of all these firms made, on whatever page they stand."""
    return _print_sheets(event, wish_sheets.SheetScope(group_id=_requested_group(event)))


def _delegation_grid(event: Event, delegation: Delegation) -> WishGrid:
    companies = list_delegation_companies(delegation)
    return WishGrid(
        event,
        Page(companies, 1, max(len(companies), 1), len(companies)),
        url_for("matching.wishes", event=event, delegation_id=delegation.id),
        url_for("matching.print_wishes", event=event, delegation_id=delegation.id),
        delegation=delegation,
    )


def _event_grid(event: Event) -> WishGrid:
    """Lines that came back are those of the page, though a firm may stand on another one by now."""
    group = _requested_group(event)
    companies = wish_sheets.list_sheet_companies(event, wish_sheets.SheetScope(group_id=group))
    page = requested_page(companies, size=LINES_ON_PAGE)
    if came_back := _parse_lines(companies):
        page = replace(page, items=[company for company in companies if company.id in came_back])
    here = url_for("matching.event_wishes", event=event, group=group, page=page.number)
    paper = url_for("matching.print_event_wishes", event=event, group=group)
    return WishGrid(event, page, here, paper, group=group, ways=page_links(page))


def _requested_group(event: Event) -> int | None:
    group_id = request.args.get("group", type=parse_id)
    return group_id if group_id in {group.id for group in event.groups} else None


def _print_sheets(event: Event, whose: wish_sheets.SheetScope) -> ResponseReturnValue:
    key = WishSheetsForm().key.data or new_public_id()
    return redirect(
        url_for("jobs.show", public_id=wish_sheets.request_sheets(event, whose, key=key, by=current_user.id)), 303
    )


def _save_grid(grid: WishGrid) -> ResponseReturnValue:
    event, companies = grid.event, list(grid.page)
    typed = _parse_lines(companies)
    if WishLinesForm().act.data != "save":
        return _grid_page(grid, services.check_lines(load_wish_facts(event.id, companies), typed))
    answers = services.save_lines(event.id, companies, typed, by=current_user.id)
    left = [answer for answer in answers.values() if not answer.line.is_good]
    saved = sum(answer.saved for answer in answers.values())
    if saved or not left:
        flash(_saved_text(saved, event), "good" if saved else "info")
    if not left:
        return redirect(grid.here, 303)
    return _grid_page(grid, answers), 422


def _parse_lines(companies: Sequence[Registration]) -> dict[int, TypedLine]:
    """What was typed, by the firms whose lines came back."""
    sent = request.form
    return {
        company.id: TypedLine(
            " ".join(str(clean_text(sent[f"line-{company.id}"][:MAX_LINE_LENGTH])).split()),
            sent.get(f"seen-{company.id}", "")[: 10 * MAX_LINE_LENGTH],
        )
        for company in companies
        if f"line-{company.id}" in sent
    }


def _grid_page(grid: WishGrid, answers: Mapping[int, LineAnswer]) -> str:
    g.tab = "delegations.roster" if grid.delegation is not None else "registrations.index"
    event, companies = grid.event, list(grid.page)
    ground, keyed = (
        load_wish_facts(event.id, companies),
        get_wish_list_entries([registration.id for registration in companies]),
    )
    rows = [
        _wish_row(ground, registration, answers.get(registration.id), keyed.get(registration.id))
        for registration in companies
    ]
    return render_template(
        "matching/wishes.html",
        event=event,
        delegation=grid.delegation,
        grid=grid,
        rows=rows,
        saved=sum(row.saved for row in rows),
        left=sum(not row.line.is_good for row in rows),
        by_number=ground.by_number,
        numbers=list(ground.numbered) if len(ground.numbered) <= MAX_LISTED_NUMBERS else [],
        asking_open=_is_asking_open(event),
        made=requested_file(),
        key=new_public_id(),
        longest=MAX_LINE_LENGTH,
    )


def _wish_row(
    ground: WishFacts, company: Registration, answer: LineAnswer | None, keyed: WishListEntry | None
) -> WishRow:
    stored = services.stored_line(ground, company.id)
    line = answer.line if answer is not None else parse_wish_line(stored)
    text = answer.text if answer is not None else stored
    asked = services.requested_line(ground, company.id)
    saved = answer is not None and answer.saved
    return WishRow(company, ground.number_of.get(company.id), text, stored, asked, line, saved, keyed)


def _saved_text(saved: int, event: Event) -> str:
    if not saved:
        return str(gettext("Nothing was changed: every line is as it is kept."))
    text = ngettext("Kept for %(num)d firm.", "Kept for %(num)d firms.", saved)
    follows = (
        gettext("The wishes of approved firms go out as requests now.")
        if _is_asking_open(event)
        else gettext("The wishes go out as requests as soon as these are open.")
    )
    return in_a_row((text, follows))


def _is_asking_open(event: Event) -> bool:
    return is_allowed(Phase(event.phase), EventAct.ASK, BookingMode(event.booking_mode))
