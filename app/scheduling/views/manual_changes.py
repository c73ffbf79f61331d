"""Change a draft by hand, each act by a plain form; what other planners do to it meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, gettext, ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from app.core.db import db
from app.core.errors import NotFound
from app.core.web.errors import error_sentence
from app.core.web.forms import clean_text, typed_text
from app.core.web.guards import allow
from app.core.web.locale import clock, in_a_row
from app.core.web.pages import is_fragment_request
from app.events.models import Event
from app.meetings.errors import PersonHasSeats
from app.scheduling.draft_view import DraftView
from app.scheduling.drafts import OPEN_STATES
from app.scheduling.forms import DraftActForm, DraftMeetingForm, LockForm, PlaceForm, RemedyForm
from app.scheduling.manual_changes import ManualSchedule, MeetingSpot
from app.scheduling.models import ScheduleDraft
from app.scheduling.queries.drafts import DraftChange, list_changes_since
from app.scheduling.services import draft_changes, remedies
from app.scheduling.services.draft_changes import ManualChangeResult
from app.scheduling.services.drafts import DraftChangedByOther, MoveBreaksRules
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
from app.scheduling.views.drafts import get_draft_view
from app.scheduling.views.unplaced import pair_text
from app.scheduling.wording import change_text, fault_words, remedied_text

NAMED_MEETINGS = 2


@scheduling.get(f"{DRAFT_URL}/changes")
@allow(*PLANNER_ROLES, of=a_draft)
def changes(event: Event, draft: ScheduleDraft) -> ResponseReturnValue:
    """Others' changes since version ``?seen=``, for the page that shows it (that of ``?meeting=``, or the draft's);
    nothing where ``?told=`` is the newest. Without a script the next act says so."""
    if not is_fragment_request():
        return redirect(url_for("scheduling.draft", event=event, number=draft.number))
    seen, notified = (request.args.get(name, draft.version, type=int) for name in ("seen", "told"))
    if notified >= draft.version:
        return "", 204
    texts, meeting = list_change_texts(draft, seen), request.args.get("meeting", "")
    return render_template("scheduling/_changes.html", event=event, draft=draft, seen=seen, said=texts, meeting=meeting)


def list_change_texts(draft: ScheduleDraft, version: int) -> list[str]:
    """What others have done since, in sentences; the last of it."""
    others_changes = list_changes_since(draft, version, by_others_than=current_user.id)
    return _change_texts(draft, others_changes) if others_changes else []


def _flash_other_changes(draft: ScheduleDraft, form: DraftActForm) -> None:
    """After an act of one's own: what others did before it, unseen."""
    texts = list_change_texts(draft, form.seen.data) if form.seen.data is not None else []
    if texts:
        flash(gettext("Meanwhile: %(what)s", what=in_a_row(texts)), "info")


def _redirect_changed_by_other(event: Event, draft: ScheduleDraft, form: DraftActForm, number: str = "") -> Response:
    """What was to be done depends on what others changed unseen; back to the page as it now is."""
    texts = list_change_texts(draft, form.seen.data or 0)
    nothing = gettext("Nothing was done: look at it as it is now, and decide again.")
    flash(in_a_row([*texts, nothing]), "wait")
    if number:
        return redirect(url_for("scheduling.meeting", event=event, number=draft.number, id=number), 303)
    return redirect(url_for("scheduling.draft", event=event, number=draft.number), 303)


def _change_texts(draft: ScheduleDraft, changes_made: Sequence[DraftChange]) -> list[str]:
    seen = get_draft_view(draft)
    names = get_problem_names(db.session.get_one(Event, draft.event_id), seen.problem)

    def what(change: DraftChange, names: ProblemNames) -> str:
        shown = [pair_text(meeting_id, seen, names) for meeting_id in change.meetings[:NAMED_MEETINGS]]
        more = len(change.meetings) - NAMED_MEETINGS
        return str(gettext("; ")).join([*shown, *([gettext("and %(num)s more", num=more)] if more > 0 else [])])

    return [
        change_text(entry.did, who=entry.who or "–", what=what(entry, names), when=clock(entry.at))
        for entry in changes_made
    ]


@dataclass(frozen=True, slots=True)
class MeetingTimeOption:
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


