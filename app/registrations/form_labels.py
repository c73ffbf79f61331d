"""The labels of a form, wherever they stand: in cells of their own, or before a colon and their value."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Final

from app.companies.names.parsing import compact
from app.registrations.cells import tidy
from app.registrations.consent_headers import LONGEST, consent_asked
from app.registrations.fields import COMPANY_NAMES, Field
from app.registrations.grid import Grid
from app.registrations.headers import guess, is_ambiguous
from app.registrations.places import languages_in
from app.registrations.row_words import is_count

_INLINE: Final = re.compile(r"^([^:：]{1,60}?)\s*[:：]\s*(.*)$", re.DOTALL)
_ASKED: Final = re.compile(r"^([^?？]{3,100}[?？])\s*(\S.*)$", re.DOTALL)
"""A question with its answer behind it."""
_NUMBERING: Final = re.compile(r"^\s*(?:[（(]?\d{1,2}[)）.、]|[一二三四五六七八九十]+[、.]|[A-Za-z][.)]|[*＊•●·▪-])\s*")
_COUNT: Final = re.compile(r"\s*[(（]?[1-9①-⑨一二三四五][)）]?$")
"""Behind a label that comes several times: Contact person 2, 联系人二."""
_REST: Final = re.compile(r"(?<![*＊:：\s_＿])[*＊:：\s_＿]+$")
_PLACEHOLDER: Final = re.compile(
    r"^[\s_＿.…—–-]*$|^(click|tap)\b.*\benter\b|^choose an item|^(please )?fill in"
    r"|^(单击|点击).*(输入|此处)|^选择一项|^请(填写|输入|选择)",
    re.IGNORECASE,
)
"""What stands in a form where nobody has written anything yet."""
_NAMED: Final = frozenset({*COMPANY_NAMES, Field.REPRESENTATIVE, Field.REPRESENTATIVE_ZH})
LONGEST_LABEL: Final = 60


@dataclass(frozen=True, slots=True)
class Label:
    """A label at its place, ``right`` and ``bottom`` being the last cells that it spans. ``field``: what it says by
    itself; ``inline``: the value behind its colon, None where no colon stands."""

    row: int
    column: int
    right: int
    bottom: int
    text: str
    field: Field
    inline: str | None = None

    @property
    def place(self) -> tuple[int, int]:
        return self.row, self.column


def labels_of(grid: Grid) -> dict[tuple[int, int], Label]:
    """All that are surely labels, by their place, in reading order."""
    spans = {(one.top, one.left): one for one in grid.sheet.merged}
    found = {}
    for row, cells in grid.own.items():
        for column, cell in cells.items():
            told = label_in(cell.text)
            if told is not None:
                span = spans.get((row, column))
                right, bottom = (span.right, span.bottom) if span else (column, row)
                found[row, column] = Label(row, column, right, bottom, *told)
    return _told_apart({at: label for at, label in found.items() if not _is_language(grid, found, label)})


def _is_language(grid: Grid, found: dict[tuple[int, int], Label], label: Label) -> bool:
    """中文 and English, 中文 say what somebody speaks, unless a label at their left says whose name they part."""
    spoken, unread = languages_in(label.text)
    left = label.row, label.column - 1
    named = found.get(grid.origin.get(left, left))
    parts_name = len(spoken) == 1 and named is not None and named.field in _NAMED and not languages_in(named.text)[0]
    return bool(spoken) and not unread and not parts_name


def _told_apart(found: dict[tuple[int, int], Label]) -> dict[tuple[int, int], Label]:
    """A bare "Name" is a person's where another label names the firm."""
    bare = {at for at, label in found.items() if is_ambiguous(label.text)}
    if not any(label.field is Field.COMPANY for at, label in found.items() if at not in bare):
        return found
    persons = {at: told.field for at in bare if (told := guess(found[at].text, True))}
    return {at: replace(label, field=persons.get(at, label.field)) for at, label in found.items()}


