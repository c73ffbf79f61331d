import pytest

from app.core.parsing import local_path


@pytest.mark.parametrize("path", ["/", "/account", "/events/day?tab=2&next=%2Fx", "/f/abc#part", "/企业"])
def test_pages_of_ours_are_kept(path):
    assert local_path(path) == path


@pytest.mark.parametrize(
    "elsewhere",
    [
        None,
        "",
        "account",
        "http://evil.example/",
        "https:evil.example",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        " //evil.example",
        "/ /evil.example",
        "/\x00/evil.example",
        "/\x7f",
        "javascript:alert(1)",
        "data:text/html,x",
        "@evil.example",
        "/" + "a" * 2000,
    ],
)
def test_whatever_a_browser_could_read_as_another_host_is_dropped(elsewhere):
    assert local_path(elsewhere) == ""
