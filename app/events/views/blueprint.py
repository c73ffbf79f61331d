from __future__ import annotations

from flask import Blueprint

events = Blueprint("events", __name__)