def label_in(text: str) -> tuple[str, Field, str | None] | None:
    """(label, field, value behind the colon) of a text that is a label; None for any other."""
    shown = unicodedata.normalize("NFKC", text).strip()
    if _BOX.match(shown) or is_count([shown]):
        return None
    if asked := _consent_in(shown):
        return asked
    if found := _INLINE.match(shown) or _ASKED.match(shown):
        label = plain_label(found[1])
        told = guess(label)
        if told is not None and label:
            return label, told.field, value_in(found[2])
    label = plain_label(shown)
    told = guess(_COUNT.sub("", label)) if len(label) <= LONGEST_LABEL else None
    return (label, told.field, None) if told is not None and told.exact else None


_CHOICE: Final = re.compile(
    r"\s*[(（\[]?\s*(?:yes|oui|y|o|是|同意)\s*[/／|]\s*(?:no|non|n|否|不同意)\s*[)）\]]?\s*$", re.IGNORECASE
)
"""The answers that a question leaves, behind it."""


def _consent_in(shown: str) -> tuple[str, Field, str | None] | None:
    """A consent that is asked for in as many words as it takes, its answer elsewhere."""
    if len(shown) > LONGEST:
        return None
    bare = _CHOICE.sub("", shown)
    if bare == shown and not shown.endswith((":", "?")):
        return None
    asked = consent_asked(plain_label(bare))
    return (plain_label(bare), asked.field, None) if asked else None


def plain_label(text: str) -> str:
    """Without numbering, stars and colon."""
    return _REST.sub("", _NUMBERING.sub("", tidy(text)))


def value_in(text: str) -> str:
    """What somebody wrote: ticked boxes alone where there are boxes; "" for a blank line or what asks to write."""
    text = text.strip().strip("_＿ ")
    return "" if _PLACEHOLDER.match(text) else ticked(text)


_BOX: Final = re.compile(r"[☑☒✓✔√■▣✅☐□○◯❑❏]|\[\s*(?:[xX√✓]\s*)?\]|[(（]\s*(?:[√✓✔xX]\s*)?[)）]")
_TICKED: Final = re.compile(r"[☑☒✓✔√■▣✅xX]")


@dataclass(frozen=True, slots=True)
class Boxed:
    """What a box stands before, and whether it is ticked."""

    text: str
    ticked: bool


def boxed_consent(text: str) -> Boxed | None:
    """A consent behind a box of its own: ☑ I agree to be listed; None for answers to tick: ☑ Yes ☐ No."""
    shown = text.strip()
    box = _BOX.match(shown)
    if box is None or len(_BOX.findall(shown)) > 1:
        return None
    said = tidy(shown[box.end() :])
    return Boxed(said, _TICKED.search(box[0]) is not None) if consent_asked(said) else None


def has_tick(text: str) -> bool:
    return any(_TICKED.search(box[0]) for box in _BOX.finditer(text))


def begins_with_box(text: str) -> bool:
    return _BOX.match(text.strip()) is not None


def ticked(text: str) -> str:
    """☑ Finance ☐ Trade → Finance; a box belongs to the words behind it, unless the text begins with words."""
    marks = list(_BOX.finditer(text))
    blank = [mark for mark in marks if not _TICKED.search(mark[0])]
    if not marks or (not blank and len(marks) < 2 and not text.startswith(marks[0][0])):
        return text
    first = text[: marks[0].start()].strip()
    edges = [mark.start() for mark in marks] + [len(text)]
    if first and not text[marks[-1].end() :].strip():
        starts = [0] + [mark.end() for mark in marks]
        words = [text[start : mark.start()] for start, mark in zip(starts, marks, strict=False)]
    else:
        words = [text[mark.end() : edge] for mark, edge in zip(marks, edges[1:], strict=True)]
    chosen = [word.strip(" \n,，;；、/") for word, mark in zip(words, marks, strict=True) if _TICKED.search(mark[0])]
    return "; ".join(filter(None, chosen)) or (text if chosen else "")


def keys(labels: list[Label]) -> set[str]:
    return {compact(label.text) for label in labels}
