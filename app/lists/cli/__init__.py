"""Commands that make files of lists."""

from app.lists.cli import exports
from app.lists.cli.exports import attendees_commands, catalogue_commands

commands = (attendees_commands, catalogue_commands)
__all__ = ["attendees_commands", "catalogue_commands", "commands", "exports"]
