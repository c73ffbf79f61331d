"""What the rows of each firm would do to it: the first row wins, later ones fill gaps and bring more people."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final

from app.companies.names.parsing import compact, has_chinese
from app.registrations.answered_again import ANSWERED_AGAIN, answers_again
from app.registrations.country_guess import guess_country
from app.registrations.differences import Difference, differences
from app.registrations.facts_said import BETWEEN, MOST_PRODUCTS
from app.registrations.fields import CONSENTS, Field
from app.registrations.held import Held, differs, is_blank
from app.registrations.people import bring
from app.registrations.places import countries_in, country_of, languages_in
from app.registrations.plan import Choices, Effect, Known, PlannedRow, RowVerdict, SaidConsent
from app.registrations.said_consents import (
    said_before,
    said_in,
    settled,
    tell_disagreement,
    tell_refused,
    tell_unlisted,
    under_refusals,
)
from app.registrations.sector_words import IS_IN, SaidWords, SectorWords, key_of_words, sector_words
from app.registrations.sheet import FoundSheet
from app.registrations.sheet_languages import TEXTS, Around, around_texts
from app.registrations.text_language import language_of

F = Field

COMPANY_COLUMNS: Final = {
    F.COMPANY_ZH: "name_zh",
    F.STOCK_CODE: "stock_code",
    F.UEN: "uen",
    F.USCC: "uscc",
    F.WEBSITE: "website",
    F.COUNTRY: "country",
    F.CITY: "city",
    F.SECTORS: "sector_words",
    F.FOUNDED: "founded",
    F.EMPLOYEES: "employees",
}
ANSWERS: Final = (
    F.SITE_VISIT,
    F.ARRIVAL,
    F.DEPARTURE,
    F.CERTIFICATES_HELD,
    F.CERTIFICATES_NEEDED,
    F.CATEGORY,
    F.GROUP,
    F.REGISTERED_AT,
    F.REMARKS,
)
"""What is kept as an answer of the registration, under the field's own name."""
SECTOR_CODES: Final = {IS_IN: "sector_codes", "offers": "offers_codes", "seeks": "seeks_codes"}
"""Names, among what changes, the sectors that the sheet's words mean, by kind."""
EMAIL_OF_TWO: Final = "email_of_two"
"""Note of a row whose email stands at another firm of the sheet too."""
_IN_WORDS: Final = {IS_IN: F.SECTORS, "offers": F.OFFERS, "seeks": F.SEEKS}


def effects_of(
    rows: Iterable[PlannedRow],
    known: Mapping[str, Known],
    sheets: Iterable[FoundSheet],
    words: Iterable[SectorWords] = (),
    country: str = "",
) -> list[Effect]:
    """One effect for each firm in the order of its first row; tells every row which fields it would change.
    ``country``: whence they come (ISO, two letters), where their texts do not tell their language."""
    rows, sheets = list(rows), list(sheets)
    around = around_texts(rows, sheets, country)
    by_key: dict[str, list[PlannedRow]] = {}
    for row in rows:
        if row.verdict is not RowVerdict.LEFT_OUT and row.key:
            by_key.setdefault(row.key, []).append(row)
    headers = {found.name: found for found in sheets}
    codes = {one.key: one.codes for one in words}
    _tell_shared_emails(by_key)
    return [_effect(key, known.get(key), theirs, headers, codes, around) for key, theirs in by_key.items()]


def _tell_shared_emails(by_key: Mapping[str, Iterable[PlannedRow]]) -> None:
    """Note it at the rows of two firms that give one email."""
    firms: dict[str, set[str]] = {}
    for key, rows in by_key.items():
        for email in chain.from_iterable(map(_emails, rows)):
            firms.setdefault(email, set()).add(key)
    for row in chain.from_iterable(by_key.values()):
        if any(len(firms[email]) > 1 for email in _emails(row)):
            row.notes = (*row.notes, EMAIL_OF_TWO)


