"""The blueprint of these pages, and who may open those of a firm."""

from __future__ import annotations

from flask import Blueprint

from app.accounts.permissions import Role

matching = Blueprint("matching", __name__)

ON_A_PAGE = 50
FIRM = "/events/<slug:event>/firms/<int:registration_id>"
FOR_A_FIRM = (Role.COMPANY, Role.CHAMBER, Role.DELEGATION_HEAD, Role.ORGANIZER)
