"""The blueprint of all pages of group meetings."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("group_meetings", __name__)
