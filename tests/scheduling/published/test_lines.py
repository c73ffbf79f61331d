"""Lines through a pipe."""

from __future__ import annotations

import os

from app.scheduling.published.lines import Lines, Saying


def test_lines_come_whole_in_order_and_nothing_waits():
    ours, theirs = os.pipe()
    lines = Lines(ours)

    os.write(theirs, b"one\ntw")
    first = list(lines.waiting())
    os.write(theirs, b"o\nthree")
    second = list(lines.waiting())
    os.close(theirs)
    last = list(lines.waiting())
    os.close(ours)

    assert (first, second, last, lines.ended, lines.one()) == ([b"one"], [b"two"], [], True, b"")


def test_who_does_not_read_holds_nobody_up_and_misses_nothing():
    ours, theirs = os.pipe()
    lines, saying = Lines(ours), Saying(theirs)

    for number in range(50_000):
        saying.say(b"%d" % number)
    heard = list(lines.waiting())
    while len(heard) < 50_000:
        saying.flush()
        heard += lines.waiting()

    assert heard == [b"%d" % number for number in range(50_000)]
    os.close(ours)
    saying.say(b"into the void")
    os.close(theirs)
