"""Bytes that were made or taken in, kept in the database, so that every process on every machine finds them."""

from app.floor.files.services import EXPORT_MINUTES, file_checks, file_of, hand_out, store

__all__ = ["EXPORT_MINUTES", "file_checks", "file_of", "hand_out", "store"]
