"""Who takes part in the model event: sign-ins, delegation, companies, people, consents, guests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final

from flask import current_app

from app.accounts.models import Organisation, User
from app.accounts.permissions import Role
from app.accounts.services import create_organisation, create_user, give_event_role, join_organisation
from app.companies.models import Company, CompanyCertificate, CompanySector
from app.companies.names.search import search_key
from app.core import audit
from app.core.db import db, now, transaction
from app.delegations.services import visits
from app.demo.model_event import SINGAPORE, DemoCompany, DemoPerson, demo_companies
from app.events.models import Event
from app.interpreters.services.interpreters import InterpreterDraft, create_interpreter
from app.registrations.models import Delegation, Registration, Representation, Representative
from app.registrations.services.access import grant_access
from app.registrations.services.company_links import create_links
from app.registrations.services.consents import save_consents


@contextmanager
def at_moment(moment: datetime, *, each: timedelta = timedelta(seconds=7)) -> Iterator[None]:
    """Within the block ``app.core.db.now`` begins at ``moment`` and goes on by ``each`` with every look at it."""
    before = current_app.config.get("CLOCK")
    passed = {"looks": 0}

    def tick() -> datetime:
        passed["looks"] += 1
        return moment + passed["looks"] * each

    current_app.config["CLOCK"] = tick
    try:
        yield
    finally:
        current_app.config["CLOCK"] = before


INTERPRETERS: Final = (
    ("Interpreter 1 翻译一", ("zh", "en"), ("H",)),
    ("Interpreter 2 翻译二", ("zh", "en"), ("L",)),
    ("Interpreter 3 翻译三", ("zh", "en", "fr"), ()),
)
"""By what they are called, their languages, and the sections of what they know of; no real persons either."""


@dataclass(frozen=True)
class DemoCast:
    """Everybody who signs in at the model event."""

    office: Organisation
    chamber_house: Organisation
    administrator: User
    organizer: User
    chamber: User
    desk: User
    head: User


def create_cast() -> DemoCast:
    """The zone's investment office, the Singapore chamber, and their people (offices, no real persons)."""
    office = create_organisation(
        "Lianglu Cuntan investment office", "两路寸滩投资促进局", "Bureau d’investissement de Lianglu Cuntan"
    )
    chamber_house = create_organisation(
        "Singapore chamber", "新加坡商会", "Chambre de commerce de Singapour", owner_id=office.id
    )
    people = DemoCast(
        office=office,
        chamber_house=chamber_house,
        administrator=create_user("Investment office, administrator", "administrator@office.example.org"),
        organizer=create_user("Investment office", "organizer@office.example.org", zone="Asia/Shanghai"),
        chamber=create_user("Singapore chamber", "assistant@chamber.example.org", zone="Asia/Singapore"),
        desk=create_user("Desk, hall 2", "desk@office.example.org"),
        head=create_user("Head of the delegation", "head@chamber.example.org", zone="Asia/Singapore"),
    )
    join_organisation(people.administrator, office, Role.ADMINISTRATOR)
    join_organisation(people.organizer, office, Role.ORGANIZER)
    join_organisation(people.chamber, chamber_house, Role.CHAMBER)
    return people


def assign_desk(event: Event, people: DemoCast) -> None:
    """Who works at the desk of the event."""
    give_event_role(people.desk, event.id, Role.DESK, by=people.organizer.id)


def add_interpreters(event: Event, people: DemoCast) -> None:
    """As many as the event counts on: one of them also speaks French."""
    for name, languages, sectors in INTERPRETERS:
        draft = InterpreterDraft(name, languages, sectors=sectors, longest_run=6)
        create_interpreter(event.id, draft, by=people.organizer.id)


