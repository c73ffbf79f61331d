"""Publish a draft: what it does first, then it is done; and the changes of a repair, whole or line by line."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.core.web.guards import allow
from app.events.models import Event
from app.events.phases import Phase
from app.scheduling.asked import Settings
from app.scheduling.models import Draft
from app.scheduling.packing import unpacked_problem
from app.scheduling.problem import Held, Problem
from app.scheduling.services import publishing
from app.scheduling.services.errors import Changed
from app.scheduling.services.together import DraftMovedOn
from app.scheduling.since import GONE, Since
from app.scheduling.standing import OPEN
from app.scheduling.views.blueprint import DRAFT, PLANNERS, a_draft, scheduling
from app.scheduling.views.naming import Names, interpreters_called, names_in, people_called
from app.scheduling.views.together import said_since
from app.scheduling.wording import fault_words


@dataclass(frozen=True, slots=True)
class Line:
    """A change: who, from where, to where; "" for nowhere."""

    number: str
    one: str
    other: str
    before: str
    after: str


@scheduling.get(f"{DRAFT}/publication")
@allow(*PLANNERS, of=a_draft)
def publication(event: Event, draft: Draft) -> ResponseReturnValue:
    return _page(event, draft)


@scheduling.post(f"{DRAFT}/publication")
@allow(*PLANNERS, of=a_draft)
def publish(event: Event, draft: Draft) -> ResponseReturnValue:
    """``without``: rows that were shown as changed; ``row``: the lines of a repair that are ticked."""
    lines = request.form.getlist("row") if request.form.get("act") == "ticked" else None
    if lines is not None and not lines:
        flash(gettext("Choose at least one row first. Nothing was done."), "wait")
        return redirect(url_for("scheduling.publication", event=event, number=draft.number), 303)
    number, repair = draft.number, draft.is_repair
    try:
        count = publishing.publish(
            event.id,
            number,
            by=current_user.id,
            without=request.form.getlist("without"),
            lines=lines,
            seen=request.form.get("seen", type=int),
        )
    except Changed:
        return _page(event, draft, refused=True, lines=lines), 409
    except DraftMovedOn:
        return _page(event, draft, moved_on=said_since(draft, request.form.get("seen", 0, type=int))), 409
    flash(_done(count, repair=repair), "good")
    return redirect(url_for("scheduling.draft", event=event, number=number), 303)


def _done(count: int, *, repair: bool) -> str:
    if repair and not count:
        return str(gettext("It is noted; no meeting changes."))
    if repair:
        told = ngettext(
            "%(num)d meeting changed; its firms are told.", "%(num)d meetings changed; their firms are told.", count
        )
    else:
        told = ngettext(
            "Published: %(num)d meeting has its time.", "Published: %(num)d meetings have their times.", count
        )
    return str(told)


def _page(
    event: Event,
    draft: Draft,
    *,
    refused: bool = False,
    moved_on: Collection[str] = (),
    lines: Collection[str] | None = None,
) -> str:
    """``refused``: things have changed since, or the ``lines`` that were ticked cannot be without others;
    ``moved_on``: what another planner has changed in the draft."""
    found = publishing.looked_at(event, draft) if draft.state in OPEN and draft.figures.get("held") else None
    problem = unpacked_problem(draft.problem)
    names = names_in(event, problem)
    firms = _firms(problem, found.target) if found is not None else set()
    alone = _alone(event, draft, problem, names, lines) if found is not None and not found.rows and refused else []
    return render_template(
        "scheduling/publication.html",
        event=event,
        draft=draft,
        found=found,
        rows=_rows(problem, found, names) if found is not None else [],
        lines=_lines(event, problem, found, names) if found is not None and draft.is_repair else [],
        touched=_touched(problem, found) if found is not None else 0,
        firms=len(firms),
        left=_left(problem, found) if found is not None else 0,
        first=event.phase == Phase.PLANNING,
        once=found is not None and publishing.is_told_once(event, problem, found),
        refused=refused and not alone,
        alone=alone,
        ticked=lines if alone else None,
        moved_on=moved_on,
        supposed=bool(Settings.from_json(draft.settings).supposed),
    )


def _alone(
    event: Event, draft: Draft, problem: Problem, names: Names, lines: Collection[str] | None
) -> list[tuple[str, str, str, str]]:
    """Of the lines that are ticked those that cannot be while the others are left, and why."""
    return _rows(problem, publishing.looked_at(event, draft, lines=lines), names) if lines is not None else []


def _left(problem: Problem, found: Since) -> int:
    """How many requests stay without a time; those that are called off are none any more."""
    return len(problem.requests) - len(found.target) - sum(GONE in row.codes for row in found.rows)


def _firms(problem: Problem, timetable: Collection[Held]) -> set[str]:
    sides = {request.id: (request.asker, request.asked) for request in problem.requests}
    return {firm for held in timetable for firm in sides.get(held.request, ())}


def _rows(problem: Problem, found: Since, names: Names) -> list[tuple[str, str, str, str]]:
    sides = {request.id: (names.firm(request.asker), names.firm(request.asked)) for request in problem.requests}
    return [
        (row.request, *sides.get(row.request, ("–", "–")), gettext(", ").join(fault_words(code) for code in row.codes))
        for row in found.rows
    ]


def _lines(event: Event, problem: Problem, found: Since, names: Names) -> list[Line]:
    sides = {request.id: (names.firm(request.asker), names.firm(request.asked)) for request in problem.requests}
    stands = {held.request: held for held in problem.standing}
    changed = {held.request: held for held in found.changed}
    who = _who(event, [(stands[one], held) for one, held in changed.items() if one in stands])
    return [
        Line(
            request,
            *sides.get(request, ("–", "–")),
            _where(stands.get(request), names, who),
            _where(changed.get(request), names, who),
        )
        for request in sorted({*changed, *found.freed}, key=int)
    ]


def _who(event: Event, pairs: Collection[tuple[Held, Held]]) -> dict[Held, str]:
    """Who sits there and who interprets, of meetings of which nothing else changes; the same people are not named."""
    alone = [pair for pair in pairs if (pair[0].slot, pair[0].table) == (pair[1].slot, pair[1].table)]
    named = [held for pair in alone if pair[0].people != pair[1].people for held in pair]
    people = people_called({int(person) for held in named for person in held.people or ()}) if named else {}
    voices = interpreters_called(event.id) if any(held.interpreter for pair in alone for held in pair) else {}
    found: dict[Held, str] = {}
    for before, after in alone:
        sitting = [[people[one] for one in held.people or () if one in people] for held in (before, after)]
        spoken = _voices(voices.get(before.interpreter or "", ""), voices.get(after.interpreter or "", ""))
        for held, who, voice in zip((before, after), sitting, spoken, strict=True):
            found[held] = str(gettext(", ")).join([*who, *([voice] if voice else [])])
    return found


def _voices(before: str, after: str) -> tuple[str, str]:
    """Who interprets until now, and from now on, where that is said in place of whom; "" for nobody."""
    until_now, from_now = (str(gettext("interpreter: %(name)s", name=one)) if one else "" for one in (before, after))
    if before and after and before != after:
        from_now = str(gettext("interpreter: %(new)s instead of %(old)s", new=after, old=before))
    elif before and not after:
        from_now = str(gettext("no interpreter any more"))
    return until_now, from_now


def _where(held: Held | None, names: Names, who: Mapping[Held, str]) -> str:
    if held is None:
        return ""
    table, when = names.table(held.table), names.at(held.slot)
    where = gettext("%(when)s, table %(table)s", when=when, table=table) if table else when
    return f"{where} · {who[held]}" if who.get(held) else where


def _touched(problem: Problem, found: Since) -> int:
    """How many people hold something else from then on."""
    people: set[str] = set()
    stands = {held.request: held for held in problem.standing}
    for held in found.changed:
        people.update(held.people or ())
        people.update((stands[held.request].people or ()) if held.request in stands else ())
    for freed in found.freed:
        people.update((stands[freed].people or ()) if freed in stands else ())
    return len(people)
