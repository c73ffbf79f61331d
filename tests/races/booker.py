"""One of many processes that book at once: posts what it is told over HTTP and writes each answer down before going on.

    python -m tests.races.booker PLAN ANSWERS

PLAN is JSON: url, cookie, token, and posts: a list of (path, fields). ANSWERS gets one JSON line a post.
"""

from __future__ import annotations

import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request
from typing import Any


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect is the answer itself: the act is done."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


def post(plan: dict[str, Any], path: str, fields: dict[str, str]) -> int:
    """The status of one post; 0 where the server gave no answer at all."""
    body = urllib.parse.urlencode({**fields, "csrf_token": plan["token"]}).encode()
    request = urllib.request.Request(plan["url"] + path, body, {"Cookie": plan["cookie"]})
    try:
        with urllib.request.build_opener(NoRedirect).open(request, timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return int(refused.code)
    except OSError:
        return 0


def main(plan_path: str, answers_path: str) -> None:
    with open(plan_path) as file:
        plan = json.load(file)
    with open(answers_path, "a") as answers:
        for path, fields in plan["posts"]:
            status = post(plan, path, fields)
            answers.write(json.dumps({"path": path, "fields": fields, "status": status}) + "\n")
            answers.flush()
            os.fsync(answers.fileno())


if __name__ == "__main__":
    main(*sys.argv[1:])
