"""Who may do what: the roles of the product, as words.

A role is held per organisation (``memberships``) or per event (``event_roles``, a company's users, a delegation's
head); a person may hold several.
"""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """The hats a person may wear."""

    ADMINISTRATOR = "administrator"
    ORGANIZER = "organizer"
    CHAMBER = "chamber"
    DESK = "desk"
    COMPANY = "company"
    DELEGATION_HEAD = "delegation_head"


ORGANISATION_ROLES = (Role.ADMINISTRATOR, Role.ORGANIZER, Role.CHAMBER)
EVENT_ROLES = (Role.ORGANIZER, Role.DESK, Role.CHAMBER)
