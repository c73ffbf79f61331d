"""One's own data as a file."""

from __future__ import annotations

import json
from io import BytesIO

from flask import render_template, send_file
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.db import now
from app.documents.to_zip import to_zip
from app.floor.web.guards import signed_in
from app.lists.queries.own_data import own_data
from app.lists.views.blueprint import lists
from app.lists.wording import OWN_DATA


@lists.get("/account/data.zip")
@signed_in
def own_file() -> ResponseReturnValue:
    """All that is kept about whoever is signed in: for machines and for people."""
    found = own_data(current_user.id)
    page = render_template("lists/_own_data.html", found=found, titles=OWN_DATA, at=now())
    packed = to_zip(
        {
            "qiao-own-data.json": json.dumps(found, ensure_ascii=False, indent=1).encode(),
            "qiao-own-data.html": page.encode(),
        }
    )
    return send_file(BytesIO(packed), mimetype="application/zip", as_attachment=True, download_name="qiao-own-data.zip")
