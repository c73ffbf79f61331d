"""Tables as an organizer types them, tables under new names, and the link of a table at which one meets online."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from app.core.errors import Invalid
from app.core.localized import LANGUAGES, Localized
from app.core.parsing import web_address

LABEL_LENGTH: Final = 20
MOST_TABLES: Final = 500

_LONGEST_RANGE: Final = 2 * LABEL_LENGTH + 5

_ITEM_PATTERN: Final = re.compile(r"[^,;，；、\r\n]+")
# hyphens, dashes, minus and the wave signs that Chinese ranges use; full-width ones are folded before
_DASHES: Final = "-‐‑‒–—―−~〜～"
_RANGE_WORDS: Final = "to|bis|à|au|through"
_RANGE_PATTERN: Final = re.compile(
    rf"(?P<prefix>.*?)(?P<first>\d+)(?: ?[{_DASHES}至到]+ ?| (?:{_RANGE_WORDS}) )(?P<prefix2>.*?)(?P<last>\d+)",
    re.IGNORECASE,
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


def parse_labels(typed: str) -> TableLabels:
    """The tables of a text: labels and ranges, parted by commas, semicolons, 、 or lines.

    Ranges take any dash or one of the words to, bis, à, au, through, 至 and 到;
    "A1–12" means A1–A12, "A01–A12" keeps its zeros. Full-width letters and digits are folded.
    """
    labels: dict[str, str] = {}
    problems: list[LabelProblem] = []
    for item in _label_items(typed):
        expanded = _expand(item.text)
        code = expanded if isinstance(expanded, str) else _add_labels(labels, expanded)
        if code is not None:
            problems.append(LabelProblem(code, item.text, item.start, item.end))
    return TableLabels(tuple(labels.values()), tuple(problems))


@dataclass(frozen=True)
class _LabelItem:
    text: str
    start: int
    end: int


def _label_items(typed: str) -> Iterator[_LabelItem]:
    for match in _ITEM_PATTERN.finditer(typed):
        trimmed = match[0].strip()
        if trimmed:
            start = match.start() + match[0].index(trimmed)
            text = " ".join(unicodedata.normalize("NFKC", trimmed).split())
            yield _LabelItem(text, start, start + len(trimmed))


def _expand(text: str) -> list[str] | str:
    """The labels of one item, or the code of what is wrong with it."""
    match = _RANGE_PATTERN.fullmatch(text) if len(text) <= _LONGEST_RANGE else None
    if match is None:
        return [text] if len(text) <= LABEL_LENGTH else "label_too_long"
    prefix, first, last = match["prefix"], int(match["first"]), int(match["last"])
    if match["prefix2"] not in ("", prefix):
        return "range_mixed"
    if last < first:
        return "range_backwards"
    if last - first >= MOST_TABLES:
        return "too_many_tables"
    width = len(match["first"]) if match["first"].startswith("0") else 1
    return _labels_that_fit([f"{prefix}{number:0{width}d}" for number in range(first, last + 1)])


def _labels_that_fit(labels: list[str]) -> list[str] | str:
    return labels if len(labels[-1]) <= LABEL_LENGTH else "label_too_long"


def _add_labels(labels: dict[str, str], more: list[str]) -> str | None:
    """Add the labels that are new; the code of what was left out, or None."""
    new = {label.casefold(): label for label in more if label.casefold() not in labels}
    room = MOST_TABLES - len(labels)
    labels.update(list(new.items())[:room])
    if len(new) > room:
        return "too_many_tables"
    return "label_twice" if len(new) < len(more) else None


def label_ranges(labels: Iterable[str]) -> str:
    """Labels as short as they can be typed: A1, A2, A3, VIP → "A1–A3, VIP". ``parse_labels`` gives them back."""
    runs: list[list[str]] = []
    for label in labels:
        if runs and label == _label_after(runs[-1][-1]):
            runs[-1].append(label)
        else:
            runs.append([label])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def next_label(label: str, taken: Iterable[str]) -> str:
    """The first free one after a label: A9 → A10, VIP → VIP 2."""
    known = {other.casefold() for other in taken}
    candidate = _label_after(label) or f"{label} 2"
    while candidate.casefold() in known:
        candidate = _label_after(candidate) or f"{candidate} 2"
    return candidate


def _label_after(label: str) -> str | None:
    """A9 → A10, A09 → A10; None for a label that ends in no number."""
    match = re.fullmatch(r"(?P<prefix>.*?)(?P<number>\d+)", label)
    if match is None:
        return None
    digits = match["number"]
    width = len(digits) if digits.startswith("0") else 1
    return f"{match['prefix']}{int(digits) + 1:0{width}d}"


@dataclass(frozen=True)
class TableRename:
    """A zone whose tables may be the same under other names: the first of ``old`` becomes the first of ``new``."""

    zone: Localized
    old: tuple[str, ...]
    new: tuple[str, ...]

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        return tuple(zip(self.old, self.new, strict=True))


ZoneLabels = Mapping[Localized, Sequence[str]]
"""The name of a zone → the labels of its tables, in their order."""


def possible_renames(old: ZoneLabels, new: ZoneLabels, taken: Collection[str] = ()) -> tuple[TableRename, ...]:
    """The zones where as many labels go as come, in the order of ``old``.

    A zone is known by its name, in one language at least; zones with new names are matched in order, if there are as
    many of them.
    ``taken``: labels that other tables hold which are out of use; nothing is renamed to one of them.
    """
    before = {label for labels in old.values() for label in labels}
    after = {label for labels in new.values() for label in labels}
    renames = []
    for zone, other in _matched_zones(old, new):
        going = tuple(label for label in old[zone] if label not in after)
        coming = tuple(label for label in new[other] if label not in before)
        if going and len(going) == len(coming) and not set(coming) & set(taken):
            renames.append(TableRename(other, going, coming))
    return tuple(renames)


def _matched_zones(old: ZoneLabels, new: ZoneLabels) -> Iterator[tuple[Localized, Localized]]:
    same = {zone: zone for zone in old if zone in new}
    for zone in (zone for zone in old if zone not in same):
        like = (other for other in new if other not in same.values() and _has_common_name(zone, other))
        if (other := next(like, None)) is not None:
            same[zone] = other
    leaving, coming = [zone for zone in old if zone not in same], [zone for zone in new if zone not in same.values()]
    if len(leaving) == len(coming):
        same |= zip(leaving, coming, strict=True)
    for zone in old:
        if zone in same:
            yield zone, same[zone]


def _has_common_name(first: Localized, second: Localized) -> bool:
    return any(first.exactly(language) == second.exactly(language) != "" for language in LANGUAGES)


LONGEST_LINK = 500


def parse_video_link(text: str) -> str | None:
    """The address as it is kept, None for none. Raises Invalid ``video_link`` for anything but one of https, and
    ``video_link_long``.
    """
    typed = text.strip()
    if not typed:
        return None
    address = web_address(typed)
    if not address or urlsplit(address).scheme != "https":
        raise Invalid("video_link")
    if len(address) > LONGEST_LINK:
        raise Invalid("video_link_long", most=LONGEST_LINK)
    return address
