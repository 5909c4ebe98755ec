"""The checkers of the laws see what they look for: each says so of a stream that breaks its law."""

from __future__ import annotations

import base64

import pytest
from tests.detection.stories import CUBA, NIGHT, SITE, Numbers
from tests.laws.checkers import CapHolds, NoSecrets

from veilleur.detection.watch import AllowingJudge, Watch
from veilleur.words import events as ev

PIN = "4711"


@pytest.mark.parametrize(
    "text", [PIN, f"pin={PIN}", f"'{PIN}'", f"PIN:{PIN};", f"pin{PIN}", f"a word {PIN}", f"{PIN}@default"]
)
def test_a_secret_is_seen_however_it_is_spelt(text: str) -> None:
    checker = NoSecrets([PIN])
    with pytest.raises(AssertionError, match="a secret was kept"):
        checker.saw(ev.PinRefused(NIGHT, NIGHT, text), (), watch())


LONG = "tr0ub4dor"


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("quatre, sept, un, un", PIN),
        ("four seven one one", PIN),
        ("4 7 1 1", PIN),
        ("4-7-1-1", PIN),
        ("%34%37%31%31", PIN),
        ("&#52;&#55;&#49;&#x31;", PIN),
        ("34373131", PIN),
        ("４７１１", PIN),
        ("x=%74%72%30%75%62%34%64%6F%72", LONG),
        (LONG.upper(), LONG),
        (LONG[::-1], LONG),
        *((base64.b64encode(b"x" * before + LONG.encode() + b"yz").decode(), LONG) for before in range(3)),
        (base64.urlsafe_b64encode(b"user:" + LONG.encode()).decode(), LONG),
        (LONG.encode().hex(), LONG),
    ],
)
def test_a_secret_is_seen_in_any_disguise(text: str, secret: str) -> None:
    checker = NoSecrets([secret])
    with pytest.raises(AssertionError, match="a secret was kept"):
        checker.saw(ev.PinRefused(NIGHT, NIGHT, text), (), watch())


def test_a_number_that_holds_the_same_digits_is_no_secret() -> None:
    checker = NoSecrets([PIN])
    checker.saw(ev.CallStarted(NIGHT, NIGHT, "c1", f"0019900{PIN}"), (), watch())
    checker.at_end(watch())


def test_a_call_that_costs_more_than_the_cap_is_seen() -> None:
    checker = CapHolds(Numbers(), cap=1, cut_s=0.0)
    checker.saw(ev.CallStarted(NIGHT, NIGHT, "c1", CUBA, "", "104"), (), watch())
    checker.saw(ev.CallAnswered(NIGHT, NIGHT, "c1"), (), watch())
    with pytest.raises(AssertionError):
        checker.saw(ev.CallEnded(NIGHT + 60, NIGHT + 60, "c1"), (), watch())


def test_a_cap_counts_what_it_is_of() -> None:
    checker = CapHolds(Numbers(), cap=1, cut_s=0.0, counts=lambda leg: leg.extension == "105")
    checker.saw(ev.CallStarted(NIGHT, NIGHT, "c1", CUBA, "", "104"), (), watch())
    checker.saw(ev.CallAnswered(NIGHT, NIGHT, "c1"), (), watch())
    checker.saw(ev.CallEnded(NIGHT + 60, NIGHT + 60, "c1"), (), watch())


def watch() -> Watch:
    return Watch(SITE, Numbers(), AllowingJudge())
