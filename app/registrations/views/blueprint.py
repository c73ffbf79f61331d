"""The blueprint of all pages about delegations, firms and guests."""

from __future__ import annotations

from flask import Blueprint

from app.accounts.permissions import Role

registrations = Blueprint("registrations", __name__)
REGISTRATION_URL = "/events/<slug:event>/companies/<int:registration_id>"
REGISTRATION_ROLES = (Role.COMPANY, Role.CHAMBER, Role.DELEGATION_HEAD, Role.ORGANIZER)


DELEGATION_ROLES = (Role.CHAMBER, Role.DELEGATION_HEAD, Role.ORGANIZER)
