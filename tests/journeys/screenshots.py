"""Takes the pictures of the README anew, from the model event: ``python -m tests.journeys.screenshots``."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from flask import url_for
from PIL import Image
from playwright.sync_api import Page
from sqlalchemy import select

from app.accounts.models import User
from app.companies.models import CompanyUser
from app.core.db import db
from app.demo.services import build_model_event
from app.events.models import Event
from app.importing.services.uploads import upload_list
from app.registrations.models import CompanyLink, Delegation, Registration
from app.registrations.queries.company_links import get_link_token
from config import ROOT
from tests.sheets.workbooks import FILE, messy
from tests.support.browsing import DESKTOP, HEIGHTS, PHONE, Visits, chromium
from tests.support.instances import SQLITE, Instances, in_context

FOLDER = ROOT / "static" / "images" / "screenshots"
COLOURS = 64
"""Few, so that each file stays below 120 kB; the pages have little more."""


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with _model() as (visits, event):
        for name, picture in pictures(visits, event):
            file = FOLDER / f"{name}.png"
            picture.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
            print(f"{file.relative_to(ROOT)}: {file.stat().st_size // 1000} kB")


@contextmanager
def _model() -> Iterator[tuple[Visits, Event]]:
    """The model event on a server of its own, with a browser before it."""
    with ExitStack() as until_done:
        root = Path(until_done.enter_context(tempfile.TemporaryDirectory(prefix="qiao-pictures-")))

        def folder(name: str) -> Path:
            (root / name).mkdir()
            return root / name

        instances = until_done.enter_context(Instances(folder, folder("shared")))
        browser = until_done.enter_context(chromium())
        instance = instances.on(SQLITE, served=True)
        server = instances.server(SQLITE)
        instance.app.config["JOBS"] = "now"
        until_done.enter_context(in_context(instance.app))
        event = build_model_event()
        visits = Visits(browser, server.url, instance.app)
        yield visits, event
        visits.close()


def pictures(visits: Visits, event: Event) -> Iterator[tuple[str, Image.Image]]:
    number, boss = _own_firm(event)
    here = {"event": event, "registration_id": number}
    organizer, chamber = _user("organizer@office.example.org"), _user("assistant@chamber.example.org")
    delegation = db.session.scalars(select(Delegation)).one()
    batch = upload_list(event, delegation, messy(), FILE, by=chamber.id)
    sheet = {"event": event, "delegation_id": delegation.id}
    for name, user, endpoint, values in (
        ("suggestions", boss, "matching.suggestions", here),
        ("agenda", boss, "meetings.agenda", here),
        ("chamber-home", chamber, "delegations.delegation", sheet),
        ("import-preview", chamber, "importing.import_preview", {"event": event, "batch_id": batch.id}),
        ("event-form", organizer, "events.edit", {"event": event}),
    ):
        yield name, _picture(visits.open(_at(visits, endpoint, **values), user=user))
    yield "firm-link", _beside(_phones(visits))


def _own_firm(event: Event) -> tuple[int, User]:
    """The firm of the model event that somebody signs in for: its registration, and that user."""
    acts = select(Registration.id, User).select_from(Registration)
    acts = acts.join(CompanyUser, CompanyUser.company_id == Registration.company_id)
    acts = acts.join(User, User.id == CompanyUser.user_id)
    number, user = db.session.execute(acts.where(Registration.event_id == event.id).order_by(User.id)).all()[0]
    return number, user


def _phones(visits: Visits) -> list[Image.Image]:
    """A firm's link on a phone, in English, and its next step; the link again, in Chinese."""
    address = _at(visits, "registrations.firm_link", token=get_link_token(_open_link()))
    chinese = _picture(visits.open(address, language="zh", width=PHONE))
    phone = visits.open(address, width=PHONE)
    english = _picture(phone)
    phone.locator('main button[value="yes"]').click()
    phone.wait_for_url("**/welcome/work")
    return [english, _picture(phone), chinese]


def _open_link() -> CompanyLink:
    """Of a firm that its chamber brings, that nobody has claimed yet and none of whose people has an e-mail."""
    links = select(CompanyLink).join(Registration, Registration.id == CompanyLink.registration_id)
    links = links.where(
        CompanyLink.claimed_at.is_(None), Registration.delegation_id.is_not(None), Registration.state == "invited"
    )
    links = links.order_by(CompanyLink.id)
    return next(
        link
        for link in db.session.scalars(links)
        if not any(person.email for person in link.registration.representatives)
    )


def _beside(phones: list[Image.Image]) -> Image.Image:
    """Several phones on one picture as wide as the others."""
    made = Image.new("RGB", (DESKTOP, HEIGHTS[PHONE]), "#e9edf0")
    gap = (DESKTOP - PHONE * len(phones)) // (len(phones) + 1)
    for nth, phone in enumerate(phones):
        made.paste(phone, (gap + nth * (PHONE + gap), 0))
    return made


def _picture(page: Page) -> Image.Image:
    return Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")


def _at(visits: Visits, endpoint: str, **values: object) -> str:
    with visits.app.test_request_context():
        return url_for(endpoint, **values)  # type: ignore[arg-type]


def _user(email: str) -> User:
    return db.session.scalars(select(User).where(User.email == email)).one()


if __name__ == "__main__":
    main()
