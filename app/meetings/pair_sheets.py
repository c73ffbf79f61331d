"""A sheet of pairs as people keep them: its headers, what each column holds, and rows of two names, perhaps a
priority, a time and a table."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Final

from app.companies.names.parsing import compact, fold
from app.companies.typed_text import tidy_text
from app.core.spreadsheets.values import SheetCell, Worksheet
from app.sheets.cells import is_ditto
from app.sheets.dates import MONTH_NUMBERS
from app.sheets.fields import COMPANY_NAME_FIELDS
from app.sheets.headers import guess_field

COMPANY_COLUMNS: Final = ("one", "other")
COLUMN_KINDS: Final = (*COMPANY_COLUMNS, "priority", "time", "table")


def split_keys(words: str) -> frozenset[str]:
    """The words between strokes, as they are compared."""
    return frozenset(compact(word) for word in words.split("|"))


_FIRST_COMPANY_HEADERS: Final = split_keys(
    "company a|company 1|firm a|firm 1|firm|company|asker|first company|our company|our firm|member|member company"
    "|甲方|甲|企业a|企业1|企业一|企业甲|甲企业|甲方企业|公司a|公司1|公司一|公司甲|甲方公司|我方|我方企业|本方企业|邀约方|发起方|会员企业"
    "|entreprise a|entreprise 1|entreprise|société a|société 1|société|demandeur|notre entreprise|première entreprise"
)
_PARTNER_HEADERS: Final = split_keys(
    "company b|company 2|firm b|firm 2|partner|meets|meets with|with|asked|second company|counterpart|partner company"
    "|meeting with|to meet|counterparty|partner firm"
    "|乙方|乙|企业b|企业2|企业二|企业乙|乙企业|乙方企业|公司b|公司2|公司二|公司乙|乙方公司|对方|对方企业|对方公司|合作伙伴|洽谈对象"
    "|洽谈企业|约见企业|约见对象|受邀方|受邀企业|对接企业|与谁洽谈"
    "|entreprise b|entreprise 2|société b|société 2|partenaire|rencontre|avec|invité|entreprise rencontrée"
    "|entreprise partenaire|seconde entreprise|deuxième entreprise|à rencontrer"
)
_PRIORITY_HEADERS: Final = split_keys(
    "priority|prio|importance|priority level|level|rank|how important|优先级|优先级别|优先|优先度"
    "|重要性|重要程度|级别|意愿"
    "|priorité|importance|niveau|niveau de priorité|degré de priorité"
)
_TIME_HEADERS: Final = split_keys(
    "time|slot|time slot|date|date and time|when|start|starts|start time|begin|meeting time|meeting slot|hour"
    "|时间|时段|日期|日期时间|洽谈时间|洽谈时段|开始时间|约见时间|会面时间|对接时间|时刻"
    "|heure|horaire|créneau|quand|date et heure|heure de début|début|créneau horaire|heure du rendez-vous"
)
_TABLE_HEADERS: Final = split_keys(
    "table|table no|table number|desk|seat|place|桌|桌号|桌子|桌次|台号|洽谈桌|洽谈桌号|展位|座位|位置"
    "|n° de table|numéro de table|table n°|n° table|place|emplacement"
)
_HEADERS_BY_KIND: Final = (
    ("priority", _PRIORITY_HEADERS),
    ("time", _TIME_HEADERS),
    ("table", _TABLE_HEADERS),
    ("other", _PARTNER_HEADERS),
    ("one", _FIRST_COMPANY_HEADERS),
)
_CHINESE_CHARACTERS: Final = re.compile("[\u4e00-\u9fff]+")


def find_header_columns(texts: dict[int, str]) -> dict[str, int]:
    """Kind → column, as far as the texts of a row (column → text) are headers; a second firm is the partner."""
    result: dict[str, int] = {}
    companies = []
    for at, text in sorted(texts.items()):
        kind = _get_column_kind(text)
        if kind is None or kind == "one":
            guess = guess_field(text)
            if kind == "one" or (guess is not None and guess.exact and guess.field in COMPANY_NAME_FIELDS):
                companies.append(at)
        else:
            result.setdefault(kind, at)
    if companies:
        result["one"] = companies[0]
    if "other" not in result and len(companies) > 1:
        result["other"] = companies[1]
    return result


def _get_column_kind(text: str) -> str | None:
    tongues = (_CHINESE_CHARACTERS.sub(" ", text), "".join(_CHINESE_CHARACTERS.findall(text)))
    parts = {compact(part) for part in (text, *tongues, *re.split(r"[/／\n|（()）]", text))} - {""}
    return next((name for name, words in _HEADERS_BY_KIND if parts & words), None)


MOST_PAIR_ROWS: Final = 500
_PRIORITY_KEYS: Final = {
    "must": split_keys(
        "must|must meet|must have|a|1|high|top|essential|very important|必须|必见|必谈|必约|高|重点|非常重要|最高"
        "|indispensable|obligatoire|haute|élevée|essentiel|prioritaire"
    ),
    "want": split_keys(
        "want|wish|would like|b|2|medium|normal|important|希望|想见|想谈|愿意|中|一般|重要"
        "|souhaité|souhaitée|souhait|moyenne|normale|à voir"
    ),
    "open": split_keys(
        "open|open to|c|3|low|optional|if possible|nice to have|可以|可见|可谈|随意|开放|低|可选|均可"
        "|ouvert|ouverte|basse|faible|facultatif|si possible"
    ),
}


@dataclass(frozen=True, slots=True)
class PairRow:
    """A row as it stands: what names each side, and what is said besides; "" for nothing. ``sheet`` is the name."""

    sheet: str
    row: int
    one: str
    other: str
    priority: str = ""
    time: str = ""
    table: str = ""


def parse_priority(text: str) -> str | None:
    """must, want or open; want where nothing is said, None for what means none of them."""
    key = compact(text)
    if not key:
        return "must" if "!" in text else "want"
    return next((priority for priority, words in _PRIORITY_KEYS.items() if key in words), None)


@dataclass(frozen=True, slots=True)
class PairMoment:
    """A time of the day, perhaps on a day of which the year may be left open."""

    at: time
    day: date | None = None
    month_and_day: tuple[int, int] | None = None

    def is_at(self, local: datetime) -> bool:
        """Whether this moment of the event's zone is meant."""
        right_day = self.day is None or local.date() == self.day
        right = self.month_and_day is None or (local.month, local.day) == self.month_and_day
        return right_day and right and (local.hour, local.minute) == (self.at.hour, self.at.minute)


