"""What becomes of a company's fields when another one turns out to be the same: nothing that it says is lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.companies.facts import OF_COMPANY, STANDARDS, Value, Values, codes_in
from app.companies.names import fold


@dataclass(frozen=True, slots=True)
class Line:
    """A field that the two say differently. ``clash``: both say something, and what the kept one says stays."""

    field: str
    kept: Value
    gone: Value
    after: Value

    @property
    def clash(self) -> bool:
        return self.after == self.kept


def joined(kept: Values, gone: Values) -> list[Line]:
    """The fields that differ, in the order of ``kept``: codes are united, empty ones filled, else ``kept`` stays.
    A turnover that is filled brings its currency with it."""
    holds = {*codes_in(kept.get("holds")), *codes_in(gone.get("holds"))}
    lines = []
    for field in (one for one in kept if one in OF_COMPANY):
        mine, theirs = kept[field], gone.get(field)
        after = _joined(mine, theirs)
        if field == "holds_none" and after and holds:
            after = None
        if field == "currency" and _says_nothing(kept.get("turnover")) and not _says_nothing(gone.get("turnover")):
            after = theirs
        if mine != theirs and not _says_nothing(theirs) and (after != mine or field not in STANDARDS):
            lines.append(Line(field, mine, theirs, after))
    return [line for line in lines if not (isinstance(line.kept, tuple) and line.after == line.kept)]


def _joined(mine: Value, theirs: Value) -> Value:
    if isinstance(mine, tuple):
        return tuple(sorted({*mine, *codes_in(theirs)}))
    return theirs if _says_nothing(mine) else mine


def _says_nothing(value: Value) -> bool:
    return value in ("", None, (), False)


def names_after(kept: Iterable[str | None], others: Iterable[str | None], gone: Iterable[str | None]) -> list[str]:
    """The other names of the kept company: its own, then what the other one was called; each once."""
    seen = {fold(name) for name in kept if name}
    found: list[str] = []
    for name in (*others, *gone):
        if name and fold(name) not in seen:
            seen.add(fold(name))
            found.append(name)
    return found
