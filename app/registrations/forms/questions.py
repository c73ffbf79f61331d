"""The organizer's form of one question, and the fields that a list of questions becomes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from flask import request
from flask_babel import gettext
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.widgets import CheckboxInput, DateInput, ListWidget

from app.core.errors import Invalid
from app.core.localized import LANGUAGES, Localized
from app.core.web.errors import error_text
from app.core.web.forms import CountField, Form, LineField, TextField, select_choices
from app.core.web.locale import plain
from app.core.web.translations import lazy_gettext as _l
from app.registrations.questions import (
    ANSWER_LENGTH,
    LABEL_LENGTH,
    MAX_ERASURE_DAYS,
    AnswerValue,
    ParsedAnswers,
    QuestionDefinition,
    QuestionKind,
    QuestionSubject,
    parse_answers,
)
from app.registrations.services.answers import AnswerSubmission, AnswerUpload, parse_upload
from app.registrations.services.questions import QuestionDraft

MAX_RADIO_OPTIONS: Final = 6
"""So many options stand below each other; more are a list to open."""
KIND_CHOICES = (
    (QuestionKind.TEXT, _l("Text")),
    (QuestionKind.CHOICE, _l("One of several")),
    (QuestionKind.SEVERAL, _l("Some of several")),
    (QuestionKind.NUMBER, _l("Number")),
    (QuestionKind.DATE, _l("Day")),
    (QuestionKind.FILE, _l("File")),
    (QuestionKind.CONSENT, _l("Consent")),
)
SUBJECT_CHOICES = (
    (QuestionSubject.COMPANY, _l("the firm, once")),
    (QuestionSubject.PERSON, _l("each person who comes")),
)


class QuestionForm(Form):
    version = HiddenField()
    label_en = LineField(_l("Question in English"), most=LABEL_LENGTH)
    label_zh = LineField(_l("Question in Chinese"), most=LABEL_LENGTH)
    label_fr = LineField(_l("Question in French"), most=LABEL_LENGTH)
    help_en = LineField(_l("Note in English"), most=LABEL_LENGTH)
    help_zh = LineField(_l("Note in Chinese"), most=LABEL_LENGTH)
    help_fr = LineField(_l("Note in French"), most=LABEL_LENGTH)
    kind = SelectField(_l("Kind of answer"), choices=select_choices(KIND_CHOICES))
    subject = RadioField(_l("About"), choices=select_choices(SUBJECT_CHOICES), default=QuestionSubject.COMPANY.value)
    option_lines = TextField(_l("Options"), most=8000)
    required = BooleanField(_l("Must be answered"))
    sensitive = BooleanField(_l("Sensitive"))
    erase_after_days = CountField(_l("Erase after the event, in days"), least=0, most=MAX_ERASURE_DAYS)
    only_if = SelectField(_l("When it is asked"), validate_choice=False)

    def offer(self, others: Iterable[QuestionDefinition]) -> None:
        """The conditions to choose from: each option of each earlier question that can tell."""
        choices: list[tuple[str, Any]] = [("", _l("always"))]
        for other in others:
            words = [(option.key, plain(option.label)) for option in other.options] or [("yes", _l("yes"))]
            asked = plain(other.label)
            choices += [
                (f"{other.id}:{key}", gettext("only if “%(question)s” is “%(answer)s”", question=asked, answer=word))
                for key, word in words
            ]
        self.only_if.choices = select_choices(choices)

    def draft(self) -> QuestionDraft:
        """What is typed. Raises Invalid ``question_condition``."""
        return QuestionDraft(
            kind=QuestionKind(self.kind.data),
            subject=QuestionSubject(self.subject.data),
            label=Localized(*(self[f"label_{language}"].data or "" for language in LANGUAGES)),
            help=Localized(*(self[f"help_{language}"].data or "" for language in LANGUAGES)),
            options=_parse_option_lines(self.option_lines.data or ""),
            required=bool(self.required.data),
            sensitive=bool(self.sensitive.data),
            erase_after_days=self.erase_after_days.data,
            only_if=_parse_condition(self.only_if.data or ""),
        )


def _parse_option_lines(text: str) -> tuple[Localized, ...]:
    """One option a line: English | Chinese | French, of which any may be missing."""
    lines = [line.replace("｜", "|") for line in text.splitlines()]
    rows = [[part.strip() for part in line.split("|")] for line in lines if line.strip(" |")]
    return tuple(Localized(*[*row, "", "", ""][:3]) for row in rows)


def format_option_lines(labels: Iterable[Localized]) -> str:
    """Options as they are typed."""
    return "\n".join(" | ".join(label.exactly(language) for language in LANGUAGES).rstrip(" |") for label in labels)


def _parse_condition(chosen: str) -> tuple[int, str] | None:
    number, _, value = chosen.partition(":")
    if not chosen:
        return None
    if not (number.isascii() and number.isdigit() and len(number) < 12):
        raise Invalid("question_condition")
    return int(number), value


class NumberField(StringField):
    """A number as people write it; what it means is told by the question."""


def get_field_name(question: QuestionDefinition, person_id: int | None = None) -> str:
    """q12 about the firm or the one person of the form, q12-p34 about one of several."""
    return f"q{question.id}" if person_id is None else f"q{question.id}-p{person_id}"


def create_question_field(question: QuestionDefinition) -> Any:
    """An unbound field that shows it; what is typed is read by the question itself."""
    label, note = plain(question.label), plain(question.help)
    chosen = select_choices([(option.key, plain(option.label)) for option in question.options])
    common: dict[str, Any] = {"label": label, "description": note}
    if question.kind == QuestionKind.CHOICE and len(question.options) <= MAX_RADIO_OPTIONS:
        return RadioField(choices=chosen, validate_choice=False, **common)
    if question.kind == QuestionKind.CHOICE:
        return SelectField(choices=select_choices([("", _l("not said"))]) + chosen, validate_choice=False, **common)
    if question.kind == QuestionKind.SEVERAL:
        tick, rows = CheckboxInput(), ListWidget(prefix_label=False)
        return SelectMultipleField(choices=chosen, validate_choice=False, option_widget=tick, widget=rows, **common)
    if question.kind == QuestionKind.CONSENT:
        return BooleanField(**common)
    if question.kind == QuestionKind.FILE:
        return FileField(**common)
    if question.kind == QuestionKind.DATE:
        return StringField(widget=DateInput(), **common)
    number = question.kind == QuestionKind.NUMBER
    return NumberField(**common) if number else LineField(most=ANSWER_LENGTH, **common)


def add_question_fields(base: type[Form], asked: Mapping[int | None, Sequence[QuestionDefinition]]) -> type[Form]:
    """The form with a field more for each question, about the firm (None) or about people by their id."""
    fields = {
        get_field_name(question, person): create_question_field(question)
        for person, questions in asked.items()
        for question in questions
    }
    return type(base.__name__, (base,), fields)


def fill_answer(form: Form, question: QuestionDefinition, person_id: int | None, value: AnswerValue | None) -> None:
    """Show what was answered before; of one thing that is not to be shown there is no value."""
    if value is not None:
        form[get_field_name(question, person_id)].data = list(value) if isinstance(value, tuple) else value


def parse_submission(
    form: Form,
    questions: Sequence[QuestionDefinition],
    *,
    person_id: int | None,
    before: Mapping[int, AnswerValue],
    numbers: Collection[int],
) -> AnswerSubmission:
    """What was sent about one subject; what is wrong stands at its field (``form.errors``)."""
    names = {question.id: get_field_name(question, person_id) for question in questions}
    answers = parse_answers(
        questions, {key: request.form.getlist(name) for key, name in names.items()}, before=before, numbers=numbers
    )
    erase = {key for key, name in names.items() if f"erase-{name}" in request.form}
    uploads, wrong = _parse_uploads(questions, names, answers)
    wrong = {**answers.wrong, **wrong}
    for definition in questions:
        missing = answers.wrong.get(definition.id)
        if definition.id in uploads and missing is not None and missing.code == "answer_missing":
            wrong.pop(definition.id, None)
        elif (
            definition.id in erase
            and definition.required
            and definition.id not in answers.answers
            and definition.id not in uploads
        ):
            wrong[definition.id] = Invalid("answer_missing")
    for key, refused in wrong.items():
        field = form[names[key]]
        field.errors = [*field.errors, error_text(refused)]
    return AnswerSubmission(questions=questions, read=answers, person_id=person_id, files=uploads, erase=erase)


def _parse_uploads(
    questions: Sequence[QuestionDefinition], names: Mapping[int, str], parsed_answers: ParsedAnswers
) -> tuple[dict[int, AnswerUpload], dict[int, Invalid]]:
    uploads, wrong = {}, {}
    for question in questions:
        sent = request.files.get(names[question.id]) if question.kind == QuestionKind.FILE else None
        if sent is None or not sent.filename or question.id in parsed_answers.off:
            continue
        try:
            uploads[question.id] = parse_upload(sent.filename, sent.read())
        except Invalid as refused:
            wrong[question.id] = refused
    return uploads, wrong
