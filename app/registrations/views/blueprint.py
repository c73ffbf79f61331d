"""The blueprint of all pages about delegations, firms and guests."""

from __future__ import annotations

from flask import Blueprint

registrations = Blueprint("registrations", __name__)
