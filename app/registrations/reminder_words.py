"""What somebody writes above the missing parts that a reminder names by itself."""

from __future__ import annotations

from dataclasses import dataclass

SUBJECT_LENGTH, TEXT_LENGTH = 150, 2000
"""In characters."""


@dataclass(frozen=True, slots=True)
class Words:
    """``subject`` follows the firm's name; ``text`` stands above what is missing and the firm's link, or is ""."""

    subject: str
    text: str
