"""How each reader of a firm's letters comes to its pages."""

from __future__ import annotations

from functools import cached_property
from urllib.parse import urlencode

from app.registrations.links import Standing, Way
from app.registrations.models import FirmLink, Registration
from app.registrations.queries.firms import Reader
from app.registrations.queries.links import base_url, link_of, link_url, standing_of
from app.registrations.queries.strangers import device_of, lets_in, person_of


class WaysIn:
    """Of one firm; it is looked for once, and only where a reader has no account."""

    def __init__(self, registration: Registration) -> None:
        self._registration = registration

    def way_of(self, reader: Reader) -> Way:
        """What this reader can do to see a page of the firm."""
        if reader.user is not None:
            return Way.ACCOUNT
        if self._standing is Standing.OPEN:
            return Way.LINK
        if self._is_in_by_link(reader):
            return Way.MAIL
        if self._standing is Standing.CLAIMED:
            return Way.ASK
        return Way.MAIL if self._lets_in else Way.NONE

    def to(self, page: str, reader: Reader) -> dict[str, str]:
        """What a letter says to ``reader`` of a page, a path of ours: the address, and the way to it."""
        way = self.way_of(reader)
        if way in (Way.LINK, Way.ASK) and self._link is not None:
            return {"way": way, "url": f"{link_url(self._link)}?{urlencode({'next': page}, safe='/')}"}
        return {"way": way, "url": f"{base_url()}{page}"}

    def _is_in_by_link(self, reader: Reader) -> bool:
        """Whether it is this very person who came by the firm's link, on a device; their address opens that account."""
        person = person_of(self._registration, reader.email)
        return person is not None and device_of(self._registration, person) is not None

    @cached_property
    def _link(self) -> FirmLink | None:
        return link_of(self._registration)

    @cached_property
    def _standing(self) -> Standing | None:
        return standing_of(self._link) if self._link is not None else None

    @cached_property
    def _lets_in(self) -> bool:
        return lets_in(self._registration)
