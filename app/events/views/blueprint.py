from __future__ import annotations

from flask import Blueprint

from app.events.wording import dates_of, when_and_where

events = Blueprint("events", __name__)
events.add_app_template_global(dates_of)
events.add_app_template_global(when_and_where)
