"""The roles that people have in a delegation, and who may sign up for its visits."""

from enum import StrEnum
from typing import Final


class DelegateRole(StrEnum):
    """In the order in which a list names them; who has none of these is a member."""

    HEAD = "head"
    DEPUTY = "deputy"
    GUEST_OF_HONOUR = "guest_of_honour"
    ADVISER = "adviser"
    SECRETARY = "secretary"
    INTERPRETER = "interpreter"


class SignUpAudience(StrEnum):
    """Who may sign up for a visit: members of its delegation, companies of one group, all companies of the event."""

    MEMBERS = "members"
    GROUP = "group"
    ALL = "all"


LEADER_ROLES: Final = (DelegateRole.HEAD, DelegateRole.DEPUTY)
"""A delegation has at most one of each."""
