"""The blueprint of all pages about delegations, firms and guests."""

from __future__ import annotations

from flask import Blueprint

from app.accounts.permissions import Role

registrations = Blueprint("registrations", __name__)
FIRM = "/events/<slug:event>/firms/<int:registration_id>"
FOR_A_FIRM = (Role.COMPANY, Role.CHAMBER, Role.DELEGATION_HEAD, Role.ORGANIZER)
