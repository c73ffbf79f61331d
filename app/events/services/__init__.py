"""Writes about events: create, change, move from phase to phase, delete."""

from app.events.services.changing import change_event, set_rehearsal
from app.events.services.creating import create_event
from app.events.services.deleting import delete_draft
from app.events.services.enlarging import add_table
from app.events.services.moving import move_event

__all__ = ["add_table", "change_event", "create_event", "delete_draft", "move_event", "set_rehearsal"]
