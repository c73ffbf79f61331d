"""Headers and contents of a list's columns → fields, of which of several people, with how sure that is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from app.companies.names.parsing import compact, fold, has_chinese
from app.companies.typed_text import is_empty_answer, is_pending_answer, tidy_text
from app.core.spreadsheets.values import SheetCell
from app.sheets.cells import is_plain_yes_no
from app.sheets.column_contents import are_company_names, guess_field_by_content
from app.sheets.dates import is_event_day_header
from app.sheets.executive_columns import leave_out_executives
from app.sheets.fields import (
    COMPANY_NAME_FIELDS,
    CONSENT_FIELDS,
    FIELDS_TO_CONFIRM,
    FULL_NAME_FIELDS,
    LATIN_NAME_FIELDS,
    PERSON_FIELDS,
    ColumnCertainty,
    SheetColumn,
    SheetField,
)
from app.sheets.header_forms import find_person_number
from app.sheets.header_topics import is_other_link_header, is_other_number_header
from app.sheets.headers import HeaderGuess, guess_field, is_ambiguous_name
from app.sheets.job_titles import are_genders, are_job_titles, are_names_with_salutation, are_salutations
from app.sheets.neighbouring_columns import (
    is_company_group,
    is_person_group,
    resolve_by_neighbours,
    resolve_name_owners,
)
from app.sheets.person_cells import find_contact_field, remove_email_behind_name
from app.sheets.phrases import PhraseKind, get_phrase_keys
from app.sheets.withdrawal import is_undecided_status, is_withdrawal, is_withdrawn_status

F = SheetField
_REPEATABLE_FIELDS: Final = frozenset(
    {
        F.EMAIL,
        F.PHONE,
        F.LANDLINE,
        F.DIETARY,
        F.REMARKS,
        F.SEEKS,
        F.OFFERS,
        F.ABOUT,
        F.OTHER_NAME,
        F.PHONE_WECHAT,
        F.SECTORS,
        F.PRODUCTS,
        F.EXPORTS,
        F.CONSENT_OTHER,
        F.CONSENT_SOURCE,
        F.ATTENDING,
        F.UNUSED,
    }
)
_FIELDS_OF_EACH_PERSON: Final = (
    frozenset({F.TITLE, F.TITLE_ZH}),
    frozenset({F.EMAIL, F.PHONE, F.LANDLINE, F.WECHAT, F.PHONE_WECHAT}),
)


def resolve_repeated_columns(columns: list[SheetColumn]) -> list[SheetColumn]:
    """A second column for the same field: another person's where a name comes twice, more of the same for e-mails and
    the like, else left out for a person to look at. Two for one consent have to be answered alike for a yes."""
    names = [
        (column.field, column.field is not F.REPRESENTATIVE and has_chinese(column.header))
        for column in columns
        if column.field in LATIN_NAME_FIELDS
    ]
    several_people = len(names) > len(set(names))
    numbers = _rank_person_numbers(columns)
    headers = [column.key for column in columns if column.field in LATIN_NAME_FIELDS]
    alike = bool(numbers) or len(set(headers)) < len(headers)
    seen: set[tuple[SheetField, int]] = set()
    contact, people, sheet_columns = 1, 1, list[SheetColumn]()
    for column in sorted(columns, key=lambda column: column.number):
        if several_people and column.field in PERSON_FIELDS:
            if numbers:
                contact = _contact_of_column(column, numbers, contact)
            elif (column.field, contact) in seen and _begins_next_person(column.field, contact, seen):
                contact = people + 1
            people = max(people, contact)
            if alike and _person_number(column) == 0 and column.field not in LATIN_NAME_FIELDS and not column.above:
                shared = _is_shared_column(column, columns)
                contact = 1 if shared else _contact_after_names(column.field, contact, people, seen)
            column = replace(column, contact=contact)
        if (column.field, column.contact) in seen and column.field in CONSENT_FIELDS:
            column = replace(column, certainty=ColumnCertainty.LOOK)
        elif column.field not in _REPEATABLE_FIELDS and (column.field, column.contact) in seen:
            column = replace(column, field=F.UNUSED, certainty=ColumnCertainty.LOOK)
        seen.add((column.field, column.contact))
        sheet_columns.append(column)
    return sheet_columns


def _rank_person_numbers(columns: Sequence[SheetColumn]) -> dict[int, int]:
    """Number in the headers → which of the people, where their names bear different ones: Delegate 1, Delegate 2; empty
    where they do not. Somebody without a number beside a first one leads them."""
    named = [(column.field, _person_number(column)) for column in columns if column.field in LATIN_NAME_FIELDS]
    led = any((field, 1) in named for field, number in named if number == 0)
    numbers = sorted({number if led else number or 1 for _, number in named})
    distinct = len(numbers) > 1 and len(set(named)) == len(named)
    return {number: at for at, number in enumerate(numbers, 1)} if distinct else {}


def _contact_of_column(column: SheetColumn, numbers: dict[int, int], contact: int) -> int:
    """Without a number, somebody's only where it names them or stands in their group: 领队 beside 随行人员1."""
    number = _person_number(column)
    unsaid = number == 0 and column.field not in LATIN_NAME_FIELDS and not column.above
    return contact if unsaid else numbers.get(number, contact)


