"""What the refusals and the greyed time slots of meetings mean, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext, ngettext

from app.companies.names.spellings import BilingualCompany
from app.companies.wording import company_label
from app.core.errors import DomainError
from app.core.web import errors
from app.core.web.translations import lazy_gettext as _l
from app.events.phases import PhaseForbids
from app.events.wording import phase_reason
from app.meetings.availability import SlotOption, UnavailabilityReason
from app.meetings.group_meeting_seats import GuestAnswer, SeatRefusal, SeatStep
from app.meetings.interpreters import InterpreterMode
from app.meetings.lifecycle import (
    ENDED_STATES,
    ClosedMoveReason,
    DeclineReason,
    MeetingActor,
    MeetingMove,
    MeetingState,
    get_closed_reason,
)
from app.meetings.policy import LimitNote, MeetingAct, MostMeetingsReached
from app.meetings.seating import OtherTableReason

STATE_LABELS = {
    MeetingState.REQUESTED: _l("requested"),
    MeetingState.AGREED: _l("agreed"),
    MeetingState.BOOKED: _l("booked"),
    MeetingState.HELD: _l("held"),
    MeetingState.MISSED: _l("missed"),
    MeetingState.DECLINED: _l("declined"),
    MeetingState.WITHDRAWN: _l("withdrawn"),
    MeetingState.EXPIRED: _l("expired"),
    MeetingState.CANCELLED: _l("cancelled"),
}

INTERPRETER_MODE_LABELS = {
    InterpreterMode.POOL.value: _l("everybody who needs one (pool)"),
    InterpreterMode.FOLLOWS.value: _l("one firm, all day"),
    InterpreterMode.TABLE.value: _l("whoever meets at one table"),
    InterpreterMode.OWN.value: _l("the firm that brings it along"),
}


_CLOSED_MOVE_TEXTS = {
    ClosedMoveReason.ENDED: _l(
        "This meeting does not go on (%(state)s), so this is not possible. Nothing was changed."
    ),
    ClosedMoveReason.OVER: _l("This meeting is already over. Nothing was changed."),
    ClosedMoveReason.NOTED: _l("This is noted of the meeting already (%(state)s). Nothing was changed."),
    ClosedMoveReason.THEIR_TURN: _l("It is the other side’s turn to answer. Nothing was changed."),
    ClosedMoveReason.YOUR_TURN: _l(
        "The other side asked, and you are to answer: accept, propose other times or decline. Nothing was changed."
    ),
    ClosedMoveReason.THEY_ASKED: _l(
        "The other side asked: you can take your times back or decline, but not take its request back. "
        "Nothing was changed."
    ),
    ClosedMoveReason.NO_TIMES_PROPOSED: _l(
        "You proposed no other times that you could take back. Nothing was changed."
    ),
    ClosedMoveReason.UNANSWERED: _l(
        "This is a request that nobody has accepted yet, so this is not possible. Nothing was changed."
    ),
    ClosedMoveReason.AGREED: _l(
        "This meeting is agreed already; who does not want it any more cancels it. Nothing was changed."
    ),
    ClosedMoveReason.NO_TIME: _l("This meeting is agreed and has no time yet. Nothing was changed."),
    ClosedMoveReason.BOOKED: _l("This meeting is booked already; it can be moved or cancelled. Nothing was changed."),
}


def _explain_closed_move(state: str, move: str, actor: str, *, arranged: bool = False, **_details: object) -> str:
    """Why a move is refused: what is true of the meeting, not what the reader may have seen of it."""
    if arranged and MeetingState(state) in ENDED_STATES:
        return str(gettext("This meeting does not take place, so this is no longer possible. Nothing was changed."))
    why = get_closed_reason(MeetingState(state), MeetingMove(move), MeetingActor(actor))
    return str(_CLOSED_MOVE_TEXTS[why]) % {"state": STATE_LABELS[MeetingState(state)]}


def _explain_cannot_request(*, either_way: bool = False) -> str:
    if either_way:
        return str(gettext("By the rules of this event, firms of these two groups do not meet. Nothing was changed."))
    return str(
        gettext("By the rules of this event, firms of your group do not ask firms of theirs. Nothing was changed.")
    )


def _explain_accepts_no_meetings(*, arranged: bool = False) -> str:
    """The same words whatever the cause."""
    if arranged:
        return str(gettext("One of the two firms takes no further meetings at present. Nothing was changed."))
    return str(gettext("This firm takes no further meetings at present. Nothing was changed."))


_SEAT_REFUSALS = {
    SeatRefusal.BEGUN: _l("It is too late: this meeting has begun. Nothing was changed."),
    SeatRefusal.NEVER: _l(
        "You marked a firm that sits here as “never”. Take that back on its page first. Nothing was changed."
    ),
    SeatRefusal.FULL: _l("All seats are taken. You have none, and hear by letter as soon as one is free."),
    SeatRefusal.LIMIT: _l("You have your most meetings. Give one up to make room for another. Nothing was changed."),
    SeatRefusal.NOBODY: _l("Nobody of yours is registered, so nobody can sit there. Nothing was changed."),
    SeatRefusal.AWAY: _l("You are away then. Nothing was changed."),
    SeatRefusal.BUSY: _l("You meet somebody else then. Nothing was changed."),
    SeatRefusal.RUN: _l("It would be too many meetings in a row for you. Nothing was changed."),
    SeatRefusal.WALK: _l("The time is too short for you to walk there. Nothing was changed."),
    SeatRefusal.NO_INTERPRETER: _l(
        "You share no language with the host, and no interpreter is free then. Nothing was changed."
    ),
}


_STEP_REFUSALS = {
    (SeatStep.TAKE, GuestAnswer.REMOVED): _l("The host took your seat or your invitation back. Nothing was changed."),
    (SeatStep.TAKE, None): _l("Only who is invited may come, and no invitation to you is open. Nothing was changed."),
    (SeatStep.DECLINE, GuestAnswer.ACCEPTED): _l(
        "You have a seat: give it back if you do not come. Nothing was changed."
    ),
    (SeatStep.DECLINE, GuestAnswer.DECLINED): _l("You have declined already. Nothing was changed."),
    (SeatStep.DECLINE, None): _l("No invitation waits for your answer. Nothing was changed."),
    (SeatStep.LEAVE, None): _l("You have no seat at this meeting. Nothing was changed."),
    (SeatStep.REMOVE, None): _l("This firm has neither a seat nor an open invitation. Nothing was changed."),
    (SeatStep.INVITE, None): _l("This firm has a seat or an invitation already. Nothing was changed."),
}
"""Why a step is not open as a firm's answer stands; None: whatever it is."""


