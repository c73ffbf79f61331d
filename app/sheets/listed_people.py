"""Several people listed in one cell, each perhaps with a title, and people whom a cell only counts.

Tan Wei, CEO; Lim Bo, CFO; or one per line, or joined by and, &, 和."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Final

from app.companies.names.parsing import compact, has_chinese
from app.companies.typed_text import is_empty_answer, is_pending_answer, tidy_text
from app.sheets.headers import guess_field
from app.sheets.job_titles import (
    CHINESE_COMPOUND_SURNAMES,
    CHINESE_SURNAMES,
    is_job_title,
    is_likely_person_name,
    is_part_of_job_title,
    split_glued_leading_title,
    split_glued_title,
    split_leading_title,
    split_trailing_title,
)
from app.sheets.phrases import PhraseKind, list_phrases
from app.sheets.salutations import SALUTATIONS

JAPANESE_FAMILY_NAMES: Final = frozenset(list_phrases(PhraseKind.JAPANESE_SURNAME))
SPACED_NAME_COUNTRIES: Final = frozenset({"JP", "KR"})
"""Where a family and a given name in Chinese signs are parted by a blank."""


MAX_LIST_LENGTH: Final = 600
"""Of a cell that is read so."""


class PeopleSeparator(IntEnum):
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
_BLANKS_BESIDE_CHINESE: Final = re.compile(r"(?<=[\u3400-\u9fff])\s+|\s+(?=[\u3400-\u9fff])")
"""Part what stands around Chinese."""
_CHINESE_AND: Final = re.compile("以及|[和与與及暨跟]")
_OR: Final = re.compile(r"\s(?:or|ou)\s|或", re.IGNORECASE)
_LIST_NUMBER: Final = re.compile(r"(?:^|(?<=[\s,，;；、/]))[(（]?\d{1,2}[.)）、]\s*(?=[^\W\d])")
"""Before each of several: 1) Tan Mei 2) Lim Bo."""
_BRACKETED: Final = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
_NAME_WITH_BRACKETED_TITLE: Final = re.compile(r"^(?P<name>.{2,60}?)\s*[(（](?P<title>[^()（）]+)[)）]$")
_NAME_DASH_TITLE: Final = re.compile(r"^(?P<name>[^\W\d].{1,60}?)\s*[-–—]\s*(?P<title>[^\W\d].*)$")
_TITLES_OF_ADDRESS: Final = re.compile("总|董|工|总监|主任|(?:总)?经理|董事长|[处局会科部厂]长|老师|主席|秘书长?")
_EDGE_CHARACTERS: Final = " \t.·•*-–—"
_WITH_SALUTATION: Final = re.compile(
    rf"^(?:{'|'.join(sorted(word for word in SALUTATIONS if word.isascii()))})\b\.?\s", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """``title``: "" where none stands with the name."""

    name: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class ListedPeople:
    """``sure``: each stands there with a title of their own. ``loose``: only commas or blanks part them, or an "or"."""

    listed: tuple[ListedPerson, ...] = ()
    sure: bool = False
    loose: bool = False

    @property
    def titled(self) -> bool:
        return any(person.title for person in self.listed)


@dataclass(slots=True)
class _NamePiece:
    """``kind``: name, title, both, or other; from ``start`` to ``end`` in the text. ``doubtful``: it is both, unless no
    other piece is a name or a title alone."""

    start: int
    end: int
    before: PeopleSeparator
    kind: str = ""
    name: str = ""
    title: str = ""
    doubtful: bool = False


@dataclass(slots=True)
class _GroupedPerson:
    name: str
    titles: list[tuple[int, int]] = field(default_factory=list)
    title: str = ""
    before: PeopleSeparator = PeopleSeparator.STRONG


def parse_listed_people(text: str, *, spaced: bool = False) -> ListedPeople:
    """Nobody where the text names fewer than two, or where what stands there cannot be told at all. ``spaced``: names
    in Chinese signs have a blank within them, as in Japan."""
    if len(text) > MAX_LIST_LENGTH or not any(map(str.isalpha, text)):
        return ListedPeople()
    text = _LIST_NUMBER.sub("\n", text)
    pieces = _merge_pieces(list(_split_pieces(text)), spaced=spaced)
    kinds = [piece.kind for piece in pieces]
    names = sum(kind in ("name", "both") for kind in kinds)
    if names < 2:
        return ListedPeople()
    if "other" in kinds and not any(kind in ("title", "both") for kind in kinds):
        return ListedPeople()
    people = _group_by_title(pieces) if kinds[0] == "title" and kinds[-1] != "title" else _group_by_name(pieces)
    listed = tuple(ListedPerson(person.name, _join_titles(text, person)) for person in people)
    if len(listed) < 2:
        return ListedPeople()
    loose = all(person.before <= PeopleSeparator.WEAK for person in people[1:]) or _OR.search(text) is not None
    clear = "other" not in kinds and (kinds[0] != "title" or kinds[-1] != "title") and not _OR.search(text)
    alike = set(kinds) == {"both"} or not any(piece.doubtful for piece in pieces)
    return ListedPeople(listed, clear and alike and all(person.title for person in listed), loose)


def _join_titles(text: str, grouped_person: _GroupedPerson) -> str:
    titles = [grouped_person.title] if grouped_person.title else []
    if grouped_person.titles:
        titles.append(tidy_text(text[grouped_person.titles[0][0] : grouped_person.titles[-1][1]]))
    return ", ".join(titles)


def _group_by_name(pieces: list[_NamePiece]) -> list[_GroupedPerson]:
    """A title goes with the name before it."""
    people: list[_GroupedPerson] = []
    for piece in pieces:
        if piece.kind in ("name", "both"):
            people.append(_GroupedPerson(piece.name, title=piece.title, before=piece.before))
        elif piece.kind == "title" and people:
            people[-1].titles.append((piece.start, piece.end))
    return people


def _group_by_title(pieces: list[_NamePiece]) -> list[_GroupedPerson]:
    """It goes with the name behind it: CEO Tan Wei / CFO Lim Bo."""
    people: list[_GroupedPerson] = []
    waiting: list[tuple[int, int]] = []
    for piece in pieces:
        if piece.kind == "title":
            waiting.append((piece.start, piece.end))
        elif piece.kind in ("name", "both"):
            people.append(_GroupedPerson(piece.name, waiting, piece.title, piece.before))
            waiting = []
    return people


def _split_pieces(text: str) -> Iterator[_NamePiece]:
    """What stands between separators outside brackets, each told what it is; blanks part it where it is Chinese."""
    masked = _BRACKETED.sub(lambda bracketed: "\x00" * len(bracketed[0]), text)
    at, before = 0, PeopleSeparator.STRONG
    seen: list[_NamePiece] = []
    for match in [*_SEPARATORS.finditer(masked), None]:
        end = match.start() if match else len(text)
        label = match is not None and match[0].strip() in (":", "：") and guess_field(text[at:end].strip()) is not None
        if not (label and not is_job_title(text[at:end])):
            for piece in _classify_stretch(text, at, end, before, seen):
                seen.append(piece)
                yield piece
        if match:
            own = next(
                part
                for part in (PeopleSeparator.STRONG, PeopleSeparator.JOINS, PeopleSeparator.WEAK)
                if match[part.name.lower()]
            )
            before = own if end > at and text[at:end].strip(_EDGE_CHARACTERS) and not label else max(before, own)
            at = match.end()


def _classify_stretch(
    text: str, start: int, end: int, before: PeopleSeparator, seen: list[_NamePiece]
) -> Iterator[_NamePiece]:
    """A stretch without separators, as one piece, or as several where Chinese is parted by blanks or 和."""
    while start < end and text[start] in _EDGE_CHARACTERS:
        start += 1
    while end > start and text[end - 1] in _EDGE_CHARACTERS:
        end -= 1
    stretch = text[start:end]
    if not any(map(str.isalnum, stretch)) or is_empty_answer(stretch) or is_pending_answer(stretch):
        return
    whole = _classify_piece(stretch, seen[-1] if seen else None, before)
    if not has_chinese(stretch):
        yield _shift_piece(whole, start, end, before)
        return
    if (joined := _split_at_chinese_and(stretch)) is not None:
        left, right = joined
        yield from _classify_stretch(text, start, start + left, before, seen)
        yield from _classify_stretch(text, start + right, end, PeopleSeparator.JOINS, seen)
        return
    at = start
    for match in [*_BLANKS_BESIDE_CHINESE.finditer(text, start, end), None]:
        stop = match.start() if match else end
        yield _shift_piece(_classify_piece(text[at:stop], None, before), at, stop, before)
        at, before = (match.end() if match else end), PeopleSeparator.BLANK


def _shift_piece(piece: _NamePiece, start: int, end: int, before: PeopleSeparator) -> _NamePiece:
    return replace(piece, start=start, end=end, before=before)


def _split_at_chinese_and(stretch: str) -> tuple[int, int] | None:
    """Where 和 and the like part two people: (end of the first, start of the other); 李和平 is one."""
    for match in _CHINESE_AND.finditer(stretch):
        left, right = stretch[: match.start()].strip(), stretch[match.end() :].strip()
        if _is_name(left) and (_is_name(right) or _split_at_chinese_and(right)):
            return match.start(), match.end()
    return None


def _is_name(text: str) -> bool:
    return _classify_piece(text, None, PeopleSeparator.STRONG).kind in ("name", "both")


def _classify_piece(stretch: str, last: _NamePiece | None, before: PeopleSeparator) -> _NamePiece:
    """What a stretch is by itself; behind a name that has no title yet, words of a title rather go on with that."""
    piece = _NamePiece(0, 0, before)
    waits = last is not None and last.kind == "name" and before <= PeopleSeparator.WEAK
    for name, title, doubtful in _split_stretch(stretch, waits):
        if title and is_likely_person_name(name):
            return replace(piece, kind="both", name=tidy_text(name), title=tidy_text(title), doubtful=doubtful)
    if is_likely_person_name(stretch) or (has_chinese(stretch) and _is_surname_with_title(stretch)):
        return replace(piece, kind="name", name=tidy_text(stretch))
    return replace(piece, kind="title" if is_part_of_job_title(stretch) else "other")


def _split_stretch(stretch: str, waits: bool) -> Iterator[tuple[str, str, bool]]:
    """(name, title, whether that is doubtful): what each way of parting a stretch gives."""
    for pattern in (_NAME_WITH_BRACKETED_TITLE, _NAME_DASH_TITLE):
        if (match := pattern.match(stretch)) and is_job_title(match["title"]):
            yield match["name"], match["title"], False
    if has_chinese(stretch):
        yield from (
            (*parted(stretch), False) for parted in (split_glued_title, split_glued_leading_title, _split_latin_title)
        )
    elif is_job_title(stretch):
        for name, title in (split_trailing_title(stretch), split_leading_title(stretch)):
            greeted = _WITH_SALUTATION.match(name) is not None
            yield name, title if greeted or not waits else "", not greeted


def _split_latin_title(text: str) -> tuple[str, str]:
    """陈伟明CEO."""
    match = re.match(r"^([\u3400-\u9fff]{2,4})\s*([A-Za-z].*)$", text)
    return (match[1], match[2]) if match and is_job_title(match[2]) else (text, "")


def _is_surname_with_title(text: str) -> bool:
    """李经理, 王总: how one speaks of somebody."""
    plain = compact(text)
    return plain[:1] in CHINESE_SURNAMES and _TITLES_OF_ADDRESS.fullmatch(plain[1:]) is not None


def _merge_pieces(pieces: list[_NamePiece], *, spaced: bool) -> list[_NamePiece]:
    """One person's name in two scripts, in two parts, or family name first behind a comma, is one piece."""
    name_pieces: list[_NamePiece] = []
    for piece in pieces:
        last = name_pieces[-1] if name_pieces else None
        if (
            last is not None
            and last.kind == "name"
            and piece.kind in ("name", "both", "other")
            and _is_same_person(last, piece, pieces, spaced=spaced)
        ):
            between = {PeopleSeparator.BLANK: " ", PeopleSeparator.WEAK: ", "}.get(piece.before, " / ")
            name_pieces[-1] = replace(
                piece,
                kind="both" if piece.kind == "both" else "name",
                start=last.start,
                before=last.before,
                name=f"{last.name}{between}{piece.name or ''}".rstrip(" ,/"),
            )
            continue
        name_pieces.append(piece)
    return name_pieces


