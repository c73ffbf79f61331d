"""What papers tell the features above; sent inside the transaction that stores the file."""

from __future__ import annotations

from blinker import signal

phone_list_exported = signal("phones-taken")
"""Sender: the Event whose phone list left; ``taken``: a ``services.phones.Taken``. Whoever keeps where data went notes
it."""
