"""Change a draft by hand: one meeting's page with its times, and each act by a plain form."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, gettext, ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from app.core.errors import NotFound
from app.core.web.errors import error_sentence
from app.core.web.forms import clean_text
from app.core.web.guards import allow
from app.core.web.locale import in_a_row
from app.core.web.pages import is_fragment_request
from app.events.models import Event
from app.meetings.errors import SeatsHeld
from app.scheduling.models import Draft
from app.scheduling.moving import Bench, Spot
from app.scheduling.services import moving, remedying
from app.scheduling.services.changing import Changed
from app.scheduling.services.errors import Breaks
from app.scheduling.services.together import DraftMovedOn
from app.scheduling.shown import Seen
from app.scheduling.standing import OPEN
from app.scheduling.views.blueprint import DRAFT, PLANNERS, a_draft, scheduling
from app.scheduling.views.draft import seen_of
from app.scheduling.views.naming import Names, interpreters_called, names_in, people_called
from app.scheduling.views.together import refused_unseen, told_meanwhile
from app.scheduling.wording import fault_words, remedied_words


@dataclass(frozen=True, slots=True)
class Time:
    """A time on a meeting's page. ``why``: what stands against it, in words; ``out``: who would lose theirs."""

    slot: str
    at: str
    table: str
    is_now: bool
    is_free: bool
    may: bool
    why: str
    out: tuple[str, ...]
    costs: int


@scheduling.get(f"{DRAFT}/meeting")
@allow(*PLANNERS, of=a_draft)
def meeting(event: Event, draft: Draft) -> ResponseReturnValue:
    """``?id=``: where it is, and where it could be."""
    seen, number = seen_of(draft), request.args.get("id", "")
    wanted = seen.requests.get(number)
    if wanted is None:
        return redirect(url_for("scheduling.draft", event=event, number=draft.number))
    names = names_in(event, seen.problem)
    held = next((one for one in seen.timetable if one.request == number), None)
    bench = Bench(seen.problem, seen.timetable, seen.locked)
    people = people_called({int(one) for one in (held.people or ())} if held is not None else set())
    voices = interpreters_called(event.id) if held is not None and held.interpreter else {}
    return render_template(
        "scheduling/meeting.html",
        event=event,
        draft=draft,
        names=names,
        number=number,
        wanted=wanted,
        held=held,
        people=[people.get(one, "–") for one in (held.people or ())] if held is not None else [],
        interpreter=voices.get(held.interpreter or "", "") if held is not None else "",
        locked=number in seen.locked,
        times=[_time(spot, held.slot if held else "", seen, names) for spot in bench.spots(number)],
        may_change=draft.state in OPEN,
        changed_by_hand=bool(draft.undo),
    )


@scheduling.get(f"{DRAFT}/move")
@allow(*PLANNERS, of=a_draft)
def move(event: Event, draft: Draft) -> ResponseReturnValue:
    """What it breaks and costs to drop a meeting (``?id=``) at a ``slot`` and ``table`` of the board; without a script
    the meeting's own page says it of all times."""
    number, slot, table = (clean_text(request.args.get(name, "")) for name in ("id", "slot", "table"))
    if not is_fragment_request():
        return _to_meeting(event, draft.number, number)
    seen = seen_of(draft)
    held = next((one for one in seen.timetable if one.request == number), None)
    spot = Bench(seen.problem, seen.timetable, seen.locked).spot(number, slot, table) if held is not None else None
    if held is None or spot is None:
        raise NotFound
    names, stays = names_in(event, seen.problem), (held.slot, held.table or "") == (slot, table)
    return render_template(
        "scheduling/_moving.html",
        event=event,
        draft=draft,
        names=names,
        number=number,
        wanted=seen.requests[number],
        held=held,
        table=table,
        day=request.args.get("day", 0, type=int),
        time=_time(spot, slot if stays else "", seen, names),
        locked=number in seen.locked,
        may_change=draft.state in OPEN,
    )


@scheduling.post(f"{DRAFT}/place")
@allow(*PLANNERS, of=a_draft)
def place(event: Event, draft: Draft) -> ResponseReturnValue:
    """``day``: of the board from which it was dropped, and to which it leads back."""
    number, slot, table = (clean_text(request.form.get(name, "")) for name in ("meeting", "slot", "table"))
    if not number or not slot:
        return _nothing_chosen(event, draft)
    make_way = request.form.get("make_way") == "1"
    try:
        done = moving.place(event.id, draft.number, number, slot, table=table, make_way=make_way, **_who())
    except Breaks as refused:
        return _refused(event, draft, number, refused)
    except DraftMovedOn:
        return refused_unseen(event, draft, number)
    _told(done)
    told_meanwhile(draft)
    if (day := request.form.get("day", type=int)) is not None:
        to = {"day": day, "moved": number, "_anchor": "moving"}
        return redirect(url_for("scheduling.draft", event=event, number=draft.number, **to), 303)
    return _to_meeting(event, draft.number, number)


@scheduling.post(f"{DRAFT}/out")
@allow(*PLANNERS, of=a_draft)
def take_out(event: Event, draft: Draft) -> ResponseReturnValue:
    number = clean_text(request.form.get("meeting", ""))
    if not number:
        return _nothing_chosen(event, draft)
    try:
        _told(moving.take_out(event.id, draft.number, number, **_who()))
    except Breaks as refused:
        return _refused(event, draft, number, refused)
    except DraftMovedOn:
        return refused_unseen(event, draft, number)
    told_meanwhile(draft)
    return _to_meeting(event, draft.number, number)


