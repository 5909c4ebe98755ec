# ruff: noqa: E501 - a dialplan line cannot be broken
"""Pieces of lines, patterns of extensions, numbers in dial strings, secrets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veilleur.pbx.asterisk.dialplan.destinations import destination
from veilleur.pbx.asterisk.dialplan.patterns import is_bounded, matches, order, overlap
from veilleur.pbx.asterisk.dialplan.text import shown, split, without_secrets


def test_pieces_are_cut_outside_brackets_quotes_and_escapes() -> None:
    assert split("a,${CUT(x,-,1)},$[1,2],(b,c),\"d,e\",f\\,g", ",") == [
        "a", "${CUT(x,-,1)}", "$[1,2]", "(b,c)", '"d,e"', "f\\,g",
    ]  # fmt: skip
    assert split("a?b:c:d", ":", 1) == ["a?b", "c:d"]


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("IAX2/user:word@peer/${EXTEN:1}", "IAX2/user:•••@peer/${EXTEN:1}"),
        ("SIP/${EXTEN:1}:word@host", "SIP/${EXTEN:1}:•••@host"),
        ("PJSIP/${EXTEN:1}@carrier", "PJSIP/${EXTEN:1}@carrier"),
        ("PJSIP/carrier/sip:${EXTEN:1}@192.0.2.7", "PJSIP/carrier/sip:${EXTEN:1}@192.0.2.7"),
        ("SIP/201&IAX2/u:p@h/1,60,tT", "SIP/201&IAX2/u:•••@h/1,60,tT"),
        ("Realtime/${CONTEXT}@x", "Realtime/${CONTEXT}@x"),
    ],
)
def test_a_password_of_a_trunk_is_never_shown(text: str, hidden: str) -> None:
    assert without_secrets(text) == hidden


def test_a_pin_is_never_shown() -> None:
    assert shown("DISA", "4711,from-internal") == "DISA(•••,from-internal)"
    assert shown("DISA", "no-password,disa-dial") == "DISA(no-password,disa-dial)"


@pytest.mark.parametrize(
    ("pattern", "dialled", "fits"),
    [
        ("_0[1-5]XX.", "0123", False), ("_0[1-5]XX.", "012345", True), ("_0[1-5]XX.", "062345", False),
        ("_N.", "1", False), ("_NX!", "21", True), ("_NX!", "2", False), ("_Z[137-9]-XX", "1799", True),
        ("2-5", "25", True), ("25", "26", False), ("_X.", "1", False), ("_X!", "1", True), ("_+X.", "+331", True),
    ],
)  # fmt: skip
def test_patterns_match_as_in_asterisk(pattern: str, dialled: str, fits: bool) -> None:
    assert matches(pattern, dialled) is fits


def test_narrow_patterns_come_before_wide_ones() -> None:
    assert sorted(["_.", "_X.", "_0X.", "_00X.", "001", "_[1-3]X."], key=order) == [
        "001", "_00X.", "_0X.", "_[1-3]X.", "_X.", "_.",
    ]  # fmt: skip


@given(
    st.text("XZN012.![]-", max_size=6),
    st.text("XZN012.![]-", max_size=6),
    st.text("012", min_size=1, max_size=6),
)
def test_what_both_match_is_an_overlap(first: str, second: str, dialled: str) -> None:
    one, other = f"_{first}", f"_{second}"
    if matches(one, dialled) and matches(other, dialled):
        assert overlap(one, other)


def test_only_digits_of_a_known_count_are_bounded() -> None:
    assert [is_bounded(one) for one in ("_2XX", "_2X.", "_2X!", "_[a-c]X", "_*7X")] == [
        True,
        False,
        False,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("piece", "peer", "number"),
    [
        ("Mobile/nokia/${EXTEN:1}", "nokia", "${EXTEN:1}"),
        ("CAPI/0199001200:b${EXTEN:1}", "0199001200", "${EXTEN:1}"),
        ("CAPI/g1/${EXTEN:2}", "g1", "${EXTEN:2}"),
        ("mISDN/g:E1/${EXTEN:2}/:dHello:n", "g:E1", "${EXTEN:2}"),
        ("Khomp/b0/${EXTEN:2}", "b0", "${EXTEN:2}"),
        ("Extra/r1/${EXTEN:2}/2:r", "r1", "${EXTEN:2}"),
        ("MGCP/${EXTEN:2}@gateway", "gateway", "${EXTEN:2}"),
        ("MGCP/aaln/1@gateway", "gateway", ""),
        ("OOH323/${EXTEN:2}@gk", "gk", "${EXTEN:2}"),
        ("DAHDI/g0c/ww${EXTEN:2}", "g0c", "${EXTEN:2}"),
        ("DAHDI/1", "1", ""),
        ("SIP/carrier/4420${EXTEN}", "carrier", "4420${EXTEN}"),
        ("PJSIP/9999${EXTEN:1}@carrier", "carrier", "9999${EXTEN:1}"),
        ("PJSIP/carrier/sip:${EXTEN:1}@192.0.2.7:5061;x=1", "carrier", "${EXTEN:1}"),
        ("IAX2/u:p@peer:4569/${EXTEN}@ctx/options", "peer:4569", "${EXTEN}"),
        ("SIP/201", "201", ""),
        ("Foo/bar/123", "bar", "123"),
        ("Foo/123@bar", "bar", "123"),
        ("${TRUNK}/${EXTEN:1}", "", "${EXTEN:1}"),
        ("${TECH}/carrier/${EXTEN:1}", "", "${EXTEN:1}"),
        ("SIP/carrier/${EXTEN}|60|tT", "carrier", "${EXTEN}"),
    ],
)
def test_peer_and_number_of_a_dial_string(piece: str, peer: str, number: str) -> None:
    found = destination(piece)
    assert found is not None
    assert (found.peer, found.number) == (peer, number)


@pytest.mark.parametrize(
    "text",
    [
        "Dial(SIP/${USER:s3cret@peer)",  # nobody closes the variable
        "SIP/sip:100:s3cret@peer",
        "${A}?100:s3cret@peer",
        "".join("${" for _ in range(5_000)) + "100:s3cret@peer",
        "\x007\x01 100:s3cret@peer",  # signs that nobody writes
        "100:${A}s3cret@peer",
    ],
)
def test_no_shape_around_it_shows_a_peers_password(text: str) -> None:
    assert "s3cret" not in without_secrets(text)


@pytest.mark.parametrize("piece", [";", ";:", "a:", "sip:", "${", "a/", "?", "?:", "x@", "${a}"])
def test_passwords_are_looked_for_in_time_that_grows_with_the_text(piece: str) -> None:
    """A quadratic search would take hours for these."""
    for text in (piece * 300_000, piece * 300_000 + ":@", ":@" + piece * 300_000):
        without_secrets(text)
