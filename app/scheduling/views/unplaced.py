"""The requests that a draft does not hold, as its page shows them."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from app.events.models import Event
from app.scheduling.asked import Settings, Supposed
from app.scheduling.freeing import lacked, person_in
from app.scheduling.models import Draft
from app.scheduling.queries.words import Time, away_by_word_alone
from app.scheduling.shown import Seen
from app.scheduling.views.naming import Names, need_words
from app.scheduling.wording import interpreter_words, reason_words, remedy_button, remedy_question, remedy_words

RANK = {"must": 0, "want": 1, "open": 2}
OTHERS = ("move", "give_up")


@dataclass(frozen=True, slots=True)
class Row:
    """``do``: the remedy's code; ``button``: what doing it is called, "" where it is not the organizer's to do;
    ``question``: what it changes besides the draft, "" for nothing; ``firm``: whose times are looked at; ``bar``: why
    nobody can do it by a click, "" where somebody can; ``stale``: said of an earlier timetable."""

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
    firm: str
    bar: str
    stale: bool


def unplaced_rows(event: Event, draft: Draft, seen: Seen, names: Names) -> list[Row]:
    """Musts first."""
    free, gone = _by_word(event, draft, seen), Settings.from_json(draft.settings).supposed
    placed = {held.request: held.slot for held in seen.timetable}
    told = {one["request"]: one for one in draft.unplaced}
    rows = [
        _row(told.get(one.id, {}), one.id, seen, names, free, placed, gone)
        for one in seen.problem.requests
        if one.id not in placed
    ]
    return sorted(rows, key=lambda row: (RANK[row.priority], int(row.number)))


def _by_word(event: Event, draft: Draft, seen: Seen) -> frozenset[str]:
    """The requests that somebody's word would help, as nothing else keeps who is lacking."""
    times: dict[str, set[Time]] = {}
    for one in draft.unplaced:
        remedy = one.get("remedy", {})
        person = person_in(seen.problem, remedy["about"]) if remedy.get("do") == "free_person" else None
        if person is not None and one["request"] in seen.requests and remedy["slot"] in seen.places:
            slots = lacked(seen.problem, seen.requests[one["request"]], remedy["slot"], person)
            times[one["request"]] = {(int(person.id), int(slot)) for slot in slots}
    known = away_by_word_alone(event, set().union(*times.values())) if times else frozenset()
    return frozenset(request for request, wanted in times.items() if wanted and wanted <= known)


def _row(
    told: dict[str, Any],
    number: str,
    seen: Seen,
    names: Names,
    free: Set[str],
    placed: Mapping[str, str],
    gone: Supposed,
) -> Row:
    request, remedy = seen.requests[number], {"do": "none", **told.get("remedy", {})}
    about, barred = _whom(remedy, seen, names), remedy["do"] == "free_person" and number not in free
    stays = remedy["do"] == "move" and placed.get(remedy["about"]) == remedy["to"]
    reason, at, to = told.get("reason", "not_told"), names.at(remedy.get("slot", "")), names.at(remedy.get("to", ""))
    helps = remedy_words(remedy, at=at, about=about, to=to, stays=stays)
    if reason == "no_interpreter" and request.need is not None and remedy["do"] == "none":
        helps = interpreter_words(need_words(request.need.languages))
    return Row(
        number=number,
        asker=names.firm(request.asker),
        asked=names.firm(request.asked),
        priority=request.priority,
        reason=reason_words(reason),
        about=_about(reason, told.get("about", ()), seen, names),
        remedy=helps,
        do=remedy["do"],
        button="" if barred else remedy_button(remedy["do"], at=at, to=to, stays=stays),
        question=remedy_question(remedy["do"], at=at, about=about),
        firm=_lacking(remedy, seen) or request.asked,
        bar=_bar(remedy, seen, gone) if barred else "",
        stale=bool(told.get("stale")),
    )


def _bar(remedy: dict[str, Any], seen: Seen, gone: Supposed) -> str:
    """Why nobody's word makes somebody come then."""
    person = person_in(seen.problem, remedy["about"])
    if person is not None and (int(person.id) in gone.people or {*map(int, person.firms)} & {*gone.late}):
        return str(gettext("This repair is planned without them then, as you said: plan again if they come."))
    return str(gettext("A visit, a speech, its stay or another meeting keeps it away then: no word changes that."))


def _about(reason: str, about: Any, seen: Seen, names: Names) -> str:
    if reason in ("limit", "firm_full", "no_common_slot"):
        return str(gettext(", ")).join(names.firm(firm) for firm in about)
    if reason == "crowded_out":
        shown = [pair_words(one, seen, names) for one in about[:2]]
        more = [gettext("and %(num)s more", num=len(about) - 2)] if len(about) > 2 else []
        return str(gettext("; ")).join([*shown, *more])
    if reason in ("tables_full", "table_taken", "no_interpreter_then"):
        return str(gettext(", ")).join(names.at(slot) for slot in about)
    return ""


def _whom(remedy: dict[str, Any], seen: Seen, names: Names) -> str:
    about = remedy.get("about", "")
    if remedy["do"] in OTHERS:
        return pair_words(about, seen, names)
    if remedy["do"] == "free_person":
        return names.firm(_lacking(remedy, seen))
    return str(gettext(", ")).join(names.firm(firm) for firm in about.split())


def _lacking(remedy: dict[str, Any], seen: Seen) -> str:
    """The firm of whoever would have to be there; "" where the remedy is another."""
    person = person_in(seen.problem, remedy.get("about", "")) if remedy["do"] == "free_person" else None
    return person.firms[0] if person is not None else ""


def pair_words(number: str, seen: Seen, names: Names) -> str:
    request = seen.requests.get(number)
    if request is None:
        return "–"
    return str(gettext("%(one)s – %(other)s", one=names.firm(request.asker), other=names.firm(request.asked)))
