"""Writes about attendee lists: exports with their log, saved views."""

from app.lists.services.exports import ExportRequest, create_export, delete_view, save_view, write_export

__all__ = ["ExportRequest", "create_export", "delete_view", "save_view", "write_export"]
