"""Every page of the model event as everybody who may see it: one heading, the reader's language, no sideways
scrolling, nothing for axe, the console or another host; and to each page some way leads.
"""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest
from flask import current_app, url_for
from sqlalchemy import select

from app.accounts.credentials import TokenPurpose, event_subject, user_subject
from app.accounts.models import User
from app.accounts.services.access import issue_token
from app.companies import services
from app.companies.models import Company, CompanyProduct, CompanyReference, CompanyUser
from app.core.db import db, new_public_id, transaction
from app.core.localized import Localized
from app.core.mail.preferences import preferences_token as token_of_letter
from app.core.models import JobRun, Outbox
from app.day.queries.badges import get_badge_token as token_of_badge
from app.day.services.boards import BoardSettings, open_board
from app.events.models import Slot
from app.events.phases import ALLOWED_ACTS, EventAct, Phase
from app.importing.services.uploads import upload_list
from app.matching.queries.rankings import get_latest_ranking
from app.matching.queries.suggestions import list_suggestions
from app.meetings.models import Meeting, MeetingParty
from app.meetings.queries.signed_links import get_answer_url, get_invitation_url, get_slip_token
from app.meetings.services import bulk
from app.messages.queries.messages import MessageGroup
from app.messages.services import sending, texts
from app.registrations.models import CompanyLink, Delegation, Registration, Representative
from app.registrations.queries.company_links import get_link_token
from app.registrations.queries.directory import find_own_registration
from app.registrations.questions import QuestionKind, QuestionSubject
from app.registrations.services import consents
from app.registrations.services.questions import QuestionDraft, add_question
from tests import factories
from tests.architecture.route_table import read
from tests.journeys.crawling import FILES, Crawl
from tests.journeys.walks import EVERY
from tests.scheduling import halls
from tests.sheets.workbooks import FILE, messy

PEOPLE = {
    "administrator": "administrator@office.example.org",
    "organizer": "organizer@office.example.org",
    "chamber": "assistant@chamber.example.org",
    "delegation head": "head@chamber.example.org",
    "desk": "desk@office.example.org",
}
LEADS_TO = {
    EventAct.REGISTER: {"registrations.register", "registrations.not_ours", "delegations.invitations"},
    EventAct.ASK: {"meetings.ask"},
    EventAct.SEE_SUGGESTIONS: {"matching.compare"},
    EventAct.GIVE_FEEDBACK: {
        *(
            "lists.thanks",
            "lists.contacts",
            "outcomes.firm",
            "outcomes.meeting",
            "outcomes.figures",
            "outcomes.delegation_figures",
        ),
        *(f"outcomes.{of}{what}" for of in ("", "delegation_") for what in ("meetings", "firms", "people")),
    },
}
"""Pages to which something leads while the phase allows an act."""
INVITED = {"name": "New", "role": "desk", "next": "", "language": "en"}


@pytest.mark.full
@pytest.mark.parametrize("walk", EVERY, ids=str)
def test_every_page_is_sound_for_everybody(visits, app, model_in, user_of, walk):
    model = model_in(walk.phase)
    allowed = ALLOWED_ACTS[Phase(walk.phase)]
    closed = {page for act, pages in LEADS_TO.items() if act not in allowed for page in pages}
    if EventAct.REGISTER not in allowed:
        visits.watch.allowed.add(410)  # a link that lets nobody in any more says so
    crawl = Crawl(visits, app, walk)
    begin_an_import(model, user_of(PEOPLE["chamber"]))
    ask_questions(model)
    open_board(model.id, BoardSettings("en", "zh"), by=user_of(PEOPLE["organizer"]).id)
    boss = company_user()
    show_in_public(model, boss)

    crawl.go("anonymous", ["/", at("events.page", event=model), *letters(model, boss), *firm_links()])
    crawl.go("company", ["/", *welcome(model, boss), *side_by_side(model, boss)], boss)
    for who, email in PEOPLE.items():
        crawl.go(who, ["/", *after_a_button(model, user_of(email))], user_of(email))

    assert crawl.found == [], "\n".join(crawl.found)
    assert not_reached(crawl) == closed, " ".join(sorted(not_reached(crawl)))


def at(endpoint, **values):
    """The address of a page, without its host."""
    with current_app.test_request_context():
        return url_for(endpoint, **values)


def begin_an_import(event, user):
    delegation = db.session.scalars(select(Delegation)).one()
    upload_list(event, delegation, messy(), FILE, by=user.id)


