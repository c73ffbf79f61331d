"""What papers tell the features above; sent inside the transaction that keeps the file."""

from __future__ import annotations

from blinker import signal

phones_taken = signal("phones-taken")
"""Sender: the Event whose phone list left; ``taken``: a ``services.phones.Taken``. Whoever keeps where data went notes
it."""
