"""The states of a registration and who may move it from one to the next; approval rules, capacity of a group and the
order of its waiting list."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
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


INACTIVE_STATES: Final = (RegistrationState.CANCELLED, RegistrationState.REJECTED)
"""Who is in one of these does not take part, and is in no list of those who do."""


def is_submitted(state: str) -> bool:
    """Whether the registration is no invitation and no draft any more, whatever was decided since."""
    return state not in (RegistrationState.INVITED, RegistrationState.DRAFT)


class RegistrationAct(StrEnum):
    """What can be done to a registration."""

    OPEN = "open"
    SUBMIT = "submit"
    APPROVE = "approve"
    REJECT = "reject"
    WAIT = "wait"
    REOPEN = "reopen"
    CANCEL = "cancel"


class RegistrationActor(StrEnum):
    """In which capacity somebody acts; ``SYSTEM`` is the event's own rule, such as automatic approval."""

    COMPANY = "company"
    CHAMBER = "chamber"
    ORGANIZER = "organizer"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class RegistrationMove:
    to: RegistrationState
    by: frozenset[RegistrationActor]


class IllegalRegistrationMove(Conflict):
    """The registration is in a state from which this act leads nowhere; the details name both."""

    code = "registration_state"


class WrongActor(NotAllowed):
    """The act is possible now, but not for this actor."""

    code = "registration_actor"


_COMPANY_SIDE: Final = frozenset({RegistrationActor.COMPANY, RegistrationActor.CHAMBER, RegistrationActor.ORGANIZER})
_ORGANIZER_ONLY: Final = frozenset({RegistrationActor.ORGANIZER})
_ORGANIZER_OR_RULE: Final = frozenset({RegistrationActor.ORGANIZER, RegistrationActor.SYSTEM})

_HOSTS: Final = frozenset({RegistrationActor.CHAMBER, RegistrationActor.ORGANIZER})
"""Who lets a company in again that has cancelled: it may have been the organizer who ended its part. They also submit
one that has not begun: what only the company can give, its profile and its consent, holds nobody up."""

_CANCEL: Final = {RegistrationAct.CANCEL: RegistrationMove(RegistrationState.CANCELLED, _COMPANY_SIDE)}
_DECISIONS: Final = {
    RegistrationAct.APPROVE: RegistrationMove(RegistrationState.APPROVED, _ORGANIZER_ONLY),
    RegistrationAct.REJECT: RegistrationMove(RegistrationState.REJECTED, _ORGANIZER_ONLY),
    RegistrationAct.WAIT: RegistrationMove(RegistrationState.WAITING, _ORGANIZER_ONLY),
}

MOVES: Final[dict[RegistrationState, dict[RegistrationAct, RegistrationMove]]] = {
    RegistrationState.INVITED: {
        RegistrationAct.OPEN: RegistrationMove(RegistrationState.DRAFT, _COMPANY_SIDE),
        RegistrationAct.SUBMIT: RegistrationMove(RegistrationState.SUBMITTED, _HOSTS),
        **_DECISIONS,
        **_CANCEL,
    },
    RegistrationState.DRAFT: {
        RegistrationAct.SUBMIT: RegistrationMove(RegistrationState.SUBMITTED, _COMPANY_SIDE),
        **_DECISIONS,
        **_CANCEL,
    },
    RegistrationState.SUBMITTED: {
        **_DECISIONS,
        RegistrationAct.APPROVE: RegistrationMove(RegistrationState.APPROVED, _ORGANIZER_OR_RULE),
        RegistrationAct.WAIT: RegistrationMove(RegistrationState.WAITING, _ORGANIZER_OR_RULE),
        **_CANCEL,
    },
    RegistrationState.APPROVED: _CANCEL,
    RegistrationState.REJECTED: {RegistrationAct.REOPEN: RegistrationMove(RegistrationState.DRAFT, _COMPANY_SIDE)},
    RegistrationState.WAITING: {
        RegistrationAct.APPROVE: RegistrationMove(RegistrationState.APPROVED, _ORGANIZER_OR_RULE),
        **_CANCEL,
    },
    RegistrationState.CANCELLED: {RegistrationAct.REOPEN: RegistrationMove(RegistrationState.DRAFT, _HOSTS)},
}


