"""What somebody writes above the missing parts that a reminder names by itself."""

from __future__ import annotations

from dataclasses import dataclass

SUBJECT_LENGTH, TEXT_LENGTH = 400, 2000
"""In characters; the usual subject holds the name of the event, however long that is."""


@dataclass(frozen=True, slots=True)
class Words:
    """``subject`` follows the firm's name; ``text`` stands above what is missing and the firm's link, or is ""."""

    subject: str
    text: str
