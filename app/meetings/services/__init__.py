"""The acts of a meeting's life. Each is one transaction: claims, parties, notice and emails, or nothing."""

from app.meetings.services.bookings import arrange, book, cancel, move
from app.meetings.services.documents import send_agenda
from app.meetings.services.expiry import expire_due_requests, finish_due_meetings, remind_due_requests
from app.meetings.services.proposals import (
    accept_time,
    choose_time,
    counter,
    keep_time,
    recall,
    recall_unavailable_times,
    reschedule,
    withdraw_unavailable_moves,
)
from app.meetings.services.requests import accept, decline, request_meeting, withdraw
from app.meetings.services.transitions import post_once

__all__ = [
    "accept",
    "accept_time",
    "arrange",
    "book",
    "cancel",
    "choose_time",
    "counter",
    "decline",
    "expire_due_requests",
    "finish_due_meetings",
    "keep_time",
    "move",
    "post_once",
    "recall",
    "recall_unavailable_times",
    "remind_due_requests",
    "request_meeting",
    "reschedule",
    "send_agenda",
    "withdraw",
    "withdraw_unavailable_moves",
]
