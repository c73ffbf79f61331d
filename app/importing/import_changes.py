"""What the rows of each company would change: the first row wins, later ones fill gaps and bring more people, unless
a form was answered again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final

from app.companies.fields import SHEET_FIELDS
from app.companies.locale_names import find_country, parse_countries, parse_languages
from app.companies.names.parsing import compact, has_chinese
from app.companies.names.words import word_set
from app.importing.consents import (
    apply_earlier_refusals,
    find_earlier_answer,
    list_row_consents,
    note_disagreements,
    note_earlier_refusals,
    note_unlisted_people,
    resolve_consents,
)
from app.importing.fixes import ImportChoices
from app.importing.person_matching import merge_people
from app.importing.plan import CompanyChange, FieldChange, PlannedRow, RowVerdict, SheetConsent, list_field_changes
from app.registrations.existing_record import ExistingRecord, KnownCompany, is_blank, is_different_value
from app.sheets.cells import MAX_PRODUCTS, PRODUCT_NAME_SEPARATOR
from app.sheets.company_country import guess_company_country
from app.sheets.fields import CONSENT_FIELDS, SheetField
from app.sheets.sectors import SECTOR_KIND_IS_IN, SectorMention, SectorText, list_sector_texts, sector_text_key
from app.sheets.sheet_reading import ParsedSheet
from app.sheets.text_language import DECISIVE_LEAD, detect_language, measure_common_leaning

ANSWERED_AGAIN: Final = "answered_again"


def is_answered_again(row: PlannedRow, earlier: Sequence[PlannedRow]) -> bool:
    """Whether somebody of these rows of one firm has sent it once more, as the days tell that a form keeps."""
    theirs = [
        earlier_row for earlier_row in earlier if earlier_row.sheet == row.sheet and _is_same_sender(row, earlier_row)
    ]
    days = [str(their.values.get(SheetField.REGISTERED_AT) or "") for their in (*theirs, row)]
    return bool(theirs) and all(days) and days[-1] == max(days)


def _is_same_sender(planned_row: PlannedRow, other: PlannedRow) -> bool:
    """By name and address, so that an assistant who answers for two people makes them no single one."""
    return all(
        _compact_value(planned_row, field) and _compact_value(planned_row, field) == _compact_value(other, field)
        for field in _IDENTIFYING_FIELDS
    )


_IDENTIFYING_FIELDS: Final = (SheetField.REPRESENTATIVE, SheetField.EMAIL)


def _compact_value(row: PlannedRow, field: SheetField) -> str:
    return compact(str(row.values.get(field) or ""))


F = SheetField

COMPANY_COLUMN_BY_FIELD: Final = {
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
    **{F(column): name for column, name in SHEET_FIELDS.items()},
}
ANSWER_FIELDS: Final = (
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
SECTOR_CODE_FIELDS: Final = {SECTOR_KIND_IS_IN: "sector_codes", "offers": "offers_codes", "seeks": "seeks_codes"}
"""Names, among what changes, the sectors that the sheet's words mean, by kind."""
EMAIL_OF_TWO_COMPANIES: Final = "email_of_two"
"""Note of a row whose email stands at another firm of the sheet too."""
_SECTOR_TEXT_FIELDS: Final = {SECTOR_KIND_IS_IN: F.SECTORS, "offers": F.OFFERS, "seeks": F.SEEKS}


def list_company_changes(
    rows: Iterable[PlannedRow],
    known: Mapping[str, KnownCompany],
    sheets: Iterable[ParsedSheet],
    words: Iterable[SectorText] = (),
    country: str = "",
) -> list[CompanyChange]:
    """One effect for each company in the order of its first row; tells every row which fields it would change.
    ``country``: whence they come (ISO, two letters), where their texts do not tell their language."""
    rows, sheets = list(rows), list(sheets)
    around = measure_language_context(rows, sheets, country)
    by_key: dict[str, list[PlannedRow]] = {}
    for row in rows:
        if row.verdict is not RowVerdict.LEFT_OUT and row.key:
            by_key.setdefault(row.key, []).append(row)
    headers = {sheet.name: sheet for sheet in sheets}
    codes = {word.key: word.codes for word in words}
    _note_shared_emails(by_key)
    return [
        _create_company_change(key, known.get(key), theirs, headers, codes, around) for key, theirs in by_key.items()
    ]


