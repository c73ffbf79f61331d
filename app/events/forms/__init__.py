"""The one page that describes an event: its fields, its rows, and the way between them and a description."""

from app.events.forms.event import EventForm, change_rows
from app.events.forms.filling import draft_values, parse_draft, show_errors_at_fields

__all__ = ["EventForm", "change_rows", "draft_values", "parse_draft", "show_errors_at_fields"]