_CLOCK: Final = re.compile(
    r"(?<!\d)([01]?\d|2[0-3])\s*[:：h点.时]\s*([0-5]\d)?(?:\s*(?:分|min))?(?:\s*:\s*\d\d)?\s*([ap]\.?m\.?)?",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(r"\d")
_ISO: Final = re.compile(r"(\d{4})[-/.年]\s*(\d{1,2})[-/.月]\s*(\d{1,2})\s*[日T]?")
_DAY_FIRST: Final = re.compile(r"(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?!\d)")
_ZH_DAY: Final = re.compile(r"(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?")
_YEAR: Final = r"(?:[\s,-]+(?P<year>\d{4})\b)?"
_DAY_MONTH: Final = re.compile(
    rf"(?<![\d:：.])(?P<day>\d{{1,2}})(?:st|nd|rd|th|er)?[\s.-]*(?P<month>[^\W\d]{{3,}})\b\.?{_YEAR}", re.IGNORECASE
)
_MONTH_DAY: Final = re.compile(
    rf"(?P<month>[^\W\d]{{3,}})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:：.h点]){_YEAR}", re.IGNORECASE
)
_HOUR: Final = re.compile(r"(?<![\d:：.h点])(1[0-2]|0?[1-9])\s*([ap])\.?m\b", re.IGNORECASE)


def _match_named_day(text: str) -> re.Match[str] | None:
    """Where a day stands whose month is a word: 18 Mar, le 18 mars 2027, March 18th."""
    matches = (match for form in (_DAY_MONTH, _MONTH_DAY) for match in form.finditer(text))
    return next((named_day for named_day in matches if fold(named_day["month"]) in MONTH_NUMBERS), None)


def parse_moment(text: str) -> PairMoment | None:
    """2027-03-18 14:30, 18/03/2027 14:30, 18 March 14:30, 3月18日下午2点30, 14h30, 2:30 pm, 2 pm; None for what names
    no time of the day, or more than can be read: a day that is not understood would be taken for any."""
    rest, day, month_and_day = tidy_text(text), None, None
    if match := _ISO.search(rest) or _DAY_FIRST.search(rest):
        year, month, number = match.groups() if match.re is _ISO else reversed(match.groups())
        try:
            day = date(int(year), int(month), int(number))
        except ValueError:
            return None
        rest = rest.replace(match[0], " ", 1)
    elif match := _ZH_DAY.search(rest):
        month_and_day = (int(match[1]), int(match[2]))
        rest = rest.replace(match[0], " ", 1)
    elif match := _match_named_day(rest):
        month_and_day = (MONTH_NUMBERS[fold(match["month"])], int(match["day"]))
        if match["year"]:
            try:
                day = date(int(match["year"]), *month_and_day)
            except ValueError:
                return None
        rest = rest.replace(match[0], " ", 1)
    rest = _HOUR.sub(r"\1:00 \2m", rest)
    clock = _CLOCK.search(rest)
    if clock is None or _NUMBER.search(_CLOCK.sub(" ", rest)):
        return None
    hour = int(clock[1])
    afternoon = (clock[3] or "").lower().startswith("p") or "下午" in rest or "晚上" in rest
    if afternoon and hour < 12:
        hour += 12
    return PairMoment(time(hour, int(clock[2] or 0)), day, month_and_day)


HEADER_SEARCH_ROWS: Final = 60
MOST_PAIR_COLUMNS: Final = 40
LONGEST_TEXT: Final = 200
TYPICAL_SHARE: Final = 0.5
"""The share of a column's texts that must be of a kind for the column to be so."""


@dataclass
class PairGrid:
    """``header``: the row of the headers, 0 for none; ``kinds``: kind → column; ``rows``: row → column → text, of all
    rows below the header that hold any."""

    name: str
    header: int
    labels: dict[int, str] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)
    rows: dict[int, dict[int, str]] = field(default_factory=dict)

    @property
    def columns(self) -> list[int]:
        """The columns that hold anything."""
        return sorted({at for row in self.rows.values() for at in row})

    def sample(self, at: int) -> str:
        """The first text of a column."""
        return next((row[at] for row in self.rows.values() if row.get(at)), "")

    def kind_of(self, at: int) -> str:
        """What a column is taken for; "" for nothing."""
        return next((kind for kind, column in self.kinds.items() if column == at), "")

    def take_for(self, chosen_kinds: Mapping[int, str]) -> None:
        """Keep what somebody said of columns (column → kind, "" for nothing); of two of a kind the first counts."""
        kinds = {at: kind for kind, at in self.kinds.items()}
        kinds |= {at: kind for at, kind in chosen_kinds.items() if kind in COLUMN_KINDS or not kind}
        self.kinds = {kind: at for at, kind in sorted(kinds.items(), reverse=True) if kind}

    def pairs(self) -> Iterator[PairRow]:
        """The rows, without repeated headers and those that name no firm."""
        heads = {kind: compact(self.labels.get(at, "")) for kind, at in self.kinds.items()} if self.header else {}
        above: dict[str, str] = {}
        for number, row in sorted(self.rows.items()):
            texts = {kind: row.get(at, "") for kind, at in self.kinds.items()}
            texts = {**dict.fromkeys(COMPANY_COLUMNS, ""), **texts}
            repeated = bool(heads) and all(compact(texts[kind]) == heads.get(kind) for kind in COMPANY_COLUMNS)
            if repeated or not any(texts[kind] for kind in COMPANY_COLUMNS):
                continue
            texts |= {kind: above.get(kind, "") for kind in COMPANY_COLUMNS if is_ditto(texts[kind])}
            above = texts
            yield PairRow(self.name, number, **texts)

    def to_json(self) -> list[Any]:
        """As plain JSON; ``of_json`` takes it back."""
        rows = [[number, list(row.items())] for number, row in self.rows.items()]
        return [self.name, self.header, list(self.labels.items()), self.kinds, rows]

    @classmethod
    def of_json(cls, values: list[Any]) -> "PairGrid":
        name, header, labels, kinds, rows = values
        return cls(name, header, dict(labels), dict(kinds), {number: dict(row) for number, row in rows})


