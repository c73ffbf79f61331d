"""What notices of the features below say on the organizer's overview, and where they lead; firms are named beside."""

from __future__ import annotations

from typing import Any

from babel.lists import format_list
from flask_babel import get_locale, gettext

from app.events.overview import Place, Words
from app.floor.web.lazy_texts import lazy_gettext as _l
from app.meetings.lifecycle import MOVES, Move


def _plain(text: Any) -> Words:
    return lambda _details: str(text)


_MEETINGS = {
    Move.REQUEST: _l("A firm asked for a meeting"),
    Move.ARRANGE: _l("A meeting was arranged"),
    Move.ACCEPT: _l("A request was accepted"),
    Move.ACCEPT_WITH_TIME: _l("A meeting was booked"),
    Move.COUNTER: _l("Another time was proposed"),
    Move.RECALL: _l("Times that were proposed were taken back"),
    Move.DECLINE: _l("A request was declined"),
    Move.WITHDRAW: _l("A request was taken back"),
    Move.EXPIRE: _l("A request lapsed"),
    Move.PLACE: _l("A meeting was given its time"),
    Move.MOVE: _l("A meeting was moved"),
    Move.UNPLACE: _l("A meeting lost its time"),
    Move.CANCEL: _l("A meeting was cancelled"),
    Move.HOLD: _l("A meeting was held"),
    Move.MISS: _l("A meeting was missed"),
    Move.CORRECT: _l("What was noted of a meeting was corrected"),
}
_OTHERS = {
    "registration.added": _l("A firm was added"),
    "registration.brought_back": _l("A cancelled firm was brought back"),
    "registration.taken_back": _l("A firm was taken back"),
    "representative.there": _l("Somebody was said to be there at a time"),
    "registration.limited": _l("The limits of a firm were set"),
    "registration.table": _l("A firm was given its table, or none"),
    "delegation.created": _l("A delegation was entered"),
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
AUTOMATIC = frozenset({"ranking.stored", f"meeting.{Move.EXPIRE}", f"meeting.{Move.HOLD}"})
_RESULTS = {move: rule.target for (_state, move), rule in MOVES.items()}
_OTHERS_LEAD_TO = {
    "import.done": Place("registrations.delegations"),
    "import.undone": Place("registrations.delegations"),
    "delegation.created": Place("registrations.delegations"),
    "letters.released": Place("messages.letters"),
    "letters.discarded": Place("messages.letters"),
    **{f"interpreter.{act}": Place("meetings.interpreters") for act in ("added", "changed", "removed")},
    "ranking.pinned_up": Place("matching.pinned"),
    "ranking.pinned_down": Place("matching.pinned"),
    "ranking.unpinned": Place("matching.pinned"),
    "ranking.weighed": Place("matching.weights"),
    "ranking.stored": Place("matching.how"),
}
_ROUNDS = {
    "open": _l("A group meeting was opened"),
    "take": _l("A seat at a group meeting was taken"),
    "leave": _l("A seat at a group meeting was given back"),
    "move": _l("A group meeting was moved"),
    "cancel": _l("A group meeting was called off"),
}
NOTICE_PLACES: dict[str, Place] = {
    **{f"round.{act}": Place("meetings.all_groups") for act in _ROUNDS},
    **{f"meeting.{move}": Place("meetings.index", {"state": state.value}) for move, state in _RESULTS.items()},
    **_OTHERS_LEAD_TO,
}


_OF_AN_INTERPRETER = {
    "name": _l("name"),
    "languages": _l("languages"),
    "serves": _l("whom it serves"),
    "sectors": _l("sectors"),
    "hours": _l("hours"),
    "longest_run": _l("longest run"),
}


def _interpreter_changed(details: Any) -> str:
    """What of it, where the log says so."""
    fields = [str(_OF_AN_INTERPRETER[one]) for one in details.get("fields", ()) if one in _OF_AN_INTERPRETER]
    if not fields:
        return str(gettext("An interpreter was changed"))
    return str(gettext("An interpreter was changed: %(parts)s", parts=format_list(fields, "unit", get_locale())))


def _moved(details: Any) -> str:
    """A seat that changes hands is noted as a move, too."""
    return str(_l("Who sits at a meeting was changed") if "seated" in details else _MEETINGS[Move.MOVE])


NOTICE_WORDS: dict[str, Words] = {
    **{f"round.{act}": _plain(text) for act, text in _ROUNDS.items()},
    **{f"meeting.{move}": _plain(text) for move, text in _MEETINGS.items()},
    f"meeting.{Move.MOVE}": _moved,
    **{kind: _plain(text) for kind, text in _OTHERS.items()},
    "interpreter.changed": _interpreter_changed,
}
