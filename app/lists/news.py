"""What changed in a list since the same person last took it, with what the rows are called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.lists.fingerprints import Changes, Key

Line = tuple[str, str, tuple[str, ...]]
"""What happened (new, changed, gone), who, and in which columns."""


@dataclass(frozen=True, slots=True)
class News:
    """``since``: when it was last taken, on the clocks of the event; ``names``: what each row that is spoken of is
    called."""

    since: datetime
    changes: Changes
    names: Mapping[Key, str]

    def lines(self) -> Iterator[Line]:
        """Row by row: the new ones, the changed ones with their columns, those that stand in it no more and may be
        named."""
        for key in self.changes.new:
            yield "new", self.names.get(key, ""), ()
        for key, columns in self.changes.changed:
            yield "changed", self.names.get(key, ""), columns
        for key in self.changes.gone:
            if key in self.names:
                yield "gone", self.names[key], ()
