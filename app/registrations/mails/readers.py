"""One letter to each who reads for a firm."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable
from typing import Any

from app.core.errors import Invalid
from app.core.mail import create_email
from app.core.models import Notice
from app.events.models import Event
from app.registrations.queries.firms import Reader


def tell(
    notice: Notice,
    readers: Iterable[Reader],
    kind: str,
    template: str,
    context: Callable[[Reader], dict[str, Any]],
    event: Event,
) -> bool:
    """A letter to each reader, in the reader's language; False where no letter can go to any of them."""
    written = False
    for reader in readers:
        with contextlib.suppress(Invalid):  # an address that no letter can go to must not stop the others
            create_email(
                notice,
                reader.email,
                kind=kind,
                language=reader.language,
                template=template,
                context={**context(reader), "addressee": reader.name},
                event=event,
                user=reader.user,
            )
            written = True
    return written
