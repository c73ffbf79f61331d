"""The blueprint of all pages about letters."""

from __future__ import annotations

from flask import Blueprint

messages = Blueprint("messages", __name__)
