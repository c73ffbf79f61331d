"""The evening's page: what a day, or all days, came to, for who runs the event, and for a delegation its own."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.accounts.permissions import Role
from app.companies.wording import section_word
from app.events.models import Event
from app.events.scopes import an_event
from app.floor.web.guards import allow
from app.outcomes.counted import NO_SECTOR, Narrowing
from app.outcomes.services.reporting import Report, days_of, report_of, usual_day
from app.outcomes.views.blueprint import outcomes
from app.outcomes.views.narrowing import arguments, day_asked
from app.outcomes.wording import DEFINITIONS
from app.registrations.models import Delegation
from app.registrations.scopes import a_delegation

FIGURES = "/events/<slug:event>/figures"
OF_DELEGATION = "/events/<slug:event>/delegations/<int:delegation_id>/figures"
OWN_SIDE = (Role.CHAMBER, Role.DELEGATION_HEAD, Role.ORGANIZER)


@outcomes.get(FIGURES)
@allow(Role.ORGANIZER, of=an_event)
def figures(event: Event) -> ResponseReturnValue:
    return _page(event, None)


@outcomes.get(OF_DELEGATION)
@allow(*OWN_SIDE, of=a_delegation)
def delegation_figures(event: Event, delegation: Delegation) -> ResponseReturnValue:
    return _page(event, delegation)


def asked_report(event: Event, delegation: Delegation | None) -> Report:
    """Of the day that the address asks for (``day=all``: of all), else of today or the last one before."""
    wanted = request.args.get("day", "")
    day = None if wanted == "all" else day_asked(wanted) or usual_day(event, days_of(event))
    return report_of(event, delegation, day)


def list_url(kind: str, wanted: Narrowing, event: Event, delegation: Delegation | None, **more: Any) -> str:
    """The list behind a figure; ``kind``: meetings, firms or people."""
    if delegation is None:
        return url_for(f"outcomes.{kind}", event=event, **arguments(wanted), **more)
    values = {**arguments(wanted), **more}
    return url_for(f"outcomes.delegation_{kind}", event=event, delegation_id=delegation.id, **values)


def _page(event: Event, delegation: Delegation | None) -> str:
    g.tab = "events.overview" if delegation is None else "registrations.delegation"
    report = asked_report(event, delegation)
    return render_template(
        "outcomes/figures.html",
        event=event,
        delegation=delegation,
        report=report,
        figures=report.figures,
        sides={one.id: one.names for one in event.groups},
        days=days_of(event),
        list_url=lambda kind, figure: list_url(kind, figure.wanted, event, delegation),
        page_url=lambda day: _own_url("figures", event, delegation, day),
        pdf_url=_own_url("figures_pdf", event, delegation, report.figures.day),
        sheet_url=_own_url("figures_sheet", event, delegation, report.figures.day),
        definitions=list(DEFINITIONS.values()),
        section_said=section_said,
    )


def _own_url(page: str, event: Event, delegation: Delegation | None, day: date | None) -> str:
    asked = day.isoformat() if day is not None else "all"
    if delegation is None:
        return url_for(f"outcomes.{page}", event=event, day=asked)
    return url_for(f"outcomes.delegation_{page}", event=event, delegation_id=delegation.id, day=asked)


def section_said(code: str) -> str:
    """A sector in a word or two."""
    return section_word("" if code == NO_SECTOR else code) if code else gettext("Every sector")
