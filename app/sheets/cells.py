"""What the cells of a list say by themselves, whatever people type: yes or no, a consent, a day, an interpreter,
employees, products.

Nothing is raised."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Final

from app.companies.facts import EMPLOYEES
from app.companies.locale_names import parse_languages
from app.companies.names.parsing import compact, fold, has_chinese
from app.companies.typed_text import is_empty_answer, is_pending_answer, split_lines, tidy_text
from app.core.spreadsheets.values import SheetCell
from app.sheets.dates import parse_compact_moment, parse_moment
from app.sheets.phrases import PhraseKind, get_phrase_keys

DITTO_TERMS: Final = get_phrase_keys(PhraseKind.DITTO)
_DITTO_SIGNS: Final = frozenset({'"', "''", "〃", "″", "”", "“"})


_NO_COMPANY_TERMS: Final = get_phrase_keys(PhraseKind.NO_COMPANY)


def is_without_company(text: str) -> bool:
    """Whether it says that somebody comes for no firm: self-employed, 个人."""
    return compact(text) in _NO_COMPANY_TERMS


def is_ditto(text: str) -> bool:
    return compact(text) in DITTO_TERMS or tidy_text(text) in _DITTO_SIGNS


def get_cell_text(cell: SheetCell) -> str:
    """The cell's text, "" where it says none or to come."""
    text = tidy_text(cell.text)
    return "" if is_empty_answer(text) or is_pending_answer(text) else text


YES_TERMS: Final = get_phrase_keys(PhraseKind.YES)
NO_TERMS: Final = get_phrase_keys(PhraseKind.NO)
_TICKS: Final = frozenset("√✓✔☑■●✅")
_CROSSES: Final = frozenset("×✗✘☒❌")


def parse_yes_no(cell: SheetCell) -> bool | None:
    """None where it says neither; the same said in two languages is said: Yes 是."""
    if isinstance(cell.value, bool):
        return cell.value
    text = tidy_text(cell.text)
    if text[:1] in _TICKS or text[:1] in _CROSSES:
        return text[0] in _TICKS
    answers = {_parse_plain_answer(text)} - {None} or {
        _parse_plain_answer(part) for part in re.split(r"[\s/／|,，()（）]+", text) if part
    }
    return answers.pop() if len(answers) == 1 else None


def is_vip(cell: SheetCell) -> bool:
    """A yes, or the very word: VIP, 贵宾."""
    return parse_yes_no(cell) is True or compact(cell.text) in _VIP_TERMS


_VIP_TERMS: Final = get_phrase_keys(PhraseKind.VIP)
_ANSWER_WITH_COMMENT: Final = re.compile(r"^\s*(\w+)\s*[(（,，;；:：.。–—-]\s*(.+)$", re.DOTALL)
_CONSENT_RESTRICTION: Final = re.compile(
    r"\b(but|not?|never|except|only|unless|if|mais|pas|non|sauf|seulement|si)\b|n['’]|不|但|除|仅|只|否|未|如",
    re.IGNORECASE,
)


_FOOTNOTE_MARK: Final = re.compile(r"[*＊†‡※¹²³]")


def parse_consent(cell: SheetCell) -> bool | None:
    """The same of a consent, with words of its source behind it: Yes (by e-mail), 同意，见回执. A yes with a but is
    neither, nor one with the mark of a footnote."""
    yes_no = parse_yes_no(cell)
    if yes_no and _FOOTNOTE_MARK.search(cell.text):
        return None
    if yes_no is not None or not (match := _ANSWER_WITH_COMMENT.match(tidy_text(cell.text))):
        return yes_no
    answer = _parse_plain_answer(match[1])
    return None if answer and _CONSENT_RESTRICTION.search(match[2]) else answer


def _parse_plain_answer(text: str) -> bool | None:
    word = compact(text)
    return True if word in YES_TERMS else False if word in NO_TERMS else None


_PLAIN_ANSWERS: Final = get_phrase_keys(PhraseKind.PLAIN_ANSWER)


def is_plain_yes_no(text: str) -> bool:
    """Whether it is a plain yes or no, or a tick."""
    word = tidy_text(text)
    return compact(word) in _PLAIN_ANSWERS or (len(word) == 1 and word in _TICKS | _CROSSES)


def is_any_yes_no(text: str) -> bool:
    """Whether it says nothing but yes or no, in whatever words."""
    return (
        _parse_plain_answer(text) is not None
        or is_plain_yes_no(text)
        or all(
            _parse_plain_answer(part) is not None for part in re.split(r"[\s/／|,，()（）]+", tidy_text(text)) if part
        )
    )


@dataclass(frozen=True, slots=True)
class ParsedDay:
    """``code``: "" or ``date_was_number date_without_year date_ambiguous date_unreadable``;
    then ``day`` may be a guess."""

    day: date | None = None
    code: str = ""


