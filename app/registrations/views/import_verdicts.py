"""What becomes of each row, as the preview shows it: settled by hand, of a firm that is known, new, or left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext

from app.core.web.locale import language
from app.registrations.fields import Field
from app.registrations.import_memory import key_of
from app.registrations.places import country_in
from app.registrations.plan import ABOVE, ONE, SPLIT, Fix, ImportPlan, PlannedRow, RowVerdict
from app.registrations.rows import Kind
from app.registrations.views import import_words as words
from app.registrations.views.import_changes import change_lines
from app.registrations.views.import_lines import Labels, LeftOutLine, NewLine, SameLine, SettledLine

NAMING_THE_NUMBER = frozenset({"registry_check", "registry_letters"})
"""Notes that name the number of their row."""
WEIGHTY = (
    *sorted(NAMING_THE_NUMBER),
    "registry_unreadable",
    "refused_before",
    "consents_disagree",
    "person_unlisted",
    "answered_again",
)
"""Notes that are told of a row of a known firm, too."""
AFTER_ALL = frozenset({"left_out_by_hand", "not_attending", "withdrawn", "struck_through"})
"""Rows left out for one of these can be imported after all."""


def settled_lines(
    rows: Sequence[PlannedRow], fixes: Mapping[tuple[str, int], Fix], label: Labels
) -> Iterator[SettledLine]:
    for row in rows:
        fix = fixes.get((row.sheet, row.row))
        if fix is not None and row.verdict is not RowVerdict.LOOK and not fix.leave_out:
            yield SettledLine(key_of(row.sheet, row.row), label(row.sheet, row.row), row.company, _what(fix, row))


def same_line(row: PlannedRow, label: Labels, registrations: Mapping[int, int]) -> SameLine:
    same = row.same_as
    above = label(same.sheet or "", same.row) if same and same.row is not None else ""
    because = gettext(", ").join(words.said(words.BECAUSE_WORDS, code) for code in row.because)
    if row.kind is Kind.SECOND_CONTACT:
        because = str(gettext("second contact of the same firm"))
    return SameLine(
        key_of(row.sheet, row.row),
        label.anchor(row.sheet, row.row),
        label(row.sheet, row.row),
        str(row.values.get("company") or row.company),
        same.name if same else "",
        registrations.get(same.company_id or 0) if same else None,
        above,
        label.anchor(same.sheet or "", same.row) if same and same.row is not None else "",
        because,
        change_lines(row),
        may_part=row.kind is not Kind.SECOND_CONTACT or not row.values.get("company"),
        is_contact=row.kind is Kind.SECOND_CONTACT,
        joins=bool(same and same.company_id and same.company_id not in registrations),
        aside=_aside() if row.kept_elsewhere and not above else "",
        notes=tuple(_note(row, code) for code in row.notes if code in WEIGHTY),
    )


def new_line(row: PlannedRow, label: Labels, everywhere: Collection[str]) -> NewLine:
    values = row.values
    company_zh = str(values.get(Field.COMPANY_ZH, ""))
    return NewLine(
        key_of(row.sheet, row.row),
        label.anchor(row.sheet, row.row),
        label(row.sheet, row.row),
        row.company,
        company_zh if company_zh != row.company else "",
        country_in(language(), row.country) if row.country else "",
        gettext(", ").join(filter(None, map(_named, (values, *row.people)))),
        str(values.get("title") or values.get("title_zh") or ""),
        tuple(str(values[name]) for name in ("email", "phone", "wechat") if values.get(name)),
        tuple(_note(row, code) for code in row.notes if code not in everywhere),
        may_join="people_split" in row.notes,
    )


def noted_everywhere(rows: list[PlannedRow]) -> list[str]:
    """What is noted in most rows is said once, above them."""
    counted = Counter(code for row in rows for code in row.notes if code not in NAMING_THE_NUMBER)
    return [code for code, count in counted.items() if count > max(3, len(rows) / 2)]


def left_out_lines(plan: ImportPlan, label: Labels) -> Iterator[LeftOutLine]:
    """Rows that name a firm one by one, the others gathered by reason."""
    gathered: dict[str, list[PlannedRow]] = {}
    for row in plan.left_out:
        if row.company:
            act = "back" if row.left_out == "left_out_by_hand" else "accept" if row.left_out in AFTER_ALL else ""
            why = words.said(words.LEFT_OUT_WORDS, row.left_out)
            yield LeftOutLine(label(row.sheet, row.row), why, row.company, key_of(row.sheet, row.row), act)
        else:
            gathered.setdefault(row.left_out, []).append(row)
    for reason, rows in gathered.items():
        places = gettext(", ").join(label(row.sheet, row.row) if label.several else str(row.row) for row in rows)
        yield LeftOutLine(places, words.said(words.LEFT_OUT_WORDS, reason))


def _note(row: PlannedRow, code: str) -> str:
    said = words.said(words.NOTE_WORDS, code)
    numbers = " / ".join(row.raw[name] for name in (Field.UEN, Field.USCC) if row.raw.get(name))
    return said % {"number": numbers} if code in NAMING_THE_NUMBER else said


def _what(fix: Fix, row: PlannedRow) -> str:
    told = [fix.company, fix.email, gettext("without e-mail") if fix.without_email else "", fix.stock_code]
    if fix.same_as == "new":
        told.append(gettext("a new firm"))
    elif fix.same_as == ABOVE:
        told.append(gettext("belongs to the firm above"))
    elif fix.same_as and row.same_as is not None:
        told.append(gettext("same as %(firm)s", firm=row.same_as.name))
    told += [gettext("one person")] if fix.people == ONE else []
    told += [gettext("several people")] if fix.people == SPLIT else []
    told += [gettext("a firm, no guest")] if fix.as_firm else []
    if fix.accept:
        told.append(gettext("import all the same"))
    return str(gettext("; ")).join(str(one) for one in told if one)


def _aside() -> str:
    return str(
        gettext(
            "Others registered this firm first: its profile stays as it is, and what your sheet says of it is kept "
            "with its registration at this event."
        )
    )


def _named(person: Mapping[str, Any]) -> str:
    return str(person.get("representative") or person.get("representative_zh") or person.get("title") or "")
