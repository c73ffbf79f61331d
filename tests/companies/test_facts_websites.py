import pytest

from app.companies.facts import is_website


@pytest.mark.parametrize(
    "text", ["www.example.org", "example.org:8080", "HTTP://Example.org/en?x=1", "https://例子.中国", "a-b.com.sg/x"]
)
def test_an_address_or_a_bare_host_is_a_website(text):
    assert is_website(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "javascript:alert(1)",
        "javascript://x.org/%0aalert(1)",
        "data:text/html,x",
        "ftp://x.org",
        "none",
        "a@b.org",
        "http://127.0.0.1/",
        "www.x .org",
        "see our WeChat",
    ],
)
def test_anything_else_is_none(text):
    assert not is_website(text)
