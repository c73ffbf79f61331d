"""A draft: how far its search is, how good it is, its board, companies and hours; two of them side by side; its
files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy import select

from app.accounts.models import User
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.core.jobs import request_stop
from app.core.web.guards import allow
from app.core.web.pages import is_fragment_request, page_links, reload_fragment, requested_page
from app.events.models import Event
from app.events.scopes import an_event
from app.scheduling import checker
from app.scheduling.draft_view import DraftView, MeetingCell, differing_companies, heat_level
from app.scheduling.drafts import OPEN_STATES, DraftState, figures_cost, shown_worth, unpacked_json, unpacked_problem
from app.scheduling.json_form import problem_json, timetable_json
from app.scheduling.models import Placement, ScheduleDraft
from app.scheduling.problem import PlacedMeeting
from app.scheduling.queries.drafts import get_search, list_drafts
from app.scheduling.services import planning
from app.scheduling.services.drafts import list_placed_meetings, placed_meeting_of_row
from app.scheduling.views.blueprint import (
    DRAFT_URL,
    PLAN_URL,
    PLANNER_ROLES,
    ProblemNames,
    a_draft,
    get_problem_names,
    scheduling,
)
from app.scheduling.views.unplaced import unplaced_rows

COMPANIES_ON_PAGE = 40


@dataclass(frozen=True, slots=True)
class BoardCell:
    """``number``: of the meeting."""

    number: str
    first: str
    other: str
    is_must: bool
    locked: bool


def board_view(seen: DraftView, names: ProblemNames) -> dict[str, Any]:
    """One day's tables and times."""
    days = list(dict.fromkeys(column.day for column in names.columns))
    asked = request.args.get("day", 0, type=int)
    chosen = days[asked] if 0 <= asked < len(days) else (days[0] if days else None)
    columns = [column for column in names.columns if column.day == chosen]
    called = {company: names.company(company) for company in names.companies}
    rows = [
        (table, label, [_board_cell(cells_by_slot.get(column.slot), called) for column in columns])
        for table, label, cells_by_slot in _board_rows(seen, names)
    ]
    return {
        "days": days,
        "day": chosen,
        "number": days.index(chosen) if chosen in days else 0,
        "columns": columns,
        "rows": rows,
        "moved": _moved_meeting(seen, names),
    }


def _board_rows(seen: DraftView, names: ProblemNames) -> Iterator[tuple[str, str, Mapping[str, MeetingCell]]]:
    """Of each table its name and what is held there by slot; numbered rows where the event has no tables."""
    if not names.tables:
        yield from (("", str(number), row) for number, row in enumerate(seen.side_by_side() or [{}], 1))
        return
    cells_by_table = seen.board()
    for table, label in names.tables.items():
        yield table, label, cells_by_table.get(table, {})


def _board_cell(cell: MeetingCell | None, called: Mapping[str, str]) -> BoardCell | None:
    if cell is None:
        return None
    asker, other = (called.get(company, "–") for company in (cell.request.asker, cell.request.asked))
    return BoardCell(cell.placed.request, asker, other, cell.request.priority == "must", cell.locked)


def _moved_meeting(seen: DraftView, names: ProblemNames) -> tuple[str, str, str, str] | None:
    """What was just moved on the board, and where it is now: its two firms, time and table."""
    number = request.args.get("moved", "")
    placed = next((meeting for meeting in seen.timetable if meeting.request == number), None)
    if placed is None:
        return None
    moved_request = seen.requests[number]
    return (
        names.company(moved_request.asker),
        names.company(moved_request.asked),
        names.at(placed.slot),
        names.table(placed.table),
    )


def _companies_view(seen: DraftView, names: ProblemNames) -> dict[str, Any]:
    served = {company.company: company for company in seen.served()}
    theirs = seen.by_company()
    ordered = sorted(served, key=lambda company: (names.company(company).casefold(), int(company)))
    page = requested_page(ordered, size=COMPANIES_ON_PAGE)
    rows = [
        (
            company,
            names.companies.get(company),
            served[company],
            [
                (
                    names.at(placed.slot),
                    names.table(placed.table),
                    placed.request,
                    _partner_name(seen, names, placed, company),
                )
                for placed in theirs.get(company, ())
            ],
        )
        for company in page.items
    ]
    return {"page": page, "rows": rows, "urls": page_links(page)}


def _partner_name(seen: DraftView, names: ProblemNames, placed: PlacedMeeting, company: str) -> str:
    request_ = seen.requests[placed.request]
    return names.company(request_.asked if request_.asker == company else request_.asker)