_UNDECIDED: Final = frozenset({RegistrationState.INVITED, RegistrationState.DRAFT, RegistrationState.SUBMITTED})

UNDO_STATES: Final[dict[RegistrationState, frozenset[RegistrationState]]] = {
    RegistrationState.APPROVED: _UNDECIDED | {RegistrationState.WAITING},
    RegistrationState.REJECTED: _UNDECIDED,
    RegistrationState.WAITING: _UNDECIDED,
}
"""Where the organizer may put a firm back right after its own decision; no step of the life itself."""


def undone_state(state: RegistrationState, to: RegistrationState) -> RegistrationState:
    """Undo a decision of the organizer. Raises ``IllegalRegistrationMove`` (409) where it was no such decision."""
    if to not in UNDO_STATES.get(state, frozenset()):
        raise IllegalRegistrationMove(state=state.value, act="take_back")
    return to


def next_state(state: RegistrationState, act: RegistrationAct, actor: RegistrationActor) -> RegistrationState:
    """The state that follows. Raises ``IllegalRegistrationMove`` (409) or, if only the actor is wrong, ``WrongActor``
    (403)."""
    move = MOVES[state].get(act)
    if move is None:
        raise IllegalRegistrationMove(state=state.value, act=act.value)
    if actor not in move.by:
        raise WrongActor(state=state.value, act=act.value, actor=actor.value)
    return move.to


def allowed_acts(state: RegistrationState, actor: RegistrationActor) -> tuple[RegistrationAct, ...]:
    """What this actor may do now, in the order of the table."""
    return tuple(act for act, move in MOVES[state].items() if actor in move.by)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRules:
    """Who is approved at once: everybody, companies of these sides, those of these ISIC classes, those that were
    invited (whoever did not register openly)."""

    everybody: bool = False
    groups: frozenset[int] = frozenset()
    classes: frozenset[str] = frozenset()
    invited: bool = False

    @property
    def lets_strangers_in(self) -> bool:
        """Whether some that register openly may be approved at once."""
        return self.everybody or bool(self.groups or self.classes)

    def approve(self, *, group_id: int | None, codes: Collection[str], was_invited: bool) -> bool:
        """Whether one of the rules lets a firm in."""
        by_group, by_sector = group_id in self.groups, bool(self.classes & set(codes))
        return self.everybody or by_group or by_sector or (self.invited and was_invited)


@dataclass(frozen=True, slots=True)
class GroupCapacity:
    """The places of a side: ``quota`` None for no limit; ``taken`` by approved firms, ``offered`` and not answered."""

    quota: int | None
    taken: int = 0
    offered: int = 0

    @property
    def free(self) -> int | None:
        """How many more may come, never below 0 (a quota may be lowered under what is taken); None for no limit."""
        return None if self.quota is None else max(0, self.quota - self.taken - self.offered)

    def has_room(self, *, for_the_offered: bool = False) -> bool:
        """Whether one more may come: who was offered a place has it kept, even where the quota was lowered since."""
        return for_the_offered or self.free != 0


@dataclass(frozen=True, slots=True)
class WaitingCompany:
    """A firm on the waiting list; ``expiries``: how many offers it has let pass."""

    registration_id: int
    since: datetime
    expiries: int = 0


def select_next_waiting(waiting: Iterable[WaitingCompany], free: int | None) -> list[int]:
    """The firms that are offered a place now: those who let fewer offers pass first, then who waits longest."""
    line = sorted(waiting, key=lambda company: (company.expiries, company.since, company.registration_id))
    return [company.registration_id for company in (line if free is None else line[:free])]
