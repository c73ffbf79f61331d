"""What notices of the features below say on the organizer's overview, and where they lead; firms are named beside."""

from __future__ import annotations

from typing import Any

from babel.lists import format_list
from flask_babel import get_locale, gettext

from app.core.web.translations import lazy_gettext as _l
from app.events.overview import NoticeText, OverviewLink
from app.meetings.lifecycle import MOVES, MeetingMove


def _constant(text: Any) -> NoticeText:
    return lambda _details: str(text)


_MEETING_TEXTS = {
    MeetingMove.REQUEST: _l("A firm asked for a meeting"),
    MeetingMove.ARRANGE: _l("A meeting was arranged"),
    MeetingMove.ACCEPT: _l("A request was accepted"),
    MeetingMove.ACCEPT_WITH_TIME: _l("A meeting was booked"),
    MeetingMove.COUNTER: _l("Another time was proposed"),
    MeetingMove.RECALL: _l("Times that were proposed were taken back"),
    MeetingMove.DECLINE: _l("A request was declined"),
    MeetingMove.WITHDRAW: _l("A request was taken back"),
    MeetingMove.EXPIRE: _l("A request lapsed"),
    MeetingMove.PLACE: _l("A meeting was given its time"),
    MeetingMove.PROPOSE: _l("A new time was proposed for a meeting"),
    MeetingMove.KEEP: _l("A meeting kept its time"),
    MeetingMove.MOVE: _l("A meeting was moved"),
    MeetingMove.UNPLACE: _l("A meeting lost its time"),
    MeetingMove.CANCEL: _l("A meeting was cancelled"),
    MeetingMove.HOLD: _l("A meeting was held"),
    MeetingMove.MISS: _l("A meeting was missed"),
    MeetingMove.CORRECT: _l("What was noted of a meeting was corrected"),
}
_REGISTRATION_TEXTS = {
    "firm.invited": _l("A firm was invited"),
    "firm.reminded": _l("A firm was reminded"),
    "registration.submitted": _l("A registration was submitted"),
    "registration.approved": _l("A registration was approved"),
    "registration.waiting": _l("A registration was put on the waiting list"),
    "registration.rejected": _l("A registration was rejected"),
    "registration.cancelled": _l("A registration was cancelled"),
    "registration.reopened": _l("A registration was opened again"),
    "registration.answers_saved": _l("Answers of a registration were saved"),
    "registration.moved": _l("A company moved to another delegation"),
    "registration.offered": _l("A place was offered to a company on the waiting list"),
    "registration.offer_lapsed": _l("An offered place expired"),
    "registration.merged": _l("Two registrations were merged"),
    "registration.parted": _l("Two registrations were separated again"),
    "profile.saved": _l("A profile was saved"),
    "guest.added": _l("A guest was added"),
    "guest.changed": _l("A guest was changed"),
}
_DELEGATION_TEXTS = {
    "delegation.created": _l("A delegation was entered"),
    "delegation.registered": _l("A delegation was entered"),
    "delegation.changed": _l("A delegation was changed"),
    "delegation.led": _l("The head of a delegation was changed"),
    "delegation.roles_given": _l("Roles in a delegation were changed"),
    "visit.added": _l("A visit was added to the programme of a delegation"),
    "visit.changed": _l("A visit in the programme of a delegation was changed"),
    "visit.removed": _l("A visit was removed from the programme of a delegation"),
    "visit.signed_up": _l("A company signed up for a visit"),
    "visit.withdrawn": _l("A company withdrew from a visit"),
    "visit.told": _l("A company was emailed the programme of its delegation"),
    "visit.told_by_hand": _l("A company was told the programme of its delegation by its chamber"),
    "bus.seated": _l("Seats in a bus were changed"),
}
_QUESTION_TEXTS = {
    "question.added": _l("A question was added to the registration"),
    "question.saved": _l("A question of the registration was changed"),
    "question.moved": _l("The questions of the registration were put in another order"),
    "question.removed": _l("A question was removed from the registration"),
}
_EVENT_TEXTS = {
    "event.places_set": _l("Capacity and approval were changed"),
    "event.linked": _l("Links of online tables were changed"),
    "event.keep_days_set": _l("The date on which personal data is erased was changed"),
    "event.hold_placed": _l("The erasure of personal data was stopped"),
    "event.hold_lifted": _l("The erasure of personal data was allowed again"),
    "event.erasure_announced": _l("The erasure of personal data was announced"),
    "event.people_erased": _l("Personal data was erased"),
    "user.event_role_given": _l("A role at the event was given"),
    "user.event_role_taken": _l("A role at the event was withdrawn"),
    "letter_text.changed": _l("The text of an email was changed"),
    "letter_text.removed": _l("The text of an email was removed"),
    "attendees.exported": _l("The attendee list was exported"),
    "plan.published": _l("A schedule was published"),
    "shift.made": _l("The schedule was delayed"),
    "shift.undone": _l("A delay of the schedule was undone"),
    "meetings.swapped": _l("Two meetings were swapped"),
    "meetings.swap_undone": _l("A swap of two meetings was undone"),
}
_OTHER_TEXTS = {
    "registration.added": _l("A firm was added"),
    "registration.brought_back": _l("A cancelled firm was brought back"),
    "registration.taken_back": _l("A firm was taken back"),
    "representative.there": _l("Somebody was said to be there at a time"),
    "registration.limited": _l("The limits of a firm were set"),
    "registration.table": _l("A firm was given its table, or none"),
    "import.done": _l("A sheet was imported"),
    "import.undone": _l("An import was undone"),
    "letters.released": _l("Held letters were released"),
    "letters.discarded": _l("Held letters were thrown away"),
    "interpreter.added": _l("An interpreter was added"),
    "interpreter.removed": _l("An interpreter was let go"),
    "ranking.pinned_up": _l("A pair was put first in the lists of both"),
    "ranking.pinned_down": _l("A pair was taken out of the lists of both"),
    "ranking.unpinned": _l("A pair was left to the ranking again"),
    "ranking.weighed": _l("The weights of the ranking were changed"),
    "ranking.stored": _l("The suggestions were computed"),
}
AUTOMATIC_KINDS = frozenset({"ranking.stored", f"meeting.{MeetingMove.EXPIRE}", f"meeting.{MeetingMove.HOLD}"})
_TEXT_TABLES = (_REGISTRATION_TEXTS, _DELEGATION_TEXTS, _QUESTION_TEXTS, _EVENT_TEXTS, _OTHER_TEXTS)
_RESULT_STATES = {move: rule.target for (_state, move), rule in MOVES.items()}
_PLACES = {
    "import.done": OverviewLink("delegations.delegations"),
    "import.undone": OverviewLink("delegations.delegations"),
    **{kind: OverviewLink("delegations.delegations") for kind in _DELEGATION_TEXTS},
    **{kind: OverviewLink("registrations.questions_page") for kind in _QUESTION_TEXTS},
    "event.places_set": OverviewLink("registrations.event_places"),
    "event.linked": OverviewLink("events.edit"),
    "plan.published": OverviewLink("scheduling.plan"),
    "letters.released": OverviewLink("messages.letters"),
    "letters.discarded": OverviewLink("messages.letters"),
    **{f"interpreter.{act}": OverviewLink("interpreters.interpreters") for act in ("added", "changed", "removed")},
    "ranking.pinned_up": OverviewLink("matching.pinned"),
    "ranking.pinned_down": OverviewLink("matching.pinned"),
    "ranking.unpinned": OverviewLink("matching.pinned"),
    "ranking.weighed": OverviewLink("matching.weights"),
    "ranking.stored": OverviewLink("matching.how"),
}
_GROUP_MEETING_TEXTS = {
    "open": _l("A group meeting was opened"),
    "take": _l("A seat at a group meeting was taken"),
    "leave": _l("A seat at a group meeting was given back"),
    "move": _l("A group meeting was moved"),
    "cancel": _l("A group meeting was called off"),
}
NOTICE_PLACES: dict[str, OverviewLink] = {
    **{f"round.{act}": OverviewLink("group_meetings.all_groups") for act in _GROUP_MEETING_TEXTS},
    **{
        f"meeting.{move}": OverviewLink("meetings.index", {"state": state.value})
        for move, state in _RESULT_STATES.items()
    },
    **_PLACES,
}


