"""The states of a registration and who may move it from one to the next: one table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.core.errors import Conflict, NotAllowed


class RegistrationState(StrEnum):
    INVITED = "invited"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    REJECTED = "rejected"
    WAITING = "waiting"
    CANCELLED = "cancelled"


OUT_OF_SIGHT: Final = (RegistrationState.CANCELLED, RegistrationState.REJECTED)
"""Who is in one of these does not take part, and is in no list of those who do."""


def is_handed_in(state: str) -> bool:
    """Whether the registration is no invitation and no draft any more, whatever was decided since."""
    return state not in (RegistrationState.INVITED, RegistrationState.DRAFT)


class Act(StrEnum):
    """What can be done to a registration."""

    OPEN = "open"
    SUBMIT = "submit"
    APPROVE = "approve"
    REJECT = "reject"
    WAIT = "wait"
    REOPEN = "reopen"
    CANCEL = "cancel"


class Actor(StrEnum):
    """In which capacity somebody acts; ``SYSTEM`` is the event's own rule, such as automatic approval."""

    COMPANY = "company"
    CHAMBER = "chamber"
    ORGANIZER = "organizer"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Move:
    to: RegistrationState
    by: frozenset[Actor]


class IllegalMove(Conflict):
    """The registration is in a state from which this act leads nowhere; the details name both."""

    code = "registration_state"


class NotTheirMove(NotAllowed):
    """The act is possible now, but not for this actor."""

    code = "registration_actor"


_OWN_SIDE: Final = frozenset({Actor.COMPANY, Actor.CHAMBER, Actor.ORGANIZER})
_JUDGE: Final = frozenset({Actor.ORGANIZER})
_JUDGE_OR_RULE: Final = frozenset({Actor.ORGANIZER, Actor.SYSTEM})

_HOSTS: Final = frozenset({Actor.CHAMBER, Actor.ORGANIZER})
"""Who lets a firm in again that has cancelled: it may have been the organizer who ended its part. They also submit one
that has not begun: what only the firm can give, its profile and its consent, holds nobody up."""

_CANCEL: Final = {Act.CANCEL: Move(RegistrationState.CANCELLED, _OWN_SIDE)}
_DECIDE: Final = {
    Act.APPROVE: Move(RegistrationState.APPROVED, _JUDGE),
    Act.REJECT: Move(RegistrationState.REJECTED, _JUDGE),
    Act.WAIT: Move(RegistrationState.WAITING, _JUDGE),
}

MOVES: Final[dict[RegistrationState, dict[Act, Move]]] = {
    RegistrationState.INVITED: {
        Act.OPEN: Move(RegistrationState.DRAFT, _OWN_SIDE),
        Act.SUBMIT: Move(RegistrationState.SUBMITTED, _HOSTS),
        **_DECIDE,
        **_CANCEL,
    },
    RegistrationState.DRAFT: {Act.SUBMIT: Move(RegistrationState.SUBMITTED, _OWN_SIDE), **_DECIDE, **_CANCEL},
    RegistrationState.SUBMITTED: {
        **_DECIDE,
        Act.APPROVE: Move(RegistrationState.APPROVED, _JUDGE_OR_RULE),
        Act.WAIT: Move(RegistrationState.WAITING, _JUDGE_OR_RULE),
        **_CANCEL,
    },
    RegistrationState.APPROVED: _CANCEL,
    RegistrationState.REJECTED: {Act.REOPEN: Move(RegistrationState.DRAFT, _OWN_SIDE)},
    RegistrationState.WAITING: {Act.APPROVE: Move(RegistrationState.APPROVED, _JUDGE_OR_RULE), **_CANCEL},
    RegistrationState.CANCELLED: {Act.REOPEN: Move(RegistrationState.DRAFT, _HOSTS)},
}


_UNDECIDED: Final = frozenset({RegistrationState.INVITED, RegistrationState.DRAFT, RegistrationState.SUBMITTED})

TAKE_BACK: Final[dict[RegistrationState, frozenset[RegistrationState]]] = {
    RegistrationState.APPROVED: _UNDECIDED | {RegistrationState.WAITING},
    RegistrationState.REJECTED: _UNDECIDED,
    RegistrationState.WAITING: _UNDECIDED,
}
"""Where the organizer may put a firm back right after its own decision; no step of the life itself."""


def take_back(state: RegistrationState, to: RegistrationState) -> RegistrationState:
    """Undo a decision of the organizer. Raises ``IllegalMove`` (409) where it was no such decision."""
    if to not in TAKE_BACK.get(state, frozenset()):
        raise IllegalMove(state=state.value, act="take_back")
    return to


def move(state: RegistrationState, act: Act, actor: Actor) -> RegistrationState:
    """The state that follows. Raises ``IllegalMove`` (409) or, if only the actor is wrong, ``NotTheirMove`` (403)."""
    found = MOVES[state].get(act)
    if found is None:
        raise IllegalMove(state=state.value, act=act.value)
    if actor not in found.by:
        raise NotTheirMove(state=state.value, act=act.value, actor=actor.value)
    return found.to


def acts_of(state: RegistrationState, actor: Actor) -> tuple[Act, ...]:
    """What this actor may do now, in the order of the table."""
    return tuple(act for act, found in MOVES[state].items() if actor in found.by)