def _emails(row: PlannedRow) -> Iterator[str]:
    for values in (row.values, *row.people):
        yield from filter(None, (values.get(F.EMAIL), *values.get("more_emails", ())))


def _effect(
    key: str,
    firm: Known | None,
    rows: list[PlannedRow],
    sheets: Mapping[str, FoundSheet],
    codes: Mapping[str, tuple[str, ...]],
    around: Around,
) -> Effect:
    before = (firm.held if firm and firm.held else Held()).copy()
    if firm is not None:
        before.company = {"name": firm.name, "name_zh": firm.name_zh, **_codes(firm), **before.company}
    after, said = before.copy(), set[str]()
    consents: list[SaidConsent] = []
    people: set[int] = set()
    who: dict[tuple[str, int], tuple[int, ...]] = {}
    for turn, row in enumerate(rows):
        stood = after.copy() if firm is not None else after
        again = answers_again(row, rows[:turn])
        row.notes = (*row.notes, ANSWERED_AGAIN) if again else row.notes
        changed = _firm(row, after, set() if again else said, around)
        told = bring(row.values, row.people, after, people, again=again)
        row.notes = (*row.notes, *told.notes)
        row.changes = _in_order(row, {*changed, *told.changed})
        if stood is not after:
            row.differences = tuple(one for one in differences(stood, after) if one.field in row.changes)
        row.kept_elsewhere = after.kept_elsewhere
        who[row.sheet, row.row] = told.people
        consents += said_in(row, sheets.get(row.sheet), told.people, first=row is rows[0])
    if firm is None:
        if not after.company.get("country"):
            _guess_country(rows, after)
        rows[0].country = after.company.get("country") or ""
    tell_disagreement(rows, who)
    counted = under_refusals(consents, after)
    tell_refused(rows, consents, counted)
    stands = settled(counted, [at for at, one in enumerate(after.people) if one.id is not None])
    tell_unlisted(rows, stands)
    group = next((str(row.values[F.GROUP]) for row in rows if row.values.get(F.GROUP)), "")
    sectors = {kind: _sectors(rows, before, codes, kind) for kind in SECTOR_CODES}
    exports, products = _exports(rows, before), _products(rows, before)
    if firm is not None:
        for kind, name in SECTOR_CODES.items():
            _gain(rows[0], name, sectors[kind])
        for name, gained in ((F.EXPORTS, exports), (F.PRODUCTS, _called(products))):
            _gain(rows[0], name, gained)
        _tell_consents(rows, stands, after)
    named = frozenset(number for at in people if (number := after.people[at].id) is not None)
    return Effect(
        key,
        firm.id if firm else None,
        tuple(rows),
        before,
        after,
        stands,
        group,
        sectors,
        exports,
        tuple(products),
        named,
        bool(people),
    )


def _guess_country(rows: Sequence[PlannedRow], after: Held) -> None:
    """Of a new firm that the sheet gives none: the delegation may bring it from elsewhere. The preview says so."""
    notes = [code for row in rows for code in row.notes]
    country, note = guess_country(after.company, [one.values for one in after.people], notes)
    if country:
        after.company["country"] = country
    if note:
        rows[0].notes = (*rows[0].notes, note)


def _gain(row: PlannedRow, name: str, gained: Sequence[str]) -> None:
    """Say of a known firm's row what it would have and has not yet."""
    if gained:
        row.changes = tuple(dict.fromkeys((*row.changes, name)))
        row.differences = (*row.differences, Difference(name, None, list(gained)))


def _tell_consents(rows: Iterable[PlannedRow], stands: Collection[SaidConsent], after: Held) -> None:
    """Say at the row of a known firm which of its consents would be another one; its people's where they differ."""
    at = {(row.sheet, row.row): row for row in rows}
    fields = {purpose: name for name, purpose in CONSENTS.items()}
    firm = {one.purpose: one.given for one in stands if one.person is None}
    for one in stands:
        old = said_before(one, after)
        if old == one.given or (one.person is not None and firm.get(one.purpose) == one.given):
            continue
        row, name = at[one.sheet, one.row], fields[one.purpose]
        person = after.people[one.person].values.get("display_name") if one.person is not None else ""
        row.changes = tuple(dict.fromkeys((*row.changes, name)))
        row.differences = (*row.differences, Difference(name, old, one.given, person or ""))


