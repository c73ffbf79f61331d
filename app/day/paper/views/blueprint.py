"""The blueprint of the papers, and who may make them."""

from __future__ import annotations

from flask import Blueprint

from app.accounts.permissions import Role
from app.day.paper.kinds import TRAITS, Kind

paper = Blueprint("paper", __name__)
PAPER = "/events/<slug:event>/paper"
OF_DELEGATION = "/events/<slug:event>/delegations/<int:delegation_id>/paper"
KINDS = f"<any({','.join(Kind)}):kind>"
"""In an address: one of the kinds of paper."""
KINDS_OF_CHAMBERS = f"<any({','.join(kind for kind in Kind if TRAITS[kind].for_chambers)}):kind>"
MAKERS = (Role.ORGANIZER, Role.DESK)
CHAMBERS = (Role.CHAMBER, Role.DELEGATION_HEAD)
