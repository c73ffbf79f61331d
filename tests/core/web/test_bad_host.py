"""A Host header that is no name at all gets a plain refusal with the headers of every answer."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("host", ["x" * 300, "a..b", "exa mple"])
def test_a_host_that_is_no_name_is_refused(client, host):
    answer = client.get("/", headers={"Host": host})

    assert answer.status_code in (200, 400)
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
