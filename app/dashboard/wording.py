"""What notices of the features below say on the organizer's overview, and where they lead; firms are named beside."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from app.events.overview import Place, Words
from app.meetings.lifecycle import MOVES, Move


def _plain(text: Any) -> Words:
    return lambda _details: str(text)


_MEETINGS = {
    Move.REQUEST: _l("A firm asked for a meeting"),
    Move.ARRANGE: _l("A meeting was arranged"),
    Move.ACCEPT: _l("A request was accepted"),
    Move.ACCEPT_WITH_TIME: _l("A meeting was booked"),
    Move.COUNTER: _l("Another time was proposed"),
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
    "delegation.created": _l("A delegation was entered"),
    "import.done": _l("A sheet was imported"),
    "import.undone": _l("An import was undone"),
    "letters.released": _l("Held letters were released"),
    "letters.discarded": _l("Held letters were thrown away"),
    "ranking.stored": _l("The suggestions were computed"),
}
_RESULTS = {move: rule.target for (_state, move), rule in MOVES.items()}
_OTHERS_LEAD_TO = {
    "import.done": Place("registrations.delegations"),
    "import.undone": Place("registrations.delegations"),
    "delegation.created": Place("registrations.delegations"),
    "letters.released": Place("messages.letters"),
    "letters.discarded": Place("messages.letters"),
    "ranking.stored": Place("matching.how"),
}
NOTICE_PLACES: dict[str, Place] = {
    **{f"meeting.{move}": Place("meetings.index", {"state": state.value}) for move, state in _RESULTS.items()},
    **_OTHERS_LEAD_TO,
}
NOTICE_WORDS: dict[str, Words] = {
    **{f"meeting.{move}": _plain(text) for move, text in _MEETINGS.items()},
    **{kind: _plain(text) for kind, text in _OTHERS.items()},
}
