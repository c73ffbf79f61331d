"""Writes about events: create, change, move from phase to phase, delete."""

from app.events.services.changing import add_table, change_event, set_rehearsal
from app.events.services.lifecycle import create_event, delete_draft, move_event

__all__ = ["add_table", "change_event", "create_event", "delete_draft", "move_event", "set_rehearsal"]