_CHINESE_MONTH_DAY: Final = re.compile(r"^(\d{1,2})月(\d{1,2})[日号]?$")
_LEADING_DATE: Final = re.compile(r"\d{4}\D{1,3}\d{1,2}\D{1,3}\d{1,2}(?!\d)|\d{1,2}[./-]\d{1,2}[./-]\d{4}(?!\d)")
"""A moment in a form that is not read further: 2027-03-17T10:00:00Z."""
_FIRST_SERIAL_DAY: Final = 20_000
_END_OF_SERIAL_DAYS: Final = 80_000
"""Day numbers of the years 1954 to 2118."""


def parse_cell_day(cell: SheetCell, order: str = "") -> ParsedDay:
    """A date as a date, as a spreadsheet's bare day number, or as text; ``order``: see ``dates.moment_in``."""
    if isinstance(cell.value, datetime):
        return ParsedDay(cell.value.date())
    if isinstance(cell.value, date):
        return ParsedDay(cell.value)
    if isinstance(cell.value, int | float) and _FIRST_SERIAL_DAY <= cell.value < _END_OF_SERIAL_DAYS:
        return ParsedDay(date(1899, 12, 30) + timedelta(days=int(cell.value)), "date_was_number")
    text = unicodedata.normalize("NFKC", get_cell_text(cell))
    return _parse_day_text(text, order) if text else ParsedDay()


_SERIAL_DAYS_OF_CENTURY: Final = (36_526, 73_051)
"""Day numbers of the years 2000 to 2099."""


