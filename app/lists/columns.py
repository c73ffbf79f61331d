"""The stable columns of an attendee list, and those of an event's own questions and imported answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

from app.companies import certificates
from app.companies.fields import LISTED_FIELDS
from app.companies.sectors import tree as sectors
from app.core.localized import Localized
from app.documents.csv import CellValue
from app.lists.consent import LedgerWord, ListVerdict
from app.lists.rows import NO_TEXT, ListPerson, ListRow
from app.registrations.questions import QuestionDefinition, QuestionKind, QuestionSubject
from app.sheets.contacts import format_international

COLUMNS_VERSION: Final = 1

TakeValue = Callable[[ListRow, "ListTerms"], CellValue]


@dataclass(frozen=True, slots=True)
class ListTerms:
    """In which language labels and texts are wanted, in which zone moments, and of which event."""

    language: str
    zone: ZoneInfo
    event: str


@dataclass(frozen=True, slots=True)
class ListColumn:
    """``kind``: ``firm``; ``person``; ``contacts``, shown by the person's consent; ``inner``, for the event's own work
    alone. ``section``: of ISIC, for a column that says Yes or No to it. ``label``: of a column that is the event's own.
    """

    name: str
    kind: str
    value: TakeValue
    section: str = ""
    label: Localized = NO_TEXT


_ColumnPlan = tuple[list[TakeValue], tuple[str, ...]]
"""Columns that are taken one by one, or the sections that are answered together."""


class RowWriter:
    """Writes rows as cells of the chosen columns; quick, since a long list has a hundred thousand of them."""

    def __init__(self, columns: Sequence[ListColumn], terms: ListTerms) -> None:
        self.columns = tuple(columns)
        self.terms = terms
        self._plans: dict[tuple[bool, bool], list[_ColumnPlan]] = {}

    def cells(self, row: ListRow, verdict: ListVerdict) -> list[CellValue]:
        """What stands in the columns; fields that the verdict does not cover stay empty."""
        shown = (verdict.contacts, verdict.inner)
        if shown not in self._plans:
            self._plans[shown] = self._plan(*shown)
        cells: list[CellValue] = []
        for values, sections in self._plans[shown]:
            if sections:
                cells += _section_answers(sections, row.company.is_in)
            else:
                cells += [value(row, self.terms) for value in values]
        return cells

    def _plan(self, contacts: bool, inner: bool) -> list[_ColumnPlan]:
        """Columns of sections that stand together are written together."""
        hidden = {"contacts": not contacts, "inner": not inner}
        plan: list[_ColumnPlan] = []
        for pivot, group in groupby(self.columns, key=lambda column: bool(column.section)):
            together = list(group)
            values = [_nothing if hidden.get(column.kind) else column.value for column in together]
            plan.append(([], tuple(column.section for column in together)) if pivot else (values, ()))
        return plan


def _nothing(_row: ListRow, _terms: ListTerms) -> CellValue:
    return None


@lru_cache(maxsize=4096)
def _section_answers(sections: tuple[str, ...], codes: tuple[str, ...]) -> tuple[str, ...]:
    own_sections = sections_of(codes)
    return tuple("Yes" if section in own_sections else "No" for section in sections)


def _take_from_person(take: Callable[[ListPerson], CellValue]) -> TakeValue:
    return lambda row, _terms: take(row.person) if row.person is not None else None


def _phone(row: ListRow, _terms: ListTerms) -> CellValue:
    return format_international(row.person.phone, row.company.country) if row.person is not None else None


def _take_text(take: Callable[[ListRow], Localized]) -> TakeValue:
    return lambda row, terms: take(row).in_language(terms.language)[0]


def _local_moment(moment: datetime | None, terms: ListTerms) -> CellValue:
    return moment.astimezone(terms.zone).replace(microsecond=0) if moment is not None else None


@lru_cache(maxsize=4096)
def sector_labels(codes: tuple[str, ...], language: str) -> str:
    """What codes are called, in the order of the tree; one that the tree has not stands as it is."""
    tree = sectors.sector_tree()
    known = [sectors.sector_label_in(code, language) for code in tree.sorted(code for code in codes if code in tree)]
    return "; ".join([*known, *(code for code in codes if code not in tree)])


@lru_cache(maxsize=4096)
def certificate_labels(codes: tuple[str, ...], language: str) -> str:
    known = certificates.CERTIFICATES
    return "; ".join(certificates.certificate_name(code, language) if code in known else code for code in codes)


@lru_cache(maxsize=4096)
def sections_of(codes: tuple[str, ...]) -> frozenset[str]:
    """The sections of ISIC (A to V) that the codes lie in."""
    tree = sectors.sector_tree()
    return frozenset(tree.path(code)[0] for code in codes if code in tree)


def _offers(row: ListRow, terms: ListTerms) -> CellValue:
    """The firm's own line, else what its codes are called."""
    company = row.company
    return company.offers.in_language(terms.language)[0] or sector_labels(company.offers_codes, terms.language)


