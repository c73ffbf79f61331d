"""What does not hold in a database: said in a sentence, with the rows concerned."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that must not be. ``code`` for machines, ``ids``: of rows of ``table``, ``says``: a sentence."""

    code: str
    table: str
    ids: tuple[int, ...]
    says: str
