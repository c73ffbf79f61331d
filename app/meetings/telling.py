"""Whom each move of a meeting tells: the other firm, or both; of a group, host or guest. What the log promises, letters
must have kept."""

from collections.abc import Mapping
from itertools import chain
from typing import Any, Final

from app.meetings.lifecycle import Move
from app.meetings.replay import ROUND_PREFIX, Noted

TOLD: Final = "told"
"""The detail that names whom an act of the system tells: when a request lapses, or is near to it."""

OTHER_THAN: Final = {
    Move.REQUEST: "asker",
    Move.ACCEPT: "answerer",
    Move.DECLINE: "answerer",
    Move.WITHDRAW: "asker",
    Move.RECALL: "answerer",
    Move.PROPOSE: "answerer",
    Move.KEEP: "answerer",
    Move.CANCEL: "canceller",
}
"""Move → the detail of its notice that names the firm that made it, and so needs no letter; None: neither did."""
BOTH: Final = frozenset({Move.ACCEPT_WITH_TIME, Move.PLACE, Move.UNPLACE})


def told_of(notice: Noted) -> frozenset[int]:
    """The firms that the notice promises a letter: those it names where it does, else those whom its act tells."""
    if TOLD in notice.details:
        return frozenset(notice.details[TOLD])
    if (move := notice.move) is not None:
        return told_by(move, notice.details)
    return told_by_round(notice.kind.removeprefix(ROUND_PREFIX), notice.details)


def told_by(move: Move, details: Mapping[str, Any]) -> frozenset[int]:
    """The firms that get letters, as far as the notice alone says so: of a seat that changes hands it names them."""
    pair = frozenset(details[name] for name in ("low", "high") if name in details)
    if "left" in details:  # a firm or person that takes part no longer is told of that; the log promises no more
        return frozenset()
    if move in BOTH or (move is Move.MOVE and "placer" in details):
        return pair
    named = OTHER_THAN.get(move, "")
    actor = details.get(named, 0)
    return pair - {actor} if actor is None or actor in pair else frozenset()


TELLS_HOST: Final = frozenset(
    {"open", "take", "decline", "leave", "lose", "lapse", "move", "cancel", "displace", "interpret"}
)
TELLS_GUEST: Final = frozenset({"invite", "remind", "take", "leave", "remove", "lose"})
"""Acts of group meetings of which their host, and of which the guest whom they are about, gets a letter."""


def told_by_round(act: str, details: Mapping[str, Any]) -> frozenset[int]:
    """The same of group meetings: host and guest, who lost its seat, who is invited and learns of a change, who waits
    for a seat that is free; guests who keep theirs are not named."""
    if "left" in details:
        return frozenset()
    sides = (("host", TELLS_HOST), ("guest", TELLS_GUEST))
    named = [details[side] for side, acts in sides if act in acts and side in details]
    listed = (details.get(name, ()) for name in ("lost", "invited", "waiting"))
    return frozenset((*named, *chain.from_iterable(listed)))