FACTS: Final = ("name", "name_zh", "country", "city", "website", "stock_code")
TEXTS: Final = ("offers_en", "offers_zh", "seeks_en", "seeks_zh")
REGISTRATION_STATES: Final = {
    "SG14": "draft",
    "SG22": "draft",
    "SG32": "invited",
    "SG36": "invited",
    "SG35": "cancelled",
    "CQ13": "submitted",
    "CQ33": "submitted",
    "CQ46": "waiting",
    "CQ42": "rejected",
    "CQ48": "submitted",
}
"""Every other firm is approved."""
ONLY_IMPORTED: Final = frozenset({"SG22", "SG32", "SG36"})
"""Firms that have said nothing yet but what stood in the chamber's sheet."""
REFUSED: Final = frozenset({"SG05", "CQ12", "CQ34"})
NOT_ASKED: Final = frozenset({"SG14", "SG22", "SG32", "SG36", "SG35", "CQ13", "CQ33", "CQ42", "CQ46", "CQ48", "CQ05"})
WITH_USERS: Final = ("SG10", "CQ17", "CQ36", "SG19")
LINKS_TO_SEND: Final = frozenset({"SG14", "SG32", "SG36", "SG07", "SG24"})
"""Firms whose links the assistant has still to send."""
GUESTS: Final = (
    ("official", "Commerce commission of Chongqing", "Mr", "Zhang", "Deputy director"),
    ("official", "Free trade port zone, administration", "Ms", "Wu", "Division chief"),
    ("official", "Economic section, consulate", "Ms", "Goh", "First secretary"),
    ("press", "Chongqing daily", "Mr", "He", "Editor"),
    ("speaker", "University of the corridor", "Ms", "Qian", "Professor"),
    ("chamber", "Singapore chamber", "Mr", "Ho", "Head of delegation"),
    ("chamber", "Singapore chamber", "Ms", "Seah", "Programme assistant"),
)


def create_delegation(event: Event, people: DemoCast, day: datetime) -> Delegation:
    """The Singapore delegation, brought by its chamber."""
    delegation = Delegation(
        event_id=event.id,
        organisation_id=people.chamber_house.id,
        group_id=next(group.id for group in event.groups if group.name == SINGAPORE),
        name_en="Singapore delegation",
        name_zh="新加坡代表团",
        name_fr="Délégation de Singapour",
        origin="Singapore",
        organising_body="Singapore chamber",
        head_name="Mr Ho",
        head_user_id=people.head.id,
        arrives_at=day - timedelta(days=1),
        departs_at=day + timedelta(days=2),
        quota=40,
    )
    with transaction() as session:
        session.add(delegation)
        session.flush()
        audit.log_action("delegation.created", delegation, event_id=event.id, by=people.chamber.id)
    return delegation


def plan_tour(delegation: Delegation, people: DemoCast, day: datetime) -> None:
    """The afternoon before the day, for the finance firms alone; the day itself is for meetings."""
    starts = day - timedelta(hours=18)
    visits.add_visit(
        delegation,
        visits.VisitDetails(
            label="Port tour",
            label_zh="参观港口",
            label_fr="Visite du port",
            starts_at=starts,
            ends_at=starts + timedelta(minutes=90),
            place="Guoyuan Port, gate 3",
            place_zh="果园港3号门",
            place_fr="Port de Guoyuan, porte 3",
            note="Meet in the lobby at 14:30",
            sectors=["L"],
            buses=["1", "2"],
        ),
        by=people.chamber.id,
    )


def register_companies(event: Event, delegation: Delegation, people: DemoCast) -> dict[str, Registration]:
    """All 84 firms, by their keys, in the states that ``STATES`` gives them."""
    with transaction() as session:
        registrations = {
            company.key: _create_registration(event, delegation, company, people) for company in demo_companies()
        }
        session.flush()
        create_links(registrations.values())
    return registrations


def record_consents(registered: dict[str, Registration]) -> None:
    """What firms and people answered: most said yes, some no, some were never asked."""
    for place, (key, registration) in enumerate(registered.items()):
        if key in NOT_ASKED:
            continue
        yes = key not in REFUSED
        answers = {
            "attendee_list": yes,
            "contacts": yes and place % 5 != 0,
            "cross_border": yes and place % 7 != 0,
            "public_directory": yes and place % 4 != 0,
        }
        save_consents(registration, answers, language="zh" if key.startswith("CQ") else "en", source="self")


def create_users(registered: dict[str, Registration]) -> dict[str, User]:
    """Whose people sign in: YCH Group first, a few known by their device alone, and most that have an e-mail."""
    by_key = {company.key: company for company in demo_companies()}
    with_mail = {key for key, company in by_key.items() if company.side == SINGAPORE and company.has_email}
    users = {}
    for key in dict.fromkeys((*WITH_USERS, *(key for key in by_key if key in with_mail - LINKS_TO_SEND))):
        person = registered[key].representatives[0]
        mail = by_key[key].people[0].email if key in with_mail else None
        zone = "Asia/Singapore" if by_key[key].side == SINGAPORE else "Asia/Shanghai"
        users[key] = create_user(person.display_name, mail, zone=zone)
        with transaction():
            grant_access(registered[key], users[key], person)
    return users


