"""The parts that people have in a delegation."""

from enum import StrEnum
from typing import Final


class PartyRole(StrEnum):
    """In the order in which a list names them; who has none of these is a member."""

    HEAD = "head"
    DEPUTY = "deputy"
    GUEST_OF_HONOUR = "guest_of_honour"
    ADVISER = "adviser"
    SECRETARY = "secretary"
    INTERPRETER = "interpreter"


ONLY_ONE: Final = (PartyRole.HEAD, PartyRole.DEPUTY)
"""A delegation has at most one of each."""