def _hours_view(seen: DraftView, names: ProblemNames) -> dict[str, Any]:
    """How much each hour is used, and who meets in one of them."""
    heat = seen.heat()
    zones = sorted({zone for zone, _slot in heat}, key=lambda zone: names.zones.get(zone, ""))
    rows = []
    for zone in zones:
        cells = []
        for column in names.columns:
            used, every = heat.get((zone, column.slot), (0, 0))
            cells.append((column.slot, used, every, heat_level(used, every)))
        rows.append((names.zones.get(zone, ""), cells))
    known = {column.slot for column in names.columns}
    asked = request.args.get("slot", "")
    slot = asked if asked in known else next((time.slot for time in names.columns if seen.in_slot(time.slot)), "")
    order = list(names.tables)
    then = sorted(seen.in_slot(slot), key=lambda placed: order.index(placed.table) if placed.table in order else 0)
    meetings = [
        (
            names.table(placed.table),
            placed.request,
            names.company(seen.requests[placed.request].asker),
            names.company(seen.requests[placed.request].asked),
            placed.interpreter is not None,
        )
        for placed in then
    ]
    return {"rows": rows, "slot": slot, "meetings": meetings}


DRAFT_LOOKS = {"board": board_view, "firms": _companies_view, "hours": _hours_view}


@dataclass(frozen=True, slots=True)
class DraftProof:
    """``part``: the value as a share of the bound, in percent; ``worst``: the worst-served firm, its held and asked."""

    part: float
    faults: int
    placed: int
    asked: int
    musts: int
    must_placed: int
    least: tuple[int, int]
    worst: tuple[str, str, int, int] | None
    idle: int
    table_changes: int
    changes: int
    used: int
    every: int


def draft_proof(draft: ScheduleDraft, seen: DraftView, names: ProblemNames) -> DraftProof:
    figures, (used, every) = draft.figures, seen.use()
    worst = next((company for company in seen.served() if company.placed < company.asked), None)
    shown = shown_worth(draft.value, draft.bound, cost=figures_cost(figures))
    return DraftProof(
        part=shown.part,
        faults=len(checker.find_faults(seen.problem, seen.timetable)),
        placed=len(seen.timetable),
        asked=len(seen.problem.requests),
        musts=figures.get("musts", 0),
        must_placed=figures.get("must_held", 0),
        least=seen.least_met(),
        worst=(worst.company, names.company(worst.company), worst.placed, worst.asked) if worst is not None else None,
        idle=figures.get("idle", 0),
        table_changes=figures.get("table_changes", 0),
        changes=figures.get("changes", 0),
        used=used,
        every=every,
    )


UNPLACED_ON_PAGE = 20


@scheduling.get(DRAFT_URL)
@allow(*PLANNER_ROLES, of=a_draft)
def draft(event: Event, draft: ScheduleDraft) -> ResponseReturnValue:
    if draft.state == DraftState.SEARCHING:
        return render_template("scheduling/searching.html", event=event, draft=draft, **_search_progress(draft))
    seen, names = get_draft_view(draft), get_problem_names(event, unpacked_problem(draft.problem))
    view = request.args.get("view", "board")
    unplaced = requested_page(unplaced_rows(event, draft, seen, names), size=UNPLACED_ON_PAGE)
    older = [other_draft for other_draft in list_drafts(event.id) if other_draft.number != draft.number]
    return render_template(
        "scheduling/draft.html",
        event=event,
        draft=draft,
        names=names,
        seen=seen,
        proof=draft_proof(draft, seen, names),
        unplaced=unplaced,
        urls=page_links(unplaced),
        view=view if view in DRAFT_LOOKS else "board",
        shown=DRAFT_LOOKS.get(view, board_view)(seen, names),
        older=older[:5],
        search=get_search(draft),
        may_change=draft.state in OPEN_STATES,
        locks=seen.locked,
        changed_by_hand=bool(draft.undo),
        undone_by=_last_changed_by(draft),
    )


@scheduling.get(f"{DRAFT_URL}/search")
@allow(*PLANNER_ROLES, of=a_draft)
def search(event: Event, draft: ScheduleDraft) -> ResponseReturnValue:
    """How far it is, for the page that shows it; without a script the page itself says so."""
    if not is_fragment_request():
        return redirect(url_for("scheduling.draft", event=event, number=draft.number))
    if draft.state != DraftState.SEARCHING:
        return reload_fragment()
    return render_template("scheduling/_searching.html", event=event, draft=draft, **_search_progress(draft))


@scheduling.post(f"{DRAFT_URL}/stop")
@allow(*PLANNER_ROLES, of=a_draft)
def stop(event: Event, draft: ScheduleDraft) -> ResponseReturnValue:
    """Any organizer may stop it; the best so far is kept."""
    with transaction():
        run = get_search(draft).run
        if run is not None:
            request_stop(run)
    planning.update_dead_searches(event.id)
    return redirect(url_for("scheduling.draft", event=event, number=draft.number), 303)