def mark_links(registered: dict[str, Registration], users: dict[str, User], people: DemoCast) -> None:
    """Firm links as an assistant left them: most sent, by letter or WeChat, some opened or claimed, a few to send."""
    sent = [each for each in demo_companies() if each.side == SINGAPORE and each.key not in LINKS_TO_SEND]
    with transaction():
        for place, company in enumerate(sent):
            link = registered[company.key].firm_link
            if link is None:
                continue
            link.mailed_at = now() if company.has_email else None
            link.sent_by_me_at = None if company.has_email else now()
            link.opened = 1 if company.key in users else place % 3
            link.last_opened_at = now() if link.opened else None
            audit.log_action("firm_link.sent", link, event_id=registered[company.key].event_id, by=people.chamber.id)


def create_guests(event: Event, delegation: Delegation) -> None:
    """Officials, press, speakers and the chamber's own people."""
    with transaction() as session:
        for category, institution, salutation, family, title in GUESTS:
            guest = Registration(
                event_id=event.id,
                kind="guest",
                category=category,
                institution=institution,
                state="approved",
                delegation_id=delegation.id if category == "chamber" else None,
                approved_at=now(),
            )
            session.add(guest)
            session.flush()
            _add_person(guest, DemoPerson(salutation, family, "", "", title, "", "", ""), rank=1)


def _create_registration(
    event: Event, delegation: Delegation, demo_company: DemoCompany, people: DemoCast
) -> Registration:
    company = _create_company(event, demo_company)
    state = REGISTRATION_STATES.get(demo_company.key, "approved")
    home = demo_company.side == SINGAPORE
    is_filled = demo_company.key not in ONLY_IMPORTED
    registration = Registration(
        event_id=event.id,
        company_id=company.id,
        group_id=next(group.id for group in event.groups if group.name == demo_company.side),
        delegation_id=delegation.id if home else None,
        rank=int(demo_company.key[2:]),
        state=state,
        goal=demo_company.goal if is_filled else None,
        languages=list(demo_company.languages) if is_filled else [],
        needs_interpreter=(demo_company.languages == ("zh",)) if is_filled else None,
        source="import" if home else "open",
        confirmed_at=now() if state not in ("invited", "draft") else None,
        submitted_at=now() if state not in ("invited", "draft") else None,
        approved_at=now() if state == "approved" else None,
    )
    db.session.add(registration)
    db.session.flush()
    for rank, person in enumerate(demo_company.people, start=1):
        _add_person(registration, person, rank=rank, languages=list(demo_company.languages))
    by = people.chamber.id if home else None
    audit.log_action("registration.added", registration, event_id=event.id, by=by, source=registration.source)
    return registration


def _create_company(event: Event, demo_company: DemoCompany) -> Company:
    is_filled = demo_company.key not in ONLY_IMPORTED
    company = Company(
        organisation_id=event.organisation_id,
        about_en=demo_company.about,
        about_zh=demo_company.offers_zh if is_filled and int(demo_company.key[2:]) % 4 else None,
        sector_words=demo_company.about,
        folded=search_key(demo_company.name, demo_company.name_zh),
        **{name: getattr(demo_company, name) or None for name in FACTS},
        **{name: getattr(demo_company, name) if is_filled else None for name in TEXTS},
    )
    db.session.add(company)
    db.session.flush()
    if is_filled and demo_company.key != "SG14":  # the boss of Bok Seng has not opened the link yet
        for kind in ("is_in", "offers", "seeks"):
            for code in getattr(demo_company, kind):
                db.session.add(CompanySector(company_id=company.id, code=code, kind=kind))
        for kind in ("holds", "needs"):
            for standard in getattr(demo_company, kind):
                db.session.add(CompanyCertificate(company_id=company.id, standard=standard, kind=kind))
    return company


def _add_person(
    registration: Registration, person: DemoPerson, *, rank: int, languages: list[str] | None = None
) -> None:
    representative = Representative(
        event_id=registration.event_id,
        display_name=person.display_name,
        rank=rank,
        languages=languages or [],
        **{name: value or None for name, value in asdict(person).items()},
    )
    db.session.add(representative)
    db.session.flush()
    db.session.add(
        Representation(
            event_id=registration.event_id, representative_id=representative.id, registration_id=registration.id
        )
    )