@scheduling.get(f"{DRAFT_URL}/meeting")
@allow(*PLANNER_ROLES, of=a_draft)
def meeting(event: Event, draft: ScheduleDraft) -> ResponseReturnValue:
    """``?id=``: where it is, and where it could be."""
    seen, number = get_draft_view(draft), request.args.get("id", "")
    meeting_request = seen.requests.get(number)
    if meeting_request is None:
        return redirect(url_for("scheduling.draft", event=event, number=draft.number))
    names = get_problem_names(event, seen.problem)
    placed = next((item for item in seen.timetable if item.request == number), None)
    bench = ManualSchedule(seen.problem, seen.timetable, seen.locked)
    people = names_by_person({int(item) for item in (placed.people or ())} if placed is not None else set())
    interpreters = names_by_interpreter(event.id) if placed is not None and placed.interpreter else {}
    return render_template(
        "scheduling/meeting.html",
        event=event,
        draft=draft,
        names=names,
        number=number,
        wanted=meeting_request,
        held=placed,
        people=[people.get(item, "–") for item in (placed.people or ())] if placed is not None else [],
        interpreter=interpreters.get(placed.interpreter or "", "") if placed is not None else "",
        locked=number in seen.locked,
        times=[_time_option(spot, placed.slot if placed else "", seen, names) for spot in bench.spots(number)],
        may_change=draft.state in OPEN_STATES,
        changed_by_hand=bool(draft.undo),
    )


@scheduling.get(f"{DRAFT_URL}/move")
@allow(*PLANNER_ROLES, of=a_draft)
def move(event: Event, draft: ScheduleDraft) -> ResponseReturnValue:
    """What it breaks and costs to drop a meeting (``?id=``) at a ``slot`` and ``table`` of the board; without a script
    the meeting's own page says it of all times."""
    number, slot, table = (clean_text(request.args.get(name, "")) for name in ("id", "slot", "table"))
    if not is_fragment_request():
        return _redirect_to_meeting(event, draft.number, number)
    seen = get_draft_view(draft)
    placed = next((item for item in seen.timetable if item.request == number), None)
    spot = (
        ManualSchedule(seen.problem, seen.timetable, seen.locked).spot(number, slot, table)
        if placed is not None
        else None
    )
    if placed is None or spot is None:
        raise NotFound
    names, stays = get_problem_names(event, seen.problem), (placed.slot, placed.table or "") == (slot, table)
    return render_template(
        "scheduling/_moving.html",
        event=event,
        draft=draft,
        names=names,
        number=number,
        wanted=seen.requests[number],
        held=placed,
        table=table,
        day=request.args.get("day", 0, type=int),
        time=_time_option(spot, slot if stays else "", seen, names),
        locked=number in seen.locked,
        may_change=draft.state in OPEN_STATES,
    )


@scheduling.post(f"{DRAFT_URL}/place")
@allow(*PLANNER_ROLES, of=a_draft)
def place(event: Event, draft: ScheduleDraft) -> ResponseReturnValue:
    """``day``: of the board from which it was dropped, and to which it leads back."""
    form = PlaceForm()
    number, slot, table = (typed_text(field) for field in (form.meeting, form.slot, form.table))
    if not number or not slot:
        return _redirect_nothing_chosen(event, draft)
    try:
        done = draft_changes.place_meeting(
            event.id, draft.number, number, slot, table=table, make_way=form.make_way.data, **_act_arguments(form)
        )
    except MoveBreaksRules as refused:
        return _redirect_refused(event, draft, number, refused)
    except DraftChangedByOther:
        return _redirect_changed_by_other(event, draft, form, number)
    _flash_change(done)
    _flash_other_changes(draft, form)
    if form.day.data is not None:
        to: dict[str, Any] = {"day": form.day.data, "moved": number, "_anchor": "moving"}
        return redirect(url_for("scheduling.draft", event=event, number=draft.number, **to), 303)
    return _redirect_to_meeting(event, draft.number, number)


@scheduling.post(f"{DRAFT_URL}/out")
@allow(*PLANNER_ROLES, of=a_draft)
def take_out(event: Event, draft: ScheduleDraft) -> ResponseReturnValue:
    form = DraftMeetingForm()
    number = typed_text(form.meeting)
    if not number:
        return _redirect_nothing_chosen(event, draft)
    try:
        _flash_change(draft_changes.remove_meeting(event.id, draft.number, number, **_act_arguments(form)))
    except MoveBreaksRules as refused:
        return _redirect_refused(event, draft, number, refused)
    except DraftChangedByOther:
        return _redirect_changed_by_other(event, draft, form, number)
    _flash_other_changes(draft, form)
    return _redirect_to_meeting(event, draft.number, number)