def ask_questions(event):
    """Besides the profile: a question to each firm, and one to each person whose answer is kept sealed."""
    stands, passport = Localized("Stand", "展位", "Stand"), Localized("Passport", "护照", "Passeport")
    text, person = QuestionKind.TEXT, QuestionSubject.PERSON
    sealed = QuestionDraft(kind=text, subject=person, label=passport, sensitive=True, erase_after_days=30)
    for draft in (QuestionDraft(kind=text, subject=QuestionSubject.COMPANY, label=stands), sealed):
        add_question(event, draft, by=None)


def show_in_public(event, user):
    """The firm of ``user`` has a product and a reference, and stands in the event's public directory."""
    own = select(Registration).join(CompanyUser, CompanyUser.company_id == Registration.company_id)
    firm = db.session.scalars(own.where(CompanyUser.user_id == user.id, Registration.event_id == event.id)).one()
    company = db.session.get_one(Company, firm.company_id)
    with transaction():
        event.directory = "public"
        services.add_showcase_item(CompanyProduct, company, {"name_en": "Cold store", "name_zh": "冷库"}, by=user.id)
        services.add_showcase_item(CompanyReference, company, {"customer": "Merlion Foods"}, by=user.id)
        consents.save_consents(
            firm, {"attendee_list": True, "cross_border": True, "public_directory": True}, language="en"
        )


def side_by_side(event, user):
    """The first two suggestions of the user's firm, to which two ticks and a button lead."""
    firm, ranking = find_own_registration(event, user.id), get_latest_ranking(event.id)
    assert firm is not None
    places = list_suggestions(firm.id, ranking) if ranking else []
    firms = [place.registration_id for place in places[:2]]
    return [at("matching.compare", event=event, registration_id=firm.id, firm=firms)] if places else []


def letters(event, user):
    """The pages to which letters lead, and the one that says that a letter was sent."""
    return [
        at("accounts.sent"),
        at("accounts.invitations"),
        at("accounts.link", token=issue_token(TokenPurpose.SIGN_IN, user_subject(user.id))),
        at("accounts.reset", token=issue_token(TokenPurpose.RESET, user_subject(user.id))),
        at(
            "accounts.confirm_email",
            token=issue_token(TokenPurpose.EMAIL, user_subject(user.id), payload="new@example.org"),
        ),
        at(
            "accounts.invitation",
            token=issue_token(
                TokenPurpose.INVITE, event_subject(event.id), email="new@example.org", payload=json.dumps(INVITED)
            ),
        ),
        at(
            "messages.rhythm",
            token=token_of_letter(db.session.scalars(select(Outbox).order_by(Outbox.id).limit(1)).one()),
        ),
        at("outcomes.slip", token=get_slip_token(db.session.scalars(select(Meeting).limit(1)).one())),
        at("day.badge", token=token_of_badge(db.session.scalars(select(Representative).limit(1)).one())),
        urlsplit(get_invitation_url(*invited())).path,
        urlsplit(
            get_answer_url(db.session.scalars(select(Meeting).where(Meeting.state == "requested").limit(1)).one())
        ).path,
    ]


def invited():
    """A group meeting and a firm that it invites."""
    parties = select(Meeting, MeetingParty).join(MeetingParty, MeetingParty.meeting_id == Meeting.id)
    waiting = parties.where(Meeting.kind == "group", MeetingParty.answer == "invited")
    return db.session.execute(waiting.order_by(MeetingParty.id)).first()


def firm_links():
    """A link that still lets somebody in, and one that a firm has used."""
    links = db.session.scalars(select(CompanyLink).order_by(CompanyLink.claimed_at.nulls_first(), CompanyLink.id)).all()
    return [at("registrations.firm_link", token=get_link_token(link)) for link in (links[0], links[-1])]


def company_user():
    found = select(User).join(CompanyUser, CompanyUser.user_id == User.id).order_by(User.id)
    return db.session.scalars(found).first()


def welcome(event, user):
    """The steps that a firm goes through when it comes in."""
    own = select(Registration.id).join(CompanyUser, CompanyUser.company_id == Registration.company_id)
    here = {"event": event, "registration_id": db.session.scalar(own.where(CompanyUser.user_id == user.id))}
    steps = [at("registrations.welcome", step=step, **here) for step in ("you", "work", "consent")]
    return [*steps, at("matching.partners", **here), at("matching.done", **here)]


