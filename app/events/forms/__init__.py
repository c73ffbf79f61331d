"""The one page that describes an event: its fields, its rows, and the way between them and a description."""

from app.events.forms.event import EventForm
from app.events.forms.filling import draft_in, values_of
from app.events.forms.remarks import put_beside_fields
from app.events.forms.rows import change_rows

__all__ = ["EventForm", "change_rows", "draft_in", "put_beside_fields", "values_of"]