@scheduling.post(f"{DRAFT}/lock")
@allow(*PLANNERS, of=a_draft)
def lock(event: Event, draft: Draft) -> ResponseReturnValue:
    """A meeting, or all of a firm."""
    number, firm = (clean_text(request.form.get(name, "")) for name in ("meeting", "firm"))
    on, draft_number = request.form.get("on") == "1", draft.number
    if not number and not firm:
        return _nothing_chosen(event, draft)
    try:
        count = moving.lock(event.id, draft_number, on=on, meeting=number, firm=firm, **_who())
    except DraftMovedOn:
        return refused_unseen(event, draft, number)
    told = ngettext("%(num)d meeting is locked.", "%(num)d meetings are locked.", count)
    if not on:
        told = ngettext("%(num)d meeting is unlocked.", "%(num)d meetings are unlocked.", count)
    flash(told, "good")
    told_meanwhile(draft)
    if number:
        return _to_meeting(event, draft_number, number)
    back = url_for("scheduling.draft", event=event, number=draft_number, view="firms")
    return redirect(f"{back}#firm-{firm}" if firm.isdigit() else back, 303)


@scheduling.post(f"{DRAFT}/undo")
@allow(*PLANNERS, of=a_draft)
def undo(event: Event, draft: Draft) -> ResponseReturnValue:
    number = draft.number
    try:
        moving.undo(event.id, number, **_who())
        flash(gettext("The last change is undone."), "good")
    except Breaks as refused:
        flash(_not_undone(refused), "bad")
    except DraftMovedOn:
        return refused_unseen(event, draft)
    except SeatsHeld:
        flash(gettext("Who was said to be there is booked then by now. Nothing was undone."), "bad")
    return redirect(url_for("scheduling.draft", event=event, number=number), 303)


@scheduling.post(f"{DRAFT}/remedy")
@allow(*PLANNERS, of=a_draft)
def remedy(event: Event, draft: Draft) -> ResponseReturnValue:
    """What would help a request that is not held, by one click."""
    number, do = (clean_text(request.form.get(name, "")) for name in ("meeting", "do"))
    if not number:
        return _nothing_chosen(event, draft)
    name = gettext("Interpreter to be named")
    try:
        done = remedying.remedy(event.id, draft.number, number, do=do, name=name, **_who())
    except Breaks as refused:
        return _refused(event, draft, number, refused)
    except DraftMovedOn:
        return refused_unseen(event, draft, number)
    _told(done.changed, remedied_words(do, done.made) if done.made else "")
    return _to_meeting(event, draft.number, number)


def _time(spot: Spot, now: str, seen: Seen, names: Names) -> Time:
    pairs = (seen.requests[one] for one in spot.out)
    out = tuple(gettext("%(one)s – %(other)s", one=names.firm(one.asker), other=names.firm(one.asked)) for one in pairs)
    return Time(
        slot=spot.slot,
        at=names.at(spot.slot),
        table=names.table(spot.held.table) if spot.held is not None else "",
        is_now=spot.slot == now,
        is_free=spot.is_free,
        may=spot.held is not None and not spot.breaks,
        why=str(gettext(", ")).join(fault_words(code) for code in spot.breaks),
        out=out,
        costs=spot.costs,
    )


def _who() -> dict[str, int | None]:
    """Who acts, and which version of the draft was seen."""
    return {"by": current_user.id, "seen": request.form.get("seen", type=int)}


def _told(done: Changed, first: str = "") -> None:
    words = [first or gettext("Done.")]
    if done.out:
        lost = ngettext("%(num)d meeting lost its time.", "%(num)d meetings lost their times.", len(done.out))
        words.append(lost)
    if done.costs > 0:
        words.append(gettext("The value is %(num)s lower.", num=format_decimal(done.costs)))
    elif done.costs < 0:
        words.append(gettext("The value is %(num)s higher.", num=format_decimal(-done.costs)))
    if done.changes > 0:
        more = ngettext(
            "%(num)d more meeting is not as people hold it.",
            "%(num)d more meetings are not as people hold them.",
            done.changes,
        )
        words.append(more)
    elif done.changes < 0:
        fewer = ngettext(
            "%(num)d meeting is as people hold it again.",
            "%(num)d meetings are as people hold them again.",
            -done.changes,
        )
        words.append(fewer)
    flash(in_a_row(words), "good")


def _refused(event: Event, draft: Draft, number: str, refused: Breaks) -> Response:
    flash(in_a_row((error_sentence(refused.code), _broken(refused))), "bad")
    return _to_meeting(event, draft.number, number)


def _not_undone(refused: Breaks) -> str:
    if refused.details.get("faults") == "locked":
        return str(gettext("What was changed last is locked by now: unlock it first. Nothing was undone."))
    why = _broken(refused)
    return str(gettext("It cannot be as it was before the last change: %(why)s. Nothing was undone.", why=why))


def _broken(refused: Breaks) -> str:
    codes = [code.strip() for code in str(refused.details.get("faults", "")).split(",") if code.strip()]
    return str(gettext(", ")).join(fault_words(code) for code in codes)


def _nothing_chosen(event: Event, draft: Draft) -> Response:
    flash(gettext("Choose a meeting first. Nothing was done."), "wait")
    return redirect(url_for("scheduling.draft", event=event, number=draft.number), 303)


def _to_meeting(event: Event, draft: int, number: str) -> Response:
    return redirect(url_for("scheduling.meeting", event=event, number=draft, id=number), 303)
