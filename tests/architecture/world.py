"""Two organisations, three events, everybody's rows: what the authorisation matrix asks about.

The event ``own`` belongs to whoever asks; ``sister`` is another event of the same organisation, ``foreign`` one of
another. All that nobody of ``own`` may see carries a canary in its texts.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any

from flask import current_app
from PIL import Image
from sqlalchemy import func, select

from app.accounts.models import Organisation, Token, User
from app.accounts.permissions import Role
from app.accounts.services.tokens import issue
from app.accounts.tokens import Purpose, of_event, of_organisation, of_user
from app.companies.models import CompanyProduct, CompanyReference
from app.companies.papers import as_paper
from app.companies.pictures import as_picture
from app.companies.services import keep_logo
from app.db import new_public_id, transaction
from app.events.models import Event
from app.floor import notices
from app.floor.files.services import store
from app.floor.models import JobRun, Outbox
from app.floor.spreadsheets import read_workbook
from app.kernel.localized import Localized
from app.lists.publicity import mark_of
from app.meetings import services as meetings
from app.registrations.models import Delegation, JoinRequest, Registration, VisitBlock
from app.registrations.queries.answers import replies_of
from app.registrations.queries.links import link_of, token_of
from app.registrations.questions import QuestionKind, Read, Subject
from app.registrations.services import imports, merging, questions, replies, showcase
from app.registrations.services.claims import let_in
from app.registrations.services.consents import record
from app.registrations.services.links import give_links
from app.registrations.services.questions import Draft
from app.registrations.services.replies import Reply, looked_at
from tests import factories
from tests.registrations.sheets import xlsx

SISTER, FOREIGN, PRIVATE = "canary-sister", "canary-foreign", "canary-private"
ABSENT = 987_654
ROLES = (
    *("anonymous", "stranger", "administrator", "organizer", "event_organizer", "desk"),
    *("chamber", "delegation_head", "company", "rival"),
)
"""Who asks. ``organizer`` belongs to the organisation, ``event_organizer`` to the event ``own`` alone; ``rival`` acts
for another firm of the same event; ``stranger`` has an account and no role."""

Place = dict[str, Any]
"""Values of URL parameters by name."""


@dataclass
class World:
    users: dict[str, int] = field(default_factory=dict)
    """Their ids, by the words of ROLES."""
    sessions: dict[str, str] = field(default_factory=dict)
    """What the session of each keeps."""
    places: dict[str, Place] = field(default_factory=dict)
    owned: dict[str, dict[str, str]] = field(default_factory=dict)
    """By blueprint: the public id of something of each user."""
    tokens: dict[str, str] = field(default_factory=dict)
    """A live secret for each endpoint that takes one."""


def build() -> World:
    host, elsewhere = factories.organisation("Host"), factories.organisation("Elsewhere")
    chamber, others = factories.organisation("Chamber"), factories.organisation("Other chamber")
    own = factories.event("own-event", run_by=host, directory="public")
    sister = factories.event("sister-event", run_by=host, directory="public")
    foreign = factories.event("foreign-event", run_by=elsewhere)
    users = _people(host, chamber, own)
    mine = factories.delegation(own, of=chamber, name="Own delegation")
    _head(mine, users["delegation_head"])
    theirs = factories.delegation(own, of=others, name="Other delegation")
    world = World(
        users={role: user.id for role, user in users.items()},
        sessions={role: user.get_id() for role, user in users.items()},
    )
    partner = factories.firm(own, "Chongqing", name="Partner", users=[factories.user()])
    world.places["own"] = _place(own, mine, "Own firm", users["company"], partner)
    world.places["other_company"] = _place(own, theirs, "Other firm", users["rival"], partner)
    world.places["other_event"] = _closed_place(sister, others, SISTER)
    world.places["other_organisation"] = _closed_place(foreign, others, FOREIGN)
    for place, event in {
        "own": own,
        "other_company": own,
        "other_event": sister,
        "other_organisation": foreign,
    }.items():
        world.places[place] |= _staff(event, FOREIGN if event is foreign else SISTER if event is sister else "text")
    for place, house in {"own": host, "other_company": others, "other_event": chamber}.items():
        world.places[place] |= _house(house, "text")
    world.places["other_organisation"] |= _house(elsewhere, FOREIGN)
    shy = factories.firm(own, "Chongqing", name="Shy firm", people=0)
    factories.representative(shy, email=f"{PRIVATE}@shy.example", phone=PRIVATE, wechat=PRIVATE)
    world.owned = {"files": _files(users), "jobs": _runs(users)}
    world.tokens = _tokens(factories.user(), own) | _firm_links(own, mine) | _in_public(own)
    return world


def _people(host: Organisation, chamber: Organisation, own: Event) -> dict[str, User]:
    return {
        "stranger": factories.user("Stranger"),
        "administrator": factories.member(host, Role.ADMINISTRATOR),
        "organizer": factories.member(host, Role.ORGANIZER),
        "event_organizer": factories.event_role(own, Role.ORGANIZER),
        "desk": factories.event_role(own, Role.DESK),
        "chamber": factories.member(chamber, Role.CHAMBER),
        "delegation_head": factories.user("Head"),
        "company": factories.user("Boss"),
        "rival": factories.user("Rival"),
    }


def _head(delegation: Delegation, user: User) -> None:
    with transaction() as session:
        session.get_one(Delegation, delegation.id).head_user_id = user.id


def _closed_place(event: Event, chamber: Organisation, canary: str) -> Place:
    """An event of which nothing may be seen: each text in it is a canary."""
    delegation = factories.delegation(event, of=chamber, name=f"{canary} delegation")
    partner = factories.firm(event, "Chongqing", name=f"{canary} partner", company_values={"about_en": canary})
    return _place(event, delegation, f"{canary} firm", factories.user(), partner, canary)


def _place(
    event: Event, delegation: Delegation, name: str, user: User, partner: Registration, text: str = "text"
) -> Place:
    """A firm with its delegation, its person, its meeting: an example for each parameter of a URL."""
    firm = factories.firm(
        event, name=name, users=[user], delegation_id=delegation.id, people=0, company_values={"about_en": text}
    )
    give_links([firm])
    person = factories.representative(firm, display_name=f"{text} person", email=f"{text}@firm.example", phone=text)
    meeting_id = meetings.ask(event.id, firm.id, partner.id, by=user.id, message=text)
    return {
        "event": event.slug,
        "registration_id": firm.id,
        "delegation_id": delegation.id,
        "representative_id": person.id,
        "other_id": partner.id,
        "visit_id": _visit(delegation, text),
        "guest_id": _guest(event, delegation, text),
        "meeting_id": meeting_id,
        "colleague_id": _colleague(firm),
        "join_id": _asks_to_join(firm),
        "letter_id": _letter(event, text),
        "batch_id": _batch(event, delegation, text),
        **_answer(event, firm, text),
        **_showcase(firm, text),
    }


def _visit(delegation: Delegation, text: str) -> int:
    """A tour of the delegation, with a bus, on the evening before the event."""
    start = factories.FIRST_SLOT - timedelta(hours=12)
    tour = VisitBlock(
        delegation_id=delegation.id, label=text, starts_at=start, ends_at=start + timedelta(hours=1), buses=[text]
    )
    with transaction() as session:
        session.add(tour)
        session.flush()
    return tour.id


def _colleague(firm: Registration) -> int:
    """Somebody else who acts for the firm; the firm gets a logo besides."""
    colleague, drawn = factories.user(), BytesIO()
    Image.new("RGB", (8, 8)).save(drawn, "PNG")
    with transaction():
        let_in(firm, colleague)
        assert firm.company is not None
        keep_logo(firm.company, drawn.getvalue(), by=None)
    return colleague.id


def _showcase(firm: Registration, text: str) -> Place:
    """A product with its picture, a reference, and a certificate with its paper."""
    drawn = BytesIO()
    Image.new("RGB", (8, 8)).save(drawn, "PNG")
    paper = as_paper(b"%PDF-1" + text.encode())
    said = {"customer": text, "line": text}
    return {
        "product_id": showcase.add(
            firm, CompanyProduct, {"name_en": text}, picture=as_picture(drawn.getvalue()), by=None
        ),
        "reference_id": showcase.add(firm, CompanyReference, said, by=None),
        "certificate_id": showcase.hold(firm, "aeo", {"number": text, "issuer": text}, paper=paper, by=None),
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
    return imports.keep(event, delegation, sheets, content, "firms.xlsx", by=None).id


def _answer(event: Event, firm: Registration, text: str) -> Place:
    """A question of the event, and the file by which the firm answered it."""
    draft = Draft(kind=QuestionKind.FILE, subject=Subject.FIRM, label=Localized(text))
    asked = questions.ask(event, draft, by=None).asked
    sent = Reply(
        questions=[asked], read=Read({}, {}, frozenset()), files={asked.id: looked_at(f"{text}.pdf", b"%PDF-1")}
    )
    replies.keep(firm, [sent], language="en", by=None, seen=None)
    return {"question_id": asked.id, "answer_id": replies_of(firm).firm[asked.id].id}


def _staff(event: Event, text: str) -> Place:
    """Somebody who works on an event, and an invitation to do so."""
    user = factories.event_role(event, Role.DESK, name=f"{text} desk")
    return {"user_id": user.id, "invitation_id": _invitation(of_event(event.id), text)}


def _house(organisation: Organisation, text: str) -> Place:
    """An organisation, a member of it, and an invitation to it."""
    member = factories.member(organisation, Role.ORGANIZER, name=f"{text} member")
    kept, gone, merged = (factories.company(organisation, f"{text} {one}").id for one in ("kept", "gone", "merged"))
    return {
        "kept_id": kept,
        "gone_id": gone,
        "merge_id": merging.merge(organisation.id, kept, merged, by=None).id,
        "organisation_id": organisation.id,
        "member_id": member.id,
        "token_id": _invitation(of_organisation(organisation.id), text),
    }


def _invitation(subject: str, text: str) -> int:
    told = {"email": f"{text}@invited.example", "name": text, "role": "organizer", "next": "", "language": "en"}
    issue(Purpose.INVITE, subject, payload=json.dumps(told))
    with transaction() as session:
        return session.scalars(select(func.max(Token.id))).one()


def _letter(event: Event, text: str) -> int:
    """A letter about the event that did not go out; each of its texts is ``text``."""
    with transaction() as session:
        letter = Outbox(
            notice_id=notices.write("letters.tried", event, event_id=event.id, by=None).id,
            event_id=event.id,
            recipient=f"{text}@firm.example",
            language="en",
            message_id=f"<{event.slug}.{new_public_id()}@qiao.test>",
            state="failed",
            **dict.fromkeys(("kind", "subject", "body", "error"), text),
        )
        session.add(letter)
    return letter.id


def _guest(event: Event, delegation: Delegation, text: str) -> int:
    guest = factories.guest(event, institution=f"{text} office", delegation_id=delegation.id)
    factories.representative(guest, display_name=f"{text} guest")
    return guest.id


def _files(users: dict[str, User]) -> dict[str, str]:
    with transaction():
        return {
            role: store(role.encode(), name=f"{role}.csv", media_type="text/csv", user_id=user.id).public_id
            for role, user in users.items()
        }


def _runs(users: dict[str, User]) -> dict[str, str]:
    runs = {role: JobRun(public_id=new_public_id(), kind="rank", user_id=user.id) for role, user in users.items()}
    with transaction() as session:
        session.add_all(runs.values())
    return {role: run.public_id for role, run in runs.items()}


def _firm_links(event: Event, delegation: Delegation) -> dict[str, str]:
    """The link of a firm that nobody has claimed."""
    firm = factories.firm(event, name="Invited firm", state="invited", delegation_id=delegation.id)
    give_links([firm])
    link = link_of(firm)
    assert link is not None
    endpoints = ("firm_link", "claim", "ask_to_join", "not_ours")
    return {f"registrations.{endpoint}": token_of(link) for endpoint in endpoints}


def _in_public(event: Event) -> dict[str, str]:
    """The address of a firm that agreed to stand in the public directory, with a logo."""
    firm = factories.firm(event, name="Public firm")
    record(firm, {"attendee_list": True, "cross_border": True}, language="en")
    _colleague(firm)
    mark = mark_of(firm.id, current_app.config["SECRET_KEY"])
    return {f"lists.{endpoint}": mark for endpoint in ("public_firm_page", "public_logo")}


def _tokens(user: User, event: Event) -> dict[str, str]:
    told = {"email": "invited@example.org", "name": "Invited", "role": "desk", "next": "", "language": "en"}
    sign_in = issue(Purpose.SIGN_IN, of_user(user.id))
    reset = issue(Purpose.RESET, of_user(user.id))
    email = issue(Purpose.EMAIL, of_user(user.id), payload="new@example.org")
    invitation = issue(Purpose.INVITE, f"event:{event.id}", payload=json.dumps(told))
    return {
        "accounts.link": sign_in,
        "accounts.use_link": sign_in,
        "accounts.reset": reset,
        "accounts.use_reset": reset,
        "accounts.confirm_email": email,
        "accounts.use_confirmation": email,
        "accounts.invitation": invitation,
        "accounts.accept_invitation": invitation,
    }