def parse_pair_grids(sheets: Sequence[Worksheet], tables: Collection[str] = ()) -> list[PairGrid]:
    """The sheets that are shown and hold two columns of names, in their order. ``tables``: what the event calls its
    own, by which a column of them is known."""
    known = frozenset(compact(table) for table in tables)
    made = [_parse_grid(sheet, known) for sheet in sheets if sheet.visible and not sheet.refused]
    return [grid for grid in made if all(kind in grid.kinds for kind in COMPANY_COLUMNS)]


def parse_pair_rows(sheets: Sequence[Worksheet], tables: Collection[str] = ()) -> list[PairRow]:
    """The rows of all sheets that are shown, in their order, without titles, blank rows and repeated headers."""
    return [row for grid in parse_pair_grids(sheets, tables) for row in grid.pairs()]


def _parse_grid(sheet: Worksheet, tables: Collection[str]) -> PairGrid:
    header, kinds = _find_header(sheet)
    columns = sorted({column for _row, column in sheet.cells})[:MOST_PAIR_COLUMNS]
    labels = {at: _get_text(sheet.at(header, at)) for at in columns} if header else {}
    grid = PairGrid(sheet.name, header, {at: text for at, text in labels.items() if text}, kinds)
    for number, _cells in sheet.rows():
        row = {at: text[:LONGEST_TEXT] for at in columns if (text := _get_text(_get_cell(sheet, number, at)))}
        if number > header and row:
            grid.rows[number] = row
    _guess_by_contents(grid, tables)
    return grid


