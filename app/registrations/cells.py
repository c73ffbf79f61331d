"""Cleans what people type into the cells of a registration sheet; total: whatever stands there, nothing is raised."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from app.companies.names.parsing import compact
from app.companies.names.words import word_set
from app.core.spreadsheets.values import SheetCell
from app.core.texts import cached_by_text
from app.registrations.dates import moment_in, moment_in_digits

NONE_WORDS: Final = word_set(
    """
    na nil nill none notapplicable nothing 无 没有 暂无 不适用 未提供 未填 未填写 没 未有 并无 欠奉 同左 同前
    empty vacant reserved 空缺 空位 预留
    neant aucun aucune sans nonapplicable anonymous 匿名 なし 無し 特になし keine keiner kein tiada
    """
)
TO_COME_WORDS: Final = word_set(
    """
    tbc tba tbd tobeconfirmed tobeadvised tofollow pending unknown 待定 待补充 待确认 待补 待告知 未定
    稍后提供 待报 待通知 后补 名单后补 另行通知 详见附件 见附件 aconfirmer apreciser avenir
    """
)
DITTO_WORDS: Final = word_set(
    """
    同上 ditto do idem same samecompany sameasabove asabove cidessus idemcidessus
    """
)
_DITTO_SIGNS: Final = frozenset({'"', "''", "〃", "″", "”", "“"})
_FULL_WIDTH: Final = {
    code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}


@cached_by_text
def tidy(text: str) -> str:
    """Single blanks, no control characters, letters and digits in half width; Chinese punctuation stays."""
    text = text.translate(_FULL_WIDTH)
    if text.isprintable():
        return " ".join(text.split())
    kept = "".join(" " if unicodedata.category(c) in ("Cc", "Zs", "Zl", "Zp") else c for c in text)
    kept = "".join(c for c in kept if unicodedata.category(c) not in ("Cf", "Cs", "Cn", "Co"))
    return " ".join(kept.split())


def lines(text: str) -> list[str]:
    """The lines of a cell that hold anything, each tidied."""
    return [line for each in text.splitlines() if (line := tidy(each))]


def is_none(text: str) -> bool:
    """Whether it only says that there is nothing: blank, NIL, N/A, a dash, 无."""
    word = compact(text)
    return not word or word in NONE_WORDS


def is_to_come(text: str) -> bool:
    """Whether it only says that the answer follows: TBC, 待定."""
    return compact(text) in TO_COME_WORDS or tidy(text) in ("?", "？", "??")


_NO_FIRM: Final = word_set(
    """
    selfemployed selfemploy freelance freelancer freelancing individual privateindividual private personal retired
    retiree unemployed student homemaker independent independant independante particulier retraite etudiant sanssociete
    个人 个体 自由职业 自由职业者 无业 退休 学生 以个人名义
    """
)


def is_no_firm(text: str) -> bool:
    """Whether it says that somebody comes for no firm: self-employed, 个人."""
    return compact(text) in _NO_FIRM


def is_ditto(text: str) -> bool:
    return compact(text) in DITTO_WORDS or tidy(text) in _DITTO_SIGNS


def words(cell: SheetCell) -> str:
    """The cell's text, "" where it says none or to come."""
    text = tidy(cell.text)
    return "" if is_none(text) or is_to_come(text) else text


YES: Final = word_set(
    """
    y yes true 1 是 有 要 需要 参加 出席 同意 愿意 可以 允许 oui o ok v agree agreed iagree accept accepted
    accepte jaccepte daccord consent consented confirmed ja ya 可
    """
)
NO: Final = word_set(
    """
    n no false 0 否 不 不是 没有 不要 不需要 不参加 不出席 不同意 不愿意 不可以 不允许 拒绝 non disagree
    donotagree idonotagree refuse refused cancelled withdrawn 取消 退出 nein tidak 不可 notagreed
    """
)
_TICKS: Final = frozenset("√✓✔☑■●✅")
_CROSSES: Final = frozenset("×✗✘☒❌")


def yes_or_no(cell: SheetCell) -> bool | None:
    """None where it says neither; the same said in two languages is said: Yes 是."""
    if isinstance(cell.value, bool):
        return cell.value
    text = tidy(cell.text)
    if text[:1] in _TICKS or text[:1] in _CROSSES:
        return text[0] in _TICKS
    told = {_answer(text)} - {None} or {_answer(part) for part in re.split(r"[\s/／|,，()（）]+", text) if part}
    return told.pop() if len(told) == 1 else None


def is_vip(cell: SheetCell) -> bool:
    """A yes, or the very word: VIP, 贵宾."""
    return yes_or_no(cell) is True or compact(cell.text) in _VIPS


_VIPS: Final = word_set("vip vvip 贵宾 要客")
_ANSWERED: Final = re.compile(r"^\s*(\w+)\s*[(（,，;；:：.。–—-]\s*(.+)$", re.DOTALL)
_BUT: Final = re.compile(
    r"\b(but|not?|never|except|only|unless|if|mais|pas|non|sauf|seulement|si)\b|n['’]|不|但|除|仅|只|否|未|如",
    re.IGNORECASE,
)


_MARKED: Final = re.compile(r"[*＊†‡※¹²³]")


