"""Writes about attendee lists: exports with their log, saved views."""

from app.lists.services.exporting import export, export_to
from app.lists.services.making import Wish
from app.lists.services.saved_views import remove_view, save_view

__all__ = ["Wish", "export", "export_to", "remove_view", "save_view"]
