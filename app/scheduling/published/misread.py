"""What is wrong with a file: on which line, and what was expected there."""

from __future__ import annotations


class Misread(Exception):
    """``line`` counts from 1; ``expected`` goes on after "expected", as in "a whole number, found 'x'"."""

    def __init__(self, line: int, expected: str) -> None:
        super().__init__(f"line {line}: expected {expected}")
        self.line = line
        self.expected = expected