def _note_shared_emails(by_key: Mapping[str, Iterable[PlannedRow]]) -> None:
    """Note it at the rows of two firms that give one email."""
    companies: dict[str, set[str]] = {}
    for key, rows in by_key.items():
        for email in chain.from_iterable(map(_row_emails, rows)):
            companies.setdefault(email, set()).add(key)
    for row in chain.from_iterable(by_key.values()):
        if any(len(companies[email]) > 1 for email in _row_emails(row)):
            row.notes = (*row.notes, EMAIL_OF_TWO_COMPANIES)


def _row_emails(row: PlannedRow) -> Iterator[str]:
    for values in (row.values, *row.people):
        yield from filter(None, (values.get(F.EMAIL), *values.get("more_emails", ())))


def _create_company_change(
    key: str,
    company: KnownCompany | None,
    rows: list[PlannedRow],
    sheets: Mapping[str, ParsedSheet],
    codes: Mapping[str, tuple[str, ...]],
    around: LanguageContext,
) -> CompanyChange:
    before = (company.record if company and company.record else ExistingRecord()).copy()
    if company is not None:
        before.company = {
            "name": company.name,
            "name_zh": company.name_zh,
            "stock_code": company.stock_code,
            "website": company.website,
            "uen": company.uen,
            "uscc": company.uscc,
            **before.company,
        }
    after, seen_texts = before.copy(), set[str]()
    consents: list[SheetConsent] = []
    people: set[int] = set()
    who: dict[tuple[str, int], tuple[int, ...]] = {}
    for turn, row in enumerate(rows):
        stood = after.copy() if company is not None else after
        again = is_answered_again(row, rows[:turn])
        row.notes = (*row.notes, ANSWERED_AGAIN) if again else row.notes
        changed = _apply_company_fields(row, after, set() if again else seen_texts, around)
        merged = merge_people(row.values, row.people, after, people, again=again)
        row.notes = (*row.notes, *merged.notes)
        row.changes = _changes_in_order(row, {*changed, *merged.changed})
        if stood is not after:
            row.differences = tuple(
                field_change for field_change in list_field_changes(stood, after) if field_change.field in row.changes
            )
        row.recorded_elsewhere = after.recorded_elsewhere
        who[row.sheet, row.row] = merged.people
        consents += list_row_consents(row, sheets.get(row.sheet), merged.people, first=row is rows[0])
    if company is None:
        if not after.company.get("country"):
            _set_guessed_country(rows, after)
        rows[0].country = after.company.get("country") or ""
    note_disagreements(rows, who)
    counted = apply_earlier_refusals(consents, after)
    note_earlier_refusals(rows, consents, counted)
    stands = resolve_consents(counted, [at for at, person in enumerate(after.people) if person.id is not None])
    note_unlisted_people(rows, stands)
    group = next((str(row.values[F.GROUP]) for row in rows if row.values.get(F.GROUP)), "")
    sectors = {kind: _new_sectors(rows, before, codes, kind) for kind in SECTOR_CODE_FIELDS}
    exports, products = _new_exports(rows, before), _new_products(rows, before)
    if company is not None:
        for kind, name in SECTOR_CODE_FIELDS.items():
            _add_gain(rows[0], name, sectors[kind])
        for name, gained in (
            (F.EXPORTS, exports),
            (F.PRODUCTS, [PRODUCT_NAME_SEPARATOR.join(product.values()) for product in products]),
        ):
            _add_gain(rows[0], name, gained)
        _add_consent_changes(rows, stands, after)
    named = frozenset(number for at in people if (number := after.people[at].id) is not None)
    return CompanyChange(
        key,
        company.id if company else None,
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


def _set_guessed_country(rows: Sequence[PlannedRow], after: ExistingRecord) -> None:
    """Of a new firm that the sheet gives none: the delegation may bring it from elsewhere. The preview says so."""
    notes = [code for row in rows for code in row.notes]
    country, note = guess_company_country(after.company, [person.values for person in after.people], notes)
    if country:
        after.company["country"] = country
    if note:
        rows[0].notes = (*rows[0].notes, note)


def _add_gain(row: PlannedRow, name: str, gained: Sequence[str]) -> None:
    """Say of a known firm's row what it would have and has not yet."""
    if gained:
        row.changes = tuple(dict.fromkeys((*row.changes, name)))
        row.differences = (*row.differences, FieldChange(name, None, list(gained)))


def _add_consent_changes(rows: Iterable[PlannedRow], stands: Collection[SheetConsent], after: ExistingRecord) -> None:
    """Say at the row of a known firm which of its consents would be another one; its people's where they differ."""
    at = {(row.sheet, row.row): row for row in rows}
    fields = {purpose: name for name, purpose in CONSENT_FIELDS.items()}
    company = {stand.purpose: stand.given for stand in stands if stand.person is None}
    for consent in stands:
        old = find_earlier_answer(consent, after)
        if old == consent.given or (consent.person is not None and company.get(consent.purpose) == consent.given):
            continue
        row, name = at[consent.sheet, consent.row], fields[consent.purpose]
        person = after.people[consent.person].values.get("display_name") if consent.person is not None else ""
        row.changes = tuple(dict.fromkeys((*row.changes, name)))
        row.differences = (*row.differences, FieldChange(name, old, consent.given, person or ""))


def _accepts_from_sheet(what: str, before: ExistingRecord) -> bool:
    """Whether a sheet may say it: the firm has none, and has not spoken itself."""
    return not (what in before.has or before.own_words or before.recorded_elsewhere)


def _new_exports(rows: Iterable[PlannedRow], before: ExistingRecord) -> tuple[str, ...]:
    if not _accepts_from_sheet("exports", before):
        return ()
    code_lists = [parse_countries(str(row.values[F.EXPORTS]))[0] for row in rows if row.values.get(F.EXPORTS)]
    return tuple(dict.fromkeys(code for codes in code_lists for code in codes))


def _new_products(rows: Iterable[PlannedRow], before: ExistingRecord) -> list[dict[str, str]]:
    """Each by ``name_en``, ``name_zh`` or ``name_fr``: the language that a name is written in."""
    if not _accepts_from_sheet("products", before):
        return []
    names = dict.fromkeys(name for row in rows for name in row.values.get(F.PRODUCTS, ()))
    lists = [
        {f"name_{detect_language(part, 0.0)}": part for part in name.split(PRODUCT_NAME_SEPARATOR)} for name in names
    ]
    return lists[:MAX_PRODUCTS]


def _new_sectors(
    rows: Iterable[PlannedRow], before: ExistingRecord, codes: Mapping[str, tuple[str, ...]], kind: str
) -> tuple[str, ...]:
    """What the sheet's words mean, for a firm that has no sectors of this kind and has not spoken itself."""
    if not _accepts_from_sheet(kind, before):
        return ()
    texts = [str(row.values[_SECTOR_TEXT_FIELDS[kind]]) for row in rows if row.values.get(_SECTOR_TEXT_FIELDS[kind])]
    return tuple(dict.fromkeys(code for text in texts for code in codes.get(sector_text_key(text, kind), ())))


def _changes_in_order(row: PlannedRow, changed: set[str]) -> tuple[str, ...]:
    """As the sheet says them; what it says without a field of its own comes last."""
    return (*(name for name in row.values if name in changed), *sorted(changed - row.values.keys()))


def _apply_company_fields(
    row: PlannedRow, after: ExistingRecord, texts: set[str], around: LanguageContext
) -> list[str]:
    """The fields of the firm itself that this row changes."""
    if after.recorded_elsewhere:
        changed = _add_other_names(row, after.company, after.answers)
    else:
        changed = _set_missing_names(row, after.company)
        _add_other_names(row, after.company, after.company)
    former = after.company.get("name_zh")
    for name, value in row.values.items():
        for part, column, cleaned in _field_targets(name, value, after, around.get((row.sheet, name), 0.0)):
            if _set_value(part, column, cleaned, texts, after.own_words):
                changed.append(name)
    if former and after.company.get("name_zh") != former:
        _add_former_name(former, after.company)
    return list(dict.fromkeys(changed))


def _add_former_name(former: str, company: dict[str, Any]) -> None:
    """The Chinese name that a sheet has replaced still finds the firm."""
    others = [name for name in company.get("other_names") or () if compact(name) != compact(company["name_zh"])]
    company["other_names"] = [*others, former]


def _row_names(row: PlannedRow) -> list[str]:
    return [row.values.get("company", ""), row.values.get("company_zh", ""), *row.values.get("other_names", [])]


def _set_missing_names(row: PlannedRow, company: dict[str, Any]) -> list[str]:
    """A firm that has no name, or none in Chinese, is given the sheet's; the names that a known one gains so."""
    names = _row_names(row)
    is_new = not company.get("name")
    if is_new:
        company["name"] = next(filter(None, names), "")
    if company.get("name_zh"):
        return []
    company["name_zh"] = next(filter(has_chinese, names), "")
    return [F.COMPANY_ZH] if company["name_zh"] and not is_new else []


def _add_other_names(row: PlannedRow, company: dict[str, Any], keeps: dict[str, Any]) -> list[str]:
    """Every other spelling is remembered, so that it is met again; what ``keeps`` it may be the registration."""
    others = list(keeps.get("other_names") or [])
    known = (company.get("name"), company.get("name_zh"), *(company.get("other_names") or ()), *others)
    met = {compact(name) for name in known if name}
    new = {compact(name): name for name in reversed(_row_names(row)) if name and compact(name) not in met}
    if new:
        keeps["other_names"] = [*others, *reversed(new.values())]
    return [F.OTHER_NAME] if new else []


def _field_targets(
    name: str, value: Any, after: ExistingRecord, around: float
) -> list[tuple[dict[str, Any], str, Any]]:
    """Where a field goes: (part of the firm, column, cleaned value)."""
    if (of_company := _company_column(name, value, after, around)) is not None:
        column, cleaned = of_company
        if not after.recorded_elsewhere:
            return [(after.company, column, cleaned)]
        adds = name != F.COMPANY_ZH and is_different_value(column, cleaned, after.company.get(column))
        return [(after.answers, name, value)] if adds else []
    if name == F.NEEDS_INTERPRETER:
        return [(after.registration, name, value)]
    if name == F.LANGUAGES:
        codes, unread = parse_languages(str(value))
        spoken = [(after.registration, name, list(codes))] if codes else []
        return [*spoken, *([(after.answers, name, "; ".join(unread))] if unread else [])]
    if name == F.EXPORTS:
        words = [str(value)] if after.recorded_elsewhere else parse_countries(str(value))[1]
        return [(after.answers, name, "; ".join(words))] if words else []
    if name == F.PRODUCTS:
        return [(after.answers, name, "; ".join(value))] if after.recorded_elsewhere else []
    if name in ANSWER_FIELDS:
        return [(after.answers, name, value.isoformat() if hasattr(value, "isoformat") else value)]
    return []


def _text_column(name: str, text: str, after: ExistingRecord, around: float) -> str:
    """In the language in which the text is written; where it stands already, in whichever it stands."""
    columns = (f"{name}_{language}" for language in ("en", "zh", "fr"))
    there = next((column for column in columns if after.company.get(column) == text), "")
    return there or f"{name}_{detect_language(text, around)}"


def _company_column(name: str, value: Any, after: ExistingRecord, around: float) -> tuple[str, Any] | None:
    """Column of the company and cleaned value; None for a field of another place. Names go by ``_add_other_names``
    too."""
    if name in TRANSLATED_TEXT_FIELDS:
        return _text_column(name, str(value), after, around), value
    if name == F.COUNTRY:
        return "country", find_country(str(value)) or value
    return (COMPANY_COLUMN_BY_FIELD[F(name)], value) if name in COMPANY_COLUMN_BY_FIELD else None


def _set_value(part: dict[str, Any], column: str, value: Any, texts: set[str], own_words: bool) -> bool:
    """Put the value in its place unless an earlier row or the firm itself has spoken; whether it changed."""
    old = part.get(column)
    free = is_blank(old) or (column not in texts and not own_words)
    texts.add(column)
    if not free or not is_different_value(column, value, old):
        return False
    part[column] = value
    return True


def list_sector_phrases(
    rows: Iterable[PlannedRow], sheets: Iterable[ParsedSheet], choices: ImportChoices
) -> tuple[SectorText, ...]:
    """How the rows that are imported say what their firms do, and what that means."""
    headers = {sheet.name: join_headers(sheet, F.SECTORS) for sheet in sheets}
    imported = [row for row in rows if row.verdict is not RowVerdict.LEFT_OUT]
    mentions = (
        SectorMention(kind, str(row.values[field]), headers[row.sheet])
        for kind, field in _SECTOR_TEXT_FIELDS.items()
        for row in imported
        if row.values.get(field)
    )
    return list_sector_texts(mentions, choices.sectors)


def join_headers(sheet: ParsedSheet, wanted: SheetField) -> str:
    """The headers of all columns for a field, as one text."""
    return " / ".join(column.header for table in sheet.tables for column in table.all(wanted))


TRANSLATED_TEXT_FIELDS: Final = (F.ABOUT, F.OFFERS, F.SEEKS)
"""What is kept in the language that it is written in."""
FRENCH_SPEAKING_COUNTRIES: Final = word_set("FR MC LU SN CI CM GA ML BF NE TG BJ CD CG MG HT DJ GN TD CF MA DZ TN")
_COLUMN_WEIGHT, _HEADER_WEIGHT, _HEADERS_WEIGHT, _OTHER_TEXTS_WEIGHT, _ORIGIN_WEIGHT = 3.0, 1.0, 1.0, 0.5, 0.25

LanguageContext = Mapping[tuple[str, str], float]


def measure_language_context(
    rows: Iterable[PlannedRow], sheets: Iterable[ParsedSheet], country: str
) -> LanguageContext:
    """(sheet, field) → above 0 where French is meant, below where English; see ``language_of``."""
    texts: dict[str, dict[SheetField, list[str]]] = {}
    for row in rows:
        for wanted in TRANSLATED_TEXT_FIELDS:
            if text := row.values.get(wanted):
                texts.setdefault(row.sheet, {}).setdefault(wanted, []).append(str(text))
    named = {sheet.name: sheet for sheet in sheets}
    return {
        (name, wanted): lean
        for name, theirs in texts.items()
        for wanted, lean in _measure_sheet_context(named.get(name), theirs, country).items()
    }


def _measure_sheet_context(
    sheet: ParsedSheet | None, texts: Mapping[SheetField, Sequence[str]], country: str
) -> dict[SheetField, float]:
    columns = [column for table in sheet.tables for column in table.columns] if sheet else []
    headers = _HEADERS_WEIGHT * measure_common_leaning(column.header for column in columns)
    others = _OTHER_TEXTS_WEIGHT * measure_common_leaning(
        (text for column in texts.values() for text in column), DECISIVE_LEAD
    )
    origin = _ORIGIN_WEIGHT if country in FRENCH_SPEAKING_COUNTRIES else 0.0
    return {
        wanted: _COLUMN_WEIGHT * measure_common_leaning(column, DECISIVE_LEAD)
        + _HEADER_WEIGHT
        * measure_common_leaning(sheet_column.header for sheet_column in columns if sheet_column.field is wanted)
        + (headers + others + origin)
        for wanted, column in texts.items()
    }
