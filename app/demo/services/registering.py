"""Delegation, firms, people, consents and guests of the model event."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from app.accounts.models import User
from app.accounts.services import create_user
from app.companies.models import Company, CompanyCertificate, CompanySector
from app.companies.names.search import search_key
from app.core import audit
from app.core.db import db, now, transaction
from app.demo.companies import CHONGQING, SINGAPORE, DemoCompany, DemoPerson, companies
from app.demo.services.people import Cast
from app.events.models import Event, Group
from app.registrations.models import Delegation, Registration, Representation, Representative
from app.registrations.services import visits
from app.registrations.services.claims import let_in
from app.registrations.services.consents import record
from app.registrations.services.links import give_links

STATES: Final = {
    "SG14": "draft", "SG22": "draft", "SG32": "invited", "SG36": "invited", "SG35": "cancelled",
    "CQ13": "submitted", "CQ33": "submitted", "CQ46": "waiting", "CQ42": "rejected", "CQ48": "submitted",
}  # fmt: skip
"""Every other firm is approved."""
BARE: Final = frozenset({"SG22", "SG32", "SG36"})
"""Firms that have said nothing yet but what stood in the chamber's sheet."""
REFUSED: Final = frozenset({"SG05", "CQ12", "CQ34"})
NOT_ASKED: Final = frozenset({"SG14", "SG22", "SG32", "SG36", "SG35", "CQ13", "CQ33", "CQ42", "CQ46", "CQ48", "CQ05"})
WITH_USERS: Final = ("SG10", "CQ17", "CQ36", "SG19")
LATE: Final = frozenset({"SG14", "SG32", "SG36", "SG07", "SG24"})
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


