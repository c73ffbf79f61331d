"""The acts of a meeting's life. Each is one transaction: claims, parties, notice and letters, or nothing.

``asking``: ask, withdraw · ``answering``: accept, decline · ``countering``, ``recalling``: counter, take that back ·
``arranging``: arrange, cancel, move, place · ``passing``, ``reminding``: what time does · ``mailing``: the agenda by
mail · ``interpreters``: who interprets · ``rescheduling``: another time for what is booked.
"""

from app.meetings.services.answering import accept, decline
from app.meetings.services.arranging import arrange, cancel, move, place
from app.meetings.services.asking import ask, withdraw
from app.meetings.services.countering import counter
from app.meetings.services.interpreters import add_interpreter, change_interpreter, remove_interpreter
from app.meetings.services.mailing import mail_agenda
from app.meetings.services.passing import expire_due, hold_over
from app.meetings.services.posting import posted
from app.meetings.services.recalling import recall, recall_gone_times
from app.meetings.services.reminding import remind_due
from app.meetings.services.rescheduling import accept_time, keep_time, reschedule, withdraw_gone_moves

__all__ = [
    "accept",
    "accept_time",
    "add_interpreter",
    "arrange",
    "ask",
    "cancel",
    "change_interpreter",
    "counter",
    "decline",
    "expire_due",
    "hold_over",
    "keep_time",
    "mail_agenda",
    "move",
    "place",
    "posted",
    "recall",
    "recall_gone_times",
    "remind_due",
    "remove_interpreter",
    "reschedule",
    "withdraw",
    "withdraw_gone_moves",
]
