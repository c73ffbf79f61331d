"""The requests that a draft does not hold, as its page shows them."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from app.events.models import Event
from app.scheduling.draft_view import DraftView
from app.scheduling.drafts import PlanSettings, Suppositions
from app.scheduling.models import ScheduleDraft
from app.scheduling.problem import find_person, missing_slots
from app.scheduling.queries.event_problem import PersonSlot, removable_absences
from app.scheduling.views.blueprint import ProblemNames, need_words
from app.scheduling.wording import interpreter_words, reason_words, remedy_button, remedy_question, remedy_text

PRIORITY_RANK = {"must": 0, "want": 1, "open": 2}
OTHER_MEETING_REMEDIES = ("move", "give_up")


@dataclass(frozen=True, slots=True)
class UnplacedRow:
    """``do``: the remedy's code; ``button``: what doing it is called, "" where it is not the organizer's to do;
    ``question``: what it changes besides the draft, "" for nothing; ``company``: whose times are looked at; ``bar``:
    why nobody can do it by a click, "" where somebody can; ``stale``: said of an earlier timetable."""

    number: str
    asker: str
    asked: str
    priority: str
    reason: str
    about: str
    remedy: str
    do: str
    button: str
    question: str
    company: str
    bar: str
    stale: bool


def unplaced_rows(event: Event, draft: ScheduleDraft, seen: DraftView, names: ProblemNames) -> list[UnplacedRow]:
    """Musts first."""
    free, suppositions = _removable_requests(event, draft, seen), PlanSettings.from_json(draft.settings).supposed
    placed = {meeting.request: meeting.slot for meeting in seen.timetable}
    entries = {item["request"]: item for item in draft.unplaced}
    rows = [
        _unplaced_row(entries.get(item.id, {}), item.id, seen, names, free, placed, suppositions)
        for item in seen.problem.requests
        if item.id not in placed
    ]
    return sorted(rows, key=lambda row: (PRIORITY_RANK[row.priority], int(row.number)))


def _removable_requests(event: Event, draft: ScheduleDraft, seen: DraftView) -> frozenset[str]:
    """The requests that somebody's word would help, as nothing else keeps who is lacking."""
    times: dict[str, set[PersonSlot]] = {}
    for entry in draft.unplaced:
        remedy = entry.get("remedy", {})
        person = find_person(seen.problem, remedy["about"]) if remedy.get("do") == "free_person" else None
        if person is not None and entry["request"] in seen.requests and remedy["slot"] in seen.places:
            slots = missing_slots(seen.problem, seen.requests[entry["request"]], remedy["slot"], person)
            times[entry["request"]] = {(int(person.id), int(slot)) for slot in slots}
    known = removable_absences(event, set().union(*times.values())) if times else frozenset()
    return frozenset(request for request, needed in times.items() if needed and needed <= known)


def _unplaced_row(
    entry: dict[str, Any],
    number: str,
    seen: DraftView,
    names: ProblemNames,
    free: Set[str],
    placed: Mapping[str, str],
    suppositions: Suppositions,
) -> UnplacedRow:
    request, remedy = seen.requests[number], {"do": "none", **entry.get("remedy", {})}
    about, barred = _whom_text(remedy, seen, names), remedy["do"] == "free_person" and number not in free
    stays = remedy["do"] == "move" and placed.get(remedy["about"]) == remedy["to"]
    reason, at, to = entry.get("reason", "not_told"), names.at(remedy.get("slot", "")), names.at(remedy.get("to", ""))
    helps = remedy_text(remedy, at=at, about=about, to=to, stays=stays)
    if reason == "no_interpreter" and request.need is not None and remedy["do"] == "none":
        helps = interpreter_words(need_words(request.need.languages))
    return UnplacedRow(
        number=number,
        asker=names.company(request.asker),
        asked=names.company(request.asked),
        priority=request.priority,
        reason=reason_words(reason),
        about=_about_text(reason, entry.get("about", ()), seen, names),
        remedy=helps,
        do=remedy["do"],
        button="" if barred else remedy_button(remedy["do"], at=at, to=to, stays=stays),
        question=remedy_question(remedy["do"], at=at, about=about),
        company=_missing_company(remedy, seen) or request.asked,
        bar=_remedy_bar_text(remedy, seen, suppositions) if barred else "",
        stale=bool(entry.get("stale")),
    )


def _remedy_bar_text(remedy: dict[str, Any], seen: DraftView, suppositions: Suppositions) -> str:
    """Why nobody's word makes somebody come then."""
    person = find_person(seen.problem, remedy["about"])
    if person is not None and (
        int(person.id) in suppositions.people or {*map(int, person.firms)} & {*suppositions.late}
    ):
        return str(gettext("This repair is planned without them then, as you said: plan again if they come."))
    return str(gettext("A visit, a speech, its stay or another meeting keeps it away then: no word changes that."))


def _about_text(reason: str, about: Any, seen: DraftView, names: ProblemNames) -> str:
    if reason in ("limit", "firm_full", "no_common_slot"):
        return str(gettext(", ")).join(names.company(company) for company in about)
    if reason == "crowded_out":
        shown = [pair_text(meeting_id, seen, names) for meeting_id in about[:2]]
        more = [gettext("and %(num)s more", num=len(about) - 2)] if len(about) > 2 else []
        return str(gettext("; ")).join([*shown, *more])
    if reason in ("tables_full", "table_taken", "no_interpreter_then"):
        return str(gettext(", ")).join(names.at(slot) for slot in about)
    return ""


def _whom_text(remedy: dict[str, Any], seen: DraftView, names: ProblemNames) -> str:
    about = remedy.get("about", "")
    if remedy["do"] in OTHER_MEETING_REMEDIES:
        return pair_text(about, seen, names)
    if remedy["do"] == "free_person":
        return names.company(_missing_company(remedy, seen))
    return str(gettext(", ")).join(names.company(company) for company in about.split())


def _missing_company(remedy: dict[str, Any], seen: DraftView) -> str:
    """The firm of whoever would have to be there; "" where the remedy is another."""
    person = find_person(seen.problem, remedy.get("about", "")) if remedy["do"] == "free_person" else None
    return person.firms[0] if person is not None else ""


def pair_text(number: str, seen: DraftView, names: ProblemNames) -> str:
    request = seen.requests.get(number)
    if request is None:
        return "–"
    return str(gettext("%(one)s – %(other)s", one=names.company(request.asker), other=names.company(request.asked)))
