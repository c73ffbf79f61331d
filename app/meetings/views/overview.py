"""The organizer's list of all requests and meetings of an event; one act to many of them: what it touches first,
then what was done to each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.companies.sectors.tree import sector_tree
from app.core.db import new_public_id, now
from app.core.jobs.runs import get_event_run
from app.core.signing import shown_rows_token
from app.core.web.errors import error_sentence
from app.core.web.forms import typed_text
from app.core.web.guards import allow
from app.core.web.locale import language
from app.events.models import Event
from app.events.scopes import an_event
from app.meetings.forms import BulkActForm
from app.meetings.lifecycle import MeetingState
from app.meetings.queries.overview import (
    EXPIRY_DAYS,
    NO_SECTOR,
    WAITING_DAYS,
    MeetingFilter,
    MeetingLine,
    count_group_meetings,
    get_overview,
    list_matching_ids,
    list_meeting_lines,
    parse_meeting_filter,
)
from app.meetings.services import bulk
from app.meetings.services.bulk import EXTENSION_DAYS, BulkAct, get_bulk_refusal
from app.meetings.services.documents import LIST_MEDIA_TYPES, render_meeting_list
from app.meetings.services.policy import may_arrange
from app.meetings.views.blueprint import meetings
from app.meetings.views.eligibility import CompanyChoice, group_choices
from app.registrations.queries.registration_list import list_delegation_choices
from app.registrations.queries.registrations import list_approved_companies
from app.registrations.views.directory import list_sector_options


@meetings.get("/events/<slug:event>/meetings")
@allow(Role.ORGANIZER, of=an_event)
def index(event: Event) -> ResponseReturnValue:
    wanted = get_meeting_filter()
    overview = get_overview(event.id, wanted, page=request.args.get("page", 1, type=int))
    return render_template(
        "meetings/index.html",
        event=event,
        wanted=wanted,
        page=overview.page,
        counts=overview.counts,
        groups=count_group_meetings(event.id),
        delegations=list_delegation_choices(event),
        may_arrange=may_arrange(event),
        states=list(MeetingState),
        waits=WAITING_DAYS,
        lapses=EXPIRY_DAYS,
        sectors=_list_sectors(wanted.sector),
        sectors_met=_list_sectors(wanted.met),
        more_days=EXTENSION_DAYS,
        moment=now(),
        address=make_address(event, wanted),
    )


@meetings.get("/events/<slug:event>/meetings/list.<any(csv, xlsx, ics):kind>")
@allow(Role.ORGANIZER, of=an_event)
def list_as_file(event: Event, kind: str) -> ResponseReturnValue:
    """The meetings that the address asks for as a file; firms alone are named in it, no people."""
    headers = {"Content-Disposition": f'attachment; filename="meetings-{event.slug}.{kind}"'}
    return Response(
        render_meeting_list(kind, event, get_meeting_filter()), mimetype=LIST_MEDIA_TYPES[kind], headers=headers
    )


def get_meeting_filter() -> MeetingFilter:
    """Which of the event's meetings the address asks for."""
    return parse_meeting_filter(request.args)


def _list_sectors(chosen: str) -> list[tuple[str, str]]:
    code = chosen if chosen in sector_tree() else ""
    return [*list_sector_options(code, language()), (NO_SECTOR, gettext("no sector named"))]


def make_address(event: Event, wanted: MeetingFilter) -> Callable[..., str]:
    """Writes the address of this list with something changed: ``address(page=2)``."""

    def address(**changed: object) -> str:
        values = {name: value for name, value in {**wanted.query, **changed}.items() if value}
        return url_for("meetings.index", event=event, **values)

    return address


@meetings.get("/events/<slug:event>/meetings/arrange")
@allow(Role.ORGANIZER, of=an_event)
def arrange_for(event: Event) -> ResponseReturnValue:
    """For whom a meeting is to be arranged; whom that firm is to meet comes next."""
    companies = list_approved_companies(event.id)
    chosen = request.args.get("firm", type=int)
    if chosen in {company.id for company in companies}:
        return redirect(url_for("meetings.arrange", event=event, registration_id=chosen))
    g.tab = "meetings.index"
    return render_template(
        "meetings/arrange_for.html", event=event, groups=group_choices(event, map(CompanyChoice, companies))
    )


