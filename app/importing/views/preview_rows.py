"""What becomes of each row, as the preview shows it: to settle, settled, of a known company and what would change
about it, new, of guests, or left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask_babel import gettext

from app.companies.locale_names import get_country_name
from app.companies.wording import band_words
from app.core.web.locale import language, short_day
from app.importing import wording as words
from app.importing.fixes import RowFix, row_key
from app.importing.import_changes import SECTOR_CODE_FIELDS
from app.importing.person_matching import ABSENT_COLUMN
from app.importing.plan import (
    SAME_AS_ABOVE,
    SINGLE_PERSON,
    SPLIT_PEOPLE,
    FieldChange,
    ImportPlan,
    PlannedRow,
    RowVerdict,
)
from app.importing.row_decisions import list_guests_of_row
from app.importing.views.preview_lines import (
    ChangeLine,
    LeftOutLine,
    LookLine,
    NewLine,
    RowLabels,
    SameLine,
    SettledLine,
    TypedValues,
)
from app.registrations.views.wording import country_name, sector_label
from app.registrations.wording import MATCH_REASON_TEXTS, code_text
from app.sheets.fields import SheetField
from app.sheets.rows import RowKind

MAX_VALUE_CHARACTERS: Final = 90


def list_change_lines(row: PlannedRow) -> tuple[ChangeLine, ...]:
    """One for each field that the row would change, in the order of the sheet, with what is known of both sides."""
    differences_by_field: dict[str, list[FieldChange]] = {}
    for difference in row.differences:
        differences_by_field.setdefault(difference.field, []).append(difference)
    return tuple(line for name in row.changes for line in _field_change_lines(name, differences_by_field.get(name, [])))


def _field_change_lines(name: str, field_changes: list[FieldChange]) -> list[ChangeLine]:
    word = code_text(words.CHANGE_TEXTS, name)
    return [_change_line(word, field_change) for field_change in field_changes] or [ChangeLine(word)]


def _change_line(word: str, field_change: FieldChange) -> ChangeLine:
    what = (
        str(gettext("%(field)s of %(person)s", field=word, person=field_change.person)) if field_change.person else word
    )
    if field_change.field in SECTOR_CODE_FIELDS.values():
        return ChangeLine(
            what, "", str(gettext(", ")).join(f"{code} {sector_label(code)}" for code in field_change.new)
        )
    if field_change.field == SheetField.EXPORTS and isinstance(field_change.new, list):
        return ChangeLine(what, "", str(gettext(", ")).join(country_name(code) for code in field_change.new))
    if field_change.field == ABSENT_COLUMN:
        return ChangeLine(what, _half_days_text(field_change.old or ()), _half_days_text(field_change.new or ()))
    if field_change.field == SheetField.EMPLOYEES:
        return ChangeLine(what, *(band_words(band) if band else "" for band in (field_change.old, field_change.new)))
    return ChangeLine(what, _value_text(field_change.old), _value_text(field_change.new))


def _half_days_text(absent: Iterable[str]) -> str:
    """13 Dec, morning; 13 Dec, afternoon."""
    half_days = [(short_day(date.fromisoformat(half[:10])), half.endswith("am")) for half in absent]
    words_of = [f"{day}{gettext(', ')}{gettext('morning') if am else gettext('afternoon')}" for day, am in half_days]
    return str(gettext("; ")).join(words_of) or str(gettext("there all the time"))


def _value_text(value: Any) -> str:
    if isinstance(value, bool):
        return str(gettext("yes") if value else gettext("no"))
    if isinstance(value, list | tuple):
        return str(gettext(", ")).join(map(str, value))
    text = "" if value is None else str(value)
    return text if len(text) <= MAX_VALUE_CHARACTERS else f"{text[: MAX_VALUE_CHARACTERS - 1]}…"


_MAX_TEXT_CHARACTERS = 200
_DOUBTED_NAMES = frozenset({"company_broken", "company_long", "company_number", "company_header", "company_person"})


def look_line(row: PlannedRow, label: RowLabels, given: TypedValues) -> LookLine:
    same = row.same_as
    controls = {_control(code) for code in row.looks}
    typed = given.typed
    return LookLine(
        row_key(row.sheet, row.row),
        label.anchor(row.sheet, row.row),
        label(row.sheet, row.row),
        row.company,
        tuple(
            ("bad" if code in words.BAD_LOOK_CODES else "wait", code_text(words.LOOK_TEXTS, code)) for code in row.looks
        ),
        _sheet_text(row),
        frozenset(controls),
        email=typed.get("email") or row.suggestions.get("email", ""),
        code=typed.get("code") or row.suggestions.get("stock_code", "") or str(row.values.get("stock_code", "")),
        name=typed.get("company", ""),
        same_key=same.key if same and "same" in controls else "",
        same_name=_match_name(row, label) if same and "same" in controls else "",
        above=_match_name(row, label) if same and not row.company else "",
        may_stay=bool({"withdrawn", "date", "letters", "phone"} & controls)
        or (bool(row.company) and not _DOUBTED_NAMES.isdisjoint(row.looks)),
        people=row.several if "people" in controls else (),
        error=given.error,
        wrong=given.at,
    )


def _match_name(row: PlannedRow, label: RowLabels) -> str:
    same = row.same_as
    if same is None or same.row is None:
        return same.name if same else ""
    if label.several and same.sheet and same.sheet.strip():
        return f"{same.name} ({label(same.sheet, same.row)})"
    return str(gettext("%(firm)s, row %(row)s", firm=same.name, row=same.row))


def _control(code: str) -> str:
    start = code.partition("_")[0]
    return {"perhaps": "same", "named": "withdrawn", "unsure": "withdrawn"}.get(start, start)


def _sheet_text(row: PlannedRow) -> str:
    """What the sheet says at the doubtful place."""
    shown = {
        "email": ("email",),
        "code": ("stock_code",),
        "same": ("company_zh", "stock_code", "website", "email"),
        "people": ("representative", "title", "email", "phone"),
        "withdrawn": ("coming",),
        "date": ("doubtful_day",),
        "phone": ("phone", "phone_wechat", "landline"),
        "letters": ("doubtful_letters",),
        "company": ("company", "representative", "representative_zh", "title", "email"),
    }
    names = [name for code in row.looks for name in shown.get(_control(code), ())]
    texts = dict.fromkeys(row.raw[name] for name in names if row.raw.get(name))
    return ", ".join(text if len(text) <= _MAX_TEXT_CHARACTERS else f"{text[:_MAX_TEXT_CHARACTERS]}…" for text in texts)


NOTES_WITH_NUMBER = frozenset({"registry_check", "registry_letters"})
"""Notes that name the number of their row."""
NOTES_OF_KNOWN_COMPANIES = (
    *sorted(NOTES_WITH_NUMBER),
    "registry_unreadable",
    "refused_before",
    "consents_disagree",
    "person_unlisted",
    "answered_again",
)
"""Notes that are told of a row of a known firm, too."""
IMPORTABLE_REASONS = frozenset({"left_out_by_hand", "not_attending", "withdrawn", "struck_through"})
"""Rows left out for one of these can be imported after all."""


def list_settled_lines(
    rows: Sequence[PlannedRow], fixes: Mapping[tuple[str, int], RowFix], label: RowLabels
) -> Iterator[SettledLine]:
    for row in rows:
        fix = fixes.get((row.sheet, row.row))
        if fix is not None and row.verdict is not RowVerdict.LOOK and not fix.leave_out:
            yield SettledLine(row_key(row.sheet, row.row), label(row.sheet, row.row), row.company, _fix_text(fix, row))


def same_line(row: PlannedRow, label: RowLabels, registrations: Mapping[int, int]) -> SameLine:
    same = row.same_as
    above = label(same.sheet or "", same.row) if same and same.row is not None else ""
    because = gettext(", ").join(code_text(MATCH_REASON_TEXTS, code) for code in row.because)
    if row.kind is RowKind.SECOND_CONTACT:
        because = str(gettext("second contact of the same firm"))
    return SameLine(
        row_key(row.sheet, row.row),
        label.anchor(row.sheet, row.row),
        label(row.sheet, row.row),
        str(row.values.get("company") or row.company),
        same.name if same else "",
        registrations.get(same.company_id or 0) if same else None,
        above,
        label.anchor(same.sheet or "", same.row) if same and same.row is not None else "",
        because,
        list_change_lines(row),
        may_part=row.kind is not RowKind.SECOND_CONTACT or not row.values.get("company"),
        is_contact=row.kind is RowKind.SECOND_CONTACT,
        joins=bool(same and same.company_id and same.company_id not in registrations),
        aside=_unchanged_profile_text() if row.recorded_elsewhere and not above else "",
        notes=tuple(_note_text(row, code) for code in row.notes if code in NOTES_OF_KNOWN_COMPANIES),
    )


def new_line(row: PlannedRow, label: RowLabels, everywhere: Collection[str]) -> NewLine:
    values = row.values
    company_zh = str(values.get(SheetField.COMPANY_ZH, ""))
    return NewLine(
        row_key(row.sheet, row.row),
        label.anchor(row.sheet, row.row),
        label(row.sheet, row.row),
        row.company,
        company_zh if company_zh != row.company else "",
        get_country_name(language(), row.country) if row.country else "",
        gettext(", ").join(filter(None, map(_person_name, (values, *row.people)))),
        str(values.get("title") or values.get("title_zh") or ""),
        tuple(str(values[name]) for name in ("email", "phone", "wechat") if values.get(name)),
        tuple(_note_text(row, code) for code in row.notes if code not in everywhere),
        may_join="people_split" in row.notes,
    )


def list_common_notes(rows: list[PlannedRow]) -> list[str]:
    """What is noted in most rows is said once, above them."""
    counted = Counter(code for row in rows for code in row.notes if code not in NOTES_WITH_NUMBER)
    return [code for code, count in counted.items() if count > max(3, len(rows) / 2)]


def list_left_out_lines(plan: ImportPlan, label: RowLabels) -> Iterator[LeftOutLine]:
    """Rows that name a firm one by one, the others gathered by reason."""
    gathered: dict[str, list[PlannedRow]] = {}
    for row in plan.left_out:
        if row.company:
            act = (
                "back" if row.left_out == "left_out_by_hand" else "accept" if row.left_out in IMPORTABLE_REASONS else ""
            )
            why = code_text(words.LEFT_OUT_TEXTS, row.left_out)
            yield LeftOutLine(label(row.sheet, row.row), why, row.company, row_key(row.sheet, row.row), act)
        else:
            gathered.setdefault(row.left_out, []).append(row)
    for reason, rows in gathered.items():
        places = gettext(", ").join(label(row.sheet, row.row) if label.several else str(row.row) for row in rows)
        yield LeftOutLine(places, code_text(words.LEFT_OUT_TEXTS, reason))


def _note_text(row: PlannedRow, code: str) -> str:
    text = code_text(words.NOTE_TEXTS, code)
    numbers = " / ".join(row.raw[name] for name in (SheetField.UEN, SheetField.USCC) if row.raw.get(name))
    return text % {"number": numbers} if code in NOTES_WITH_NUMBER else text


def _fix_text(fix: RowFix, row: PlannedRow) -> str:
    texts = [fix.company, fix.email, gettext("without e-mail") if fix.without_email else "", fix.stock_code]
    if fix.same_as == "new":
        texts.append(gettext("a new firm"))
    elif fix.same_as == SAME_AS_ABOVE:
        texts.append(gettext("belongs to the firm above"))
    elif fix.same_as and row.same_as is not None:
        texts.append(gettext("same as %(firm)s", firm=row.same_as.name))
    texts += [gettext("one person")] if fix.people == SINGLE_PERSON else []
    texts += [gettext("several people")] if fix.people == SPLIT_PEOPLE else []
    texts += [gettext("a firm, no guest")] if fix.as_firm else []
    if fix.accept:
        texts.append(gettext("import all the same"))
    return str(gettext("; ")).join(str(text) for text in texts if text)


def _unchanged_profile_text() -> str:
    return str(
        gettext(
            "Others registered this firm first: its profile stays as it is, and what your sheet says of it is kept "
            "with its registration at this event."
        )
    )


def _person_name(person: Mapping[str, Any]) -> str:
    return str(person.get("representative") or person.get("representative_zh") or person.get("title") or "")


@dataclass(frozen=True, slots=True)
class GuestLine:
    """``people``: their names; ``category``: as on the badge; ``known``: all of them are guests already."""

    place: str
    anchor: str
    label: str
    people: str
    institution: str
    category: str
    known: bool


def guest_line(row: PlannedRow, label: RowLabels) -> GuestLine:
    return GuestLine(
        row_key(row.sheet, row.row),
        label.anchor(row.sheet, row.row),
        label(row.sheet, row.row),
        gettext(", ").join(name for name, _ in list_guests_of_row(row)),
        row.company,
        row.guest,
        row.verdict is RowVerdict.SAME,
    )