def _is_shared_column(column: SheetColumn, columns: Sequence[SheetColumn]) -> bool:
    """What comes once where the other addresses bear the numbers of their people: Delegate 2 E-mail, Common mobile."""
    kind = next((kind for kind in _FIELDS_OF_EACH_PERSON if column.field in kind), frozenset())
    numbered = any(_person_number(candidate) for candidate in columns if candidate.field in kind)
    return numbered and sum(candidate.field is column.field for candidate in columns) == 1


def _contact_after_names(field: SheetField, contact: int, people: int, seen: set[tuple[SheetField, int]]) -> int:
    """Behind the names of several people, what is said of none of them yet begins with the first, and goes on with the
    next where it is said again: Name 1, Name 2, E-mail, Phone."""
    kind = next((kind for kind in _FIELDS_OF_EACH_PERSON if field in kind), frozenset())
    if not kind or people == 1:
        return contact
    if not any((kind_field, at) in seen for kind_field in kind for at in range(1, people + 1)):
        return 1
    return contact + 1 if (field, contact) in seen and contact < people else contact


def _person_number(column: SheetColumn) -> int:
    """Of the group above where that has one: below Delegate 2 stands Phone 1."""
    return find_person_number(column.above) or find_person_number(column.header)


def _begins_next_person(field: SheetField, contact: int, seen: set[tuple[SheetField, int]]) -> bool:
    """Whether a field that this contact has begins the next one: a name does, and a salutation behind the names."""
    named = any((name, contact) in seen for name in LATIN_NAME_FIELDS)
    return field in LATIN_NAME_FIELDS or (field is F.SALUTATION and named)


_MIN_STATUS_SHARE: Final = 0.6
_MAX_STATUS_LENGTH: Final = 40
_ATTENDING_TERMS: Final = get_phrase_keys(PhraseKind.ATTENDING)


_STATUS_HEADER: Final = re.compile(
    r"\b(status|statut|state|stage|etape|phase|attend\w*|confirm\w*|rsvp|repl(y|ies)|respon[sd]\w*|reponses?|approv\w*"
    r"|registration|inscription|result|decision|outcome|presence|participation)\b"
    r"|状态|情况|确认|结果|参会|参加|出席|报名|回复|审批|审核|ステータス|出欠"
)
_OTHER_STATUS_HEADER: Final = re.compile(
    r"\b(hotel|room|flight|vol|visa|pay\w*|paiement|invoice|facture|fees?|deposit|dinner|diner|lunch|meals?|repas|meetings?"
    r"|tours?|visits?|visite|bookings?|orders?|commande|contract|grant|loan|member\w*|subscription|transport|bus|coach"
    r"|passport|consent|certificat\w*|delivery|shipment)\b"
    r"|酒店|住宿|机票|航班|签证|付款|缴费|费用|发票|晚宴|午餐|用餐|考察|参观|洽谈|预订|订单|会员|护照|合同|同意"
)


