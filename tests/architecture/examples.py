"""An example for each parameter of a URL: a firm with all that hangs on it, those who work on its event, a house."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from typing import Any

from PIL import Image
from sqlalchemy import func, select

from app.accounts.credentials import TokenPurpose, event_subject, organisation_subject
from app.accounts.models import Organisation, Token, User
from app.accounts.permissions import Role
from app.accounts.services.access import issue_token
from app.companies.models import CompanyProduct, CompanyReference
from app.companies.services import save_logo
from app.companies.uploads import parse_paper, render_picture
from app.core import audit
from app.core.db import new_public_id, transaction
from app.core.localized import Localized
from app.core.models import Outbox
from app.core.spreadsheets import read_workbook
from app.day.models import Shift
from app.day.services.boards import BoardSettings, open_board
from app.events.models import Event
from app.group_meetings import services
from app.importing.queries.imports import ImportSource
from app.importing.services.uploads import create_read_batch
from app.meetings import services as meetings
from app.messages.queries.messages import MessageGroup
from app.messages.services import sending, texts
from app.registrations.models import Delegation, JoinRequest, Registration, VisitBlock, VisitMember
from app.registrations.queries.answers import get_answers
from app.registrations.questions import ParsedAnswers, QuestionKind, QuestionSubject
from app.registrations.services import answers, merging, profiles, questions
from app.registrations.services.access import grant_access
from app.registrations.services.answers import AnswerSubmission, parse_upload
from app.registrations.services.company_links import create_links
from app.registrations.services.questions import QuestionDraft
from app.scheduling.drafts import packed_json, packed_problem, problem_fingerprint
from app.scheduling.models import ScheduleDraft as TimetableDraft
from app.scheduling.problem import SchedulingProblem
from tests import factories
from tests.sheets.workbooks import xlsx

Place = dict[str, Any]
"""Values of URL parameters by name."""


def closed_place(event: Event, chamber: Organisation, canary: str) -> Place:
    """An event of which nothing may be seen: each text in it is a canary."""
    delegation = factories.delegation(event, of=chamber, name=f"{canary} delegation")
    partner = factories.firm(event, "Chongqing", name=f"{canary} partner", company_values={"about_en": canary})
    return place(event, delegation, f"{canary} firm", factories.user(), partner, canary)


def place(
    event: Event, delegation: Delegation, name: str, user: User, partner: Registration, text: str = "text"
) -> Place:
    """A firm with its delegation, its person, its meeting: an example for each parameter of a URL."""
    firm = factories.firm(
        event, name=name, users=[user], delegation_id=delegation.id, people=0, company_values={"about_en": text}
    )
    create_links([firm])
    person = factories.representative(firm, display_name=f"{text} person", email=f"{text}@firm.example", phone=text)
    meeting_id = meetings.request_meeting(event.id, firm.id, partner.id, by=user.id, message=text)
    return {
        "event": event.slug,
        "registration_id": firm.id,
        "delegation_id": delegation.id,
        "representative_id": person.id,
        "other_id": partner.id,
        "visit_id": _visit(delegation, text, firm),
        "guest_id": _guest(event, delegation, text),
        "meeting_id": meeting_id,
        "round_id": _round(event, firm, partner, user, text),
        "colleague_id": colleague(firm),
        "join_id": _asks_to_join(firm),
        "letter_id": _letter(event, text),
        "text_id": texts.save_free(event, None, f"{text} {firm.id}", {"subject_en": text, "body_en": text}, by=user.id),
        "message_id": _message(event, delegation, user, text),
        "check_in_id": factories.check_in(person).id,
        "arrival_id": factories.arrival(event).id,
        "interpreter_id": factories.interpreter(event, name=f"{text} interpreter").id,
        "shift_id": _shifted(event, text),
        "board_id": open_board(event.id, BoardSettings("en"), by=user.id).id,
        "batch_id": _batch(event, delegation, text),
        **_answer(event, firm, text),
        **_showcase(firm, text),
    }


def _shifted(event: Event, text: str) -> int:
    """A shift of a day that is over."""
    plan: dict[str, Any] = {"times": [], "pieces": [], "dropped": None, "kept": [], "meetings": 0}
    with transaction() as session:
        made = Shift(event_id=event.id, minutes=5, plan=plan, words=text, undo_until=event.created_at)
        session.add(made)
        session.flush()
        return made.id


def _round(event: Event, firm: Registration, partner: Registration, user: User, text: str) -> int:
    """A group meeting of the firm, to which its partner is invited."""
    said: dict[str, Any] = {"topic": text, "slot_id": event.slots[-1].id, "seats": 2, "is_open": True}
    return services.open_group_meeting(event.id, firm.id, by=user.id, invited=[partner.id], **said)


def _visit(delegation: Delegation, text: str, firm: Registration) -> int:
    """A tour of the delegation, with a bus, on the evening before the event; its firm has signed up."""
    start = factories.FIRST_SLOT - timedelta(hours=12)
    tour = VisitBlock(
        delegation_id=delegation.id,
        label=text,
        starts_at=start,
        ends_at=start + timedelta(hours=1),
        for_all=False,
        sign_up="all",
        buses=[text],
    )
    with transaction() as session:
        session.add(tour)
        session.flush()
        session.add(VisitMember(visit_id=tour.id, registration_id=firm.id, people=9))
    return tour.id


def colleague(firm: Registration) -> int:
    """Somebody else who acts for the firm; the firm gets a logo besides."""
    user = factories.user()
    with transaction():
        grant_access(firm, user)
        assert firm.company is not None
        save_logo(firm.company, _drawn(), by=None)
    return user.id


def _drawn() -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (8, 8)).save(drawn, "PNG")
    return drawn.getvalue()


def _showcase(firm: Registration, text: str) -> Place:
    """A product with its picture, a reference, and a certificate with its paper."""
    paper = parse_paper(b"%PDF-1" + text.encode())
    said = {"customer": text, "line": text}
    return {
        "product_id": profiles.add_showcase_item(
            firm, CompanyProduct, {"name_en": text}, picture=render_picture(_drawn()), by=None
        ),
        "reference_id": profiles.add_showcase_item(firm, CompanyReference, said, by=None),
        "certificate_id": profiles.add_certificate(firm, "aeo", {"number": text, "issuer": text}, paper=paper, by=None),
    }


def _asks_to_join(firm: Registration) -> int:
    asked = JoinRequest(registration_id=firm.id, user_id=factories.user().id)
    with transaction() as session:
        session.add(asked)
        session.flush()
    return asked.id


def _batch(event: Event, delegation: Delegation, text: str) -> int:
    """A sheet of one firm, uploaded and not imported yet."""
    content = xlsx(("Company", "E-mail"), (f"{text} Pte Ltd", f"{text}@firm.example"))
    sheets = read_workbook(content, "firms.xlsx")
    return create_read_batch(ImportSource(event, delegation), sheets, content, "firms.xlsx", by=None).id


def _letter(event: Event, text: str) -> int:
    """A letter about the event that did not go out; each of its texts is ``text``."""
    with transaction() as session:
        letter = Outbox(
            notice_id=audit.log_action("letters.tried", event, event_id=event.id, by=None).id,
            event_id=event.id,
            recipient=f"{text}@firm.example",
            language="en",
            message_id=f"<{event.slug}.{new_public_id()}@qiao.test>",
            state="failed",
            **dict.fromkeys(("kind", "subject", "body", "error"), text),
        )
        session.add(letter)
    return letter.id


def _message(event: Event, delegation: Delegation, user: User, text: str) -> int:
    """A draft to the people of the delegation."""
    made = sending.create_draft(MessageGroup(event, "attendees", {}, (delegation.id,)), by=user.id)
    sending.update_draft(made.id, {"subject_en": text, "body_en": text}, by=user.id)
    return made.id


def _guest(event: Event, delegation: Delegation, text: str) -> int:
    guest = factories.guest(event, institution=f"{text} office", delegation_id=delegation.id)
    factories.representative(guest, display_name=f"{text} guest")
    return guest.id


def _answer(event: Event, firm: Registration, text: str) -> Place:
    """A question of the event, and the file by which the firm answered it."""
    draft = QuestionDraft(kind=QuestionKind.FILE, subject=QuestionSubject.COMPANY, label=Localized(text))
    asked = questions.add_question(event, draft, by=None).asked
    sent = AnswerSubmission(
        questions=[asked],
        read=ParsedAnswers({}, {}, frozenset()),
        files={asked.id: parse_upload(f"{text}.pdf", b"%PDF-1")},
    )
    answers.save_answers(firm, [sent], language="en", by=None, seen=None)
    return {"question_id": asked.id, "answer_id": get_answers(firm).company[asked.id].id}


def staff(event: Event, text: str) -> Place:
    """Somebody who works on an event, and an invitation to do so."""
    user = factories.event_role(event, Role.DESK, name=f"{text} desk")
    return {"user_id": user.id, "invitation_id": _invitation(event_subject(event.id), text), "number": drafted(event)}


def drafted(event: Event) -> int:
    """A draft of the event's timetable without any meeting: its number, which no other event has."""
    nothing = SchedulingProblem((), (), (), ())
    with transaction() as session:
        draft = TimetableDraft(
            event_id=event.id,
            number=next(factories.number),
            state="done",
            problem=packed_problem(nothing),
            problem_mark=problem_fingerprint(nothing),
            value=0,
            bound=0,
            certificate=packed_json({"scale": 1, "rows": [], "least": {}}),
        )
        session.add(draft)
    return draft.number


def house(organisation: Organisation, text: str) -> Place:
    """An organisation, a member of it, and an invitation to it."""
    member = factories.member(organisation, Role.ORGANIZER, name=f"{text} member")
    kept, gone, merged = (factories.company(organisation, f"{text} {one}").id for one in ("kept", "gone", "merged"))
    return {
        "kept_id": kept,
        "gone_id": gone,
        "merge_id": merging.merge_companies(organisation.id, kept, merged, by=None).id,
        "organisation_id": organisation.id,
        "member_id": member.id,
        "token_id": _invitation(organisation_subject(organisation.id), text),
    }


def _invitation(subject: str, text: str) -> int:
    said = {"name": text, "role": "organizer", "next": "", "language": "en"}
    issue_token(TokenPurpose.INVITE, subject, email=f"{text}@invited.example", payload=json.dumps(said))
    with transaction() as session:
        return session.scalars(select(func.max(Token.id))).one()