def _find_header(sheet: Worksheet) -> tuple[int, dict[str, int]]:
    """The row of the header (0 for none) and kind → column; it names two things at least."""
    best: tuple[int, dict[str, int]] = (0, {})
    for number, cells in list(sheet.rows())[:HEADER_SEARCH_ROWS]:
        header_columns = find_header_columns({at: _get_text(cell) for at, cell in cells.items()})
        if len(header_columns) >= len(COMPANY_COLUMNS) and len(header_columns) > len(best[1]):
            best = (number, header_columns)
    return best


def _guess_by_contents(grid: PairGrid, tables: Collection[str]) -> None:
    """Find what the header did not say: times, priorities and tables by how they look, names among the rest."""
    looks = {"time": _is_time, "priority": _is_priority, "table": lambda text: compact(text) in tables}
    looked: list[tuple[int, Callable[[str], bool]]] = []
    for kind, looks_so in looks.items():
        if kind not in grid.kinds:
            unclear_column = next((at for at in _list_unclear_columns(grid) if _is_mostly(grid, at, looks_so)), None)
            if unclear_column is not None:
                grid.kinds[kind] = unclear_column
                looked.append((unclear_column, looks_so))
    if not grid.header and looked and _skip_unknown_header(grid, looked):
        _guess_by_contents(grid, tables)  # without the header's words among them
        return
    for name in COMPANY_COLUMNS:
        if name not in grid.kinds:
            rest = [
                at for at in _list_unclear_columns(grid) if _is_mostly(grid, at, _is_name)
            ] or _list_unclear_columns(grid)
            if rest:
                grid.kinds[name] = rest[0]


def _skip_unknown_header(grid: PairGrid, looked: Sequence[tuple[int, Callable[[str], bool]]]) -> bool:
    """Take the first row for headers in words that nobody knows, if none of it looks as what stands below it."""
    first, texts = next(iter(grid.rows.items()))
    is_header = all(at in texts and not looks_so(texts[at]) for at, looks_so in looked)
    if is_header:
        grid.header, grid.labels = first, grid.rows.pop(first)
    return is_header


def _list_unclear_columns(grid: PairGrid) -> list[int]:
    taken = set(grid.kinds.values())
    return [at for at in grid.columns if at not in taken]


def _is_mostly(grid: PairGrid, at: int, looks_so: Callable[[str], bool]) -> bool:
    texts = [row[at] for row in grid.rows.values() if row.get(at)]
    return bool(texts) and sum(looks_so(text) for text in texts) >= TYPICAL_SHARE * len(texts)


def _is_time(text: str) -> bool:
    return parse_moment(text) is not None


def _is_priority(text: str) -> bool:
    """A word for it; letters and numbers alone may be anything."""
    return len(compact(text)) > 1 and parse_priority(text) is not None


def _is_name(text: str) -> bool:
    return sum(sign.isalpha() for sign in text) > 1


def _get_cell(sheet: Worksheet, row: int, column: int) -> SheetCell:
    """What stands there, if only as a part of merged cells."""
    for merged in sheet.merged:
        if (row, column) in merged:
            return sheet.at(merged.top, merged.left)
    return sheet.at(row, column)


def _get_text(cell: SheetCell) -> str:
    value = cell.value
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return "" if cell.struck else tidy_text(cell.text)