def _is_same_person(last: _NamePiece, piece: _NamePiece, pieces: list[_NamePiece], *, spaced: bool) -> bool:
    if not piece.name:
        return False
    scripts = {has_chinese(last.name), has_chinese(piece.name)}
    if len(scripts) == 2 and not (re.search(r"[A-Za-z]", last.name) and has_chinese(last.name)):
        return piece.before <= PeopleSeparator.WEAK or (piece.before is PeopleSeparator.JOINS and len(pieces) > 2)
    if piece.before is PeopleSeparator.BLANK:
        family = len(compact(last.name)) == 1 or last.name in CHINESE_COMPOUND_SURNAMES
        japanese = compact(last.name) in JAPANESE_FAMILY_NAMES and compact(piece.name)[:1] not in CHINESE_SURNAMES
        return family or japanese or (spaced and has_chinese(last.name) and " " not in last.name)
    if piece.before is PeopleSeparator.WEAK and scripts == {False}:
        greeted = _WITH_SALUTATION.match(last.name) and _WITH_SALUTATION.match(piece.name)
        return not greeted and (len(last.name.split()) == 1 or len(piece.name.split()) == 1)
    return False


_MAX_COUNTED_LENGTH: Final = 120
_PEOPLE_PATTERN: Final = (
    r"(?:pax|persons?|people|delegates?|participants?|attendees?|representatives?|reps?|guests?|staff|colleagues?"
    r"|others?|more|accompan\w+|personnes?|délégués?|autres?|invités?|collègues?|人|名|位|代表|随员|随行人员)+"
)
_NUMBER_PATTERN: Final = r"(?:\d{1,2}|one|two|three|un|une|deux|trois|[一二两三四五六七八九十]{1,2})"
_TO_BE_CONFIRMED_PATTERN: Final = (
    r"(?:to be (?:confirmed|advised|named|announced)|t\.?b\.?[acdn]\.?|to follow|待定|待确认|à (?:confirmer|préciser))"
)
_COUNTED_PEOPLE: Final = re.compile(
    rf"^\W*{_NUMBER_PATTERN}\s*(?:x\s*)?{_PEOPLE_PATTERN}\s*(?:[(（][^()（）]*[)）]|[,;:–-]?\s*(?:names?\s*)?{_TO_BE_CONFIRMED_PATTERN})?\W*$"
    rf"|^\W*[+＋]\s*{_NUMBER_PATTERN}\s*(?:{_TO_BE_CONFIRMED_PATTERN})?\W*$"
    rf"|^\W*(?:names?|delegates?|representatives?|noms?|名单|人选)\s*\W?\s*{_TO_BE_CONFIRMED_PATTERN}\W*$",
    re.IGNORECASE,
)
_MORE_PEOPLE_PATTERN: Final = (
    rf"(?:[+＋]\s*{_NUMBER_PATTERN}?\s*(?:{_PEOPLE_PATTERN})?"
    rf"|(?:\bplus\b|\band\b|\bet\b|&|及|和|等)\s*{_NUMBER_PATTERN}?\s*{_PEOPLE_PATTERN}|\bplus {_NUMBER_PATTERN})"
)
_NAME_AND_MORE_PEOPLE: Final = re.compile(
    rf"^(?P<name>.*?[^\W\d_].*?)\s*(?:{_MORE_PEOPLE_PATTERN}|[(（]\s*{_MORE_PEOPLE_PATTERN}\s*[)）])\s*(?:[(（][^()（）]*[)）])?\s*$",
    re.IGNORECASE,
)


def remove_unnamed_people(text: str) -> str:
    """The cell's text without those whom it only counts; "" where it names nobody."""
    shown = unicodedata.normalize("NFKC", text).strip()
    if len(shown) > _MAX_COUNTED_LENGTH:
        return text
    if is_pending_answer(shown) or _COUNTED_PEOPLE.match(shown):
        return ""
    match = _NAME_AND_MORE_PEOPLE.match(shown)
    return match["name"].strip(" ,，;；、") if match else text
