"""The questions of an event, what companies and their people answered, what is still missing, and the list for the
gate with sensitive answers opened."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from flask import current_app
from sqlalchemy import Integer, Select, bindparam, func, or_, select

from app.accounts.models import User
from app.companies.models import Company
from app.core.db import cached_read, db
from app.core.models import Notice
from app.core.signing import SealedUnreadable, derive_sealing_key, unseal, unseal_bytes
from app.events.models import Event
from app.registrations.models import Answer, Question, Registration, Representation, Representative
from app.registrations.questions import AnswerValue, QuestionDefinition, QuestionKind, QuestionSubject, list_applicable
from app.registrations.states import INACTIVE_STATES, RegistrationState
from config import Settings


@dataclass(frozen=True, slots=True)
class RegistrationAnswers:
    """The answers of one firm: its own by question, and those of each of its people by id."""

    company: Mapping[int, Answer] = field(default_factory=dict)
    people: Mapping[int, Mapping[int, Answer]] = field(default_factory=dict)

    def of(self, person_id: int | None) -> Mapping[int, Answer]:
        """Those of the firm itself (None) or of one of its people."""
        return self.company if person_id is None else self.people.get(person_id, {})


@cached_read
def list_questions(event_id: int, *, retired: bool = False) -> Sequence[Question]:
    """The questions of an event in their order: those that are asked, or those that are asked no longer."""
    return db.session.scalars(_question_query(retired=retired), {"event_id": event_id}).all()


@cache
def _question_query(*, retired: bool) -> Select[Question]:
    """Made once of each kind: all lists ask for them."""
    asked = Question.retired_at.is_not(None) if retired else Question.retired_at.is_(None)
    here = Question.event_id == bindparam("event_id", type_=Integer)
    return select(Question).where(here, asked).order_by(Question.position, Question.id)


def list_question_definitions(event_id: int, subject: QuestionSubject | None = None) -> list[QuestionDefinition]:
    """The same as values; only those about firms, or about people, where ``subject`` says so."""
    return [question.asked for question in list_questions(event_id) if subject in (None, question.subject)]


def count_answers(event_id: int) -> dict[int, int]:
    """How many answers each question has; those without any are absent."""
    counted = select(Answer.question_id, func.count()).where(Answer.event_id == event_id).group_by(Answer.question_id)
    return dict(db.session.execute(counted).all())


def get_answers(registration: Registration) -> RegistrationAnswers:
    """All answers of a firm and its people."""
    people = [representative.id for representative in registration.representatives]
    chosen = select(Answer).where(
        or_(Answer.registration_id == registration.id, Answer.representative_id.in_(people)),
        Answer.event_id == registration.event_id,
    )
    company: dict[int, Answer] = {}
    others: dict[int, dict[int, Answer]] = defaultdict(dict)
    for answer in db.session.scalars(chosen):
        if answer.representative_id is None:
            company[answer.question_id] = answer
        else:
            others[answer.representative_id][answer.question_id] = answer
    return RegistrationAnswers(company, others)


def get_answer_value(answer: Answer | None) -> AnswerValue | None:
    """What was answered; None for nothing, a file, and what is sealed."""
    if answer is None or answer.value is None:
        return None
    value: AnswerValue = tuple(answer.value) if isinstance(answer.value, list) else answer.value
    return value


def get_answer_values(answers: Mapping[int, Answer]) -> dict[int, AnswerValue]:
    """The answers by question as values, without files and sealed ones."""
    return {key: value for key, answer in answers.items() if (value := get_answer_value(answer)) is not None}


def has_content(answer: Answer | None) -> bool:
    """Whether it holds anything: a value, a file, something sealed."""
    return answer is not None and (answer.value is not None or answer.file_id is not None or answer.sealed is not None)


@dataclass(frozen=True, slots=True)
class OpenQuestions:
    """``asked``: how many questions a company and its people are asked; ``open``: how many have no answer yet;
    ``missed``: those that must have one, each as often as it has none."""

    asked: int = 0
    open: int = 0
    missed: tuple[int, ...] = ()

    @property
    def needed(self) -> int:
        """How many answers that must be given are not."""
        return len(self.missed)


def get_open_questions(
    registration: Registration, questions: Sequence[QuestionDefinition] | None = None
) -> OpenQuestions:
    """What a firm has still to answer."""
    asked = list_question_definitions(registration.event_id) if questions is None else questions
    if not asked:
        return OpenQuestions()
    replies = get_answers(registration)
    people = [replies.of(person.id) for person in registration.representatives]
    return find_open_questions(
        asked,
        *(
            GivenAnswers(get_answer_values(each), {key for key, answer in each.items() if has_content(answer)})
            for each in (replies.company, *people)
        ),
    )


@dataclass(frozen=True, slots=True)
class GivenAnswers:
    """What one subject has answered: the ``values`` that conditions look at, and which questions have an answer."""

    values: Mapping[int, AnswerValue] = field(default_factory=dict)
    there: Collection[int] = ()


def find_open_questions(
    asked: Sequence[QuestionDefinition], company: GivenAnswers, *people: GivenAnswers
) -> OpenQuestions:
    """What is still to be answered by a firm and by each of its people, who may be asked because of what it said."""
    questions: list[tuple[QuestionDefinition, bool]] = [
        (question, question.id in company.there)
        for question in list_applicable(filter_by_subject(asked, QuestionSubject.COMPANY), company.values)
    ]
    for person in people:
        here = list_applicable(asked, {**company.values, **person.values})
        questions += [
            (question, question.id in person.there) for question in filter_by_subject(here, QuestionSubject.PERSON)
        ]
    missed = tuple(question.id for question, there in questions if question.required and not there)
    return OpenQuestions(len(questions), sum(not there for _, there in questions), missed)


def filter_by_subject(questions: Iterable[QuestionDefinition], subject: QuestionSubject) -> list[QuestionDefinition]:
    return [question for question in questions if question.subject == subject]


def list_column_questions(event_id: int) -> list[QuestionDefinition]:
    """The questions that lists may show as columns, in their order: neither sealed ones nor files."""
    return [
        question_definition
        for question_definition in list_question_definitions(event_id)
        if not question_definition.sensitive and question_definition.kind != QuestionKind.FILE
    ]


def get_column_values(
    event_id: int, *, registrations: Collection[int], representatives: Collection[int]
) -> tuple[dict[int, dict[int, AnswerValue]], dict[int, dict[int, AnswerValue]]]:
    """(of firms by registration, of people by representative): question → value. One query."""
    chosen = (
        select(Answer.registration_id, Answer.representative_id, Answer.question_id, Answer.value)
        .join(Question, Question.id == Answer.question_id)
        .where(
            Answer.event_id == event_id,
            Answer.value.is_not(None),
            Question.retired_at.is_(None),
            or_(Answer.registration_id.in_(registrations), Answer.representative_id.in_(representatives)),
        )
    )
    companies: dict[int, dict[int, AnswerValue]] = defaultdict(dict)
    people: dict[int, dict[int, AnswerValue]] = defaultdict(dict)
    for registration_id, person_id, question_id, stored in db.session.execute(chosen):
        value: AnswerValue = tuple(stored) if isinstance(stored, list) else stored
        if registration_id is not None:
            companies[registration_id][question_id] = value
        else:
            people[person_id][question_id] = value
    return dict(companies), dict(people)


def get_sealing_key() -> bytes:
    """The key for sensitive answers, from the settings."""
    settings: Settings = current_app.config["SETTINGS"]
    return derive_sealing_key(settings.sealing_key or settings.secret_key)


def get_sealing_place(question_id: int, registration_id: int | None, representative_id: int | None) -> str:
    """Where a sealed answer is kept: it opens nowhere else."""
    return f"answers {question_id} {registration_id or '-'} {representative_id or '-'}"


def unseal_answer(answer: Answer, key: bytes) -> str:
    """The text of a sealed answer. Raises Unreadable."""
    place = get_sealing_place(answer.question_id, answer.registration_id, answer.representative_id)
    return unseal(answer.sealed or "", key=key, place=place)


def unseal_answer_file(answer: Answer, content: bytes) -> bytes:
    """The bytes of a file that was given as an answer. Raises Unreadable."""
    place = get_sealing_place(answer.question_id, answer.registration_id, answer.representative_id)
    return unseal_bytes(content, key=get_sealing_key(), place=place)


def count_missing_answers(event_id: int, among: Collection[int]) -> dict[int, int]:
    """For each of these registrations how many questions about it and its people must be answered and are not; those
    that have answered all are absent."""
    return {company: len(questions) for company, questions in list_missing_answers(event_id, among).items()}


def count_companies_missing(event_id: int) -> Counter[int]:
    """Question → how many firms of the event, those cancelled or rejected left out, miss an answer to it."""
    return Counter(question for questions in _list_missing_at_event(event_id).values() for question in set(questions))


def list_companies_missing(event_id: int, question_id: int | None = None) -> set[int]:
    """Who misses an answer to a question that must be answered: to this one, or to any."""
    missed = _list_missing_at_event(event_id)
    return {company for company, questions in missed.items() if question_id is None or question_id in questions}


def _list_missing_at_event(event_id: int) -> dict[int, tuple[int, ...]]:
    companies = select(Registration.id).where(
        Registration.event_id == event_id, Registration.kind == "firm", Registration.state.not_in(INACTIVE_STATES)
    )
    return list_missing_answers(event_id, db.session.scalars(companies).all())


def list_missing_answers(event_id: int, among: Collection[int]) -> dict[int, tuple[int, ...]]:
    """Registration → the questions as ``count_missing_answers`` counts them, one as often as it is missed. A sealed
    answer that was erased since counts as given."""
    asked = list_question_definitions(event_id)
    if not among or not any(question.required for question in asked):
        return {}
    people = _list_people(among)
    everyone = {person for persons in people.values() for person in persons}
    companies, persons = _get_given_answers(event_id, asked, among, everyone)
    missed = {
        company: find_open_questions(asked, companies[company], *(persons[person] for person in people[company])).missed
        for company in among
    }
    return {company: questions for company, questions in missed.items() if questions}


def _list_people(among: Collection[int]) -> dict[int, list[int]]:
    result: dict[int, list[int]] = defaultdict(list)
    chosen = select(Representation.registration_id, Representation.representative_id).where(
        Representation.registration_id.in_(among)
    )
    for company, person in db.session.execute(chosen):
        result[company].append(person)
    return result


def _get_given_answers(
    event_id: int, asked: Collection[QuestionDefinition], companies: Collection[int], people: Collection[int]
) -> tuple[dict[int, GivenAnswers], dict[int, GivenAnswers]]:
    """What the firms and what the people have answered."""
    values: dict[tuple[str, int], dict[int, AnswerValue]] = defaultdict(dict)
    there: dict[tuple[str, int], set[int]] = defaultdict(set)
    for company, person, question, value, is_given in db.session.execute(
        _answer_query(event_id, [definition.id for definition in asked])
    ):
        subject = ("firm", company) if company is not None else ("person", person)
        if value is not None:
            values[subject][question] = tuple(value) if isinstance(value, list) else value
        if is_given:
            there[subject].add(question)

    def told(kind: str, ids: Collection[int]) -> dict[int, GivenAnswers]:
        return {
            subject_id: GivenAnswers(values.get((kind, subject_id), {}), there.get((kind, subject_id), ()))
            for subject_id in ids
        }

    return told("firm", companies), told("person", people)


def _answer_query(event_id: int, questions: Collection[int]) -> Select[Any]:
    is_given = or_(*(column.is_not(None) for column in (Answer.value, Answer.file_id, Answer.sealed, Answer.erased_at)))
    return select(Answer.registration_id, Answer.representative_id, Answer.question_id, Answer.value, is_given).where(
        Answer.event_id == event_id, Answer.question_id.in_(questions)
    )


GATE_LIST_EXPORTED = "gate.exported"


@dataclass(frozen=True, slots=True)
class GateRow:
    """A person who comes for a company, or a guest of ``company``, the institution; without anybody named
    (``person_id`` None), the company alone. ``answers``: by question, a guest's none, who is not asked; None for one
    that cannot be opened, because it was sealed with another key."""

    registration_id: int
    person_id: int | None
    company: str
    company_zh: str
    name: str
    name_zh: str
    title: str
    answers: dict[int, str | None]


@dataclass(frozen=True, slots=True)
class GateListExport:
    """When the list was taken, by whom, with how many rows."""

    at: datetime
    by: str
    rows: int


def list_sealed_questions(event_id: int) -> list[QuestionDefinition]:
    """The sensitive questions of an event, also those that are asked no longer, in their order."""
    chosen = select(Question).where(Question.event_id == event_id, Question.sensitive.is_(True))
    return [question.asked for question in db.session.scalars(chosen.order_by(Question.position, Question.id))]


def count_sealed_answers(event_id: int) -> dict[int, int]:
    """How many answers to each question are still kept."""
    counted = select(Answer.question_id, func.count()).where(Answer.event_id == event_id, Answer.sealed.is_not(None))
    return dict(db.session.execute(counted.group_by(Answer.question_id)).all())


def list_gate_rows(event: Event) -> list[GateRow]:
    """Everybody who comes: for an approved firm, by firm, rank and name; then the guests, by institution."""
    companies, people = _unseal_answers(event.id)
    chosen = (
        select(Registration.id, func.coalesce(Company.name, Registration.institution), Company.name_zh, Representative)
        .outerjoin(Company, Company.id == Registration.company_id)
        .outerjoin(Representation, Representation.registration_id == Registration.id)
        .outerjoin(Representative, Representative.id == Representation.representative_id)
        .where(Registration.event_id == event.id, Registration.state == RegistrationState.APPROVED)
        .order_by(
            Registration.kind,
            Company.sort_name,
            Registration.institution,
            Registration.id,
            Representative.rank,
            Representative.id,
        )
    )
    gate_rows = []
    for registration_id, name, name_zh, someone in db.session.execute(chosen):
        person: Representative | None = someone
        answers = {**companies[registration_id], **(people[person.id] if person is not None else {})}
        person_texts = (
            (person.display_name, person.name_zh or "", person.title or "") if person is not None else ("", "", "")
        )
        number = person.id if person is not None else None
        gate_rows.append(GateRow(registration_id, number, name or "", name_zh or "", *person_texts, answers))
    return gate_rows


def list_gate_exports(event_id: int) -> Sequence[GateListExport]:
    """Who took the list so far, the latest first."""
    chosen = (
        select(Notice.at, User.name, Notice.details)
        .outerjoin(User, User.id == Notice.user_id)
        .where(Notice.event_id == event_id, Notice.kind == GATE_LIST_EXPORTED)
        .order_by(Notice.id.desc())
    )
    return [
        GateListExport(at, name or "", int(details.get("rows", 0))) for at, name, details in db.session.execute(chosen)
    ]


def _unseal_answers(event_id: int) -> tuple[dict[int, dict[int, str | None]], dict[int, dict[int, str | None]]]:
    key = get_sealing_key()
    companies: dict[int, dict[int, str | None]] = defaultdict(dict)
    people: dict[int, dict[int, str | None]] = defaultdict(dict)
    for answer in db.session.scalars(select(Answer).where(Answer.event_id == event_id, Answer.sealed.is_not(None))):
        try:
            text: str | None = unseal_answer(answer, key)
        except SealedUnreadable:
            text = None
        if answer.registration_id is not None:
            companies[answer.registration_id][answer.question_id] = text
        elif answer.representative_id is not None:
            people[answer.representative_id][answer.question_id] = text
    return companies, people