def _seeks(row: ListRow, terms: ListTerms) -> CellValue:
    company = row.company
    return company.seeks.in_language(terms.language)[0] or sector_labels(company.seeks_codes, terms.language)


def _rank(row: ListRow, _terms: ListTerms) -> CellValue:
    """The place in the chamber's sheet, else the person's own."""
    if row.company.rank is not None:
        return row.company.rank
    return row.person.rank if row.person is not None else None


def _languages(row: ListRow, _terms: ListTerms) -> CellValue:
    return ", ".join((row.person.languages if row.person else ()) or row.company.languages)


def _consent(row: ListRow, _terms: ListTerms) -> CellValue:
    """yes, no, withdrawn with how we know (self, sheet, paper), or not_asked."""
    consents = row.consents
    return (
        consents.list_consent.value
        if consents.list_consent is LedgerWord.NOT_ASKED
        else f"{consents.list_consent} ({consents.source})"
    )


def yes_or_no_text(value: bool | None) -> CellValue:
    return None if value is None else "Yes" if value else "No"


def _take_section(section: str) -> TakeValue:
    return lambda row, _terms: _section_answers((section,), row.company.is_in)[0]


def _take_company_field(name: str) -> TakeValue:
    return lambda row, _terms: row.company.fields.get(name, "")


BASE_COLUMNS: Final = (
    ListColumn("event", "firm", lambda _row, terms: terms.event),
    ListColumn("delegation", "firm", _take_text(lambda row: row.company.delegation)),
    ListColumn("group", "firm", _take_text(lambda row: row.company.group)),
    ListColumn("category", "firm", lambda row, _terms: row.company.category),
    ListColumn("registration_state", "firm", lambda row, _terms: row.company.state),
    ListColumn("company", "firm", lambda row, _terms: row.company.name),
    ListColumn("company_zh", "firm", lambda row, _terms: row.company.name_zh),
    ListColumn("country", "firm", lambda row, _terms: row.company.country),
    ListColumn("city", "firm", lambda row, _terms: row.company.city),
    ListColumn("sectors", "firm", lambda row, terms: sector_labels(row.company.is_in, terms.language)),
    ListColumn("sector_codes", "firm", lambda row, _terms: "; ".join(row.company.is_in)),
    ListColumn("offers", "firm", _offers),
    ListColumn("seeks", "firm", _seeks),
    ListColumn("certificates_held", "firm", lambda row, terms: certificate_labels(row.company.holds, terms.language)),
    ListColumn("certificates_needed", "firm", lambda row, terms: certificate_labels(row.company.needs, terms.language)),
    ListColumn("website", "firm", lambda row, _terms: row.company.website),
    ListColumn("rank", "firm", _rank),
    ListColumn("salutation", "person", _take_from_person(lambda person: person.salutation)),
    ListColumn("representative", "person", _take_from_person(lambda person: person.name)),
    ListColumn("family_name", "person", _take_from_person(lambda person: person.family_name)),
    ListColumn("given_name", "person", _take_from_person(lambda person: person.given_name)),
    ListColumn("representative_zh", "person", _take_from_person(lambda person: person.name_zh)),
    ListColumn("title", "person", _take_from_person(lambda person: person.title)),
    ListColumn("title_zh", "person", _take_from_person(lambda person: person.title_zh)),
    ListColumn("email", "contacts", _take_from_person(lambda person: person.email)),
    ListColumn("phone", "contacts", _phone),
    ListColumn("wechat", "contacts", _take_from_person(lambda person: person.wechat)),
    ListColumn("languages", "firm", _languages),
    ListColumn("needs_interpreter", "firm", lambda row, _terms: yes_or_no_text(row.company.needs_interpreter)),
    ListColumn("dietary", "inner", _take_from_person(lambda person: person.dietary)),
    ListColumn(
        "checked_in_at",
        "inner",
        lambda row, terms: _local_moment(row.person.checked_in_at, terms) if row.person else None,
    ),
    ListColumn("meetings_booked", "firm", lambda row, _terms: row.company.meetings),
    ListColumn("consent_list", "firm", _consent),
    ListColumn("registered_at", "firm", lambda row, terms: _local_moment(row.company.registered_at, terms)),
    *(ListColumn(name, "firm", _take_company_field(name)) for name in LISTED_FIELDS),
)


@cache
def all_columns() -> tuple[ListColumn, ...]:
    """The columns in their order, then one with Yes or No for each section of ISIC: sector_A … sector_V."""
    pivots = [
        ListColumn(f"sector_{code}", "firm", _take_section(code), code) for code in sectors.sector_tree().sections
    ]
    return (*BASE_COLUMNS, *pivots)


@cache
def columns_by_name() -> dict[str, ListColumn]:
    return {column.name: column for column in all_columns()}


def columns_named(names: Iterable[str], extra: Sequence[ListColumn] = ()) -> tuple[ListColumn, ...]:
    """The columns of these names in the given order, unknown ones and repetitions left out; all if none is left.
    ``extra``: columns that the event has besides, behind the stable ones."""
    known = {**columns_by_name(), **{column.name: column for column in extra}} if extra else columns_by_name()
    columns = tuple(known[name] for name in dict.fromkeys(names) if name in known)
    return columns or (*all_columns(), *extra)


