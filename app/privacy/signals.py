"""What privacy tells the other features; sent inside the transaction that erases."""

from __future__ import annotations

from blinker import signal

data_erased = signal("data-erased")
"""Sender: an ``Erasure``: whose data goes. Its people stand for no company any more, its companies take part no
longer, and their names are still known. Receivers take all that their feature keeps of them, but for counts, states
and times."""
