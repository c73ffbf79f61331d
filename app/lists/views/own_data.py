"""One's own data as a file, and the data of somebody who asked the organizer for it."""

from __future__ import annotations

from io import BytesIO

from flask import Response, send_file
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.permissions import Role
from app.core.errors import NotFound
from app.core.web.guards import allow, signed_in
from app.events.models import Event
from app.lists.queries.own_data import data_of_person, own_data
from app.lists.services.own_data import log_data_fetched, pack_data
from app.lists.views.blueprint import lists
from app.registrations.models import Registration, Representative
from app.registrations.scopes import a_guest, own_registration


@lists.get("/account/data.zip")
@signed_in
def own_file() -> ResponseReturnValue:
    """All that is kept about whoever is signed in: for machines and for people."""
    return _send_zip(pack_data(own_data(current_user.id)))


@lists.post("/events/<slug:event>/companies/<int:registration_id>/people/<int:representative_id>/data.zip")
@allow(Role.ORGANIZER, of=own_registration)
def person_file(event: Event, registration: Registration, representative_id: int) -> ResponseReturnValue:
    """The same of somebody who asked the organizer: what stands at this event; the taking is noted."""
    person = next(
        (representative for representative in registration.representatives if representative.id == representative_id),
        None,
    )
    return _send_data_of(event, person)


@lists.post("/events/<slug:event>/guests/<int:guest_id>/data.zip")
@allow(Role.ORGANIZER, of=a_guest)
def guest_file(event: Event, registration: Registration) -> ResponseReturnValue:
    """The same of a guest."""
    return _send_data_of(event, next(iter(registration.representatives), None))


def _send_data_of(event: Event, person: Representative | None) -> ResponseReturnValue:
    if person is None:
        raise NotFound
    made = pack_data(data_of_person(person.id))
    log_data_fetched(event, person, by=current_user.id)
    return _send_zip(made)


def _send_zip(made: bytes) -> Response:
    return send_file(BytesIO(made), mimetype="application/zip", as_attachment=True, download_name="qiao-own-data.zip")
