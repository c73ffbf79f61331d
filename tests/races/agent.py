"""One of many processes that act at once over HTTP: each post and each answer is on disk before it goes on.

    python -m tests.races.agent PLAN LOG

PLAN is JSON: url, cookie, token, seconds, seed, and who: a firm (with the others, slots, a database to look up its
meetings in), an organizer or a chamber. LOG gets a line before a post, and one with its status (0: none came) after it.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import sqlite3
import sys
import time
import urllib.parse
from collections.abc import Callable, Iterator
from typing import Any, TextIO

PATIENCE_SECONDS = 60
LEAST = 3
"""Posts of each process, however slow the machine."""
MINE = "SELECT id, state, awaiting_id FROM meetings WHERE low_id = {0} OR high_id = {0}"
Post = dict[str, Any]


COMES_AGAIN = 20
"""Times that who is turned away comes again, as a page of the server asks."""


class Line:
    """A kept connection that sends a post until it is let in, and says 0 where no whole answer came back."""

    def __init__(self, url: str, cookie: str, token: str) -> None:
        self.host = urllib.parse.urlsplit(url).netloc
        self.headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        self.token = token
        self.open: http.client.HTTPConnection | None = None

    def post(self, path: str, fields: dict[str, Any]) -> int:
        """The status; 503 where it never had a turn: then nothing was done."""
        body = urllib.parse.urlencode({**fields, "csrf_token": self.token}, doseq=True)
        for _again in range(COMES_AGAIN):
            status, wait = self._send(path, body)
            if status != 503:
                break
            time.sleep(random.uniform(0, wait))
        return status

    def _send(self, path: str, body: str) -> tuple[int, float]:
        """The status, and for how many seconds to wait before it is sent again."""
        if self.open is None:
            self.open = http.client.HTTPConnection(self.host, timeout=PATIENCE_SECONDS)
        try:
            self.open.request("POST", path, body, self.headers)
            answer = self.open.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            self.open.close()
            self.open = None
            return 0, 0
        return answer.status, float(answer.headers.get("Retry-After", 0))

    def close(self) -> None:
        if self.open is not None:
            self.open.close()


def write(log: TextIO, line: Post) -> None:
    """On disk when this returns."""
    log.write(json.dumps(line) + "\n")
    log.flush()
    os.fsync(log.fileno())


def reader(url: str) -> Callable[[str], list[tuple[Any, ...]]]:
    """Asks the database beside the server."""
    if url.startswith("sqlite"):
        file = sqlite3.connect(f"file:{url.removeprefix('sqlite:///')}?mode=ro", uri=True, timeout=30)
        return lambda asked: file.execute(asked).fetchall()
    import psycopg

    def ask(asked: str) -> list[tuple[Any, ...]]:
        for _attempt in range(200):
            try:
                with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as database:
                    return database.execute(asked).fetchall()
            except psycopg.OperationalError:  # it is being killed
                time.sleep(0.1)
        raise TimeoutError

    return ask


def acts_of_firm(plan: Post, dice: random.Random) -> Iterator[Post]:
    """Ask, accept, give times, move, call off, say never, be away: at random, of whatever the firm has then."""
    mine, base = plan["firm"], f"/events/{plan['event']}/companies/{plan['firm']}"
    ask = reader(plan["database"])
    while True:
        slot, key = str(dice.choice(plan["slots"])), f"{mine}-{dice.getrandbits(64):x}"
        other, chance = dice.choice(plan["others"]), dice.random()
        rows = ask(MINE.format(mine))
        if chance < 0.2 or not rows:
            yield {"act": "ask", "on": other, "path": f"{base}/ask/{other}", "key": key, "fields": _wish(dice, slot)}
        elif chance < 0.22:
            undo = "/undo" if dice.random() < 0.7 else ""
            yield {"act": "never", "on": other, "path": f"{base}/suggestions/{other}/never{undo}", "fields": {}}
        elif chance < 0.26:
            person, times = dice.choice(plan["people"]), dice.sample(plan["slots"], dice.randint(0, 2))
            away = {"person": str(person), "slot": [str(one) for one in times], "hand_over": dice.choice("01")}
            yield {"act": "away", "on": person, "path": f"{base}/times", "fields": away}
        else:
            number, state, awaiting = dice.choice([row for row in rows if row[1] in LIVE] or rows)
            act, fields = _on_meeting(dice, state, awaiting == mine, slot)
            post = {"act": act, "on": number, "path": f"{base}/meetings/{number}/{act}", "fields": fields}
            yield post | {"key": key} if act == "time" else post


LIVE = ("requested", "agreed", "booked")


def _wish(dice: random.Random, slot: str) -> dict[str, str]:
    return {"priority": dice.choice(("must", "want", "open")), **({"slot": slot} if dice.random() < 0.5 else {})}


def _on_meeting(dice: random.Random, state: str, answers: bool, slot: str) -> tuple[str, dict[str, str]]:
    """What is open in this state, mostly; now and then something that is not."""
    usual = {
        "requested": ("time", "time", "time", "acceptance", "decline") if answers else ("withdrawal", "time"),
        "agreed": ("time", "time", "cancellation"),
        "booked": ("time", "time", "cancellation"),
    }
    act = dice.choice(usual.get(state, ("time", "acceptance", "cancellation")))
    return act, {"slot": slot} if act == "time" else {}


def acts_of_organizer(plan: Post, dice: random.Random) -> Iterator[Post]:
    """Bring firms together, approve who waits."""
    base = f"/events/{plan['event']}"
    while True:
        one, other = dice.choice(plan["askers"]), dice.choice(plan["asked"])
        key = f"organizer-{dice.getrandbits(64):x}"
        fields = {"slot": str(dice.choice(plan["slots"]))}
        yield {"act": "arrange", "on": other, "path": f"{base}/companies/{one}/arrange?other={other}", "key": key} | {
            "fields": fields,
            "one": one,
        }
        if plan["waiting"]:
            firm = dice.choice(plan["waiting"])
            fields = {"firm": str(firm), "act": "approve", "sure": "1"}
            yield {"act": "approve", "on": firm, "path": f"{base}/registrations", "fields": fields}


def acts_of_chamber(plan: Post, dice: random.Random) -> Iterator[Post]:
    """Add firms to a delegation that has room for few."""
    while True:
        name = f"Firm {dice.getrandbits(48):x}"
        path = f"/events/{plan['event']}/delegations/{plan['delegation']}/companies/new"
        yield {"act": "bring", "on": plan["delegation"], "path": path, "fields": {"name": name}}


def acts_of_guest(plan: Post, dice: random.Random) -> Iterator[Post]:
    """Take seats at group meetings, and now and then give one back."""
    while True:
        number = dice.choice(plan["groups"])
        act = "seat" if dice.random() < 0.7 else "seat/removal"
        path = f"/events/{plan['event']}/companies/{plan['firm']}/groups/{number}/{act}"
        yield {"act": act, "on": number, "path": path, "fields": {}}


ACTS = {"guest": acts_of_guest, "firm": acts_of_firm, "organizer": acts_of_organizer, "chamber": acts_of_chamber}


def send(line: Line, log: TextIO, post: Post) -> int:
    """Write down, post, write down what came back."""
    write(log, {**post, "status": None})
    fields = {**post["fields"], **({"key": post["key"]} if "key" in post else {})}
    begun = time.monotonic()
    status = line.post(post["path"], fields)
    write(log, {**post, "status": status, "seconds": round(time.monotonic() - begun, 3)})
    return status


def main(plan_path: str, log_path: str) -> None:
    with open(plan_path) as file:
        plan = json.load(file)
    dice = random.Random(plan["seed"])
    line = Line(plan["url"], plan["cookie"], plan["token"])
    until = time.monotonic() + plan["seconds"]
    with open(log_path, "a") as log:
        for number, post in enumerate(ACTS[plan["who"]](plan, dice)):
            if time.monotonic() > until and number >= LEAST:
                return
            post["id"] = number
            while send(line, log, post) == 0 and time.monotonic() < until:  # who hears nothing asks again, with the key
                time.sleep(dice.uniform(0.1, 0.5))


if __name__ == "__main__":
    main(*sys.argv[1:])