@scheduling.post(f"{DRAFT_URL}/removal")
@allow(*PLANNER_ROLES, of=a_draft)
def remove(event: Event, draft: ScheduleDraft) -> ResponseReturnValue:
    number = draft.number
    planning.delete_draft(event.id, number)
    flash(gettext("Draft %(number)s is gone.", number=number), "good")
    return redirect(url_for("scheduling.plan", event=event), 303)


def get_draft_view(draft: ScheduleDraft) -> DraftView:
    rows = db.session.execute(
        select(*Placement.__table__.c).where(Placement.draft_id == draft.id).order_by(Placement.meeting_id)
    )
    placed = [(placed_meeting_of_row(row), row.locked) for row in rows]
    locked = frozenset(meeting.request for meeting, is_locked in placed if is_locked)
    return DraftView(unpacked_problem(draft.problem), [meeting for meeting, _locked in placed], locked)


def _last_changed_by(draft: ScheduleDraft) -> str:
    """Who else made the change that would be undone next; "" for oneself."""
    by = draft.undo[-1].get("by") if draft.undo else None
    user = db.session.get(User, by) if by is not None and by != current_user.id else None
    return user.name or "" if user is not None else ""


def _search_progress(draft: ScheduleDraft) -> dict[str, Any]:
    current = get_search(draft)
    run = current.run
    stopping = run is not None and run.stop_requested_at is not None
    return {
        "search": current,
        "progress": run.progress if run is not None and run.state == "running" else None,
        "waiting": run is not None and run.state == "queued",
        "stopping": stopping,
        "seconds": draft.settings.get("seconds", 0),
    }


SHOWN_DIFFERENCES = 40


@scheduling.get(f"{PLAN_URL}/compare")
@allow(*PLANNER_ROLES, of=an_event)
def compare(event: Event) -> ResponseReturnValue:
    """``?draft=`` twice, else the newest two."""
    drafts = [draft for draft in list_drafts(event.id) if draft.state != DraftState.SEARCHING]
    asked = request.args.getlist("draft", type=int)
    chosen = [draft for draft in drafts if draft.number in asked][:2]
    chosen = chosen if len(chosen) == 2 else drafts[:2]
    if len(chosen) < 2:
        return redirect(url_for("scheduling.plan", event=event))
    first, other = sorted(chosen, key=lambda draft: draft.number)
    seen = [get_draft_view(first), get_draft_view(other)]
    names = [get_problem_names(event, each.problem) for each in seen]
    differ = differing_companies(seen[0].timetable, seen[1].timetable, {**seen[0].requests, **seen[1].requests})
    return render_template(
        "scheduling/compare.html",
        event=event,
        drafts=drafts,
        pair=(first, other),
        worst=[_worst_served(each, called) for each, called in zip(seen, names, strict=True)],
        differ=[
            (company, names[1].companies.get(company) or names[0].companies.get(company), count)
            for company, count in differ[:SHOWN_DIFFERENCES]
        ],
        differ_count=len(differ),
    )


def _worst_served(seen: DraftView, names: ProblemNames) -> tuple[str, int, int] | None:
    worst = next((company for company in seen.served() if company.placed < company.asked), None)
    return (names.company(worst.company), worst.placed, worst.asked) if worst is not None else None


@scheduling.get(f"{DRAFT_URL}/problem.json")
@allow(*PLANNER_ROLES, of=a_draft)
def problem_file(event: Event, draft: ScheduleDraft) -> ResponseReturnValue:
    return _json_download(event, draft, "problem", problem_json(unpacked_problem(draft.problem)))


@scheduling.get(f"{DRAFT_URL}/timetable.json")
@allow(*PLANNER_ROLES, of=a_draft)
def timetable_file(event: Event, draft: ScheduleDraft) -> ResponseReturnValue:
    return _json_download(event, draft, "timetable", {"timetable": timetable_json(list_placed_meetings(draft.id))})


@scheduling.get(f"{DRAFT_URL}/certificate.json")
@allow(*PLANNER_ROLES, of=a_draft)
def certificate_file(event: Event, draft: ScheduleDraft) -> ResponseReturnValue:
    """Raises NotFound where no bound was proven."""
    if draft.certificate is None:
        raise NotFound
    return _json_download(event, draft, "certificate", unpacked_json(draft.certificate))


def _json_download(event: Event, draft: ScheduleDraft, kind: str, content: Any) -> Response:
    name = f"{kind}-{event.slug}-{draft.number}.json"
    answer = Response(json.dumps(content, ensure_ascii=False) + "\n", mimetype="application/json")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
