"""Publish a draft: what it does first, then it is done; and the changes of a repair, whole or line by line."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.core.web.guards import allow
from app.events.models import Event
from app.events.phases import Phase
from app.scheduling.draft_view import REQUEST_GONE, PublicationPreview
from app.scheduling.drafts import OPEN_STATES, PlanSettings, unpacked_problem
from app.scheduling.forms import PublicationForm
from app.scheduling.models import ScheduleDraft
from app.scheduling.problem import PlacedMeeting, SchedulingProblem
from app.scheduling.services import publishing
from app.scheduling.services.drafts import DraftChangedByOther, PlanOutdated
from app.scheduling.views.blueprint import (
    DRAFT_URL,
    PLANNER_ROLES,
    ProblemNames,
    a_draft,
    get_problem_names,
    names_by_interpreter,
    names_by_person,
    scheduling,
)
from app.scheduling.views.manual_changes import list_change_texts
from app.scheduling.wording import fault_words


@dataclass(frozen=True, slots=True)
class ScheduleChangeLine:
    """A change: who, from where, to where; "" for nowhere."""

    number: str
    first: str
    other: str
    before: str
    after: str


@scheduling.get(f"{DRAFT_URL}/publication")
@allow(*PLANNER_ROLES, of=a_draft)
def publication(event: Event, draft: ScheduleDraft) -> ResponseReturnValue:
    return _publication_page(event, draft)


@scheduling.post(f"{DRAFT_URL}/publication")
@allow(*PLANNER_ROLES, of=a_draft)
def publish(event: Event, draft: ScheduleDraft) -> ResponseReturnValue:
    form = PublicationForm()
    lines = form.lines
    if lines is not None and not lines:
        flash(gettext("Choose at least one row first. Nothing was done."), "wait")
        return redirect(url_for("scheduling.publication", event=event, number=draft.number), 303)
    number, repair = draft.number, draft.is_repair
    try:
        count = publishing.publish_draft(
            event.id,
            number,
            by=current_user.id,
            without=form.without.data,
            lines=lines,
            seen=form.seen.data,
        )
    except PlanOutdated:
        return _publication_page(event, draft, refused=True, lines=lines), 409
    except DraftChangedByOther:
        return _publication_page(event, draft, moved_on=list_change_texts(draft, form.seen.data or 0)), 409
    flash(_published_text(count, repair=repair), "good")
    return redirect(url_for("scheduling.draft", event=event, number=number), 303)


def _published_text(count: int, *, repair: bool) -> str:
    if repair and not count:
        return str(gettext("It is noted; no meeting changes."))
    if repair:
        text = ngettext(
            "%(num)d meeting changed; its firms are told.", "%(num)d meetings changed; their firms are told.", count
        )
    else:
        text = ngettext(
            "Published: %(num)d meeting has its time.", "Published: %(num)d meetings have their times.", count
        )
    return str(text)


def _publication_page(
    event: Event,
    draft: ScheduleDraft,
    *,
    refused: bool = False,
    moved_on: Collection[str] = (),
    lines: Collection[str] | None = None,
) -> str:
    """``refused``: things have changed since, or the ``lines`` that were ticked cannot be without others;
    ``moved_on``: what another planner has changed in the draft."""
    preview = (
        publishing.get_publication_preview(event, draft)
        if draft.state in OPEN_STATES and draft.figures.get("held")
        else None
    )
    problem = unpacked_problem(draft.problem)
    names = get_problem_names(event, problem)
    companies = _company_ids(problem, preview.target) if preview is not None else set()
    alone = (
        _obstacle_rows(problem, publishing.get_publication_preview(event, draft, lines=lines), names)
        if refused and lines is not None and preview is not None and not preview.rows
        else []
    )
    return render_template(
        "scheduling/publication.html",
        event=event,
        draft=draft,
        found=preview,
        rows=_obstacle_rows(problem, preview, names) if preview is not None else [],
        lines=_change_lines(event, problem, preview, names) if preview is not None and draft.is_repair else [],
        touched=_count_affected_people(problem, preview) if preview is not None else 0,
        firms=len(companies),
        left=(len(problem.requests) - len(preview.target) - sum(REQUEST_GONE in row.codes for row in preview.rows))
        if preview is not None
        else 0,
        first=event.phase == Phase.PLANNING,
        once=preview is not None and publishing.is_notified_once(event, problem, preview),
        refused=refused and not alone,
        alone=alone,
        ticked=lines if alone else None,
        moved_on=moved_on,
        supposed=bool(PlanSettings.from_json(draft.settings).supposed),
    )


def _company_ids(problem: SchedulingProblem, timetable: Collection[PlacedMeeting]) -> set[str]:
    sides = {request.id: (request.asker, request.asked) for request in problem.requests}
    return {company for placed in timetable for company in sides.get(placed.request, ())}


def _obstacle_rows(
    problem: SchedulingProblem, preview: PublicationPreview, names: ProblemNames
) -> list[tuple[str, str, str, str]]:
    sides = {request.id: (names.company(request.asker), names.company(request.asked)) for request in problem.requests}
    return [
        (row.request, *sides.get(row.request, ("–", "–")), gettext(", ").join(fault_words(code) for code in row.codes))
        for row in preview.rows
    ]


def _change_lines(
    event: Event, problem: SchedulingProblem, preview: PublicationPreview, names: ProblemNames
) -> list[ScheduleChangeLine]:
    sides = {request.id: (names.company(request.asker), names.company(request.asked)) for request in problem.requests}
    standing = {placed.request: placed for placed in problem.standing}
    changed = {placed.request: placed for placed in preview.changed}
    who = _people_texts(
        event, [(standing[request_id], placed) for request_id, placed in changed.items() if request_id in standing]
    )
    return [
        ScheduleChangeLine(
            request,
            *sides.get(request, ("–", "–")),
            _place_text(standing.get(request), names, who),
            _place_text(changed.get(request), names, who),
        )
        for request in sorted({*changed, *preview.freed}, key=int)
    ]


def _people_texts(event: Event, pairs: Collection[tuple[PlacedMeeting, PlacedMeeting]]) -> dict[PlacedMeeting, str]:
    """Who sits there and who interprets, of meetings of which nothing else changes; the same people are not named."""
    alone = [pair for pair in pairs if (pair[0].slot, pair[0].table) == (pair[1].slot, pair[1].table)]
    named = [placed for pair in alone if pair[0].people != pair[1].people for placed in pair]
    people = names_by_person({int(person) for placed in named for person in placed.people or ()}) if named else {}
    interpreters = (
        names_by_interpreter(event.id) if any(placed.interpreter for pair in alone for placed in pair) else {}
    )
    texts: dict[PlacedMeeting, str] = {}
    for before, after in alone:
        sitting = [
            [people[person_id] for person_id in placed.people or () if person_id in people]
            for placed in (before, after)
        ]
        spoken = _interpreter_texts(
            interpreters.get(before.interpreter or "", ""), interpreters.get(after.interpreter or "", "")
        )
        for placed, who, interpreter in zip((before, after), sitting, spoken, strict=True):
            texts[placed] = str(gettext(", ")).join([*who, *([interpreter] if interpreter else [])])
    return texts


def _interpreter_texts(before: str, after: str) -> tuple[str, str]:
    """Who interprets until now, and from now on, where that is said in place of whom; "" for nobody."""
    until_now, from_now = (str(gettext("interpreter: %(name)s", name=name)) if name else "" for name in (before, after))
    if before and after and before != after:
        from_now = str(gettext("interpreter: %(new)s instead of %(old)s", new=after, old=before))
    elif before and not after:
        from_now = str(gettext("no interpreter any more"))
    return until_now, from_now


def _place_text(placed: PlacedMeeting | None, names: ProblemNames, who: Mapping[PlacedMeeting, str]) -> str:
    if placed is None:
        return ""
    table, when = names.table(placed.table), names.at(placed.slot)
    where = gettext("%(when)s, table %(table)s", when=when, table=table) if table else when
    return f"{where} · {who[placed]}" if who.get(placed) else where


def _count_affected_people(problem: SchedulingProblem, preview: PublicationPreview) -> int:
    """How many people hold something else from then on."""
    people: set[str] = set()
    standing = {placed.request: placed for placed in problem.standing}
    for placed in preview.changed:
        people.update(placed.people or ())
        people.update((standing[placed.request].people or ()) if placed.request in standing else ())
    for freed in preview.freed:
        people.update((standing[freed].people or ()) if freed in standing else ())
    return len(people)
