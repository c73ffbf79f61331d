"""A visit of a delegation, as its form sends it."""

from __future__ import annotations

from app.core.db import db
from app.registrations.models import VisitBlock
from tests.support.pages import fields_of, read

TOUR = {
    "label": "Factory tour",
    "label_zh": "参观工厂",
    "label_fr": "Visite d’usine",
    "day": "2032-03-18",
    "starts": "9:00",
    "ends": "11 h 00",
    "place": "Gate 3",
    "buses": "bus 1, bus 2",
    "note": "Helmets are lent",
}


def sent(client, brought, **values):
    return client.as_user(brought.chamber).post(f"{brought.address}/programme/new", data={**TOUR, **values})


def form_of(page, name: str) -> dict[str, str]:
    form = next(form for form in read(page).find("form") if form.find(f"[name={name}]"))
    return fields_of(page, form)


def programme(brought):
    return db.session.query(VisitBlock).filter_by(delegation_id=brought.delegation.id).order_by(VisitBlock.id).all()
