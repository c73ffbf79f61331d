"""What letters tell the features above; sent inside the transaction that changes them."""

from __future__ import annotations

from blinker import signal

letters_released = signal("letters-released")
"""Sender: the event; ``letters``: the ids of those that the rehearsal held and that go out now."""
