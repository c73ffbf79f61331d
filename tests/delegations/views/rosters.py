"""The roster of a delegation, as its chamber looks at it and acts in it."""

from __future__ import annotations

import re


def rows(page):
    return re.findall(r'<th scope="row"><a[^>]*>([^<]+)</a>', page)


def roster(client, brought, **query):
    return client.as_user(brought.chamber).get(f"{brought.address}/roster", query_string=query).text


def act(client, brought, act, *firms):
    return client.as_user(brought.chamber).post(
        f"{brought.address}/roster", data={"act": act, "firm": [firm.id for firm in firms]}
    )