MOST_MEETINGS_SHOWN = 200
"""So many rows of a preview or an answer stand on its page."""


@dataclass(frozen=True, slots=True)
class BulkResult:
    """A meeting as it now stands, and why nothing was done to it; "" where it was."""

    line: MeetingLine
    why: str = ""


@meetings.post("/events/<slug:event>/meetings")
@allow(Role.ORGANIZER, of=an_event)
def act(event: Event) -> ResponseReturnValue:
    """Show what the act touches; posted again with the mark of what was shown, it is done in the background."""
    wanted = get_meeting_filter()
    form = BulkActForm()
    whole = form.all.data
    here = make_address(event, wanted)(page=request.args.get("page", 0, type=int))
    ids = list_matching_ids(event.id, wanted) if whole else form.row.data
    act_name = typed_text(form.act)
    if act_name not in list(BulkAct) or not ids:
        flash(gettext("Choose at least one row first. Nothing was done."), "wait")
        return redirect(here)
    chosen, days = BulkAct(act_name), form.extension_days
    lines = list_meeting_lines(event.id, ids)
    refused = {line.id: get_bulk_refusal(chosen, line.state, expires=line.expires_at is not None) for line in lines}
    going = [line for line in lines if not refused[line.id]]
    if form.sure.data != shown_rows_token((line.id for line in going), whole=whole):
        staying = [line for line in lines if refused[line.id]]
        return _render_preview(event, form, going, staying, refused, here)
    key = form.key.data or new_public_id()
    run = bulk.start_bulk_act(event, chosen, [line.id for line in going], days=days, key=key, by=current_user.id)
    return redirect(url_for("jobs.show", public_id=run), 303)


@meetings.get("/events/<slug:event>/meetings/acts")
@allow(Role.ORGANIZER, of=an_event)
def acted(event: Event) -> ResponseReturnValue:
    """What became of each of the meetings that were chosen."""
    if "run" not in request.args:
        return redirect(url_for("meetings.index", event=event))
    run = get_event_run(event.id, bulk.BULK_JOB, request.args["run"], current_user.id)
    result: dict[str, Any] = run.result or {}
    refused, done = result.get("refused", {}), result.get("done", [])
    g.tab = "meetings.index"
    return render_template(
        "meetings/acted.html",
        event=event,
        act=result.get("act", ""),
        done=list_meeting_lines(event.id, done[:MOST_MEETINGS_SHOWN]),
        refused=_list_results(event, refused),
        counts=(len(done), len(refused)),
        left=len(run.arguments.get("ids", ())) - len(done) - len(refused),
    )


def _list_results(event: Event, refused: dict[str, Any]) -> list[BulkResult]:
    shown = dict(list(refused.items())[:MOST_MEETINGS_SHOWN])
    lines = list_meeting_lines(event.id, [int(number) for number in shown])
    return [BulkResult(line, _describe_refusal(shown[str(line.id)])) for line in lines]


def _describe_refusal(refusal: dict[str, Any]) -> str:
    return error_sentence(refusal["code"], **refusal.get("details", {}))


def _render_preview(
    event: Event,
    form: BulkActForm,
    going: Sequence[MeetingLine],
    staying: Sequence[MeetingLine],
    refused: dict[int, str],
    here: str,
) -> str:
    """What would be done, before it is; also where it is another by now than was looked at."""
    g.tab = "meetings.index"
    return render_template(
        "meetings/act.html",
        event=event,
        act=form.act.data,
        going=going,
        sure=shown_rows_token((line.id for line in going), whole=form.all.data),
        staying=staying,
        refused=refused,
        days=form.extension_days,
        here=here,
        whole=form.all.data,
        key=new_public_id(),
        again=bool(form.sure.raw_data),
        most=MOST_MEETINGS_SHOWN,
    )
