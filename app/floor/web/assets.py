"""Static files by WhiteNoise: before requests are turned away, and packed where the build made ``qiao.css.gz``, too.

Not by Granian's own mount, which sends no security headers, no ``.gz`` and no 304.
"""

from __future__ import annotations

from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise

from app.floor.web.headers import of_file
from app.floor.web.security import YEAR


def with_static_files(app: Flask) -> WhiteNoise:
    """A WSGI application that answers with the static files that there are now, and leaves all else to ``app``."""
    security = of_file(app.config["SETTINGS"])

    def add_headers(headers: Headers, _path: str, _url: str) -> None:
        for name, value in security.items():
            headers[name] = value

    return WhiteNoise(
        app,
        root=app.static_folder,
        prefix=app.static_url_path,
        max_age=YEAR,
        allow_all_origins=False,
        add_headers_function=add_headers,
    )
