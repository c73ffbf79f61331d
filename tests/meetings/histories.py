"""The lines of a meeting's history, and of a chamber's home, as somebody reads them."""

from __future__ import annotations

from tests.support.pages import read


def lines(client, user, event, firm, meeting_id):
    page = client.as_user(user).get(f"/events/{event.slug}/companies/{firm.id}/meetings/{meeting_id}/history")
    return [[cell.text for cell in row.find("td")][1:] for row in read(page).find("tbody")[0].find("tr")]


def lately(client, user, delegation):
    page = client.as_user(user).get(f"/events/{delegation.event.slug}/delegations/{delegation.id}").text
    found = next(one.text for one in read(page).find("section") if one.text.startswith("Lately"))
    return " ".join(found.split())
