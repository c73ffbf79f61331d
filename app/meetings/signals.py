"""What meetings tell the features above; sent inside the transaction that changes the meeting."""

from __future__ import annotations

from blinker import signal

meeting_changed = signal("meeting-changed")
"""Sender: the Meeting, as it now is. Receivers run in the same transaction."""
