"""Several people listed in one cell, each perhaps with a title: Tan Wei, CEO; Lim Bo, CFO. Or one per line, or joined
by and, &, 和."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Final

from app.companies.names.parsing import compact, has_chinese
from app.registrations.cells import is_none, is_to_come, tidy
from app.registrations.headers import guess
from app.registrations.japanese_names import FAMILY_NAMES
from app.registrations.role_words import (
    COMPOUND_SURNAMES,
    SURNAMES,
    is_of_title,
    is_role,
    reads_as_name,
    title_glued,
    title_glued_before,
    title_in_front,
    words_of_title,
)
from app.registrations.salutations import SALUTATIONS

LONGEST: Final = 600
"""Of a cell that is read so."""


class Part(IntEnum):
    """How strongly a separator parts people."""

    BLANK = 0
    WEAK = 1
    JOINS = 2
    STRONG = 3


_SEPARATORS: Final = re.compile(
    r"(?P<strong>\n|[;；|｜])"
    r"|(?P<joins>、|(?<!\b[A-Za-z])[/／]|[/／](?![A-Za-z]\b)|\s*[&＆+＋]\s*"
    r"|\s+(?:and|et|with|avec|plus|ainsi que|as well as|or|ou)\s+|以及|或)"
    r"|(?P<weak>[,，:：]|\s+[-–—]+\s+|\s*[–—]+\s*)",
    re.IGNORECASE,
)
"""Not the stroke of s/o, d/o, a/l."""
_BLANKS: Final = re.compile(r"(?<=[\u3400-\u9fff])\s+|\s+(?=[\u3400-\u9fff])")
"""Part what stands around Chinese."""
_HAN_AND: Final = re.compile("以及|[和与與及暨跟]")
_OR: Final = re.compile(r"\s(?:or|ou)\s|或", re.IGNORECASE)
_COUNTED: Final = re.compile(r"(?:^|(?<=[\s,，;；、/]))[(（]?\d{1,2}[.)）、]\s*(?=[^\W\d])")
"""Before each of several: 1) Tan Mei 2) Lim Bo."""
_INSIDE: Final = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
_BEHIND: Final = re.compile(r"^(?P<name>.{2,60}?)\s*[(（](?P<title>[^()（）]+)[)）]$")
_DASHED: Final = re.compile(r"^(?P<name>[^\W\d].{1,60}?)\s*[-–—]\s*(?P<title>[^\W\d].*)$")
_SPOKEN: Final = re.compile("总|董|工|总监|主任|(?:总)?经理|董事长|[处局会科部厂]长|老师|主席|秘书长?")
_ENDS: Final = " \t.·•*-–—"
_GREETED: Final = re.compile(
    rf"^(?:{'|'.join(sorted(word for word in SALUTATIONS if word.isascii()))})\b\.?\s", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Listed:
    """``title``: "" where none stands with the name."""

    name: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class People:
    """``sure``: each stands there with a title of their own. ``loose``: only commas or blanks part them, or an "or"."""

    listed: tuple[Listed, ...] = ()
    sure: bool = False
    loose: bool = False

    @property
    def titled(self) -> bool:
        return any(one.title for one in self.listed)


@dataclass(slots=True)
class _Piece:
    """``kind``: name, title, both, or other; from ``start`` to ``end`` in the text. ``doubtful``: it is both, unless no
    other piece is a name or a title alone."""

    start: int
    end: int
    before: Part
    kind: str = ""
    name: str = ""
    title: str = ""
    doubtful: bool = False


@dataclass(slots=True)
class _Person:
    name: str
    titles: list[tuple[int, int]] = field(default_factory=list)
    said: str = ""
    before: Part = Part.STRONG


def people_listed(text: str, *, spaced: bool = False) -> People:
    """Nobody where the text names fewer than two, or where what stands there cannot be told at all. ``spaced``: names
    in Chinese signs have a blank within them, as in Japan."""
    if len(text) > LONGEST or not any(map(str.isalpha, text)):
        return People()
    text = _COUNTED.sub("\n", text)
    pieces = _merged(list(_pieces(text)), spaced=spaced)
    kinds = [piece.kind for piece in pieces]
    names = sum(kind in ("name", "both") for kind in kinds)
    if names < 2:
        return People()
    if "other" in kinds and not any(kind in ("title", "both") for kind in kinds):
        return People()
    people = _title_first(pieces) if kinds[0] == "title" and kinds[-1] != "title" else _grouped(pieces)
    listed = tuple(Listed(one.name, _title_of(text, one)) for one in people)
    if len(listed) < 2:
        return People()
    loose = all(one.before <= Part.WEAK for one in people[1:]) or _OR.search(text) is not None
    clear = "other" not in kinds and (kinds[0] != "title" or kinds[-1] != "title") and not _OR.search(text)
    alike = set(kinds) == {"both"} or not any(piece.doubtful for piece in pieces)
    return People(listed, clear and alike and all(one.title for one in listed), loose)


def _title_of(text: str, one: _Person) -> str:
    found = [one.said] if one.said else []
    if one.titles:
        found.append(tidy(text[one.titles[0][0] : one.titles[-1][1]]))
    return ", ".join(found)


def _grouped(pieces: list[_Piece]) -> list[_Person]:
    """A title goes with the name before it."""
    people: list[_Person] = []
    for piece in pieces:
        if piece.kind in ("name", "both"):
            people.append(_Person(piece.name, said=piece.title, before=piece.before))
        elif piece.kind == "title" and people:
            people[-1].titles.append((piece.start, piece.end))
    return people


def _title_first(pieces: list[_Piece]) -> list[_Person]:
    """It goes with the name behind it: CEO Tan Wei / CFO Lim Bo."""
    people: list[_Person] = []
    waiting: list[tuple[int, int]] = []
    for piece in pieces:
        if piece.kind == "title":
            waiting.append((piece.start, piece.end))
        elif piece.kind in ("name", "both"):
            people.append(_Person(piece.name, waiting, piece.title, piece.before))
            waiting = []
    return people


def _pieces(text: str) -> Iterator[_Piece]:
    """What stands between separators outside brackets, each told what it is; blanks part it where it is Chinese."""
    masked = _INSIDE.sub(lambda found: "\x00" * len(found[0]), text)
    at, before = 0, Part.STRONG
    seen: list[_Piece] = []
    for found in [*_SEPARATORS.finditer(masked), None]:
        end = found.start() if found else len(text)
        label = found is not None and found[0].strip() in (":", "：") and guess(text[at:end].strip()) is not None
        if not (label and not is_role(text[at:end])):
            for piece in _told(text, at, end, before, seen):
                seen.append(piece)
                yield piece
        if found:
            own = next(part for part in (Part.STRONG, Part.JOINS, Part.WEAK) if found[part.name.lower()])
            before = own if end > at and text[at:end].strip(_ENDS) and not label else max(before, own)
            at = found.end()


def _told(text: str, start: int, end: int, before: Part, seen: list[_Piece]) -> Iterator[_Piece]:
    """A stretch without separators, as one piece, or as several where Chinese is parted by blanks or 和."""
    while start < end and text[start] in _ENDS:
        start += 1
    while end > start and text[end - 1] in _ENDS:
        end -= 1
    said = text[start:end]
    if not any(map(str.isalnum, said)) or is_none(said) or is_to_come(said):
        return
    whole = _read(said, seen[-1] if seen else None, before)
    if not has_chinese(said):
        yield _at(whole, start, end, before)
        return
    if (joined := _han_joined(said)) is not None:
        left, right = joined
        yield from _told(text, start, start + left, before, seen)
        yield from _told(text, start + right, end, Part.JOINS, seen)
        return
    at = start
    for found in [*_BLANKS.finditer(text, start, end), None]:
        stop = found.start() if found else end
        yield _at(_read(text[at:stop], None, before), at, stop, before)
        at, before = (found.end() if found else end), Part.BLANK


def _at(piece: _Piece, start: int, end: int, before: Part) -> _Piece:
    return replace(piece, start=start, end=end, before=before)


def _han_joined(said: str) -> tuple[int, int] | None:
    """Where 和 and the like part two people: (end of the first, start of the other); 李和平 is one."""
    for found in _HAN_AND.finditer(said):
        left, right = said[: found.start()].strip(), said[found.end() :].strip()
        if _names_somebody(left) and (_names_somebody(right) or _han_joined(right)):
            return found.start(), found.end()
    return None


def _names_somebody(said: str) -> bool:
    return _read(said, None, Part.STRONG).kind in ("name", "both")


def _read(said: str, last: _Piece | None, before: Part) -> _Piece:
    """What a stretch is by itself; behind a name that has no title yet, words of a title rather go on with that."""
    piece = _Piece(0, 0, before)
    waits = last is not None and last.kind == "name" and before <= Part.WEAK
    for name, title, doubtful in _parted(said, waits):
        if title and reads_as_name(name):
            return replace(piece, kind="both", name=tidy(name), title=tidy(title), doubtful=doubtful)
    if reads_as_name(said) or (has_chinese(said) and _is_surname_with_title(said)):
        return replace(piece, kind="name", name=tidy(said))
    return replace(piece, kind="title" if is_of_title(said) else "other")


def _parted(said: str, waits: bool) -> Iterator[tuple[str, str, bool]]:
    """(name, title, whether that is doubtful): what each way of parting a stretch gives."""
    for pattern in (_BEHIND, _DASHED):
        if (found := pattern.match(said)) and is_role(found["title"]):
            yield found["name"], found["title"], False
    if has_chinese(said):
        yield from ((*parted(said), False) for parted in (title_glued, title_glued_before, _latin_title))
    elif is_role(said):
        for name, title in (words_of_title(said), title_in_front(said)):
            greeted = _GREETED.match(name) is not None
            yield name, title if greeted or not waits else "", not greeted


def _latin_title(said: str) -> tuple[str, str]:
    """陈伟明CEO."""
    found = re.match(r"^([\u3400-\u9fff]{2,4})\s*([A-Za-z].*)$", said)
    return (found[1], found[2]) if found and is_role(found[2]) else (said, "")


def _is_surname_with_title(said: str) -> bool:
    """李经理, 王总: how one speaks of somebody."""
    plain = compact(said)
    return plain[:1] in SURNAMES and _SPOKEN.fullmatch(plain[1:]) is not None


def _merged(pieces: list[_Piece], *, spaced: bool) -> list[_Piece]:
    """One person's name in two scripts, in two parts, or family name first behind a comma, is one piece."""
    kept: list[_Piece] = []
    for piece in pieces:
        last = kept[-1] if kept else None
        if (
            last is not None
            and last.kind == "name"
            and piece.kind in ("name", "both", "other")
            and _is_one(last, piece, pieces, spaced=spaced)
        ):
            between = {Part.BLANK: " ", Part.WEAK: ", "}.get(piece.before, " / ")
            kept[-1] = replace(
                piece, kind="both" if piece.kind == "both" else "name", start=last.start, before=last.before,
                name=f"{last.name}{between}{piece.name or ''}".rstrip(" ,/"),
            )  # fmt: skip
            continue
        kept.append(piece)
    return kept


def _is_one(last: _Piece, piece: _Piece, pieces: list[_Piece], *, spaced: bool) -> bool:
    if not piece.name:
        return False
    scripts = {has_chinese(last.name), has_chinese(piece.name)}
    if len(scripts) == 2 and not (re.search(r"[A-Za-z]", last.name) and has_chinese(last.name)):
        return piece.before <= Part.WEAK or (piece.before is Part.JOINS and len(pieces) > 2)
    if piece.before is Part.BLANK:
        family = len(compact(last.name)) == 1 or last.name in COMPOUND_SURNAMES
        japanese = compact(last.name) in FAMILY_NAMES and compact(piece.name)[:1] not in SURNAMES
        return family or japanese or (spaced and has_chinese(last.name) and " " not in last.name)
    if piece.before is Part.WEAK and scripts == {False}:
        greeted = _GREETED.match(last.name) and _GREETED.match(piece.name)
        return not greeted and (len(last.name.split()) == 1 or len(piece.name.split()) == 1)
    return False