def after_a_button(event, user):
    """What only a button leads to: work in the background, letters to chosen firms; and the step of another day."""
    run = JobRun(public_id=new_public_id(), kind="rank", user_id=user.id, event_id=event.id, state="done")
    with transaction() as session:
        session.add(run)
    pages = [at("jobs.show", public_id=run.public_id)]
    if user.email == PEOPLE["desk"]:
        pages += desk_pages(event)
    if user.email == PEOPLE["organizer"]:
        pages.append(at("interpreters.interpreter", event=event, interpreter_id=factories.interpreter(event).id))
        pages += [at(page, event=event, run=run) for page, run in runs(event, user).items()]
        firm = db.session.scalars(select(Registration.id).where(Registration.state == "invited")).first()
        pages.append(at("delegations.event_invitations", event=event, firm=firm))
        pages.append(at("delegations.event_reminders", event=event, firm=firm))
        comes = db.session.scalars(select(Registration.id).where(Registration.state == "approved")).first()
        pages.append(at("scheduling.meetings_to_bring", event=event, firm=comes))
        pages.append(at("dashboard.quiet", event=event))
        pages += message_pages(event, user)
        first, second = (halls.solved(event, seed=seed) for seed in (1, 2))
        pages.append(at("scheduling.plan", event=event))
        pages.append(at("scheduling.search", event=event, number=first))
        pages.append(at("scheduling.compare", event=event, draft=[first, second]))
        kept, gone = db.session.scalars(select(Company.id).order_by(Company.id)).all()[:2]
        of = {"organisation_id": event.organisation_id, "kept_id": kept, "gone_id": gone}
        pages.append(at("registrations.look_at_both", **of))
    return pages


PERSON_PAGES = ("day.someone_else", "day.badge_of", "day.greeter")


def message_pages(event, user):
    """A message to the attendee list, before it goes."""
    made = sending.create_draft(MessageGroup(event, "attendees", {"q": ["Port"]}), by=user.id)
    sending.update_draft(made.id, {"subject_en": "{event}", "body_en": "{name} {link} {meetings}"}, by=user.id)
    kept = texts.save_free(event, None, "News", {"subject_en": "{event}", "body_en": "{name}"}, by=user.id)
    pages = [at(f"messages.{page}", event=event, message_id=made.id) for page in ("message", "message_people")]
    return [*pages, at("messages.free_text", event=event, text_id=kept)]


def desk_pages(event):
    """What a desk comes to by what it types, and where the network is lost."""
    person = db.session.scalars(select(Representative).where(Representative.event_id == event.id).limit(1)).one()
    of_person = [at(page, event=event, representative_id=person.id) for page in PERSON_PAGES]
    booked = select(Meeting.id).where(
        Meeting.event_id == event.id, Meeting.state == "booked", Meeting.kind == "one_to_one"
    )
    move = at("day.choose_time", event=event, meeting_id=db.session.scalar(booked.limit(1)))
    alone = [factories.firm(event, name).id for name in ("Singapore", "Chongqing")]
    last = select(Slot.id).where(Slot.event_id == event.id).order_by(Slot.starts_at.desc()).limit(1)
    offer = at("day.ask_both", event=event, one=alone[0], other=alone[1], slot=db.session.scalar(last))
    typed = at("day.desk", event=event, q=person.display_name)
    return [typed, at("day.offline", event=event), move, offer, *of_person]


def runs(event, user):
    """Pages that say what came of work in the background → its run: a reminder, and a pair that was not arranged."""
    firms = db.session.scalars(select(Registration.id).where(Registration.event_id == event.id)).all()[:2]
    asked = db.session.scalars(select(Meeting.id).where(Meeting.state == "requested")).first()
    results = {
        "meetings.acted": (bulk.BULK_JOB, {"act": "remind", "done": [asked], "refused": {}}, {"ids": [asked]}),
        "meetings.arranged": (
            bulk.ARRANGE_JOB,
            {"arranged": [], "refused": [[*firms, "cannot_ask", {}]]},
            {"pairs": []},
        ),
    }
    found = {}
    with transaction() as session:
        for page, (kind, result, arguments) in results.items():
            found[page] = new_public_id()
            whose = {"user_id": user.id, "event_id": event.id}
            session.add(
                JobRun(public_id=found[page], kind=kind, state="done", result=result, arguments=arguments, **whose)
            )
    return found


def not_reached(crawl):
    """Pages to which no link leads anybody."""
    reached = {kind.split()[0] for kinds in crawl.reached.values() for kind in kinds}
    return {route.endpoint for route in read() if "GET" in route.methods} - reached - FILES
