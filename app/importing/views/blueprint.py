"""The blueprint of all pages of importing."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("importing", __name__)
