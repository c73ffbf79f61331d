"""How a person was checked in."""

from enum import StrEnum


class Way(StrEnum):
    """By the code on the badge, found by name or by phone, or as somebody who was not on the list."""

    QR = "qr"
    NAME = "name"
    PHONE = "phone"
    WALK_IN = "walk_in"
