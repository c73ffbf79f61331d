"""Writes about attendee lists: exports with their log, saved views."""

from app.lists.services.exporting import Wish, export, export_to

__all__ = ["Wish", "export", "export_to"]
