"""The watch over the browser hears each kind of fault; axe sees what is wrong."""

from __future__ import annotations

import http.server
import threading

import pytest
from flask import Flask

from tests.support import judging
from tests.support.browsing import Visits, axe

PAGE = "<!doctype html><html lang=en><head><title>t</title><link rel=icon href=data:,></head><body><main><h1>h</h1>%s"
FAULTS = {
    "console": ("<script>console.error('broken')</script>", "console: broken"),
    "script": ("<script>nowhere()</script>", "script: "),
    "dialog": ("<script>alert('hello')</script>", "dialog: hello"),
    "host": ("<img alt='' src='http://127.0.0.2:9/logo.png'>", "other host: http://127.0.0.2:9/logo.png"),
    "csp": ("<p style='color:red'>red</p>", "console: "),
    "missing": ("<img alt='' src='/missing.png'>", "status 404: GET "),
}


class Pages(http.server.BaseHTTPRequestHandler):
    """Answers /NAME with the page of that fault, others with 404."""

    def do_GET(self):
        name = self.path.strip("/")
        body = PAGE % FAULTS.get(name, ("",))[0]
        self.send_response(200 if name in {*FAULTS, "good"} else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        if name == "csp":
            self.send_header("Content-Security-Policy", "style-src 'self'")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_arguments):
        pass


@pytest.fixture
def pages(browser):
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Visits(browser, f"http://127.0.0.1:{server.server_port}", Flask("nobody"))
        server.shutdown()


def test_a_good_page_is_heard_of_nothing(pages):
    pages.open("/good")

    pages.close()


@pytest.mark.parametrize(("name", "heard"), [(name, heard) for name, (_, heard) in FAULTS.items()], ids=FAULTS)
def test_each_kind_of_fault_is_heard(pages, name, heard):
    page = pages.open(f"/{name}")
    page.wait_for_load_state("networkidle")

    with pytest.raises(AssertionError):
        pages.close()

    assert any(line.startswith(heard) for line in pages.watch.heard), pages.watch.heard


def test_a_status_that_is_meant_is_allowed(pages):
    pages.watch.allowed.add(404)

    pages.open("/nowhere")

    pages.close()


def test_axe_tells_rule_and_element(pages):
    page = pages.open("/host")
    page.set_content(PAGE % "<img src='data:,'>")

    found = axe(page)

    assert [line.partition(" ")[0] for line in found] == ["image-alt"]


def test_pages_alike_but_for_their_words_are_looked_at_once_and_a_fault_is_found_each_time(pages):
    page = pages.open("/host")
    known: list[int] = []
    told: list[list[str]] = []
    for inside in (
        ROW * 3,
        ROW.replace("One", "Two") * 5,
        ROW * 2 + "<p><img src='data:,'></p>",
        "<p><b>Three</b></p>",
    ):
        page.set_content(PAGE % inside)
        known.append(len(judging.SEEN))
        told.append([line.partition(" ")[0] for line in judging.barriers(page)])

    assert told == [[], [], ["image-alt"], []]
    assert [number - known[0] for number in known] == [0, 1, 1, 1]


ROW = "<p>One</p>"