def _explain_closed_step(step: str, answer: str | None = None, **_details: object) -> str:
    guest_answer = GuestAnswer(answer) if answer else None
    words = _STEP_REFUSALS.get((SeatStep(step), guest_answer)) or _STEP_REFUSALS.get((SeatStep(step), None))
    return str(words) if words else errors.error_sentence("conflict")


def _explain_no_seat(*, why: str, **_details: object) -> str:
    return str(_SEAT_REFUSALS[SeatRefusal(why)])


def explain_never_free(reason: object) -> str:
    """Why a time could not be had from the first, whoever books meanwhile; "" for one that a booking can take."""
    return "" if reason in _BOOKING_REASONS else str(_UNAVAILABILITY_TEXTS.get(reason, ""))  # type: ignore[call-overload]


def _explain_slot_taken(reason: object = None, seats: int = 0, **_details: object) -> str:
    if reason is UnavailabilityReason.NO_TABLE and seats:
        return str(
            gettext(
                "No table for %(num)s guests is free then. Take fewer seats or another time. Nothing was booked.",
                num=seats,
            )
        )
    if why := explain_never_free(reason):
        return str(gettext("This time cannot be had: %(why)s. Nothing was booked.", why=why))
    return str(gettext("This time has just been taken. Nothing was booked."))


