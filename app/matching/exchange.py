"""The bytes of a file as JSON; where they are none, the place and the reason in one line."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NoReturn

import numpy as np

from app.companies.profile import CompanyGoal, CompanyProfile
from app.companies.sectors.tree import sector_tree
from app.core.localized import LANGUAGES, Localized
from app.matching.explanations import LINE_KINDS, line_names
from app.matching.profiles import RankedCompany, own_words
from app.matching.ranking import EventRanking

MAX_QUOTE_LENGTH: Final = 60
MAX_DIGITS: Final = 4_000
_JSON_STRING: Final = r'"(?:[^"\\]|\\.)*"'
_NUMBER_NAME: Final = re.compile(rf"{_JSON_STRING}|(NaN|-?Infinity)")
_LONG_NUMBER: Final = re.compile(rf"{_JSON_STRING}|(\d{{{MAX_DIGITS},}})")


class RankingFileRefused(ValueError):
    """A file that cannot be ranked; says where in it, and why, in one line."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}" if where else why)


class _RepeatedKeyObject(dict[str, Any]):
    """An object in which the key ``twice`` stands more than once."""

    twice = ""


def parse_json(file: bytes) -> Any:
    """What the file says. Raises Refused."""
    try:
        text = file.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RankingFileRefused(f"byte {error.start}", "this is not UTF-8") from None
    twice: list[_RepeatedKeyObject] = []

    def reject_number_name(name: str) -> NoReturn:
        raise RankingFileRefused(_find_place(text, _NUMBER_NAME), f"this is not JSON: {name} is no number there")

    try:
        content = json.loads(
            text, object_pairs_hook=lambda pairs: _object_of_pairs(pairs, twice), parse_constant=reject_number_name
        )
    except RankingFileRefused:
        raise
    except json.JSONDecodeError as error:
        raise RankingFileRefused(
            f"line {error.lineno}, column {error.colno}", f"this is not JSON: {error.msg}"
        ) from None
    except RecursionError:
        raise RankingFileRefused(
            _deepest_place(text), "this is not JSON that can be read: it is nested too deep"
        ) from None
    except ValueError:
        raise RankingFileRefused(
            _find_place(text, _LONG_NUMBER), "this is not JSON that can be read: a number is too long"
        ) from None
    if twice:
        where, key = _find_repeated_key(content)
        raise RankingFileRefused(where, f"the key {quoted_value(key)} stands twice in one object")
    return content


def quoted_value(value: Any) -> str:
    """As it stands in the file, on one line, shortened."""
    quoted_text = json.dumps(value, ensure_ascii=False)
    if not quoted_text.isprintable():
        quoted_text = json.dumps(value)
    return quoted_text if len(quoted_text) <= MAX_QUOTE_LENGTH else f"{quoted_text[: MAX_QUOTE_LENGTH - 1]}…"


