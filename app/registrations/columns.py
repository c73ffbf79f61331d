"""Headers and contents of a sheet's columns → fields, with how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from app.companies.names.parsing import compact
from app.core.spreadsheets.values import SheetCell
from app.registrations.cells import is_answer, is_none, is_to_come, tidy
from app.registrations.column import Certainty, Column
from app.registrations.column_contents import by_content, names_firms
from app.registrations.column_leaders import without_leaders
from app.registrations.column_neighbours import told_by_neighbours
from app.registrations.column_people import without_rivals
from app.registrations.consent_headers import consent_asked
from app.registrations.dates import are_recent_moments
from app.registrations.fields import ALWAYS_LOOK, COMPANY_NAMES, NAMES_OF_PEOPLE, PERSON_FIELDS, Field
from app.registrations.guest_kinds import says_kinds
from app.registrations.half_days_said import asks_of_days
from app.registrations.header_others import counts_or_numbers, leads_elsewhere
from app.registrations.headers import Guess, guess, is_ambiguous
from app.registrations.names_of_people import without_address
from app.registrations.parted_cells import reaches
from app.registrations.people_contents import says_genders, says_people, says_salutations, says_titles
from app.registrations.who_comes import says_who_comes
from app.registrations.whose_names import of_a_firm, of_a_person, told_whose

F = Field


def recognise(
    headers: Sequence[tuple[int, str, str]],
    contents: Mapping[int, Sequence[SheetCell]],
    hidden: frozenset[int] = frozenset(),
    choices: Mapping[str, str] | None = None,
) -> tuple[Column, ...]:
    """One ``Column`` for each (number, header, group above). ``contents``: the cells below it; ``choices``: header
    key → field, from an earlier sheet or from the preview; these win."""
    found: list[Column] = []
    person_side = False
    plainly = any(guess(header) == Guess(F.COMPANY, True) and not is_ambiguous(header) for _, header, _ in headers)
    for number, header, above in headers:
        named = plainly or any(column.field is F.COMPANY for column in found)
        side = person_side or (named and is_ambiguous(header) and guess(header) == Guess(F.COMPANY, True))
        column = _column(number, header, above, contents.get(number, ()), side, number in hidden)
        if column.field in PERSON_FIELDS:
            person_side = True
        elif column.field in COMPANY_NAMES:
            person_side = False
        found.append(column)
    found = told_by_neighbours(told_whose(found, contents), contents)
    found = without_rivals(without_leaders(found, choices or {}))
    return tuple(_chosen(column, choices or {}) for column in found)


def _column(
    number: int, header: str, above: str, cells: Sequence[SheetCell], person_side: bool, hidden: bool
) -> Column:
    texts = [text for cell in cells if (text := tidy(cell.text)) and not is_none(text) and not is_to_come(text)]
    if of_a_person(above):
        person_side = True
    elif of_a_firm(above) or (person_side and is_ambiguous(header) and names_firms(texts)):
        person_side = False
    column = Column(number, tidy(header), tidy(above), example=texts[0] if texts else "", hidden=hidden)
    told = _said(header, above, person_side)
    shown = _without_numbers(header, by_content(texts))
    if (overruled := _overruled(header, told, texts)) is not None:
        return replace(column, field=overruled, certainty=Certainty.LOOK)
    if told is None and ((asks_of_days(header) and _answers(texts)) or says_who_comes(header, texts)):
        return replace(column, field=F.ATTENDING, certainty=Certainty.LOOK)
    if told is None:
        return replace(column, field=shown, certainty=Certainty.LOOK) if shown else column
    if told.field in NAMES_OF_PEOPLE and (reached := reaches(texts)):
        return replace(column, field=reached, certainty=Certainty.LOOK)
    if shown is F.EMAIL and told.field is F.REPRESENTATIVE:
        named = all(without_address(text) for text in texts)
        return replace(column, field=told.field, certainty=Certainty.SURE if named else Certainty.LOOK)
    if shown and shown != told.field and shown in _TELLING and not _compatible(shown, told.field):
        return replace(column, field=shown, certainty=Certainty.LOOK)
    if told.field is F.UNUSED or (hidden and told.field not in COMPANY_NAMES):
        return column
    sure = (told.exact or shown == told.field) and told.field not in ALWAYS_LOOK
    return replace(column, field=told.field, certainty=Certainty.SURE if sure else Certainty.LOOK)


def _said(header: str, above: str, person_side: bool) -> Guess | None:
    told = guess(header, person_side)
    return _asked_above(above, header) or told if told is None or told.field is F.ATTENDING else told


def _asked_above(above: str, header: str) -> Guess | None:
    """A consent that the group above asks for, whatever its own header says: Response, Y/N, to share data abroad."""
    asked = consent_asked(f"{above}: {header}") if above and header else None
    return Guess(asked.field, asked.clear) if asked else None


def _without_numbers(header: str, shown: Field | None) -> Field | None:
    """What the cells say, unless the header says that they look like it alone: numbers of orders, links to pictures."""
    looks_like_it = (shown is F.PHONE and counts_or_numbers(header)) or (shown is F.WEBSITE and leads_elsewhere(header))
    return None if looks_like_it else shown


def _overruled(header: str, told: Guess | None, texts: Sequence[str]) -> Field | None:
    """What the cells make of a column whose header cannot mean them; None where it can. A Title may be Mr or CEO."""
    if told is not None and told.field is F.REPRESENTATIVE and not told.exact and says_titles(texts):
        return F.TITLE
    if (rather := _rather(header, told, texts)) is not None:
        return rather
    if told is not None and told.field is F.REPRESENTATIVE and "attending" in header.lower() and _answers(texts):
        return F.ATTENDING
    if told is not None and told.field in _NEVER_ANSWERS and _answers(texts):
        return F.UNUSED
    if told is not None and told.field is F.CONSENT_SOURCE and _answers(texts):
        return F.CONSENT_OTHER
    if told is not None and told.field is F.FOUNDED and are_recent_moments(texts, of_a_record=_made(header)):
        return F.REGISTERED_AT
    if told is not None and told.field in NAMES_OF_PEOPLE and texts and all(map(str.isdecimal, texts)):
        return F.UNUSED
    greeted = told is not None and told.field is F.SALUTATION
    if says_salutations(texts):
        return None if greeted else F.SALUTATION
    if not greeted:
        return None
    return F.UNUSED if says_genders(texts) else F.TITLE if says_titles(texts) else None


def _rather(header: str, told: Guess | None, texts: Sequence[str]) -> Field | None:
    """People below CEO (if attending); as what they come below a Role, while a title may well be Journalist."""
    if told is not None and told.field is F.ATTENDING and says_people(texts):
        return F.REPRESENTATIVE
    of_roles = any(word in header.lower() for word in ("role", "角色", "身份"))
    return F.CATEGORY if told is not None and told.field is F.TITLE and of_roles and says_kinds(texts) else None


def _made(header: str) -> bool:
    """Whether it may speak of the record itself: 创建时间, as card scanners and tables in the cloud call it."""
    return compact(header) in ("创建时间", "创建日期", "建立时间")


_NEVER_ANSWERS: Final = (PERSON_FIELDS | {*COMPANY_NAMES}) - {F.NEEDS_INTERPRETER, F.DIETARY, F.LANGUAGES, F.VIP}


def _answers(texts: Sequence[str]) -> bool:
    """Whether yes and no stand there, which are nobody's name or address."""
    return bool(texts) and sum(map(is_answer, texts)) >= 0.6 * len(texts)


_TELLING: Final = frozenset({F.EMAIL, F.WEBSITE})
_MIXED: Final = frozenset({F.OFFERS, F.ABOUT, F.REMARKS, F.PHONE, F.PHONE_WECHAT, F.WECHAT, F.UNUSED})


def _compatible(shown: Field, told: Field) -> bool:
    """Whether contents of one kind may well stand under the other header: a web address in a description."""
    return told in _MIXED and not (shown is F.EMAIL and told in (F.PHONE, F.WECHAT))


def _chosen(column: Column, choices: Mapping[str, str]) -> Column:
    wanted = choices.get(column.key)
    if not column.key or wanted is None or wanted not in set(Field):
        return column
    field = Field(wanted)
    certainty = Certainty.NOT_USED if field is F.UNUSED else Certainty.SURE
    return replace(column, field=field, certainty=certainty, chosen=True)
