"""Commands that make files of lists."""

from app.lists.cli import own_data
from app.lists.cli.attendees import attendees_commands
from app.lists.cli.catalogue import catalogue_commands

commands = (attendees_commands, catalogue_commands)
__all__ = ["attendees_commands", "catalogue_commands", "commands", "own_data"]
