"""What one row of a sheet says of a firm and its people, with what to note and what a person must settle."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from app.registrations.codes import StockCode
from app.registrations.several import Several


@dataclass(slots=True)
class Values:
    """``values``: field → str, bool, date or (for ``more_emails``, ``more_phones``, ``other_names``) list of str; only
    what the sheet says. ``raw``: field → the cell as it stands. ``looks``: codes a person must settle; ``notes``:
    codes of what was cleaned. ``suggestions``: field → what was probably meant. ``people``: the other contacts of the
    same row; ``several``: those who may stand in the cells of the first, ``further``: in those of the others, by
    position among the ``people``."""

    values: dict[str, Any] = field(default_factory=dict)
    raw: dict[str, str] = field(default_factory=dict)
    looks: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    suggestions: dict[str, str] = field(default_factory=dict)
    code: StockCode = field(default_factory=StockCode)
    people: list[dict[str, Any]] = field(default_factory=list)
    several: Several = field(default_factory=Several)
    further: dict[int, Several] = field(default_factory=dict)

    def copy(self) -> Values:
        """Whose changes leave this one as it is."""
        return replace(
            self,
            values=_copied(self.values),
            raw=dict(self.raw),
            looks=list(self.looks),
            notes=list(self.notes),
            suggestions=dict(self.suggestions),
            people=[_copied(person) for person in self.people],
            several=_several_copied(self.several),
            further={at: _several_copied(several) for at, several in self.further.items()},
        )

    @property
    def all_several(self) -> list[Several]:
        return [one for one in (self.several, *self.further.values()) if one.people]

    def note(self, code: str) -> None:
        if code and code not in self.notes:
            self.notes.append(code)

    def look(self, code: str) -> None:
        if code and code not in self.looks:
            self.looks.append(code)

    def remark(self, text: str) -> None:
        """Keep among the remarks what has no place of its own."""
        self.values["remarks"] = "; ".join(filter(None, (self.values.get("remarks", ""), text)))

    def set_code(self, code: StockCode) -> None:
        self.code = code
        if code.text:
            self.values["stock_code"] = code.text
        if code.code in ("code_became_number", "code_unreadable"):
            self.look(code.code)
            self.suggestions["stock_code"] = code.suggestion
        else:
            self.note(code.code)


def _copied(said: dict[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, list) else value for name, value in said.items()}


def _several_copied(several: Several) -> Several:
    return replace(several, people=tuple(map(_copied, several.people)))
