"""Comments of extensions.lua, and what only looks like one."""

from __future__ import annotations

import time

import pytest

from veilleur.pbx.asterisk.dialplan.reading.lua import without_comments


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a() -- b()\nc()", "a() \nc()"),
        ("--[[ a()\nb() ]] c()", "\n c()"),
        ("--[==[ a() ]] b()\n]==] c()", "\n c()"),
        ("--[x] a()\nb()", "\nb()"),
        ('a("x -- y") b()', 'a("x -- y") b()'),
        ("a('it\\'s -- y') b() -- c", "a('it\\'s -- y') b() "),
        ("a([[x -- y\n-- z]]) b()", "a([[x -- y\n-- z]]) b()"),
        ("--[[ never ends\na()", "\na()"),
        ('a("never ends -- b()\nc() -- d', 'a("never ends -- b()\nc() '),
        ("a[b[1]]() -- c", "a[b[1]]() "),
    ],
)
def test_comments_go_and_lines_stay(text: str, code: str) -> None:
    assert without_comments(text) == code


@pytest.mark.parametrize("piece", ["--[[", "[[", "[=", "--", '"', "'\\", "[==[", "--[=[\n"])
def test_hostile_text_takes_time_in_proportion_to_its_length(piece: str) -> None:
    """A million characters: minutes where one is quadratic; processor time of this thread alone."""
    began = time.thread_time()
    without_comments(piece * (1_000_000 // len(piece)))
    assert time.thread_time() - began < 10
