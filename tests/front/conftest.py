"""A real browser before the gallery of components, served on a free port."""

import threading
from collections.abc import Iterable, Iterator
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.serving import make_server

from tests.front.gallery import ROOT, gallery_app
from tests.support.browsing import PATIENCE_MILLISECONDS


@pytest.fixture(scope="session")
def gallery_url() -> Iterator[str]:
    """Where the gallery is served; its style sheet must have been built (`make build`)."""
    assert (ROOT / "static/vendor/qiao.css").exists(), "static/vendor is not built: make build"
    server = make_server("127.0.0.1", 0, always_whole(gallery_app()), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def always_whole(app: WSGIApplication) -> WSGIApplication:
    """Each answer read and closed before it is sent, and none "not modified": werkzeug leaves a file open where the
    browser has gone or needs none of it, and any test may be warned."""

    def serve(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        for asked in ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"):
            environ.pop(asked, None)
        answer = app(environ, start)
        try:
            return [b"".join(answer)]
        finally:
            if hasattr(answer, "close"):
                answer.close()

    return serve


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A desk's window; fails at the end on any message of the console or error of a script."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield from watched(context)


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A phone's window, watched as `tab` is."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    yield from watched(context)


@pytest.fixture
def unscripted(browser: Browser) -> Iterator[Page]:
    """A desk's window without JavaScript."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=False)
    yield from watched(context)


def watched(context: BrowserContext) -> Iterator[Page]:
    """A page whose console stays silent and which asks no other host."""
    said: list[str] = []
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: said.append(request.url) if "://127.0.0.1:" not in request.url else None)
    yield page
    context.close()
    assert said == []
