"""The acts of group meetings, each one transaction.

``opening``: open, reopen; ``invitations``: invite, remind, expire; ``seats``: accept, decline, leave, remove, wait
for a seat; ``changes``: topic and seats, move, cancel, interpreter."""

from app.group_meetings.services.changes import (
    cancel_group_meeting,
    find_group_interpreter,
    move_group_meeting,
    update_group_meeting,
)
from app.group_meetings.services.invitations import expire_invitations, invite_companies, remind_invited
from app.group_meetings.services.opening import open_group_meeting
from app.group_meetings.services.seats import (
    decline_invitation,
    join_waiting_list,
    leave_group_seat,
    leave_waiting_list,
    remove_group_guest,
    take_group_seat,
)

__all__ = [
    "cancel_group_meeting",
    "decline_invitation",
    "expire_invitations",
    "find_group_interpreter",
    "invite_companies",
    "join_waiting_list",
    "leave_group_seat",
    "leave_waiting_list",
    "move_group_meeting",
    "open_group_meeting",
    "remind_invited",
    "remove_group_guest",
    "take_group_seat",
    "update_group_meeting",
]