def _takes(what: str, before: Held) -> bool:
    """Whether a sheet may say it: the firm has none, and has not spoken itself."""
    return not (what in before.has or before.own_words or before.kept_elsewhere)


def _exports(rows: Iterable[PlannedRow], before: Held) -> tuple[str, ...]:
    if not _takes("exports", before):
        return ()
    told = [countries_in(str(row.values[F.EXPORTS]))[0] for row in rows if row.values.get(F.EXPORTS)]
    return tuple(dict.fromkeys(code for codes in told for code in codes))


def _products(rows: Iterable[PlannedRow], before: Held) -> list[dict[str, str]]:
    """Each by ``name_en``, ``name_zh`` or ``name_fr``: the language that a name is written in."""
    if not _takes("products", before):
        return []
    told = dict.fromkeys(name for row in rows for name in row.values.get(F.PRODUCTS, ()))
    lists = [{f"name_{language_of(one, 0.0)}": one for one in name.split(BETWEEN)} for name in told]
    return lists[:MOST_PRODUCTS]


def _called(products: Iterable[Mapping[str, str]]) -> list[str]:
    return [BETWEEN.join(one.values()) for one in products]


def _sectors(
    rows: Iterable[PlannedRow], before: Held, codes: Mapping[str, tuple[str, ...]], kind: str
) -> tuple[str, ...]:
    """What the sheet's words mean, for a firm that has no sectors of this kind and has not spoken itself."""
    if not _takes(kind, before):
        return ()
    texts = [str(row.values[_IN_WORDS[kind]]) for row in rows if row.values.get(_IN_WORDS[kind])]
    return tuple(dict.fromkeys(code for text in texts for code in codes.get(key_of_words(text, kind), ())))


def _in_order(row: PlannedRow, changed: set[str]) -> tuple[str, ...]:
    """As the sheet says them; what it says without a field of its own comes last."""
    return (*(name for name in row.values if name in changed), *sorted(changed - row.values.keys()))


def _codes(firm: Known) -> dict[str, Any]:
    return {"stock_code": firm.stock_code, "website": firm.website, "uen": firm.uen, "uscc": firm.uscc}


def _firm(row: PlannedRow, after: Held, said: set[str], around: Around) -> list[str]:
    """The fields of the firm itself that this row changes."""
    if after.kept_elsewhere:
        changed = _other_names(row, after.company, after.answers)
    else:
        changed = _first_names(row, after.company)
        _other_names(row, after.company, after.company)
    former = after.company.get("name_zh")
    for name, value in row.values.items():
        for part, column, cleaned in _places(name, value, after, around.get((row.sheet, name), 0.0)):
            if _say(part, column, cleaned, said, after.own_words):
                changed.append(name)
    if former and after.company.get("name_zh") != former:
        _remember(former, after.company)
    return list(dict.fromkeys(changed))


def _remember(former: str, company: dict[str, Any]) -> None:
    """The Chinese name that a sheet has replaced still finds the firm."""
    others = [name for name in company.get("other_names") or () if compact(name) != compact(company["name_zh"])]
    company["other_names"] = [*others, former]


def _names(row: PlannedRow) -> list[str]:
    return [row.values.get("company", ""), row.values.get("company_zh", ""), *row.values.get("other_names", [])]


def _first_names(row: PlannedRow, company: dict[str, Any]) -> list[str]:
    """A firm that has no name, or none in Chinese, is given the sheet's; the names that a known one gains so."""
    names = _names(row)
    is_new = not company.get("name")
    if is_new:
        company["name"] = next(filter(None, names), "")
    if company.get("name_zh"):
        return []
    company["name_zh"] = next(filter(has_chinese, names), "")
    return [F.COMPANY_ZH] if company["name_zh"] and not is_new else []


