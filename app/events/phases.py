"""The phases of an event, and what each of them allows: one table."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.core.errors import Conflict


class Phase(StrEnum):
    """Where an event stands, in order."""

    DRAFT = "draft"
    REGISTRATION = "registration"
    BOOKING = "booking"
    PLANNING = "planning"
    PUBLISHED = "published"
    RUNNING = "running"
    CLOSED = "closed"


class BookingMode(StrEnum):
    """How meetings get their times: by the solver and then by the firms, or by the firms from the first day."""

    PLANNED = "planned"
    LIVE = "live"


class EventAct(StrEnum):
    """What people do at an event. Who may is decided elsewhere; here is only when."""

    SEE_EVENT = "see_event"  # the public page
    ADD_COMPANIES = "add_firms"  # organizer and chamber, by hand or from a sheet
    REGISTER = "register"  # a company itself, by link, code or openly
    EDIT_PROFILE = "edit_profile"
    SEE_SUGGESTIONS = "see_suggestions"
    SAY_WISHES = "say_wishes"  # want, no, never with: private, asks nobody
    ASK = "ask"
    ANSWER = "answer"
    ARRANGE = "arrange"
    PLAN = "plan"  # let the solver place, lock, repair, publish
    BOOK = "book"  # give an agreed meeting a time, or move it
    CALL_OFF = "call_off"  # withdraw, cancel, decline what was arranged
    CHANGE_TIMES = "change_times"  # hours, breaks, tables, and all else that describes the event
    SHIFT_DAY = "shift_day"  # what is ahead of a day that runs late
    CHECK_IN = "check_in"
    SAY_LATE = "say_late"  # minutes late to the meeting that is next
    RECORD_HELD = "record_held"  # missed, held, and the correction of either
    GIVE_FEEDBACK = "give_feedback"
    EXPORT = "export"
    WRITE = "write"  # to a group: what a message leads to must be open to its readers


_SETUP_ACTS: Final = {EventAct.ADD_COMPANIES, EventAct.CHANGE_TIMES, EventAct.EXPORT}
_OPEN_ACTS: Final = _SETUP_ACTS | {
    EventAct.SEE_EVENT,
    EventAct.REGISTER,
    EventAct.EDIT_PROFILE,
    EventAct.SEE_SUGGESTIONS,
    EventAct.SAY_WISHES,
    EventAct.WRITE,
}
_MEETING_ACTS: Final = {EventAct.ASK, EventAct.ANSWER, EventAct.ARRANGE, EventAct.CALL_OFF}
_DAY_ACTS: Final = {
    EventAct.SHIFT_DAY,
    EventAct.CHECK_IN,
    EventAct.SAY_LATE,
    EventAct.RECORD_HELD,
    EventAct.GIVE_FEEDBACK,
}

ALLOWED_ACTS: Final[dict[Phase, frozenset[EventAct]]] = {
    Phase.DRAFT: frozenset(_SETUP_ACTS),
    Phase.REGISTRATION: frozenset(_OPEN_ACTS),
    Phase.BOOKING: frozenset(_OPEN_ACTS | _MEETING_ACTS),
    Phase.PLANNING: frozenset((_OPEN_ACTS | _MEETING_ACTS | {EventAct.PLAN}) - {EventAct.REGISTER, EventAct.ASK}),
    # badges are given out, and desks rehearsed, on the evening before
    Phase.PUBLISHED: frozenset(
        (_OPEN_ACTS | _MEETING_ACTS | {EventAct.PLAN, EventAct.BOOK, EventAct.CHECK_IN, EventAct.SHIFT_DAY})
        - {EventAct.REGISTER}
    ),
    Phase.RUNNING: frozenset(
        (_OPEN_ACTS | _MEETING_ACTS | _DAY_ACTS | {EventAct.PLAN, EventAct.BOOK}) - {EventAct.REGISTER}
    ),
    Phase.CLOSED: frozenset({EventAct.SEE_EVENT, EventAct.EXPORT, EventAct.GIVE_FEEDBACK, EventAct.WRITE}),
}
LIVE_EXTRA_ACTS: Final[dict[Phase, frozenset[EventAct]]] = {Phase.BOOKING: frozenset({EventAct.BOOK, EventAct.PLAN})}


class PhaseForbids(Conflict):
    """The event's phase does not allow this. Details: act, phase, opens_in (a later phase, or None if none)."""

    code = "phase_forbids"


def is_allowed(phase: Phase, act: EventAct, booking_mode: BookingMode) -> bool:
    """Whether an event in this phase allows the act: live events book from the booking phase on, and may plan what is
    agreed meanwhile; planned ones book once the timetable is published."""
    besides = LIVE_EXTRA_ACTS.get(phase, frozenset()) if booking_mode == BookingMode.LIVE else frozenset()
    return act in ALLOWED_ACTS[phase] or act in besides


