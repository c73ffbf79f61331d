"""Firms as a JSON file, and their lists as another: the contract of ``flask matching rank``.

In: ``{"firms": [{"id", "group", "is_in", "offers", "seeks", "goal", "languages", "holds", "needs", "offer_texts",
"seek_texts"}], "allowed": [[group, group]], "barred": [[id, id]]}``. Only ``firms`` with ``id`` and ``group``, and
``allowed``, must be there; other keys mean nothing and are passed over. A pair of groups may meet, whichever stands
first; a group with itself too, if it says so. A group that no firm is in (``Task.nobody``) meets nobody: its firms have
not come yet, or its name is misspelt. Firms and groups are named by texts or whole numbers.

Out: ``{"lists": {id: [{"id", "score", "fit_mine", "fit_theirs", "reasons": [{"code", "node", "value"}], "widened"}]}}``
with numbers in [0, 100]. ``code`` is a ``reasons.Kind``, ``node`` an ISIC code where the line is about one.
"""

import json
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from app.companies.profile import CompanyGoal, CompanyProfile
from app.companies.sectors.tree import sector_tree
from app.core.localized import LANGUAGES, Localized
from app.matching.exchange_json import Refused, parsed, quoted
from app.matching.explain import KINDS, names_of
from app.matching.firm import Firm
from app.matching.ranking import Ranking
from app.matching.said import says_of

DECIMALS: Final = 9
SECTORS: Final = ("is_in", "offers", "seeks")
WORDS: Final = ("languages", "holds", "needs")
Name = str | int
TEXTS: Final = ("offer_texts", "seek_texts")


@dataclass(frozen=True, slots=True)
class Task:
    """What a file asks: ``allowed`` pairs of groups stand both ways round. ``nobody``: a line for each group among them
    that no firm is in, as long as there are firms."""

    firms: list[Firm]
    allowed: frozenset[tuple[Name, Name]]
    barred: list[tuple[Name, Name]]
    nobody: tuple[str, ...] = ()


def read(file: bytes) -> Task:
    """The firms of a file and who may meet whom. Raises Refused."""
    whole = _object(parsed(file), "the file")
    firms = [_firm(each, f"firms[{place}]") for place, each in enumerate(_list(_needed(whole, "firms", ""), "firms"))]
    _without_twins(firms)
    allowed = _pairs(_needed(whole, "allowed", ""), "allowed", "group")
    barred = _pairs(_or_else(whole, "barred", []), "barred", "id")
    ids, groups = {firm.key for firm in firms}, {firm.group for firm in firms}
    if strange := next(_missing(barred, "barred", ids), None):
        raise Refused(strange[0], f"no firm has the id {quoted(strange[1])}")
    empty = dict[Name, str]()
    for where, name in _missing(allowed, "allowed", groups) if firms else ():
        empty.setdefault(name, f"{where}: no firm is in the group {quoted(name)}")
    return Task(firms, frozenset((*allowed, *((other, one) for one, other in allowed))), barred, tuple(empty.values()))


def written(task: Task, ranking: Ranking) -> Iterator[str]:
    """The lists as JSON, in the order of the firms in the file, piece by piece; who may meet nobody has none."""
    order = [(ranking.rows[firm.key], json.dumps(str(firm.key), ensure_ascii=False)) for firm in task.firms]
    names = [json.dumps(firm.key, ensure_ascii=False) for firm in ranking.firms]
    lists, comma = _Lists(ranking, names), ""
    yield '{"lists":{'
    for row, name in order:
        if rows := lists.of(row):
            yield f"{comma}\n{name}:[{rows}]"
            comma = ","
    yield "\n}}\n"


class _Lists:
    """A ranking, of which the reasons are told, as JSON."""

    def __init__(self, ranking: Ranking, names: Sequence[str]) -> None:
        if ranking.told is None:
            raise ValueError("the ranking tells no reasons")
        self.ranking, self.names, self.lines = ranking, names, ranking.told
        self.begins = np.searchsorted(self.lines.pair, np.arange(len(ranking.looking) + 1))
        self.heads = _heads(names_of(ranking.vectors))
        self.points, self.numbers = (np.round(each, DECIMALS) for each in (self.lines.points, ranking.numbers))

    def of(self, row: int) -> str:
        starts, begins = self.ranking.starts, self.begins
        places = slice(int(starts[row]), int(starts[row + 1]))
        first, last = int(begins[places.start]), int(begins[places.stop])
        kinds, nodes, points = (
            column[first:last].tolist() for column in (self.lines.kind, self.lines.name, self.points)
        )
        told = [f"{self.heads[kind][node]}{value}}}" for kind, node, value in zip(kinds, nodes, points, strict=True)]
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
            f'{{"id":{self.names[seen]},"score":{score},"fit_mine":{mine},'
            f'"fit_theirs":{theirs},"reasons":[{",".join(told[start:stop])}],'
            f'"widened":{"true" if widened else "false"}}}'
            for seen, (score, mine, theirs), widened, start, stop in shown
        )