def _object_of_pairs(pairs: list[tuple[str, Any]], twice: list[_RepeatedKeyObject]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    repeated = _RepeatedKeyObject(made)
    repeated.twice = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
    twice.append(repeated)
    return repeated


def _find_repeated_key(whole: Any) -> tuple[str, str]:
    """The way to the outermost object with a key that stands twice, and the key; without recursion, since what is not
    read may be deep."""
    waiting = [("", whole)]
    for where, each in waiting:
        if isinstance(each, _RepeatedKeyObject):
            return where, each.twice
        if isinstance(each, dict):
            waiting += [(f"{where}.{key}" if where else key, inner) for key, inner in each.items()]
        elif isinstance(each, list):
            waiting += [(f"{where}[{place}]", inner) for place, inner in enumerate(each)]
    raise ValueError("no key stands twice")


def _find_place(text: str, pattern: re.Pattern[str]) -> str:
    """Where the first that is sought begins outside of strings."""
    at = next((match.start(1) for match in pattern.finditer(text) if match[1]), None)
    return _line_and_column(text, at) if at is not None else ""


def _deepest_place(text: str) -> str:
    """Where brackets are as deep as anywhere."""
    deep = most = at = 0
    for match in re.finditer(rf"{_JSON_STRING}|[\[\]{{}}]", text):
        deep += {"[": 1, "{": 1, "]": -1, "}": -1}.get(match[0], 0)
        if deep > most:
            most, at = deep, match.start()
    return _line_and_column(text, at)


def _line_and_column(text: str, at: int) -> str:
    return f"line {text.count(chr(10), 0, at) + 1}, column {at - text.rfind(chr(10), 0, at)}"


DECIMALS: Final = 9
SECTOR_KEYS: Final = ("is_in", "offers", "seeks")
WORD_KEYS: Final = ("languages", "holds", "needs")
FileKey = str | int
TEXT_KEYS: Final = ("offer_texts", "seek_texts")


@dataclass(frozen=True, slots=True)
class RankingTask:
    """What a file asks: ``allowed`` pairs of groups stand both ways round. ``nobody``: a line for each group among them
    that no company is in, as long as there are companies."""

    firms: list[RankedCompany]
    allowed: frozenset[tuple[FileKey, FileKey]]
    barred: list[tuple[FileKey, FileKey]]
    nobody: tuple[str, ...] = ()


def parse_task(file: bytes) -> RankingTask:
    """The firms of a file and who may meet whom. Raises Refused."""
    whole = _require_object(parse_json(file), "the file")
    companies = [
        _parse_company(each, f"firms[{place}]")
        for place, each in enumerate(_require_list(_require_key(whole, "firms", ""), "firms"))
    ]
    first: dict[str, int] = {}  # as text: the lists are named so
    for place, company in enumerate(companies):
        if (before := first.setdefault(str(company.key), place)) != place:
            raise RankingFileRefused(
                f"firms[{place}].id", f"{quoted_value(company.key)} is the id of firms[{before}] too"
            )
    allowed = _parse_pairs(_require_key(whole, "allowed", ""), "allowed", "group")
    barred = _parse_pairs(_get_or_default(whole, "barred", []), "barred", "id")
    ids, groups = {company.key for company in companies}, {company.group for company in companies}
    if strange := next(_unknown_names(barred, "barred", ids), None):
        raise RankingFileRefused(strange[0], f"no firm has the id {quoted_value(strange[1])}")
    empty = dict[FileKey, str]()
    for where, name in _unknown_names(allowed, "allowed", groups) if companies else ():
        empty.setdefault(name, f"{where}: no firm is in the group {quoted_value(name)}")
    return RankingTask(
        companies, frozenset((*allowed, *((other, group) for group, other in allowed))), barred, tuple(empty.values())
    )


def render_lists(task: RankingTask, ranking: EventRanking) -> Iterator[str]:
    """The lists as JSON, in the order of the firms in the file, piece by piece; who may meet nobody has none."""
    order = [(ranking.rows[company.key], json.dumps(str(company.key), ensure_ascii=False)) for company in task.firms]
    names = [json.dumps(company.key, ensure_ascii=False) for company in ranking.companies]
    lists, comma = _JsonLists(ranking, names), ""
    yield '{"lists":{'
    for row, name in order:
        if rows := lists.of(row):
            yield f"{comma}\n{name}:[{rows}]"
            comma = ","
    yield "\n}}\n"


class _JsonLists:
    """A ranking, of which the reasons are told, as JSON."""

    def __init__(self, ranking: EventRanking, keys: Sequence[str]) -> None:
        if ranking.reason_columns is None:
            raise ValueError("the ranking tells no reasons")
        self.ranking, self.keys, self.lines = ranking, keys, ranking.reason_columns
        self.begins = np.searchsorted(self.lines.pair, np.arange(len(ranking.looking) + 1))
        names, sectors = line_names(ranking.vectors), len(sector_tree())
        self.heads = [  # by kind and name; certificates are no nodes of the tree and go unnamed
            [f'{{"code":"{kind}","node":"{name}","value":' for name in names[:sectors]]
            + [f'{{"code":"{kind}","value":'] * (len(names) - sectors)
            for kind in LINE_KINDS
        ]
        self.points, self.numbers = (np.round(each, DECIMALS) for each in (self.lines.points, ranking.numbers))

    def of(self, row: int) -> str:
        starts, begins = self.ranking.starts, self.begins
        places = slice(int(starts[row]), int(starts[row + 1]))
        first, last = int(begins[places.start]), int(begins[places.stop])
        kinds, nodes, points = (
            column[first:last].tolist() for column in (self.lines.kind, self.lines.name, self.points)
        )
        reasons = [f"{self.heads[kind][node]}{value}}}" for kind, node, value in zip(kinds, nodes, points, strict=True)]
        ends = [each - first for each in begins[places.start : places.stop + 1].tolist()]
        shown = zip(
            self.ranking.seen[places].tolist(),
            self.numbers[places].tolist(),
            self.ranking.widened[places].tolist(),
            ends,
            ends[1:],
            strict=False,
        )
        return ",".join(
            f'{{"id":{self.keys[seen]},"score":{score},"fit_mine":{mine},'
            f'"fit_theirs":{theirs},"reasons":[{",".join(reasons[start:stop])}],'
            f'"widened":{"true" if widened else "false"}}}'
            for seen, (score, mine, theirs), widened, start, stop in shown
        )


def _parse_company(value: Any, where: str) -> RankedCompany:
    fields = _require_object(value, where)
    key = _parse_name(_require_key(fields, "id", where), f"{where}.id")
    where = f"{where} ({quoted_value(key)})"
    group = _parse_name(_require_key(fields, "group", where), f"{where}.group")
    is_in, offers, seeks = (_parse_codes(_get_or_default(fields, name, []), f"{where}.{name}") for name in SECTOR_KEYS)
    languages, holds, needs = (
        frozenset(
            _parse_word(word, f"{where}.{name}[{place}]")
            for place, word in enumerate(_require_list(_get_or_default(fields, name, []), f"{where}.{name}"))
        )
        for name in WORD_KEYS
    )
    offered, sought = (_parse_texts(_get_or_default(fields, name, {}), f"{where}.{name}") for name in TEXT_KEYS)
    goal = fields.get("goal")
    if goal not in (None, "", *CompanyGoal):
        known = ", ".join(CompanyGoal)
        raise RankingFileRefused(f"{where}.goal", f"{quoted_value(goal)} is no goal; there are {known}")
    own_goal = CompanyGoal(goal) if goal else None
    profile = CompanyProfile(is_in, offers, seeks, own_goal, holds, needs, languages=languages)
    return RankedCompany(key, profile, group, own_words(offered, sought))


def _parse_codes(value: Any, where: str) -> frozenset[str]:
    for place, code in enumerate(_require_list(value, where)):
        if not isinstance(code, str):
            raise RankingFileRefused(f"{where}[{place}]", f"{quoted_value(code)} is no code: codes are strings")
        if code not in sector_tree():
            raise RankingFileRefused(f"{where}[{place}]", f"{quoted_value(code)} is no code of ISIC Rev.5")
    return frozenset(value)


def _parse_texts(value: Any, where: str) -> Localized:
    for language, text in _require_object(value, where).items():
        if language not in LANGUAGES:
            raise RankingFileRefused(
                where, f"{quoted_value(language)} is no language of texts; there are {', '.join(LANGUAGES)}"
            )
        if text is not None and not isinstance(text, str):
            raise RankingFileRefused(f"{where}.{language}", f"{quoted_value(text)} is no text")
    return Localized(**{language: text for language, text in value.items() if text})


def _parse_pairs(value: Any, where: str, what: str) -> list[tuple[FileKey, FileKey]]:
    pairs = []
    for place, each in enumerate(_require_list(value, where)):
        pair = _require_list(each, f"{where}[{place}]")
        if len(pair) != 2:
            raise RankingFileRefused(f"{where}[{place}]", f"a pair has two {what}s, not {len(pair)}")
        first, other = (_parse_name(name, f"{where}[{place}][{side}]") for side, name in enumerate(pair))
        pairs.append((first, other))
    return pairs


def _unknown_names(
    pairs: Sequence[tuple[FileKey, FileKey]], where: str, known: Collection[Hashable]
) -> Iterator[tuple[str, FileKey]]:
    """Where a name stands that is not known, and the name."""
    for place, pair in enumerate(pairs):
        for side, name in enumerate(pair):
            if name not in known:
                yield f"{where}[{place}][{side}]", name


def _require_key(fields: Mapping[str, Any], name: str, where: str) -> Any:
    if name not in fields:
        raise RankingFileRefused(where, f"{quoted_value(name)} is missing")
    return fields[name]


def _get_or_default(fields: Mapping[str, Any], name: str, nothing: Any) -> Any:
    """What is absent or null says nothing."""
    value = fields.get(name)
    return nothing if value is None else value


def _require_object(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise RankingFileRefused(where, f"this must be an object, not {quoted_value(value)}")
    return value


def _require_list(value: Any, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise RankingFileRefused(where, f"this must be a list, not {quoted_value(value)}")
    return value


def _parse_name(value: Any, where: str) -> FileKey:
    """Of a firm or a group: a text, or a whole number."""
    return value if isinstance(value, int) and not isinstance(value, bool) else _parse_word(value, where)


def _parse_word(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise RankingFileRefused(where, f"this must be a string that is not empty, not {quoted_value(value)}")
    if any("\ud800" <= email <= "\udfff" for email in value):
        raise RankingFileRefused(where, f"{quoted_value(value)} is no text: it holds half a character")
    return value
