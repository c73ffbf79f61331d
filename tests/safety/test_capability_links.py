"""Case 8: who has the address of a badge, a calendar, a screen or a letter's choice is let in by it; nobody guesses
one, it is shown again at any time, it ends with its version, and it tells no more than it must."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from app.accounts.permissions import Role
from app.calendars.queries import find_feed, get_feed_url
from app.calendars.services import create_feed
from app.core.db import db
from app.core.mail.preferences import preferences_url
from app.core.models import Outbox
from app.day.queries.badges import get_badge_url
from app.day.queries.boards import get_board_url
from app.day.services.boards import BoardSettings, open_board, replace_address
from app.day.services.substitutes import renew_badge
from app.events.models import Event
from app.meetings import services as meetings
from tests import factories
from tests.support.clients import Visitor

LEAST_BITS = 128
PRIVATE = ("Tan Hui Min", "9123", "tan@ych.example", "secret message")


@dataclass(frozen=True)
class Link:
    """``url``: the address, made anew each time it is asked for; ``end``: raises its version; ``gone``: what who is
    signed in as a desk is told of it then."""

    url: Callable[[], str]
    end: Callable[[], object] | None
    gone: int = 404

    @property
    def path(self) -> str:
        return urlsplit(self.url()).path


@pytest.fixture
def event(app: object) -> Event:
    return factories.event("matching-day", phase="running")


@pytest.fixture
def links(event: Event) -> dict[str, Link]:
    """One of each kind, of a firm whose person, phone and e-mail are private and which has a meeting with a message."""
    tan = factories.user("Tan Hui Min", "tan@ych.example")
    firm = factories.firm(event, "Singapore", name="YCH Group", users=[tan], people=0)
    person = factories.representative(firm, display_name="Tan Hui Min", phone="+65 9123 0014", email="tan@ych.example")
    other = factories.firm(event, "Chongqing", name="Chongqing Port")
    made = meetings.request_meeting(event.id, firm.id, other.id, by=None, message="secret message")
    meetings.accept(made, other.id, by=None, slot_id=event.slots[0].id)
    board = open_board(event.id, BoardSettings("en"), by=tan.id)
    create_feed(firm, by=tan.id)
    letter = db.session.query(Outbox).order_by(Outbox.id).first()
    assert letter is not None

    def feed() -> str:
        found = find_feed(firm.id, tan.id)
        assert found is not None
        return get_feed_url(found)

    return {
        "badge": Link(lambda: get_badge_url(person), lambda: renew_badge(event, person.id), gone=410),
        "calendar": Link(feed, lambda: create_feed(firm, by=tan.id)),
        "screen": Link(lambda: get_board_url(board), lambda: replace_address(event.id, board.id, by=tan.id)),
        "choice": Link(lambda: preferences_url(letter), None),
    }


KINDS = ("badge", "calendar", "screen", "choice")


@pytest.mark.parametrize("kind", KINDS)
def test_case_08_a_link_holds_128_bits_and_no_near_one_opens_anything(
    app: object, client: Visitor, links: dict[str, Link], kind: str
) -> None:
    path = links[kind].path
    before, dash, secret = path.rpartition("-")
    secret, dot, kind_of_file = secret.partition(".")
    turned = "".join("b" if one == "a" else "a" for one in secret)

    assert len(secret) * 5 >= LEAST_BITS
    assert client.get(path).status_code == 200
    for near in (secret[:-1], secret + "a", turned, secret[1:] + secret[0], "a" * len(secret)):
        assert client.get(f"{before}{dash}{near}{dot}{kind_of_file}").status_code == 404
    other = f"{before[:-1]}{int(before[-1]) + 1}"
    assert client.get(f"{other}{dash}{secret}{dot}{kind_of_file}").status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_case_08_a_link_is_shown_again_at_any_time(links: dict[str, Link], kind: str) -> None:
    assert links[kind].url() == links[kind].url()


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "choice"])
def test_case_08_a_raised_version_ends_a_link_and_the_next_one_opens(
    client: Visitor, event: Event, links: dict[str, Link], kind: str
) -> None:
    link = links[kind]
    visitor = client.as_user(factories.event_role(event, Role.DESK))
    old = link.path
    assert visitor.get(old).status_code == 200

    assert link.end is not None
    link.end()

    assert link.path != old
    assert visitor.get(old).status_code == link.gone
    assert visitor.get(link.path).status_code == 200


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "calendar"])
def test_case_08_a_link_tells_a_stranger_no_person_no_number_and_no_word(
    client: Visitor, links: dict[str, Link], kind: str
) -> None:
    page = client.get(links[kind].path).text

    assert [one for one in PRIVATE if one in page] == []


def test_case_08_a_calendar_tells_of_its_owners_meetings_alone_and_no_contact(
    client: Visitor, event: Event, links: dict[str, Link]
) -> None:
    one, two = (factories.firm(event, side, name=f"Stranger {side}") for side in ("Singapore", "Chongqing"))
    made = meetings.request_meeting(event.id, one.id, two.id, by=None)
    meetings.accept(made, two.id, by=None, slot_id=event.slots[0].id)

    told = client.get(links["calendar"].path).text.replace("\r\n ", "")

    assert "Chongqing Port" in told
    assert [one for one in ("Stranger", "9123", "secret message", "tan@ych.example") if one in told] == []
