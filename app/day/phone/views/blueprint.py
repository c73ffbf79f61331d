"""The blueprint of what a phone asks for on the day."""

from __future__ import annotations

from flask import Blueprint

phone = Blueprint("phone", __name__)