def is_attendance_status(header: str, texts: Sequence[str]) -> bool:
    """The header speaks of a state or an answer, and not of a hotel or a fee; most are words of a status, and one at
    least says that somebody does not come."""
    folded = fold(header)
    if not _STATUS_HEADER.search(folded) or _OTHER_STATUS_HEADER.search(folded):
        return False
    withdrawn = [is_withdrawal(text) or is_withdrawn_status(text) for text in texts]
    recognised = [
        is_withdrawn or compact(text) in _ATTENDING_TERMS or is_undecided_status(text)
        for text, is_withdrawn in zip(texts, withdrawn, strict=True)
    ]
    short = all(len(text) <= _MAX_STATUS_LENGTH for text in texts)
    return any(withdrawn) and short and sum(recognised) >= _MIN_STATUS_SHARE * len(texts)


def recognise_columns(
    headers: Sequence[tuple[int, str, str]],
    contents: Mapping[int, Sequence[SheetCell]],
    hidden: frozenset[int] = frozenset(),
    choices: Mapping[str, str] | None = None,
) -> tuple[SheetColumn, ...]:
    """One ``Column`` for each (number, header, group above). ``contents``: the cells below it; ``choices``: header
    key → field, from an earlier sheet or from the preview; these win."""
    columns: list[SheetColumn] = []
    person_side = False
    plainly = any(
        guess_field(header) == HeaderGuess(F.COMPANY, True) and not is_ambiguous_name(header)
        for _, header, _ in headers
    )
    for number, header, above in headers:
        named = plainly or any(column.field is F.COMPANY for column in columns)
        side = person_side or (
            named and is_ambiguous_name(header) and guess_field(header) == HeaderGuess(F.COMPANY, True)
        )
        column = _recognise_column(number, header, above, contents.get(number, ()), side, number in hidden)
        if column.field in PERSON_FIELDS:
            person_side = True
        elif column.field in COMPANY_NAME_FIELDS:
            person_side = False
        columns.append(column)
    columns = resolve_by_neighbours(resolve_name_owners(columns, contents), contents)
    columns = resolve_repeated_columns(leave_out_executives(columns, choices or {}))
    return tuple(_apply_choice(column, choices or {}) for column in columns)


def _recognise_column(
    number: int, header: str, above: str, cells: Sequence[SheetCell], person_side: bool, hidden: bool
) -> SheetColumn:
    texts = [
        text
        for cell in cells
        if (text := tidy_text(cell.text)) and not is_empty_answer(text) and not is_pending_answer(text)
    ]
    if is_person_group(above):
        person_side = True
    elif is_company_group(above) or (person_side and is_ambiguous_name(header) and are_company_names(texts)):
        person_side = False
    column = SheetColumn(number, tidy_text(header), tidy_text(above), example=texts[0] if texts else "", hidden=hidden)
    guess = guess_field(header, person_side)
    shown = _without_lookalike(header, guess_field_by_content(texts))
    if (overruled := _overruling_field(guess, texts)) is not None:
        return replace(column, field=overruled, certainty=ColumnCertainty.LOOK)
    if guess is None and ((is_event_day_header(header) and _are_yes_no(texts)) or is_attendance_status(header, texts)):
        return replace(column, field=F.ATTENDING, certainty=ColumnCertainty.LOOK)
    if guess is None:
        return replace(column, field=shown, certainty=ColumnCertainty.LOOK) if shown else column
    if guess.field in FULL_NAME_FIELDS and (reached := find_contact_field(texts)):
        return replace(column, field=reached, certainty=ColumnCertainty.LOOK)
    if shown is F.EMAIL and guess.field is F.REPRESENTATIVE:
        named = all(remove_email_behind_name(text) for text in texts)
        return replace(column, field=guess.field, certainty=ColumnCertainty.SURE if named else ColumnCertainty.LOOK)
    if (
        shown
        and shown != guess.field
        and shown in _DECISIVE_FIELDS
        and not (guess.field in _MIXED_FIELDS and not (shown is F.EMAIL and guess.field in (F.PHONE, F.WECHAT)))
    ):
        return replace(column, field=shown, certainty=ColumnCertainty.LOOK)
    if guess.field is F.UNUSED or (hidden and guess.field not in COMPANY_NAME_FIELDS):
        return column
    sure = (guess.exact or shown == guess.field) and guess.field not in FIELDS_TO_CONFIRM
    return replace(column, field=guess.field, certainty=ColumnCertainty.SURE if sure else ColumnCertainty.LOOK)