def _other_names(row: PlannedRow, company: dict[str, Any], keeps: dict[str, Any]) -> list[str]:
    """Every other spelling is remembered, so that it is met again; what ``keeps`` it may be the registration."""
    others = list(keeps.get("other_names") or [])
    known = (company.get("name"), company.get("name_zh"), *(company.get("other_names") or ()), *others)
    met = {compact(name) for name in known if name}
    new = {compact(name): name for name in reversed(_names(row)) if name and compact(name) not in met}
    if new:
        keeps["other_names"] = [*others, *reversed(new.values())]
    return [F.OTHER_NAME] if new else []


def _places(name: str, value: Any, after: Held, around: float) -> list[tuple[dict[str, Any], str, Any]]:
    """Where a field goes: (part of the firm, column, cleaned value)."""
    if (of_company := _of_company(name, value, after, around)) is not None:
        column, cleaned = of_company
        if not after.kept_elsewhere:
            return [(after.company, column, cleaned)]
        adds = name != F.COMPANY_ZH and differs(column, cleaned, after.company.get(column))
        return [(after.answers, name, value)] if adds else []
    if name == F.NEEDS_INTERPRETER:
        return [(after.registration, name, value)]
    if name == F.LANGUAGES:
        codes, unread = languages_in(str(value))
        spoken = [(after.registration, name, list(codes))] if codes else []
        return [*spoken, *([(after.answers, name, "; ".join(unread))] if unread else [])]
    if name == F.EXPORTS:
        words = [str(value)] if after.kept_elsewhere else countries_in(str(value))[1]
        return [(after.answers, name, "; ".join(words))] if words else []
    if name == F.PRODUCTS:
        return [(after.answers, name, "; ".join(value))] if after.kept_elsewhere else []
    if name in ANSWERS:
        return [(after.answers, name, value.isoformat() if hasattr(value, "isoformat") else value)]
    return []


def _column_of_text(name: str, text: str, after: Held, around: float) -> str:
    """In the language in which the text is written; where it stands already, in whichever it stands."""
    columns = (f"{name}_{language}" for language in ("en", "zh", "fr"))
    there = next((column for column in columns if after.company.get(column) == text), "")
    return there or f"{name}_{language_of(text, around)}"


def _of_company(name: str, value: Any, after: Held, around: float) -> tuple[str, Any] | None:
    """Column of the company and cleaned value; None for a field of another place. Names go by ``_other_names`` too."""
    if name in TEXTS:
        return _column_of_text(name, str(value), after, around), value
    if name == F.COUNTRY:
        return "country", country_of(str(value)) or value
    return (COMPANY_COLUMNS[F(name)], value) if name in COMPANY_COLUMNS else None


def _say(part: dict[str, Any], column: str, value: Any, said: set[str], own_words: bool) -> bool:
    """Put the value in its place unless an earlier row or the firm itself has spoken; whether it changed."""
    old = part.get(column)
    free = is_blank(old) or (column not in said and not own_words)
    said.add(column)
    if not free or not differs(column, value, old):
        return False
    part[column] = value
    return True


def words_for_sectors(
    rows: Iterable[PlannedRow], sheets: Iterable[FoundSheet], choices: Choices
) -> tuple[SectorWords, ...]:
    """How the rows that are imported say what their firms do, and what that means."""
    headers = {sheet.name: headers_of(sheet, F.SECTORS) for sheet in sheets}
    imported = [row for row in rows if row.verdict is not RowVerdict.LEFT_OUT]
    said = (
        SaidWords(kind, str(row.values[field]), headers[row.sheet])
        for kind, field in _IN_WORDS.items()
        for row in imported
        if row.values.get(field)
    )
    return sector_words(said, choices.sectors)


def headers_of(sheet: FoundSheet, wanted: Field) -> str:
    """The headers of all columns for a field, as one text."""
    return " / ".join(column.header for table in sheet.tables for column in table.all(wanted))
