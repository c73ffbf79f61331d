"""Where a firm's own word for its website may lead."""

from __future__ import annotations

import pytest

from app.core.parsing import web_address


@pytest.mark.parametrize(
    ("written", "leads_to"),
    [
        ("www.example.org", "https://www.example.org"),
        ("example.org/en?a=1#b", "https://example.org/en?a=1#b"),
        ("example.org:8080/x", "https://example.org:8080/x"),
        (" http://example.org ", "http://example.org"),
        ("HTTPS://EXAMPLE.ORG", "HTTPS://EXAMPLE.ORG"),
        ("例子.中国", "https://例子.中国"),
    ],
)
def test_a_website_is_a_link(written, leads_to):
    assert web_address(written) == leads_to


@pytest.mark.parametrize(
    "written",
    [
        *("", None, "javascript:alert(1)", "javascript:alert(1)//http://example.org", "JaVaScRiPt:alert(1)"),
        *("data:text/html,x", "file:///etc/passwd", "java\tscript:alert(1)", "\x01javascript:alert(1)"),
        *("https://", "https://bank.example@evil.example", "http://[", "https:\\\\evil.example", "ftp://example.org"),
        "on request",
    ],
)
def test_anything_else_is_none(written):
    assert web_address(written) == ""
