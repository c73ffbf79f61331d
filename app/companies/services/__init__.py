"""Writing what a company says of itself."""

from app.companies.services.saving import NameMissing, keep_logo, locked, remove_logo, save

__all__ = ["NameMissing", "keep_logo", "locked", "remove_logo", "save"]
