"""The evening's page: what a day came to; the lists behind its figures; its files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from flask import Response, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.accounts.permissions import Role
from app.companies.sectors.tree import sector_tree
from app.companies.wording import section_word
from app.core.web.guards import allow
from app.core.web.pages import page_links, requested_page
from app.events.models import Event
from app.events.scopes import an_event
from app.outcomes.figures import NO_SECTOR, FigureFilter
from app.outcomes.queries.figures import figure_data_of
from app.outcomes.services.reports import FigureReport, create_report, default_day, event_days, render_pdf, render_xlsx
from app.outcomes.stages import OutcomeStage, OutcomeStanding
from app.outcomes.views.blueprint import outcomes
from app.outcomes.wording import FIGURE_DEFINITIONS
from app.registrations.models import Delegation
from app.registrations.scopes import a_delegation

SHOW_VALUES = ("planned", "made", "held", "missed", "said", "came", "away")
KindT = TypeVar("KindT", bound=StrEnum)


def parse_figure_filter(args: Mapping[str, str]) -> FigureFilter:
    """What the arguments of an address ask for."""
    show, side = args.get("show", ""), args.get("side", "")
    return FigureFilter(
        day=parse_day(args.get("day", "")),
        show=show if show in SHOW_VALUES else "",
        at=_parse_moment(args.get("at", "")),
        side=int(side) if side.isascii() and side.isdigit() and len(side) < 10 else None,
        sector=args.get("sector", "")[:4],
        stage=_parse_word(OutcomeStage, args.get("stage", "")),
        confirmed=_parse_word(OutcomeStage, args.get("confirmed", "")),
        currency=args.get("currency", "")[:4],
        standing=_parse_word(OutcomeStanding, args.get("standing", "")),
        look=args.get("look") == "1",
        guests=args.get("guests") == "1",
    )


def filter_arguments(criteria: FigureFilter) -> dict[str, Any]:
    """The same as the arguments of an address."""
    values = {
        "day": criteria.day.isoformat() if criteria.day else None,
        "show": criteria.show or None,
        "at": criteria.at.isoformat() if criteria.at else None,
        "side": criteria.side,
        "sector": criteria.sector or None,
        "stage": criteria.stage.value if criteria.stage else None,
        "confirmed": criteria.confirmed.value if criteria.confirmed else None,
        "currency": criteria.currency or None,
        "standing": criteria.standing.value if criteria.standing else None,
        "look": "1" if criteria.look else None,
        "guests": "1" if criteria.guests else None,
    }
    return {name: value for name, value in values.items() if value is not None}


def parse_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _parse_moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _parse_word(kind: type[KindT], text: str) -> KindT | None:
    return kind(text) if text in tuple(kind) else None


FIGURES_PATH = "/events/<slug:event>/figures"
DELEGATION_FIGURES_PATH = "/events/<slug:event>/delegations/<int:delegation_id>/figures"
DELEGATION_ROLES = (Role.CHAMBER, Role.DELEGATION_HEAD, Role.ORGANIZER)


@outcomes.get(FIGURES_PATH)
@allow(Role.ORGANIZER, of=an_event)
def figures(event: Event) -> ResponseReturnValue:
    return _figures_page(event, None)


@outcomes.get(DELEGATION_FIGURES_PATH)
@allow(*DELEGATION_ROLES, of=a_delegation)
def delegation_figures(event: Event, delegation: Delegation) -> ResponseReturnValue:
    return _figures_page(event, delegation)


def requested_report(event: Event, delegation: Delegation | None) -> FigureReport:
    """Of the day that the address asks for (``day=all``: of all), else of today or the last one before."""
    typed_day = request.args.get("day", "")
    day = None if typed_day == "all" else parse_day(typed_day) or default_day(event, event_days(event))
    return create_report(event, delegation, day)


def figure_list_url(kind: str, criteria: FigureFilter, event: Event, delegation: Delegation | None, **more: Any) -> str:
    """The list behind a figure; ``kind``: meetings, firms or people."""
    if delegation is None:
        return url_for(f"outcomes.{kind}", event=event, **filter_arguments(criteria), **more)
    values = {**filter_arguments(criteria), **more}
    return url_for(f"outcomes.delegation_{kind}", event=event, delegation_id=delegation.id, **values)


def _figures_page(event: Event, delegation: Delegation | None) -> str:
    g.tab = "events.overview" if delegation is None else "delegations.delegation"
    report = requested_report(event, delegation)
    return render_template(
        "outcomes/figures.html",
        event=event,
        delegation=delegation,
        report=report,
        figures=report.figures,
        sides={group.id: group.names for group in event.groups},
        days=event_days(event),
        list_url=lambda kind, figure: figure_list_url(kind, figure.wanted, event, delegation),
        page_url=lambda day: _page_url("figures", event, delegation, day),
        pdf_url=_page_url("figures_pdf", event, delegation, report.figures.day),
        sheet_url=_page_url("figures_sheet", event, delegation, report.figures.day),
        definitions=list(FIGURE_DEFINITIONS.values()),
        section_said=section_name,
    )


def _page_url(page: str, event: Event, delegation: Delegation | None, day: date | None) -> str:
    day_value = day.isoformat() if day is not None else "all"
    if delegation is None:
        return url_for(f"outcomes.{page}", event=event, day=day_value)
    return url_for(f"outcomes.delegation_{page}", event=event, delegation_id=delegation.id, day=day_value)


def section_name(code: str) -> str:
    """A sector in a word or two."""
    return section_word("" if code == NO_SECTOR else code) if code else gettext("Every sector")


XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@outcomes.get(f"{FIGURES_PATH}.pdf")
@allow(Role.ORGANIZER, of=an_event)
def figures_pdf(event: Event) -> ResponseReturnValue:
    return _send_pdf(requested_report(event, None))


@outcomes.get(f"{FIGURES_PATH}.xlsx")
@allow(Role.ORGANIZER, of=an_event)
def figures_sheet(event: Event) -> ResponseReturnValue:
    return _send_xlsx(requested_report(event, None))


@outcomes.get(f"{DELEGATION_FIGURES_PATH}.pdf")
@allow(*DELEGATION_ROLES, of=a_delegation)
def delegation_figures_pdf(event: Event, delegation: Delegation) -> ResponseReturnValue:
    return _send_pdf(requested_report(event, delegation))


@outcomes.get(f"{DELEGATION_FIGURES_PATH}.xlsx")
@allow(*DELEGATION_ROLES, of=a_delegation)
def delegation_figures_sheet(event: Event, delegation: Delegation) -> ResponseReturnValue:
    return _send_xlsx(requested_report(event, delegation))


def _send_pdf(report: FigureReport) -> Response:
    return _send_file(render_pdf(report), report, "pdf", "application/pdf")


def _send_xlsx(report: FigureReport) -> Response:
    return _send_file(render_xlsx(report), report, "xlsx", XLSX_TYPE)


def _send_file(content: bytes, report: FigureReport, ending: str, media_type: str) -> Response:
    day = report.figures.day.isoformat() if report.figures.day is not None else "all"
    name = f"figures-{report.event.slug}-{day}.{ending}"
    return Response(content, mimetype=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


LIST_PAGE_SIZE = 50


@outcomes.get(f"{FIGURES_PATH}/meetings")
@allow(Role.ORGANIZER, of=an_event)
def meetings(event: Event) -> ResponseReturnValue:
    return _list_page("meetings", event, None)


@outcomes.get(f"{FIGURES_PATH}/companies")
@allow(Role.ORGANIZER, of=an_event)
def firms(event: Event) -> ResponseReturnValue:
    return _list_page("firms", event, None)


@outcomes.get(f"{FIGURES_PATH}/people")
@allow(Role.ORGANIZER, of=an_event)
def people(event: Event) -> ResponseReturnValue:
    return _list_page("people", event, None)


@outcomes.get(f"{DELEGATION_FIGURES_PATH}/meetings")
@allow(*DELEGATION_ROLES, of=a_delegation)
def delegation_meetings(event: Event, delegation: Delegation) -> ResponseReturnValue:
    return _list_page("meetings", event, delegation)


@outcomes.get(f"{DELEGATION_FIGURES_PATH}/companies")
@allow(*DELEGATION_ROLES, of=a_delegation)
def delegation_firms(event: Event, delegation: Delegation) -> ResponseReturnValue:
    return _list_page("firms", event, delegation)


@outcomes.get(f"{DELEGATION_FIGURES_PATH}/people")
@allow(*DELEGATION_ROLES, of=a_delegation)
def delegation_people(event: Event, delegation: Delegation) -> ResponseReturnValue:
    return _list_page("people", event, delegation)


def _list_page(kind: str, event: Event, delegation: Delegation | None) -> str:
    g.tab = "events.overview" if delegation is None else "delegations.delegation"
    criteria = parse_figure_filter(request.args)
    ground = figure_data_of(event, delegation.id if delegation is not None else None)
    lists: dict[str, Callable[[FigureFilter], Sequence[Any]]] = {
        "meetings": ground.meetings_of,
        "firms": ground.list_companies,
        "people": ground.people_of,
    }
    page = requested_page(lists[kind](criteria), size=LIST_PAGE_SIZE)
    hidden_arguments = {
        name: value
        for name, value in filter_arguments(criteria).items()
        if name in ("at", "currency", "look", "guests")
    }
    return render_template(
        f"outcomes/{kind}.html",
        event=event,
        delegation=delegation,
        wanted=criteria,
        page=page,
        ways=page_links(page),
        ground=ground,
        kept=hidden_arguments,
        sides={group.id: group.names for group in event.groups},
        days=event_days(event),
        sections=[(code, section_name(code)) for code in (*sector_tree().sections, "none")],
        section_said=section_name,
        stages=list(OutcomeStage),
        standings=list(OutcomeStanding),
        list_url=lambda what, narrowing: figure_list_url(what, narrowing, event, delegation),
    )
