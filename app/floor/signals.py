"""What the floor tells the features above; sent inside the transaction that changes something."""

from __future__ import annotations

from blinker import signal

notice_begun = signal("notice-begun")
"""Sender: the Notice, before it is written: whoever knows for which organisation its user acts says so in it."""