def _heads(names: Sequence[str]) -> list[list[str]]:
    """By kind and name: how a reason begins. Certificates are no nodes of the tree and go unnamed."""
    sectors = len(sector_tree())
    heads = []
    for kind in KINDS:
        bare = f'{{"code":"{kind}","value":'
        named = [f'{{"code":"{kind}","node":"{name}","value":' for name in names[:sectors]]
        heads.append([*named, *[bare] * (len(names) - sectors)])
    return heads


def _firm(given: Any, where: str) -> Firm:
    said = _object(given, where)
    key = _name(_needed(said, "id", where), f"{where}.id")
    where = f"{where} ({quoted(key)})"
    group = _name(_needed(said, "group", where), f"{where}.group")
    is_in, offers, seeks = (_codes(_or_else(said, name, []), f"{where}.{name}") for name in SECTORS)
    languages, holds, needs = (_words(_or_else(said, name, []), f"{where}.{name}") for name in WORDS)
    offered, sought = (_texts(_or_else(said, name, {}), f"{where}.{name}") for name in TEXTS)
    goal = _goal(said.get("goal"), f"{where}.goal")
    profile = CompanyProfile(is_in, offers, seeks, goal, holds, needs, languages=languages)
    return Firm(key, profile, group, says_of(offered, sought))


def _goal(given: Any, where: str) -> CompanyGoal | None:
    if given is None or given == "":
        return None
    if given not in list(CompanyGoal):
        raise Refused(where, f"{quoted(given)} is no goal; there are {', '.join(CompanyGoal)}")
    return CompanyGoal(given)


def _codes(given: Any, where: str) -> frozenset[str]:
    for place, code in enumerate(_list(given, where)):
        if not isinstance(code, str):
            raise Refused(f"{where}[{place}]", f"{quoted(code)} is no code: codes are strings")
        if code not in sector_tree():
            raise Refused(f"{where}[{place}]", f"{quoted(code)} is no code of ISIC Rev.5")
    return frozenset(given)


def _words(given: Any, where: str) -> frozenset[str]:
    return frozenset(_word(each, f"{where}[{place}]") for place, each in enumerate(_list(given, where)))


def _texts(given: Any, where: str) -> Localized:
    for language, text in _object(given, where).items():
        if language not in LANGUAGES:
            raise Refused(where, f"{quoted(language)} is no language of texts; there are {', '.join(LANGUAGES)}")
        if text is not None and not isinstance(text, str):
            raise Refused(f"{where}.{language}", f"{quoted(text)} is no text")
    return Localized(**{language: text for language, text in given.items() if text})


def _without_twins(firms: Sequence[Firm]) -> None:
    first: dict[str, int] = {}  # as text: the lists are named so
    for place, firm in enumerate(firms):
        if (before := first.setdefault(str(firm.key), place)) != place:
            raise Refused(f"firms[{place}].id", f"{quoted(firm.key)} is the id of firms[{before}] too")


def _pairs(given: Any, where: str, what: str) -> list[tuple[Name, Name]]:
    found = []
    for place, each in enumerate(_list(given, where)):
        pair = _list(each, f"{where}[{place}]")
        if len(pair) != 2:
            raise Refused(f"{where}[{place}]", f"a pair has two {what}s, not {len(pair)}")
        one, other = (_name(name, f"{where}[{place}][{side}]") for side, name in enumerate(pair))
        found.append((one, other))
    return found


def _missing(pairs: Sequence[tuple[Name, Name]], where: str, known: Collection[Hashable]) -> Iterator[tuple[str, Name]]:
    """Where a name stands that is not known, and the name."""
    for place, pair in enumerate(pairs):
        for side, name in enumerate(pair):
            if name not in known:
                yield f"{where}[{place}][{side}]", name


def _needed(given: Mapping[str, Any], name: str, where: str) -> Any:
    if name not in given:
        raise Refused(where, f"{quoted(name)} is missing")
    return given[name]


def _or_else(given: Mapping[str, Any], name: str, nothing: Any) -> Any:
    """What is absent or null says nothing."""
    said = given.get(name)
    return nothing if said is None else said


def _object(given: Any, where: str) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise Refused(where, f"this must be an object, not {quoted(given)}")
    return given


def _list(given: Any, where: str) -> list[Any]:
    if not isinstance(given, list):
        raise Refused(where, f"this must be a list, not {quoted(given)}")
    return given


def _name(given: Any, where: str) -> Name:
    """Of a firm or a group: a text, or a whole number."""
    return given if isinstance(given, int) and not isinstance(given, bool) else _word(given, where)


def _word(given: Any, where: str) -> str:
    if not isinstance(given, str) or not given.strip():
        raise Refused(where, f"this must be a string that is not empty, not {quoted(given)}")
    if any("\ud800" <= letter <= "\udfff" for letter in given):
        raise Refused(where, f"{quoted(given)} is no text: it holds half a character")
    return given