errors.register_sentences(
    {
        "cannot_ask": _explain_cannot_request,
        "takes_no_more": _explain_accepts_no_meetings,
        "never_yours": _l("You marked this firm as “never”. Take that back on its page first. Nothing was changed."),
        "not_taking_part": _l(
            "One of the two firms is not approved for this event: ask once the organizer has approved both. "
            "Nothing was changed."
        ),
        "already_meeting": _l("You two already have a meeting or an open request. Nothing was sent."),
        "they_asked_first": _l("They have asked you already: answer their request instead."),
        "illegal_move": _explain_closed_move,
        "slot_taken": _explain_slot_taken,
        "nobody_interprets": _l(
            "Nobody who speaks the languages of all at the table is free then. Nothing was changed: choose another "
            "time, bring somebody along, or ask the organizer."
        ),
        "not_begun": _l("This meeting has not begun: note what came of it once it has. Nothing was changed."),
        "meeting_moved_on": _l(
            "This meeting was changed after the page was made. Nothing was done: look at how it stands now."
        ),
        "interpreter_holds": lambda count, **_details: str(
            ngettext(
                "%(num)d booked meeting would lose this interpreter. Look at who steps in, then confirm.",
                "%(num)d booked meetings would lose this interpreter. Look at who steps in, then confirm.",
                count,
            )
        ),
        "interpreter_known": _l("%(name)s is on the list of interpreters already. Nothing was saved."),
        "interpreter_unnamed": _l("Say what the interpreter is called."),
        "interpreter_languages": _l("Choose at least two languages."),
        "interpreter_post": _l("Say which firm or which table the interpreter serves; one of the pool serves all."),
        "interpreter_run": _l("The longest run is at least one meeting."),
        "seat_taken": _l("This person cannot sit there then. Nothing was changed; choose somebody else."),
        "seats_held": _l("This person sits at booked meetings then. Nothing was changed yet."),
        "person_unknown": _l("This person does not stand for this firm."),
        "slot_unknown": _l("This is no time for meetings of this event. Choose one of the list."),
        "length_unknown": _l("A meeting of this event takes at most %(most)s times in a row."),
        "slot_past": _l("This time is over. Choose a later one."),
        "open_requests_reached": _l(
            "%(most)s of your requests wait for an answer, and that is the most. Take one back, or wait for an answer."
        ),
        "invitations_reached": _l(
            "%(most)s of your requests and invitations may wait for an answer at once. You may invite %(left)s more"
            " now; choose fewer firms. Nobody was invited."
        ),
        "most_meetings_reached": _l("With %(most)s meetings the limit of one side is reached. Nothing was changed."),
        "topic_missing": _l("Say what the meeting is about."),
        "topic_too_long": _l("At most %(most)s characters for the topic. Shorten it."),
        "seats_unknown": _l("A group meeting of this event has %(least)s to %(most)s seats for guests."),
        "seats_of_this": _l(
            "This meeting has %(least)s to %(most)s seats for guests: as many as come, and no more than its table "
            "holds."
        ),
        "nobody_chosen": _l("Choose at least one firm. Nobody was invited."),
        "illegal_step": _explain_closed_step,
        "no_seat": _explain_no_seat,
        "would_lose": _l("Not all who have a seat can come then. Nothing was moved."),
        "requests_closed": _l(
            "The last day for requests is over. Nothing was sent; the organizer may still arrange it."
        ),
        "times_missing": _l("Choose at least one time."),
        "too_many_times": _l("Choose at most %(most)s times. Nothing was sent."),
        "message_too_long": _l("The message is longer than %(most)s characters. Shorten it."),
        "priority_unknown": _l("Choose must, want or open."),
        "acted_upon": _l(
            "Somebody has acted on %(num)s of these meetings since, so they cannot be undone together. Call off those "
            "that you do not want. Nothing was changed."
        ),
        "reminded_lately": _l("Who must answer was reminded less than a day ago. No letter was written."),
        "no_ranking": _l("Nothing is ranked yet. Have the ranking computed first, then find pairs."),
        "pairs_none": _l("No pair was found: two columns with a firm’s name each are needed. Nothing was arranged."),
        "pairs_nothing_left": _l("Each row is left out, for the reason beside it. Nothing was arranged."),
        "pairs_too_many": _l("The sheet holds %(rows)s pairs; at most %(most)s are read at once. Divide it."),
        "pairs_not_as_shown": lambda meetings, **_details: str(
            ngettext(
                "Other rows are ready than this page showed: %(num)d meeting would be arranged. Look at the rows "
                "below, then press again. Nothing was arranged.",
                "Other rows are ready than this page showed: %(num)d meetings would be arranged. Look at the rows "
                "below, then press again. Nothing was arranged.",
                meetings,
            )
        ),
        "pairs_not_settled": _l("%(rows)s rows need a look first. Nothing was arranged."),
        "all_or_none": _l("Not arranged because another pair of the sheet could not be: all are arranged, or none."),
        "no_common_time": _l("No time is left at which both firms and a table are free. Nothing was booked."),
        "cannot_lapse_later": _l("This request cannot lapse later: nothing limits it, or a deadline is in the way."),
        "too_many_at_once": _l("Choose at most %(most)s at once. Nothing was done."),
        "reason_unknown": _l("Choose one of the reasons, and who reads it. Nothing was sent."),
        "asks_itself": _l("A firm cannot meet itself."),
    }
)


