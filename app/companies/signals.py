"""What companies tell the features above; sent inside the transaction that changes the company."""

from __future__ import annotations

from blinker import signal

company_saved = signal("company-saved")
"""Sender: the Company whose names, texts, sectors or certificates changed."""
