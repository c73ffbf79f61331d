"""The figures of a day to take along: one A4 page, and a workbook."""

from __future__ import annotations

from flask import Response
from flask.typing import ResponseReturnValue

from app.accounts.permissions import Role
from app.events.models import Event
from app.events.scopes import an_event
from app.floor.web.guards import allow
from app.outcomes.services.papers import figures_as_pdf
from app.outcomes.services.reporting import Report
from app.outcomes.services.workbooks import figures_as_xlsx
from app.outcomes.views.blueprint import outcomes
from app.outcomes.views.figures import FIGURES, OF_DELEGATION, OWN_SIDE, asked_report
from app.registrations.models import Delegation
from app.registrations.scopes import a_delegation

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@outcomes.get(f"{FIGURES}.pdf")
@allow(Role.ORGANIZER, of=an_event)
def figures_pdf(event: Event) -> ResponseReturnValue:
    return _pdf(asked_report(event, None))


@outcomes.get(f"{FIGURES}.xlsx")
@allow(Role.ORGANIZER, of=an_event)
def figures_sheet(event: Event) -> ResponseReturnValue:
    return _sheet(asked_report(event, None))


@outcomes.get(f"{OF_DELEGATION}.pdf")
@allow(*OWN_SIDE, of=a_delegation)
def delegation_figures_pdf(event: Event, delegation: Delegation) -> ResponseReturnValue:
    return _pdf(asked_report(event, delegation))


@outcomes.get(f"{OF_DELEGATION}.xlsx")
@allow(*OWN_SIDE, of=a_delegation)
def delegation_figures_sheet(event: Event, delegation: Delegation) -> ResponseReturnValue:
    return _sheet(asked_report(event, delegation))


def _pdf(report: Report) -> Response:
    return _file(figures_as_pdf(report), report, "pdf", "application/pdf")


def _sheet(report: Report) -> Response:
    return _file(figures_as_xlsx(report), report, "xlsx", XLSX)


def _file(content: bytes, report: Report, ending: str, media_type: str) -> Response:
    day = report.figures.day.isoformat() if report.figures.day is not None else "all"
    name = f"figures-{report.event.slug}-{day}.{ending}"
    return Response(content, mimetype=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