def _without_lookalike(header: str, shown: SheetField | None) -> SheetField | None:
    """What the cells say, unless the header says that they look like it alone: numbers of orders, links to pictures."""
    looks_like_it = (shown is F.PHONE and is_other_number_header(header)) or (
        shown is F.WEBSITE and is_other_link_header(header)
    )
    return None if looks_like_it else shown


def _overruling_field(header_guess: HeaderGuess | None, texts: Sequence[str]) -> SheetField | None:
    """What the cells make of a column whose header cannot mean them; None where it can. A Title may be Mr or CEO."""
    if (
        header_guess is not None
        and header_guess.field is F.REPRESENTATIVE
        and not header_guess.exact
        and are_job_titles(texts)
    ):
        return F.TITLE
    if header_guess is not None and header_guess.field is F.ATTENDING and are_names_with_salutation(texts):
        return F.REPRESENTATIVE
    if header_guess is not None and header_guess.field in _FIELDS_WITHOUT_YES_NO and _are_yes_no(texts):
        return F.UNUSED
    if header_guess is not None and header_guess.field is F.CONSENT_SOURCE and _are_yes_no(texts):
        return F.CONSENT_OTHER
    if header_guess is not None and header_guess.field in FULL_NAME_FIELDS and texts and all(map(str.isdecimal, texts)):
        return F.UNUSED
    greeted = header_guess is not None and header_guess.field is F.SALUTATION
    if are_salutations(texts):
        return None if greeted else F.SALUTATION
    if not greeted:
        return None
    return F.UNUSED if are_genders(texts) else F.TITLE if are_job_titles(texts) else None


_FIELDS_WITHOUT_YES_NO: Final = (PERSON_FIELDS | {*COMPANY_NAME_FIELDS}) - {
    F.NEEDS_INTERPRETER,
    F.DIETARY,
    F.LANGUAGES,
    F.VIP,
}


def _are_yes_no(texts: Sequence[str]) -> bool:
    """Whether yes and no stand there, which are nobody's name or address."""
    return bool(texts) and sum(map(is_plain_yes_no, texts)) >= 0.6 * len(texts)


_DECISIVE_FIELDS: Final = frozenset({F.EMAIL, F.WEBSITE})
_MIXED_FIELDS: Final = frozenset({F.OFFERS, F.ABOUT, F.REMARKS, F.PHONE, F.PHONE_WECHAT, F.WECHAT, F.UNUSED})


def _apply_choice(column: SheetColumn, choices: Mapping[str, str]) -> SheetColumn:
    wanted = choices.get(column.key)
    if not column.key or wanted is None or wanted not in set(SheetField):
        return column
    field = SheetField(wanted)
    certainty = ColumnCertainty.NOT_USED if field is F.UNUSED else ColumnCertainty.SURE
    return replace(column, field=field, certainty=certainty, chosen=True)
