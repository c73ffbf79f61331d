"""Several people in the cells of one row: told apart where names, titles, e-mails and phones count alike."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.companies.names import compact, has_chinese
from app.companies.words import words_of
from app.floor.spreadsheets.values import Cell
from app.registrations.cells import is_none, is_to_come, lines, tidy
from app.registrations.fields import Field

F = Field
_STRONG: Final = re.compile(r"(?<!\b[A-Za-z])[/／]|[/／](?![A-Za-z]\b)|[;；、|\n]")
"""Not the stroke of s/o, d/o, a/l."""
_ANY: Final = re.compile(rf"{_STRONG.pattern}|\s*[&＆]\s*|\s+(?:and|et)\s+", re.IGNORECASE)
_COUNTED: Final = re.compile(r"(?:^|\s)[(（]?\d{1,2}[.)）、]\s*(?=[^\W\d])")
"""Before each of several: 1) Tan Mei 2) Lim Bo."""
_BRACKETS: Final = re.compile(r"[(（]([^()（）]*)[)）]")
"""Behind a name: what somebody is."""
_SALUTATIONS: Final = words_of("mr mrs ms miss mdm madam dr prof m mme mlle monsieur madame 先生 女士 小姐 博士 教授")
_OF_ROLES: Final = words_of(
    """
    sales marketing business development trade trading desk office manager management director head affairs corporate
    public relations team department dept division export import finance financial admin administration logistics
    operations procurement purchasing research strategy investment investments planning hr service services secretary
    secretariat reception communications partnerships events ceo cfo coo cto md gm chairman president commercial
    technical technology engineering legal compliance innovation international regional china
    founder cofounder partner owner vp svp evp avp agm executive officer chief chairperson engineer consultant principal
    supervisor coordinator associate analyst accountant counsel adviser advisor
    direction commerciale achats bureau directeur directrice gerant gerante responsable fondateur fondatrice pdg dg
    presidente ingenieur chargee commercial
    """
)
_BESIDE_ROLES: Final = words_of(
    "vice deputy senior junior general assistant joint group of and & de du des la et adjoint"
)
_CHINESE_ROLES: Final = re.compile(
    "部|处|科|室|经理|总监|主任|办公|秘书|董事|市场|销售|业务|副总|总裁|主管|会计|工程师|顾问|专员|"
    "助理|负责人|创始人|合伙人|[会行院校局]长"
)
_GLUED: Final = re.compile(
    "^([\u3400-\u9fff]{2,4}?)((?:副|常务|执行|高级|市场|销售|财务|商务|技术|运营|区域|大区|外贸|国际|行政|人事)*"
    "(?:总经理|经理|董事长|董事|总裁|总监|主任|主管|处长|科长|部长|会长|行长|秘书长|秘书|助理|负责人|工程师|副总))$"
)
_TEXTS: Final = (F.REPRESENTATIVE_ZH, F.TITLE, F.TITLE_ZH, F.SALUTATION)


@dataclass(frozen=True, slots=True)
class Several:
    """``people``: field → value for each, fewer than two where there is one. ``sure``: all counts agree."""

    people: tuple[dict[str, Any], ...] = ()
    sure: bool = False


def people_in(cells: Mapping[Field, Sequence[Cell]], emails: Sequence[str], phones: Sequence[str]) -> Several:
    """``cells``: of one contact; ``emails``, ``phones``: all that were read there."""
    names = _names(cells.get(F.REPRESENTATIVE, ()))
    if len(names) < 2:
        return Several()
    if len(names) == 2 and has_chinese(names[0]) != has_chinese(names[1]):
        latin, chinese = sorted(names, key=has_chinese)
        return Several(({"representative": latin, "representative_zh": chinese},), sure=True)
    titles = [" ".join(_BRACKETS.findall(name)) for name in names]
    names = [tidy(_BRACKETS.sub(" ", name)) for name in names]
    told: dict[str, Sequence[str]] = {wanted: _parts_like(cells.get(wanted, ()), len(names)) for wanted in _TEXTS}
    told |= {"email": emails, "phone": phones}
    if all(titles) and not told[F.TITLE]:
        told[F.TITLE] = titles
    apart = {name for name, found in told.items() if len(found) not in (0, len(names))}
    proven = any(len(found) == len(names) for found in told.values()) or all(map(_is_full, names))
    people = tuple(_person(at, name, told, apart) for at, name in enumerate(names))
    return Several(people, not apart and proven)


def _person(at: int, name: str, told: Mapping[str, Sequence[str]], apart: set[str]) -> dict[str, Any]:
    """A title that is said once is everybody's."""
    values: dict[str, Any] = {"representative": name}
    if has_chinese(name):
        values["representative_zh"] = name
    for wanted, found in told.items():
        if found and wanted not in apart:
            values[wanted] = found[at]
        elif wanted in (F.TITLE, F.TITLE_ZH) and len(found) == 1:
            values[wanted] = found[0]
    return values


def _names(cells: Sequence[Cell]) -> list[str]:
    names = _parts(_text(cells), _ANY)
    return names if len(names) > 1 and all(map(may_be_a_name, names)) else []


def _parts_like(cells: Sequence[Cell], wanted: int) -> list[str]:
    """As many parts as there are names, if strokes and lines, or else "and" too, part it so."""
    text = _text(cells)
    strong = _parts(text, _STRONG)
    return strong if len(strong) == wanted else any_ if len(any_ := _parts(text, _ANY)) == wanted else strong


def _text(cells: Sequence[Cell]) -> str:
    return "\n".join(line for cell in cells for line in lines(cell.text))


def _parts(text: str, separators: re.Pattern[str]) -> list[str]:
    parts = [tidy(part) for part in separators.split(_COUNTED.sub("\n", text))]
    return [part for part in parts if not is_none(part) and not is_to_come(part)]


def may_be_a_name(text: str) -> bool:
    """Whether it may name a person: no contact, no role."""
    text = tidy(_BRACKETS.sub(" ", text))
    words = [compact(word) for word in text.split()]
    if re.search(r"[\d@:：]", text) or len(compact(text)) < 2 or set(words) <= _SALUTATIONS:
        return False
    return not is_role(text)


def is_role(text: str) -> bool:
    """Whether it says what somebody is: CEO, Sales Director, 总经理."""
    return bool({compact(word) for word in text.split()} & _OF_ROLES or _CHINESE_ROLES.search(text))


def title_glued(text: str) -> tuple[str, str]:
    """(name, title) of 王一总经理; the text and "" where no title ends it."""
    found = _GLUED.match(text)
    return (found[1], found[2]) if found and not is_role(found[1]) else (text, "")


def words_of_title(text: str) -> tuple[str, str]:
    """(name, title) where words of a title end the text: Mr Tan Wei General Manager; else the text and ""."""
    words = text.split()
    told = [compact(word) in _OF_ROLES for word in words]
    start = len(words)
    while start and (told[start - 1] or compact(words[start - 1]) in _BESIDE_ROLES or words[start - 1] == "&"):
        start -= 1
    return (" ".join(words[:start]), " ".join(words[start:])) if start > 1 and any(told[start:]) else (text, "")


def _is_full(name: str) -> bool:
    """Family and given name."""
    return 2 <= len(compact(name)) <= 4 if has_chinese(name) else len(name.split()) > 1
