"""A row that needs a look, as the preview shows it: what is wrong, what the sheet says, what its form offers."""

from __future__ import annotations

from flask_babel import gettext

from app.registrations.import_memory import key_of
from app.registrations.plan import PlannedRow
from app.registrations.views import import_words as words
from app.registrations.views.import_lines import Given, Labels, LookLine

_LONGEST_SHOWN = 200
_DOUBTED_NAMES = frozenset({"company_broken", "company_long", "company_number", "company_header", "company_person"})


def look_line(row: PlannedRow, label: Labels, given: Given) -> LookLine:
    same = row.same_as
    controls = {_control(code) for code in row.looks}
    typed = given.typed
    return LookLine(
        key_of(row.sheet, row.row),
        label.anchor(row.sheet, row.row),
        label(row.sheet, row.row),
        row.company,
        tuple(("bad" if code in words.BAD_LOOKS else "wait", words.said(words.LOOK_WORDS, code)) for code in row.looks),
        _says(row),
        frozenset(controls),
        email=typed.get("email") or row.suggestions.get("email", ""),
        code=typed.get("code") or row.suggestions.get("stock_code", "") or str(row.values.get("stock_code", "")),
        name=typed.get("company", ""),
        same_key=same.key if same and "same" in controls else "",
        same_name=_same_name(row, label) if same and "same" in controls else "",
        above=_same_name(row, label) if same and not row.company else "",
        may_stay=bool({"withdrawn", "date", "letters", "phone"} & controls)
        or (bool(row.company) and not _DOUBTED_NAMES.isdisjoint(row.looks)),
        people=row.several if "people" in controls else (),
        error=given.error,
        wrong=given.at,
    )


def _same_name(row: PlannedRow, label: Labels) -> str:
    same = row.same_as
    if same is None or same.row is None:
        return same.name if same else ""
    if label.several and same.sheet and same.sheet.strip():
        return f"{same.name} ({label(same.sheet, same.row)})"
    return str(gettext("%(firm)s, row %(row)s", firm=same.name, row=same.row))


def _control(code: str) -> str:
    start = code.partition("_")[0]
    return {"perhaps": "same", "named": "withdrawn", "unsure": "withdrawn"}.get(start, start)


def _says(row: PlannedRow) -> str:
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
    told = dict.fromkeys(row.raw[name] for name in names if row.raw.get(name))
    return ", ".join(text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…" for text in told)