def consent_in(cell: SheetCell) -> bool | None:
    """The same of a consent, with words of its source behind it: Yes (by e-mail), 同意，见回执. A yes with a but is
    neither, nor one with the mark of a footnote."""
    told = yes_or_no(cell)
    if told and _MARKED.search(cell.text):
        return None
    if told is not None or not (found := _ANSWERED.match(tidy(cell.text))):
        return told
    answer = _answer(found[1])
    return None if answer and _BUT.search(found[2]) else answer


def _answer(text: str) -> bool | None:
    word = compact(text)
    return True if word in YES else False if word in NO else None


_PLAIN_ANSWERS: Final = word_set("y yes n no 是 否 oui non true false")


def is_answer(text: str) -> bool:
    """Whether it is a plain yes or no, or a tick."""
    word = tidy(text)
    return compact(word) in _PLAIN_ANSWERS or (len(word) == 1 and word in _TICKS | _CROSSES)


def is_plain_answer(text: str) -> bool:
    """Whether it says nothing but yes or no, in whatever words."""
    return (
        _answer(text) is not None
        or is_answer(text)
        or all(_answer(part) is not None for part in re.split(r"[\s/／|,，()（）]+", tidy(text)) if part)
    )


@dataclass(frozen=True, slots=True)
class Day:
    """``code``: "" or ``date_was_number date_without_year date_ambiguous date_unreadable``;
    then ``day`` may be a guess."""

    day: date | None = None
    code: str = ""


_MONTH_DAY: Final = re.compile(r"^(\d{1,2})月(\d{1,2})[日号]?$")
_BEGINS_WITH_DAY: Final = re.compile(r"\d{4}\D{1,3}\d{1,2}\D{1,3}\d{1,2}(?!\d)|\d{1,2}[./-]\d{1,2}[./-]\d{4}(?!\d)")
"""A moment in a form that is not read further: 2027-03-17T10:00:00Z."""
_FIRST_SERIAL: Final = 20_000
_END_OF_SERIALS: Final = 80_000
"""Day numbers of the years 1954 to 2118."""


def day(cell: SheetCell, order: str = "") -> Day:
    """A date as a date, as a spreadsheet's bare day number, or as text; ``order``: see ``dates.moment_in``."""
    if isinstance(cell.value, datetime):
        return Day(cell.value.date())
    if isinstance(cell.value, date):
        return Day(cell.value)
    if isinstance(cell.value, int | float) and _FIRST_SERIAL <= cell.value < _END_OF_SERIALS:
        return Day(date(1899, 12, 30) + timedelta(days=int(cell.value)), "date_was_number")
    text = unicodedata.normalize("NFKC", words(cell))
    return _day_in(text, order) if text else Day()


_CENTURY: Final = (36_526, 73_051)
"""Day numbers of the years 2000 to 2099."""


def moment_of_number(cell: SheetCell) -> str:
    """What a bare day number of this century means, as 2027-03-17 or 2027-03-17 21:40; "" for anything else."""
    value = cell.value
    if isinstance(value, str) and re.fullmatch(r"\d{5}([.,]\d+)?", tidy(value)):
        value = float(tidy(value).replace(",", "."))
    if isinstance(value, bool) or not isinstance(value, int | float) or not _CENTURY[0] <= value < _CENTURY[1]:
        return ""
    minutes = round(value * 24 * 60)
    found = date(1899, 12, 30) + timedelta(days=minutes // 1440)
    hour = f" {minutes % 1440 // 60:02}:{minutes % 60:02}" if minutes % 1440 else ""
    return f"{found.isoformat()}{hour}"


def _day_in(text: str, order: str) -> Day:
    begins = _BEGINS_WITH_DAY.match(text)
    found = (
        moment_in(text, order)
        or moment_in_digits(text)
        or (moment_in(re.sub(r"[^\d./-]", "-", begins[0]), order) if begins else None)
    )
    if found is not None:
        return Day(found.day, "date_ambiguous" if found.ambiguous else "")
    return Day(None, "date_without_year" if _MONTH_DAY.match(text) else "date_unreadable")


_HOST: Final = re.compile(
    r"(?:https?://)?(?<![a-z0-9-])((?:[a-z0-9-]{1,63}\.){1,9}[a-z]{2,24})(?::\d+)?((?:/[^\s，。；;、]*)?)",
    re.IGNORECASE,
)


def website(text: str) -> str:
    """The first web address in the text, lower-case host, with a scheme; "" if there is none. E-mails don't count."""
    text = re.sub(r"(?<!\S)\S+@\S+", " ", unicodedata.normalize("NFKC", text))
    found = _HOST.search(text)
    if not found:
        return ""
    scheme = "http" if re.search(r"http://", found[0], re.IGNORECASE) else "https"
    return f"{scheme}://{found[1].lower()}{found[2].rstrip('/').lower()}"


def host(address: str) -> str:
    """Where a web address leads, without www and language or mobile prefixes; "" for none."""
    found = _HOST.search(address.lower())
    return re.sub(r"^(?:(?:www\d?|m|en|cn|zh|fr|sg)\.)+(?=[^.]+\.)", "", found[1]) if found else ""
