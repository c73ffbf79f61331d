"""The acts of group meetings. Each is one transaction: seats, claims, notice and letters, or nothing.

``opening``: open, invite · ``describing``: topic, seats, who may come · ``seats``: take, decline, leave, remove ·
``waiting``: hear of a seat that is free again · ``moving``: move, call off, count as held · ``lapsing``: invitations
near their end, and past it · ``leaving``: what becomes of them when firms, people, hours or tables go.
"""

from app.meetings.services.rounds.describing import describe_round
from app.meetings.services.rounds.lapsing import let_invitations_lapse, remind_invited
from app.meetings.services.rounds.moving import call_off, hold_rounds_over, move_round
from app.meetings.services.rounds.opening import invite, open_round
from app.meetings.services.rounds.seats import decline_round, leave_seat, remove_guest, take_seat
from app.meetings.services.rounds.voices import find_interpreter
from app.meetings.services.rounds.waiting import wait_for_seat, wait_no_longer

__all__ = [
    "call_off",
    "decline_round",
    "describe_round",
    "find_interpreter",
    "hold_rounds_over",
    "invite",
    "leave_seat",
    "let_invitations_lapse",
    "move_round",
    "open_round",
    "remind_invited",
    "remove_guest",
    "take_seat",
    "wait_for_seat",
    "wait_no_longer",
]