DECLINE_REASON_LABELS = {
    DeclineReason.NOT_OUR_FIELD: _l("not our field"),
    DeclineReason.NO_TIME: _l("no time"),
    DeclineReason.KNOWN: _l("we know each other already"),
    DeclineReason.OTHER: _l("another reason"),
}


_ARRANGER_TEXTS = {
    "already_meeting": _l("These two already have a meeting or an open request. Nothing was arranged."),
    "they_asked_first": _l("One of these two has asked the other: the request waits for its answer."),
    "cannot_ask": _l("These two firms are not to meet at this event. Nothing was arranged."),
}
"""What is said otherwise to somebody who is neither of the two."""


def explain_refusal(refused: DomainError, act: str) -> str:
    """A refusal as a sentence; whoever arranges a meeting for two others is not one of them."""
    if act == "arrange" and refused.code in _ARRANGER_TEXTS:
        return str(_ARRANGER_TEXTS[refused.code])
    return errors.error_text(refused)


_OBSTACLE_TEXTS = {
    "requests_closed": _l("The last day for requests is over. The organizer may still arrange a meeting."),
    "not_taking_part": _l("You can ask once the organizer has approved you."),
    "never_yours": _l("You marked this firm as “never”. Take that back on its page first."),
    "cannot_ask": _l("By the rules of this event, firms of your group do not ask firms of theirs."),
    "takes_no_more": _l("This firm takes no further meetings at present."),
}
_OBSTACLE_TEXTS_BY_ACT = {
    MeetingAct.ACCEPT: {"not_taking_part": _l("You can accept once the organizer has approved you.")},
    MeetingAct.ARRANGE: {
        "not_taking_part": _l("Only approved firms can meet."),
        "already_meeting": _l("These two already have a meeting or an open request."),
        "cannot_ask": _l("By the rules of this event, firms of these two groups do not meet."),
        "takes_no_more": _l("One of the two firms takes no further meetings at present."),
    },
}
"""Said before anybody tries, so nothing is told of a change."""


def describe_obstacle(refused: DomainError, act: MeetingAct = MeetingAct.REQUEST) -> str:
    """Why an act is not open, before anything was sent."""
    if isinstance(refused, PhaseForbids):
        return phase_reason(**refused.details)
    if words := _OBSTACLE_TEXTS_BY_ACT.get(act, {}).get(refused.code):
        return str(words)
    if act is MeetingAct.ARRANGE:  # who arranges for two others is not one of them
        return explain_refusal(refused, act)
    if isinstance(refused, MostMeetingsReached):
        return describe_limit(LimitNote("meetings_used_up", 0, int(str(refused.details["most"]))))
    return str(_OBSTACLE_TEXTS.get(refused.code) or errors.error_text(refused))


def describe_limit(note: LimitNote) -> str:
    """A limit, said before it bites, with what to do."""
    words = {
        "requests_left": ngettext(
            "You may send %(num)d more request; after that, wait for an answer or take one back.",
            "You may send %(num)d more requests; after that, wait for an answer or take one back.",
            note.count,
        ),
        "requests_used_up": ngettext(
            "%(num)d of your requests waits for an answer, the most allowed: wait for it or take it back.",
            "%(num)d of your requests wait for an answer, the most allowed: wait for one or take one back.",
            note.limit,
        ),
        "meetings_left": ngettext(
            "You may have %(num)d more meeting: keep it for the partner you want most.",
            "You may have %(num)d more meetings: keep them for the partners you want most.",
            note.count,
        ),
        "meetings_used_up": ngettext(
            "You have the %(num)d meeting that the event allows: cancel it to make room for another.",
            "You have the %(num)d meetings that the event allows: cancel one to make room for another.",
            note.limit,
        ),
        "lacking": ngettext(
            "The organizer expects at least %(num)d meeting of each firm: find %(missing)s more.",
            "The organizer expects at least %(num)d meetings of each firm: find %(missing)s more.",
            note.limit,
            missing=note.count,
        ),
    }
    return str(words[note.code])