def phases_allowing(act: EventAct, booking_mode: BookingMode) -> tuple[Phase, ...]:
    """The phases of an event of this mode, in order, in which the act is allowed."""
    return tuple(phase for phase in phase_path(booking_mode) if is_allowed(phase, act, booking_mode))


def is_over(phase: Phase, act: EventAct, booking_mode: BookingMode) -> bool:
    """Whether the act is not allowed in this phase, nor in any later one."""
    order = list(Phase)
    return not any(order.index(allowing) >= order.index(phase) for allowing in phases_allowing(act, booking_mode))


def find_opening_phase(phase: Phase, act: EventAct, booking_mode: BookingMode) -> Phase | None:
    """The first phase after this one that allows the act."""
    order = list(Phase)
    later = (p for p in phases_allowing(act, booking_mode) if order.index(p) > order.index(phase))
    return next(later, None)


def require_act(phase: Phase, act: EventAct, booking_mode: BookingMode) -> None:
    """Raise PhaseForbids where the phase does not allow the act."""
    if not is_allowed(phase, act, booking_mode):
        raise PhaseForbids(act=act, phase=phase, opens_in=find_opening_phase(phase, act, booking_mode))


class Mover(StrEnum):
    """Who moves an event from phase to phase. The clock is a job on the day itself."""

    ADMINISTRATOR = "administrator"
    ORGANIZER = "organizer"
    CLOCK = "clock"


@dataclass(frozen=True)
class PhaseMove:
    """A step that may be taken, by whom, and in which booking modes."""

    source: Phase
    target: Phase
    movers: frozenset[Mover]
    modes: frozenset[BookingMode] = frozenset(BookingMode)

    @property
    def is_forward(self) -> bool:
        """Whether it goes on, not back."""
        order = list(Phase)
        return order.index(self.target) > order.index(self.source)


_STAFF: Final = frozenset({Mover.ADMINISTRATOR, Mover.ORGANIZER})
_STAFF_OR_CLOCK: Final = _STAFF | {Mover.CLOCK}
_PLANNED: Final = frozenset({BookingMode.PLANNED})
_LIVE: Final = frozenset({BookingMode.LIVE})

# A published timetable is in people's calendars: it is repaired, not taken back. A live event plans
# while it books: no phase is needed for that.
PHASE_MOVES: Final = (
    PhaseMove(Phase.DRAFT, Phase.REGISTRATION, _STAFF),
    PhaseMove(Phase.REGISTRATION, Phase.DRAFT, _STAFF),
    PhaseMove(Phase.REGISTRATION, Phase.BOOKING, _STAFF_OR_CLOCK),
    PhaseMove(Phase.BOOKING, Phase.REGISTRATION, _STAFF),
    PhaseMove(Phase.BOOKING, Phase.PLANNING, _STAFF_OR_CLOCK, _PLANNED),
    PhaseMove(Phase.BOOKING, Phase.RUNNING, _STAFF_OR_CLOCK, _LIVE),
    PhaseMove(Phase.PLANNING, Phase.BOOKING, _STAFF, _PLANNED),
    PhaseMove(Phase.PLANNING, Phase.PUBLISHED, _STAFF, _PLANNED),
    PhaseMove(Phase.PUBLISHED, Phase.RUNNING, _STAFF_OR_CLOCK, _PLANNED),
    PhaseMove(Phase.RUNNING, Phase.PUBLISHED, _STAFF, _PLANNED),
    PhaseMove(Phase.RUNNING, Phase.BOOKING, _STAFF, _LIVE),
    PhaseMove(Phase.RUNNING, Phase.CLOSED, _STAFF_OR_CLOCK),
    PhaseMove(Phase.CLOSED, Phase.RUNNING, frozenset({Mover.ADMINISTRATOR})),
)


class IllegalPhaseMove(Conflict):
    """No such step from where the event stands. Details: phase (as it now is), target, mover."""

    code = "illegal_phase_move"


def phase_moves(phase: Phase, mover: Mover, booking_mode: BookingMode) -> tuple[PhaseMove, ...]:
    """The steps open to somebody from this phase, the one forward first."""
    moves = [m for m in PHASE_MOVES if m.source == phase and mover in m.movers and booking_mode in m.modes]
    return tuple(sorted(moves, key=lambda move: not move.is_forward))


def move_phase(phase: Phase, target: Phase, mover: Mover, booking_mode: BookingMode) -> Phase:
    """The phase after the step; raises IllegalPhaseMove where there is none."""
    if target not in (move.target for move in phase_moves(phase, mover, booking_mode)):
        raise IllegalPhaseMove(phase=phase, target=target, mover=mover)
    return target


def phase_path(booking_mode: BookingMode) -> tuple[Phase, ...]:
    """The phases an event of this mode goes through, in order."""
    skipped = () if booking_mode == BookingMode.PLANNED else (Phase.PLANNING, Phase.PUBLISHED)
    return tuple(phase for phase in Phase if phase not in skipped)