def format_serial_moment(cell: SheetCell) -> str:
    """What a bare day number of this century means, as 2027-03-17 or 2027-03-17 21:40; "" for anything else."""
    value = cell.value
    if isinstance(value, str) and re.fullmatch(r"\d{5}([.,]\d+)?", tidy_text(value)):
        value = float(tidy_text(value).replace(",", "."))
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or not _SERIAL_DAYS_OF_CENTURY[0] <= value < _SERIAL_DAYS_OF_CENTURY[1]
    ):
        return ""
    minutes = round(value * 24 * 60)
    day = date(1899, 12, 30) + timedelta(days=minutes // 1440)
    hour = f" {minutes % 1440 // 60:02}:{minutes % 60:02}" if minutes % 1440 else ""
    return f"{day.isoformat()}{hour}"


def _parse_day_text(text: str, order: str) -> ParsedDay:
    begins = _LEADING_DATE.match(text)
    moment = (
        parse_moment(text, order)
        or parse_compact_moment(text)
        or (parse_moment(re.sub(r"[^\d./-]", "-", begins[0]), order) if begins else None)
    )
    if moment is not None:
        return ParsedDay(moment.day, "date_ambiguous" if moment.ambiguous else "")
    return ParsedDay(None, "date_without_year" if _CHINESE_MONTH_DAY.match(text) else "date_unreadable")


_INTERPRETER_UNSURE: Final = re.compile(
    r"\b(maybe|perhaps|possibly|depends?|not sure|unsure|either|peut etre|selon|eventuellement)\b"
    r"|也许|可能|或许|不确定|看情况|视情况|再定"
)
_OWN_INTERPRETER: Final = re.compile(
    r"\b(own|brings?|bringing|propre|leur|son)\b.*\b(interpret|translat|traduct)|自带|自备|自有|自行安排"
)
_INTERPRETER_NOT_NEEDED: Final = re.compile(
    r"^(no|n|non|none|not|nope)\b|\b(no need|not (needed|required|necessary)|dont need|does not need"
    r"|pas (besoin|necessaire)|inutile)\b|不需|无需|不用|不要|不必|^否|^不|^无"
)
_INTERPRETER_NEEDED: Final = re.compile(
    r"^(yes|y|oui|o|yep|ok)\b|\b(needed|needs?|required|requires?|necessary|please|necessaire|besoin|requis|requise)\b"
    r"|需|要|^是|^有"
)
_INTERPRETER_EXCEPTION: Final = re.compile(r"\b(but|except|unless|mais|sauf)\b|但|除")
_INTERPRETER_TERMS: Final = get_phrase_keys(PhraseKind.INTERPRETER_WORD)
_CHINESE_INTERPRETER_TERMS: Final = re.compile("口译|翻译|传译|译员|语种")
_LANGUAGE_SEPARATORS: Final = re.compile(r"[\s/／|,，、;；()（）&+>→↔-]+|(?<=[\u3400-\u9fff]{2})(?:和|与|译)")


def parse_interpreter_need(cell: SheetCell) -> bool | None:
    """None where it says neither. Who names a language only, or a pair of them, needs one for it."""
    yes_no = parse_yes_no(cell)
    text = fold(tidy_text(cell.text))
    if yes_no is not None or not text or _INTERPRETER_UNSURE.search(text) or _OWN_INTERPRETER.search(text):
        return yes_no
    if _INTERPRETER_NOT_NEEDED.search(text):
        return None if _INTERPRETER_EXCEPTION.search(text) else False
    if _INTERPRETER_NEEDED.search(text) or _is_language_list(tidy_text(cell.text)):
        return True
    return None


def is_bare_interpreter_answer(cell: SheetCell) -> bool:
    """Whether nothing but yes or no stands there."""
    text = fold(tidy_text(cell.text)).replace(" ", "")
    return text in YES_TERMS | NO_TERMS | _BARE_INTERPRETER_ANSWERS or (len(text) < 2 and not has_chinese(text))


_BARE_INTERPRETER_ANSWERS: Final = get_phrase_keys(PhraseKind.INTERPRETER_ANSWER)


def _is_language_list(text: str) -> bool:
    bare = _CHINESE_INTERPRETER_TERMS.sub(" ", text)
    parts = [part for part in _LANGUAGE_SEPARATORS.split(bare) if part and fold(part) not in _INTERPRETER_TERMS]
    parsed_parts = [parse_languages(part) for part in parts]
    pairs = [
        part
        for part, (codes, _) in zip(parts, parsed_parts, strict=True)
        if not codes and not _CHINESE_LANGUAGE_PAIR.fullmatch(part)
    ]
    return bool(parts) and not pairs


_CHINESE_LANGUAGE_PAIR: Final = re.compile("[中英法日韩韓德俄西汉漢][中英法日韩韓德俄西汉漢文语語]{1,3}")
"""中英, 中法文."""


_NUMBER_WITH_UNIT: Final = re.compile(
    r"(\d{1,3}(?:[,’' \u00a0\u202f]\d{3})+|\d+(?:\.\d+)?)\s*(k\b|千|万)?", re.IGNORECASE
)
_UNIT_FACTORS: Final = {"k": 1000, "千": 1000, "万": 10_000}
_FEWER_THAN: Final = re.compile(r"[<＜]|\b(?:fewer|less|under|below|moins)\b|以下|不足|不到|少于", re.IGNORECASE)
_FOUNDING_YEAR: Final = re.compile(r"(?<!\d)(1\d{3}|20\d{2})(?!\d)")
_PRODUCT_SEPARATORS: Final = re.compile(r"\s*(?:[;；、•]|,(?!\d)|，)\s*")
_PRODUCT_BULLET: Final = re.compile(r"^(?:[-–•*·]|\(?\d{1,2}[.)、）])\s*")
MAX_PRODUCTS: Final = 12
MAX_PRODUCT_LENGTH: Final = 80
PRODUCT_NAME_SEPARATOR: Final = " | "
"""Parts the names of one product in several languages."""


def parse_employees(text: str) -> str:
    """The band of ``companies.sizes`` that a text means: 120, about 1,200, 50–200, <10, 约3千人; "" where it names no
    number. Of a span that lies in several bands, the one of its middle."""
    text = unicodedata.normalize("NFKC", tidy_text(text))
    numbers = [
        float(re.sub(r"[^\d.]", "", digits)) * _UNIT_FACTORS.get(unit.lower(), 1)
        for digits, unit in _NUMBER_WITH_UNIT.findall(text)
    ]
    if not numbers or len(numbers) > 2:
        return ""
    number = sum(numbers) / len(numbers)
    if _FEWER_THAN.search(text):
        number -= 1
    lowest = [int(re.match(r"\d+", band)[0]) for band in EMPLOYEES]  # type: ignore[index]
    return next((band for band, least in reversed(list(zip(EMPLOYEES, lowest, strict=True))) if number >= least), "")


def parse_founding_year(cell: SheetCell) -> int | None:
    """The year of a cell: 1998, a day, "since 1998", 1998年; None where it names none, or several."""
    if isinstance(cell.value, date):
        return cell.value.year
    years = {
        int(year)
        for year in _FOUNDING_YEAR.findall(unicodedata.normalize("NFKC", tidy_text(cell.text).removesuffix(".0")))
    }
    return years.pop() if len(years) == 1 else None


def parse_products(cells: Sequence[SheetCell]) -> list[str]:
    """The products that cells list, each once. Where several cells list as many, in several languages, each is the same
    product: its names with ``BETWEEN`` between them."""
    lists = [_split_products(cell.text) for cell in cells if not is_empty_answer(cell.text)]
    same = len({len(products) for products in lists}) == 1 and len(
        {has_chinese(" ".join(products)) for products in lists}
    ) == len(lists)
    product_names = map(PRODUCT_NAME_SEPARATOR.join, zip(*lists, strict=True)) if same else chain.from_iterable(lists)
    return list(dict.fromkeys(product_names))[:MAX_PRODUCTS]


def _split_products(text: str) -> list[str]:
    listed = (_PRODUCT_BULLET.sub("", line) for line in split_lines(text))
    names = (name.strip() for line in listed for name in _PRODUCT_SEPARATORS.split(line))
    return [name[:MAX_PRODUCT_LENGTH] for name in names if name]
