"""The commands about registrations and about the people in them."""

from __future__ import annotations

from app.registrations.cli.importing import registration_commands
from app.registrations.cli.privacy import privacy_commands

commands = (registration_commands, privacy_commands)
__all__ = ["commands", "privacy_commands", "registration_commands"]