def explain_to_arranger(code: str, **details: object) -> str:
    """The same of a refusal that was written down."""
    return str(_ARRANGER_TEXTS[code]) if code in _ARRANGER_TEXTS else errors.error_sentence(code, **details)


def describe_attendees(attendees: Iterable[tuple[str, BilingualCompany]]) -> str:
    """Who sits at a group meeting, each with the firm for which it does."""
    return str(gettext(", ")).join(list_attendee_names(attendees))


def list_attendee_names(attendees: Iterable[tuple[str, BilingualCompany]]) -> list[str]:
    return [
        str(gettext("%(name)s (%(other_name)s)", name=name, other_name=company_label(company)))
        for name, company in attendees
    ]


def describe_option(option: SlotOption, whom: str = "", topic: str = "") -> str:
    """Below a time: why it is not free, or whether it is but not at the table that one of the two keeps, or how many
    tables are left. ``whom``: the company that is met then; ``topic``: of the group meeting at which the reader
    sits."""
    if option.is_free:
        if option.instead in _OTHER_TABLE_TEXTS:
            return str(_OTHER_TABLE_TEXTS[option.instead])
        if option.tables_left == 1:
            return str(gettext("Both free, last table"))
        return str(ngettext("Both free, %(num)d table left", "Both free, %(num)d tables left", option.tables_left))
    if option.reason is UnavailabilityReason.YOU_MEET and whom:
        return str(gettext("You meet %(firm)s", firm=whom))
    if option.reason is UnavailabilityReason.YOU_MEET and topic:
        return str(gettext("You are at “%(topic)s”", topic=topic))
    return str(_UNAVAILABILITY_TEXTS[option.reason or UnavailabilityReason.THEY_ARE_NOT_FREE])


_OTHER_TABLE_TEXTS = {
    OtherTableReason.YOURS_TAKEN: _l("Both free, but your table is not: at another one"),
    OtherTableReason.THEIRS_TAKEN: _l("Both free, but their table is not: at another one"),
    OtherTableReason.ELSEWHERE: _l("Both free, but not at the usual table"),
}

_UNAVAILABILITY_TEXTS = {
    UnavailabilityReason.PAST: _l("Over"),
    UnavailabilityReason.NO_ROOM: _l("Too short before the pause"),
    UnavailabilityReason.DAY_ENDS: _l("Too short before the end of the day"),
    UnavailabilityReason.YOU_HAVE_NOBODY: _l("Nobody of yours is registered"),
    UnavailabilityReason.YOU_ARE_AWAY: _l("You are away"),
    UnavailabilityReason.YOU_MEET: _l("You have a meeting"),
    UnavailabilityReason.YOUR_RUN: _l("Too many in a row for you"),
    UnavailabilityReason.YOUR_LIMIT: _l("You have your most meetings"),
    UnavailabilityReason.THEY_ARE_NOT_FREE: _l("They are not free"),
    UnavailabilityReason.SAME_PERSON: _l("One person stands for both"),
    UnavailabilityReason.NO_TABLE: _l("No table left then"),
    UnavailabilityReason.WALKING: _l("Too short a time to walk there"),
    UnavailabilityReason.NO_INTERPRETER: _l("No interpreter left then"),
}

_BOOKING_REASONS = (
    UnavailabilityReason.YOU_MEET,
    UnavailabilityReason.YOUR_RUN,
    UnavailabilityReason.YOUR_LIMIT,
    UnavailabilityReason.THEY_ARE_NOT_FREE,
    UnavailabilityReason.NO_TABLE,
    UnavailabilityReason.WALKING,
    UnavailabilityReason.NO_INTERPRETER,
)
