import pytest

from app.core.errors import Invalid
from app.events.tables import LONGEST_LINK, parse_video_link


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("", None),
        ("  ", None),
        (" https://meet.example.org/room-1?pwd=x ", "https://meet.example.org/room-1?pwd=x"),
        ("meeting.tencent.com/dm/abc", "https://meeting.tencent.com/dm/abc"),
    ],
)
def test_a_link_is_an_address_of_https(text, link):
    assert parse_video_link(text) == link


@pytest.mark.parametrize(
    "text",
    [
        "http://meet.example.org/room",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://",
        "https://user:pass@meet.example.org",
        "https://meet.example.org/a b",
        "file:///etc/passwd",
    ],
)
def test_nothing_else_is_one(text):
    with pytest.raises(Invalid) as refused:
        parse_video_link(text)

    assert refused.value.code == "video_link"


def test_a_link_has_an_end():
    with pytest.raises(Invalid) as refused:
        parse_video_link("https://meet.example.org/" + "a" * LONGEST_LINK)

    assert refused.value.code == "video_link_long"