TASK_COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    task: tuple(names.split())
    for task, names in {
        "overview": "company company_zh representative title group registration_state sectors languages consent_list",
        "badges": "category company company_zh salutation representative representative_zh title title_zh group "
        "delegation",
        "check_in": "company company_zh representative representative_zh phone checked_in_at meetings_booked",
        "meals": "company representative representative_zh dietary",
        "interpreters": "company company_zh representative languages needs_interpreter meetings_booked",
        "contacts": "delegation company company_zh representative representative_zh title email phone wechat",
        "everything": "",
    }.items()
}
"""What each piece of work needs, and no more. ``everything``: all columns."""


ANSWER_PREFIX: Final = "answer_"
"""Begins the name of each such column; the question's key follows."""


def answer_columns(questions: Iterable[QuestionDefinition]) -> tuple[ListColumn, ...]:
    """One column for each question, in their order."""
    return tuple(
        ListColumn(f"{ANSWER_PREFIX}{question.key}", "inner", _take_answer(question), label=question.label)
        for question in questions
    )


def _take_answer(question: QuestionDefinition) -> TakeValue:
    def take(row: ListRow, terms: ListTerms) -> CellValue:
        if question.subject is QuestionSubject.PERSON:
            answers = row.person.answers if row.person is not None else {}
        else:
            answers = row.company.answers
        return _answer_value(question, answers.get(question.id), terms.language)

    return take


def _answer_value(question: QuestionDefinition, answer: object, language: str) -> CellValue:
    """Options by what they are called, numbers and days as such."""
    if answer is None:
        return None
    if isinstance(answer, bool):
        return yes_or_no_text(answer)
    if isinstance(answer, list | tuple):
        return "; ".join(question.option(str(key)).in_language(language)[0] for key in answer)
    text = str(answer)
    if question.kind is QuestionKind.CHOICE:
        return question.option(text).in_language(language)[0]
    try:
        if question.kind is QuestionKind.DATE:
            return date.fromisoformat(text)
        if question.kind is QuestionKind.NUMBER:
            return float(text) if "." in text else int(text)
    except ValueError:
        return text
    return text


SHEET_PREFIX: Final = "sheet_"
"""Begins the name of each such column; under what name the answer is kept follows."""
SHEET_LABELS: Final = {
    "arrival": Localized("Arrival", "抵达", "Arrivée"),
    "departure": Localized("Departure", "离开", "Départ"),
    "site_visit": Localized("Site visit", "参观考察", "Visite de site"),
    "remarks": Localized("Remarks", "备注", "Remarques"),
    "category": Localized("Category in the sheet", "表格中的类别", "Catégorie dans la feuille"),
    "group": Localized("Group in the sheet", "表格中的分组", "Groupe dans la feuille"),
    "registered_at": Localized("Registered on, in the sheet", "表格中的报名时间", "Inscrite le, dans la feuille"),
    "certificates_held": Localized(
        "Certificates held, in the sheet", "表格中的已有证书", "Certificats détenus, dans la feuille"
    ),
    "certificates_needed": Localized(
        "Certificates needed, in the sheet", "表格中的所需证书", "Certificats recherchés, dans la feuille"
    ),
    "languages": Localized("Other languages", "其他语言", "Autres langues"),
    "exports": Localized("Other export markets", "其他出口市场", "Autres marchés d’exportation"),
    "products": Localized("Products in the sheet", "表格中的产品", "Produits dans la feuille"),
    "other_names": Localized("Other names", "其他名称", "Autres noms"),
    "more_emails": Localized("Further e-mails", "其他邮箱", "Autres e-mails"),
    "more_phones": Localized("Further phones", "其他电话", "Autres téléphones"),
    "more_titles": Localized("Further job titles", "其他职务", "Autres fonctions"),
}
"""Of any other answer the name itself stands above the column."""


def imported_columns(names: Iterable[str]) -> tuple[ListColumn, ...]:
    """One column for each answer that an import has kept at the event; those with a label first, in its order."""
    there = set(names)
    ordered = [*(name for name in SHEET_LABELS if name in there), *sorted(there - SHEET_LABELS.keys())]
    return tuple(
        ListColumn(f"{SHEET_PREFIX}{name}", "inner", _take_sheet_answer(name), label=_sheet_label(name))
        for name in ordered
    )


def _sheet_label(name: str) -> Localized:
    words = name.replace("_", " ")
    return SHEET_LABELS.get(name, Localized(words, words, words))


def _take_sheet_answer(name: str) -> TakeValue:
    return lambda row, _terms: _sheet_value(row.company.sheet.get(name))


def _sheet_value(answer: object) -> CellValue:
    """Days as such."""
    if answer is None:
        return None
    if isinstance(answer, bool):
        return yes_or_no_text(answer)
    if isinstance(answer, int | float):
        return answer
    if isinstance(answer, list | tuple):
        return "; ".join(map(str, answer))
    try:
        return date.fromisoformat(str(answer))
    except ValueError:
        return str(answer)
