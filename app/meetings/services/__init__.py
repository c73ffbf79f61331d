"""The acts of a meeting's life. Each is one transaction: claims, parties, notice and letters, or nothing.

``asking``: ask, withdraw · ``answering``: accept, decline · ``arranging``: arrange, cancel, move, place ·
``passing``: what time does · ``mailing``: the agenda by mail.
"""

from app.meetings.services.answering import accept, decline
from app.meetings.services.arranging import arrange, cancel, move, place
from app.meetings.services.asking import ask, withdraw
from app.meetings.services.mailing import mail_agenda
from app.meetings.services.passing import expire_due, hold_over
from app.meetings.services.posting import posted

__all__ = [
    "accept",
    "arrange",
    "ask",
    "cancel",
    "decline",
    "expire_due",
    "hold_over",
    "mail_agenda",
    "move",
    "place",
    "posted",
    "withdraw",
]