def bring_delegation(event: Event, people: Cast, day: datetime) -> Delegation:
    """The Singapore delegation, brought by its chamber."""
    group = _group(event, SINGAPORE)
    delegation = Delegation(
        event_id=event.id,
        organisation_id=people.chamber_house.id,
        group_id=group.id,
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


def plan_tour(delegation: Delegation, people: Cast, day: datetime) -> None:
    """The afternoon before the day, for the finance firms alone; the day itself is for meetings."""
    starts = day - timedelta(hours=18)
    visits.add(
        delegation,
        visits.Visit(
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


def register_all(event: Event, delegation: Delegation, people: Cast) -> dict[str, Registration]:
    """All 84 firms, by their keys, in the states that ``STATES`` gives them."""
    with transaction() as session:
        found = {one.key: _register(event, delegation, one, people) for one in companies()}
        session.flush()
        give_links(found.values())
    return found


def say_consents(registered: dict[str, Registration]) -> None:
    """What firms and people answered: most said yes, some no, some were never asked."""
    for place, (key, registration) in enumerate(registered.items()):
        if key in NOT_ASKED:
            continue
        yes = key not in REFUSED
        said = {
            "attendee_list": yes,
            "contacts": yes and place % 5 != 0,
            "cross_border": yes and place % 7 != 0,
            "public_directory": yes and place % 4 != 0,
        }
        record(registration, said, language="zh" if key.startswith("CQ") else "en", source="self")


def let_users_in(registered: dict[str, Registration]) -> dict[str, User]:
    """Whose people sign in: YCH Group first, a few known by their device alone, and most that have an e-mail."""
    by_mail = [one.key for one in companies() if one.side == SINGAPORE and one.has_mail and one.key not in LATE]
    return {key: _user(key, registered[key]) for key in dict.fromkeys((*WITH_USERS, *by_mail))}


def _user(key: str, registration: Registration) -> User:
    one = next(one for one in companies() if one.key == key)
    mail = one.people[0].email if one.side == SINGAPORE and one.has_mail else None
    zone = "Asia/Singapore" if one.side == SINGAPORE else "Asia/Shanghai"
    person = registration.representatives[0]
    user = create_user(person.display_name, mail, zone=zone)
    with transaction():
        let_in(registration, user, person)
    return user


def use_links(registered: dict[str, Registration], users: dict[str, User], people: Cast) -> None:
    """Firm links as an assistant left them: most sent, by letter or WeChat, some opened or claimed, a few to send."""
    with transaction():
        for place, one in enumerate(one for one in companies() if one.side == SINGAPORE and one.key not in LATE):
            link = registered[one.key].firm_link
            if link is None:
                continue
            link.mailed_at = now() if one.has_mail else None
            link.sent_by_me_at = None if one.has_mail else now()
            link.opened = 1 if one.key in users else place % 3
            link.last_opened_at = now() if link.opened else None
            audit.log_action("firm_link.sent", link, event_id=registered[one.key].event_id, by=people.chamber.id)


def list_guests(event: Event, delegation: Delegation) -> None:
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
            _stand_for(guest, DemoPerson(salutation, family, "", "", title, "", "", ""), rank=1)


def _register(event: Event, delegation: Delegation, one: DemoCompany, people: Cast) -> Registration:
    company = _company(event, one)
    state = STATES.get(one.key, "approved")
    home = one.side == SINGAPORE
    said = one.key not in BARE
    registration = Registration(
        event_id=event.id,
        company_id=company.id,
        group_id=_group(event, one.side).id,
        delegation_id=delegation.id if home else None,
        rank=int(one.key[2:]),
        state=state,
        goal=one.goal if said else None,
        languages=list(one.languages) if said else [],
        needs_interpreter=(one.languages == ("zh",)) if said else None,
        source="import" if home else "open",
        confirmed_at=now() if state not in ("invited", "draft") else None,
        submitted_at=now() if state not in ("invited", "draft") else None,
        approved_at=now() if state == "approved" else None,
    )
    db.session.add(registration)
    db.session.flush()
    for rank, person in enumerate(one.people, start=1):
        _stand_for(registration, person, rank=rank, languages=list(one.languages))
    by = people.chamber.id if home else None
    audit.log_action("registration.added", registration, event_id=event.id, by=by, source=registration.source)
    return registration


def _company(event: Event, one: DemoCompany) -> Company:
    said = one.key not in BARE
    company = Company(
        organisation_id=event.organisation_id,
        name=one.name,
        name_zh=one.name_zh or None,
        country=one.country,
        city=one.city,
        website=one.website or None,
        stock_code=one.stock_code or None,
        about_en=one.about,
        about_zh=one.offers_zh if said and int(one.key[2:]) % 4 else None,
        offers_en=one.offers_en if said else None,
        offers_zh=one.offers_zh if said else None,
        seeks_en=one.seeks_en if said else None,
        seeks_zh=one.seeks_zh if said else None,
        sector_words=one.about,
        folded=search_key(one.name, one.name_zh),
    )
    db.session.add(company)
    db.session.flush()
    if said and one.key != "SG14":  # the boss of Bok Seng has not opened the link yet: the sectors wait for him
        _wishes(company.id, one)
    return company


def _wishes(company_id: int, one: DemoCompany) -> None:
    for kind in ("is_in", "offers", "seeks"):
        for code in getattr(one, kind):
            db.session.add(CompanySector(company_id=company_id, code=code, kind=kind))
    for kind in ("holds", "needs"):
        for standard in getattr(one, kind):
            db.session.add(CompanyCertificate(company_id=company_id, standard=standard, kind=kind))


def _stand_for(
    registration: Registration, person: DemoPerson, *, rank: int, languages: list[str] | None = None
) -> None:
    one = Representative(
        event_id=registration.event_id,
        salutation=person.salutation,
        family_name=person.family_name,
        given_name=person.given_name or None,
        display_name=person.display_name,
        name_zh=person.name_zh or None,
        title=person.title,
        title_zh=person.title_zh or None,
        rank=rank,
        email=person.email or None,
        phone=person.phone or None,
        wechat=person.wechat or None,
        dietary=person.dietary or None,
        languages=languages or [],
    )
    db.session.add(one)
    db.session.flush()
    db.session.add(
        Representation(event_id=registration.event_id, representative_id=one.id, registration_id=registration.id)
    )


def _group(event: Event, side: str) -> Group:
    name = {SINGAPORE: "Singapore", CHONGQING: "Chongqing"}[side]
    return next(group for group in event.groups if group.name == name)