@scheduling.post(f"{DRAFT_URL}/lock")
@allow(*PLANNER_ROLES, of=a_draft)
def lock(event: Event, draft: ScheduleDraft) -> ResponseReturnValue:
    form = LockForm()
    number, company = typed_text(form.meeting), typed_text(form.firm)
    on, draft_number = form.on.data, draft.number
    if not number and not company:
        return _redirect_nothing_chosen(event, draft)
    try:
        count = draft_changes.lock_meetings(
            event.id, draft_number, on=on, meeting=number, company=company, **_act_arguments(form)
        )
    except DraftChangedByOther:
        return _redirect_changed_by_other(event, draft, form, number)
    text = ngettext("%(num)d meeting is locked.", "%(num)d meetings are locked.", count)
    if not on:
        text = ngettext("%(num)d meeting is unlocked.", "%(num)d meetings are unlocked.", count)
    flash(text, "good")
    _flash_other_changes(draft, form)
    if number:
        return _redirect_to_meeting(event, draft_number, number)
    back = url_for("scheduling.draft", event=event, number=draft_number, view="firms")
    return redirect(f"{back}#firm-{company}" if company.isdigit() else back, 303)


@scheduling.post(f"{DRAFT_URL}/undo")
@allow(*PLANNER_ROLES, of=a_draft)
def undo(event: Event, draft: ScheduleDraft) -> ResponseReturnValue:
    form, number = DraftActForm(), draft.number
    try:
        draft_changes.undo_change(event.id, number, **_act_arguments(form))
        flash(gettext("The last change is undone."), "good")
    except MoveBreaksRules as refused:
        flash(_undo_refusal_text(refused), "bad")
    except DraftChangedByOther:
        return _redirect_changed_by_other(event, draft, form)
    except PersonHasSeats:
        flash(gettext("Who was said to be there is booked then by now. Nothing was undone."), "bad")
    return redirect(url_for("scheduling.draft", event=event, number=number), 303)


@scheduling.post(f"{DRAFT_URL}/remedy")
@allow(*PLANNER_ROLES, of=a_draft)
def remedy(event: Event, draft: ScheduleDraft) -> ResponseReturnValue:
    """What would help a request that is not held, by one click."""
    form = RemedyForm()
    number, do = typed_text(form.meeting), typed_text(form.do)
    if not number:
        return _redirect_nothing_chosen(event, draft)
    name = gettext("Interpreter to be named")
    try:
        done = remedies.apply_remedy(event.id, draft.number, number, do=do, name=name, **_act_arguments(form))
    except MoveBreaksRules as refused:
        return _redirect_refused(event, draft, number, refused)
    except DraftChangedByOther:
        return _redirect_changed_by_other(event, draft, form, number)
    _flash_change(done.changed, remedied_text(do, done.made) if done.made else "")
    return _redirect_to_meeting(event, draft.number, number)


def _time_option(spot: MeetingSpot, now: str, seen: DraftView, names: ProblemNames) -> MeetingTimeOption:
    pairs = (seen.requests[item] for item in spot.out)
    out = tuple(
        gettext("%(one)s – %(other)s", one=names.company(item.asker), other=names.company(item.asked)) for item in pairs
    )
    return MeetingTimeOption(
        slot=spot.slot,
        at=names.at(spot.slot),
        table=names.table(spot.placed.table) if spot.placed is not None else "",
        is_now=spot.slot == now,
        is_free=spot.is_free,
        may=spot.placed is not None and not spot.breaks,
        why=str(gettext(", ")).join(fault_words(code) for code in spot.breaks),
        out=out,
        costs=spot.costs,
    )


def _act_arguments(form: DraftActForm) -> dict[str, int | None]:
    """Who acts, and which version of the draft was seen."""
    return {"by": current_user.id, "seen": form.seen.data}


def _flash_change(done: ManualChangeResult, first: str = "") -> None:
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


def _redirect_refused(event: Event, draft: ScheduleDraft, number: str, refused: MoveBreaksRules) -> Response:
    flash(in_a_row((error_sentence(refused.code), _broken_rules_text(refused))), "bad")
    return _redirect_to_meeting(event, draft.number, number)


def _undo_refusal_text(refused: MoveBreaksRules) -> str:
    if refused.details.get("faults") == "locked":
        return str(gettext("What was changed last is locked by now: unlock it first. Nothing was undone."))
    why = _broken_rules_text(refused)
    return str(gettext("It cannot be as it was before the last change: %(why)s. Nothing was undone.", why=why))


def _broken_rules_text(refused: MoveBreaksRules) -> str:
    codes = [code.strip() for code in str(refused.details.get("faults", "")).split(",") if code.strip()]
    return str(gettext(", ")).join(fault_words(code) for code in codes)


def _redirect_nothing_chosen(event: Event, draft: ScheduleDraft) -> Response:
    flash(gettext("Choose a meeting first. Nothing was done."), "wait")
    return redirect(url_for("scheduling.draft", event=event, number=draft.number), 303)


def _redirect_to_meeting(event: Event, draft: int, number: str) -> Response:
    return redirect(url_for("scheduling.meeting", event=event, number=draft, id=number), 303)
