"""What an organizer does to many meetings at once, and to which of them each act is open."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from app.meetings.lifecycle import State


class BulkAct(StrEnum):
    """Each is done meeting by meeting: what cannot be done to one leaves the others as they are."""

    REMIND = "remind"  # write to who must answer
    LATER = "later"  # give who must answer more days
    WITHDRAW = "withdraw"  # take requests back for their askers; both firms are told
    CANCEL = "cancel"  # call off; both firms are told
    PLACE = "place"  # give the first time that suits both


OPEN_TO: Final[Mapping[BulkAct, frozenset[State]]] = {
    BulkAct.REMIND: frozenset({State.REQUESTED}),
    BulkAct.LATER: frozenset({State.REQUESTED}),
    BulkAct.WITHDRAW: frozenset({State.REQUESTED}),
    BulkAct.CANCEL: frozenset({State.AGREED, State.BOOKED}),
    BulkAct.PLACE: frozenset({State.AGREED}),
}
MORE_DAYS: Final = (1, 3, 7)
"""So many days later may requests be let lapse in one go."""


def why_not(act: BulkAct, state: State, *, lapses: bool) -> str:
    """Why the act leaves a meeting in this state as it is: ``wrong_state never_lapses``; "" where it is open."""
    if state not in OPEN_TO[act]:
        return "wrong_state"
    return "never_lapses" if act is BulkAct.LATER and not lapses else ""


def later(expires: datetime, *, days: int, now: datetime, deadlines: tuple[datetime | None, ...] = ()) -> datetime:
    """When a request lapses that gets so many days more, counted from now where its time is nearly over: at the first
    deadline that is still ahead, and never earlier than it would."""
    ends = [moment for moment in deadlines if moment is not None and moment > now]
    return max(expires, min([max(expires, now) + timedelta(days=days), *ends]))