_INTERPRETER_FIELDS = {
    "name": _l("name"),
    "languages": _l("languages"),
    "serves": _l("whom it serves"),
    "sectors": _l("sectors"),
    "hours": _l("hours"),
    "longest_run": _l("longest run"),
}


def _interpreter_changed(details: Any) -> str:
    """What of it, where the log says so."""
    fields = [str(_INTERPRETER_FIELDS[field]) for field in details.get("fields", ()) if field in _INTERPRETER_FIELDS]
    if not fields:
        return str(gettext("An interpreter was changed"))
    return str(gettext("An interpreter was changed: %(parts)s", parts=format_list(fields, "unit", get_locale())))


def _moved_text(details: Any) -> str:
    """A seat that changes hands is noted as a move, too."""
    return str(_l("Who sits at a meeting was changed") if "seated" in details else _MEETING_TEXTS[MeetingMove.MOVE])


NOTICE_TEXTS: dict[str, NoticeText] = {
    **{f"round.{act}": _constant(text) for act, text in _GROUP_MEETING_TEXTS.items()},
    **{f"meeting.{move}": _constant(text) for move, text in _MEETING_TEXTS.items()},
    f"meeting.{MeetingMove.MOVE}": _moved_text,
    **{kind: _constant(text) for table in _TEXT_TABLES for kind, text in table.items()},
    "interpreter.changed": _interpreter_changed,
}
