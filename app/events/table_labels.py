"""Tables as an organizer types them: "A1–A12, B1-B6; VIP" gives 19 labels."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

LABEL_LENGTH: Final = 20
MOST_TABLES: Final = 500

_LONGEST_RANGE: Final = 2 * LABEL_LENGTH + 5

_ITEM: Final = re.compile(r"[^,;，；、\r\n]+")
# hyphens, dashes, minus and the wave signs that Chinese ranges use; full-width ones are folded before
_DASH: Final = "-‐‑‒–—―−~〜～"
_WORDS: Final = "to|bis|à|au|through"
_RANGE: Final = re.compile(
    rf"(?P<prefix>.*?)(?P<first>\d+)(?: ?[{_DASH}至到]+ ?| (?:{_WORDS}) )(?P<prefix2>.*?)(?P<last>\d+)", re.IGNORECASE
)


@dataclass(frozen=True)
class LabelProblem:
    """One piece of the text that gives no table, with its place: characters ``start`` to ``end`` of what was typed.

    Codes: ``range_mixed`` (A1–B6), ``range_backwards`` (A9–A1), ``label_too_long``, ``label_twice``,
    ``too_many_tables`` (the rest is left out).
    """

    code: str
    typed: str
    start: int
    end: int


@dataclass(frozen=True)
class TableLabels:
    """Labels in the order typed, each once whatever its case, and what could not be read."""

    labels: tuple[str, ...]
    problems: tuple[LabelProblem, ...]


def read_labels(typed: str) -> TableLabels:
    """The tables of a text: labels and ranges, parted by commas, semicolons, 、 or lines.

    Ranges take any dash or one of the words to, bis, à, au, through, 至 and 到;
    "A1–12" means A1–A12, "A01–A12" keeps its zeros. Full-width letters and digits are folded.
    """
    labels: dict[str, str] = {}
    problems: list[LabelProblem] = []
    for item in _items(typed):
        expanded = _expand(item.text)
        code = expanded if isinstance(expanded, str) else _add(labels, expanded)
        if code is not None:
            problems.append(LabelProblem(code, item.text, item.start, item.end))
    return TableLabels(tuple(labels.values()), tuple(problems))


@dataclass(frozen=True)
class _Item:
    text: str
    start: int
    end: int


def _items(typed: str) -> Iterator[_Item]:
    for found in _ITEM.finditer(typed):
        trimmed = found[0].strip()
        if trimmed:
            start = found.start() + found[0].index(trimmed)
            text = " ".join(unicodedata.normalize("NFKC", trimmed).split())
            yield _Item(text, start, start + len(trimmed))


def _expand(text: str) -> list[str] | str:
    """The labels of one item, or the code of what is wrong with it."""
    found = _RANGE.fullmatch(text) if len(text) <= _LONGEST_RANGE else None
    if found is None:
        return [text] if len(text) <= LABEL_LENGTH else "label_too_long"
    prefix, first, last = found["prefix"], int(found["first"]), int(found["last"])
    if found["prefix2"] not in ("", prefix):
        return "range_mixed"
    if last < first:
        return "range_backwards"
    if last - first >= MOST_TABLES:
        return "too_many_tables"
    width = len(found["first"]) if found["first"].startswith("0") else 1
    return _fitting([f"{prefix}{number:0{width}d}" for number in range(first, last + 1)])


def _fitting(labels: list[str]) -> list[str] | str:
    return labels if len(labels[-1]) <= LABEL_LENGTH else "label_too_long"


def _add(labels: dict[str, str], more: list[str]) -> str | None:
    """Add the labels that are new; the code of what was left out, or None."""
    new = {label.casefold(): label for label in more if label.casefold() not in labels}
    room = MOST_TABLES - len(labels)
    labels.update(list(new.items())[:room])
    if len(new) > room:
        return "too_many_tables"
    return "label_twice" if len(new) < len(more) else None


def as_ranges(labels: Iterable[str]) -> str:
    """Labels as short as they can be typed: A1, A2, A3, VIP → "A1–A3, VIP". ``read_labels`` gives them back."""
    runs: list[list[str]] = []
    for label in labels:
        if runs and label == _next(runs[-1][-1]):
            runs[-1].append(label)
        else:
            runs.append([label])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def next_label(label: str, taken: Iterable[str]) -> str:
    """The first free one after a label: A9 → A10, VIP → VIP 2."""
    known = {one.casefold() for one in taken}
    found = _next(label) or f"{label} 2"
    while found.casefold() in known:
        found = _next(found) or f"{found} 2"
    return found


def _next(label: str) -> str | None:
    """A9 → A10, A09 → A10; None for a label that ends in no number."""
    found = re.fullmatch(r"(?P<prefix>.*?)(?P<number>\d+)", label)
    if found is None:
        return None
    digits = found["number"]
    width = len(digits) if digits.startswith("0") else 1
    return f"{found['prefix']}{int(digits) + 1:0{width}d}"
