"""An alert calls a person, on the real switches: who types is heard, and nothing else ever acknowledges.

Each behaviour of whoever picks up is a SIPp, and one switch calls all of them at once: people, mailboxes as
those of French operators (a greeting, one or two beeps), screening voices, music, silence, tones. The
greetings are made here, like theirs in length and shape. The keys are 7 (keep), 4 (unknown) and 2 (allow).
"""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict

import pytest
from lab.called_person import Answers, HangsUp, Nudged, Says, Waits, plays, types
from lab.rtp_capture import Keys, beep, inband, music, silence, tone, voice
from lab.telephone_bench import CODE, Behaviour, Heard, TelephoneBench

from veilleur.config.writing import write_new

pytestmark = [pytest.mark.lab, pytest.mark.slow]

VERSIONS = ("22", "16")
RINGS, PICKS_UP, GO = Says("180 Ringing"), Answers(), Nudged()
OPENING, WAITS = ("opening",), ("waits 1",)
EARLY_MEDIA = Says("183 Session Progress")

# Who types after the menu named a key, and what was heard.
PEOPLE: dict[str, tuple[Behaviour, str]] = {
    "types once asked": (Behaviour([RINGS, PICKS_UP, GO, types("7")], WAITS), "keep"),
    "types while the other keys are named": (
        Behaviour([RINGS, PICKS_UP, GO, types("7")], ("named keep 1",)),
        "keep",
    ),
    "types the key twice": (Behaviour([RINGS, PICKS_UP, GO, types("77")], WAITS), "keep"),
    "holds the key down": (Behaviour([RINGS, PICKS_UP, GO, plays(Keys("7", 1_000))], WAITS), "keep"),
    "taps the key": (Behaviour([RINGS, PICKS_UP, GO, plays(Keys("7", 60))], WAITS), "keep"),
    "does not know": (Behaviour([RINGS, PICKS_UP, GO, types("4")], WAITS), "unknown"),
    "lets through with the code": (
        Behaviour([RINGS, PICKS_UP, GO, types("2"), GO, types(f"{CODE}#")], ("waits 1", "code")),
        "allow",
    ),
    "mistypes the code": (
        Behaviour(
            [RINGS, PICKS_UP, GO, types("2"), GO, types("11111#"), GO, types(f"{CODE}#")],
            ("waits 1", "code", "code"),
        ),
        "allow",
    ),
    "mistypes the key": (
        Behaviour([RINGS, PICKS_UP, GO, types("3"), GO, types("7")], ("waits 1", "waits 2")),
        "keep",
    ),
    "corrects a slip at once": (
        Behaviour([RINGS, PICKS_UP, GO, types("37"), GO, types("7")], ("waits 1", "waits 2")),
        "keep",
    ),
    "wants to hear it again": (
        Behaviour([RINGS, PICKS_UP, GO, types("*"), GO, types("7")], ("waits 1", "waits 2")),
        "keep",
    ),
    "wakes up in the second round": (Behaviour([RINGS, PICKS_UP, GO, types("7")], ("waits 2",)), "keep"),
    "says hello and then types": (
        Behaviour([RINGS, PICKS_UP, plays(voice(1.2, 1)), GO, types("7")], WAITS),
        "keep",
    ),
    "types too early and again when asked": (
        Behaviour([RINGS, PICKS_UP, GO, types("4"), GO, types("7")], ("opening", "waits 1")),
        "keep",
    ),
    "sits in a car with music": (
        Behaviour([RINGS, PICKS_UP, plays(music(4)), GO, types("7")], WAITS),
        "keep",
    ),
    "was on another call (call waiting)": (
        Behaviour([Says("182 Queued"), RINGS, PICKS_UP, GO, types("7")], WAITS),
        "keep",
    ),
    "has a ring-back tune before picking up": (
        Behaviour([EARLY_MEDIA, plays(music(0.6)), PICKS_UP, GO, types("7")], WAITS),
        "keep",
    ),
    "has the mobile forwarded to another telephone": (
        Behaviour([Says("181 Call Is Being Forwarded"), RINGS, PICKS_UP, GO, types("7")], WAITS),
        "keep",
    ),
    "picks up without ringing": (Behaviour([PICKS_UP, GO, types("7")], WAITS), "keep"),
    "rings for a while": (Behaviour([RINGS, Waits(1.0), RINGS, PICKS_UP, GO, types("7")], WAITS), "keep"),
}

# What must never acknowledge, however it sounds.
MACHINES: dict[str, Behaviour] = {
    "silence": Behaviour([RINGS, PICKS_UP]),
    "a short greeting and a beep": Behaviour([RINGS, PICKS_UP, plays(voice(1.5, 2), beep())]),
    "a greeting and two beeps": Behaviour(
        [RINGS, PICKS_UP, plays(voice(2.5, 3), beep(), silence(0.2), beep())]
    ),
    "a long greeting and a beep": Behaviour([RINGS, PICKS_UP, plays(voice(6, 4), beep())]),
    "a greeting after a pause": Behaviour([RINGS, PICKS_UP, plays(silence(2), voice(3, 5), beep())]),
    "a greeting with music under it": Behaviour([RINGS, PICKS_UP, plays(music(3), voice(2, 6), beep())]),
    "a mailbox that is full": Behaviour([RINGS, PICKS_UP, plays(voice(1, 7)), Waits(1.0), HangsUp()]),
    "a mailbox that offers keys by their tones": Behaviour(
        [RINGS, PICKS_UP, plays(voice(1, 8), inband("12345"), voice(1, 9), beep())]
    ),
    "the right key as a tone in the greeting": Behaviour([RINGS, PICKS_UP, plays(inband("7777777777"))]),
    "the right key as a tone after the menu": Behaviour([RINGS, PICKS_UP, GO, plays(inband("777"))], WAITS),
    "the right key as a long tone after the menu": Behaviour(
        [RINGS, PICKS_UP, GO, plays(inband("7", 2.0))], WAITS
    ),
    "a screening voice of a telephone": Behaviour(
        [RINGS, PICKS_UP, plays(voice(3, 10), silence(2), voice(2, 11))]
    ),
    "a screening voice that asks again and hangs up": Behaviour(
        [RINGS, PICKS_UP, plays(voice(2, 12), silence(1), voice(1, 13)), Waits(4.0), HangsUp()]
    ),
    "music without end": Behaviour([RINGS, PICKS_UP, plays(music(15))]),
    "a conference that beeps": Behaviour([RINGS, PICKS_UP, plays(*(beep(), silence(0.3)) * 8)]),
    "a fax": Behaviour([RINGS, PICKS_UP, plays(tone(4, 2_100))]),
    "a fax that calls": Behaviour([RINGS, PICKS_UP, plays(*(tone(0.5, 1_100), silence(3)) * 3)]),
    "a busy tone": Behaviour([RINGS, PICKS_UP, plays(*(tone(0.5, 440), silence(0.5)) * 8)]),
    "an operator's three tones": Behaviour(
        [RINGS, PICKS_UP, plays(tone(0.33, 950), tone(0.33, 1_400), tone(0.33, 1_800), voice(3, 14))]
    ),
    "the right key before the menu": Behaviour([RINGS, PICKS_UP, GO, types("7")], OPENING, holds=True),
    "the right key many times before the menu": Behaviour(
        [RINGS, PICKS_UP, GO, types("7777")], OPENING, holds=True
    ),
    "the right key just before it is named": Behaviour(
        [RINGS, PICKS_UP, GO, types("7")], ("menu 1",), holds=True
    ),
    "every key before the menu": Behaviour([RINGS, PICKS_UP, GO, types("1234567890*#")], OPENING, holds=True),
    "the right key before it picks up": Behaviour([EARLY_MEDIA, types("7"), PICKS_UP]),
    "a machine that dials all keys": Behaviour([RINGS, PICKS_UP, GO, types("1234567890")], WAITS),
    "two keys, the right one last": Behaviour([RINGS, PICKS_UP, GO, types("47")], WAITS),
    "two keys, the right one first": Behaviour([RINGS, PICKS_UP, GO, types("74")], WAITS),
    "a wrong key each time": Behaviour(
        [RINGS, PICKS_UP, GO, types("9"), GO, types("1")], ("waits 1", "waits 2")
    ),
    "keys that no telephone has": Behaviour(
        [RINGS, PICKS_UP, GO, types("A"), GO, types("D")], ("waits 1", "waits 2")
    ),
    "a forged code": Behaviour(
        [RINGS, PICKS_UP, GO, types("2"), *(GO, types("00000#")) * 3], ("waits 1", "code", "code", "code")
    ),
    "let through without a code": Behaviour([RINGS, PICKS_UP, GO, types("2")], WAITS),
    "picks up and hangs up": Behaviour([RINGS, PICKS_UP, HangsUp()]),
    "hangs up during the menu": Behaviour([RINGS, PICKS_UP, GO, HangsUp()], ("menu 1",)),
    "hangs up when asked": Behaviour([RINGS, PICKS_UP, GO, HangsUp()], WAITS),
    "an announcement before the answer, and none": Behaviour([EARLY_MEDIA, plays(voice(2, 15))]),
    "an announcement, then busy": Behaviour([EARLY_MEDIA, plays(voice(0.5, 16)), Says("486 Busy Here")]),
    "rings and nobody comes": Behaviour([RINGS]),
    "busy": Behaviour([Says("486 Busy Here")]),
    "declined": Behaviour([RINGS, Says("603 Declined")]),
    "switched off": Behaviour([Says("480 Temporarily Unavailable")]),
    "no such number": Behaviour([Says("404 Not Found")]),
    "no line": Behaviour([Says("503 Service Unavailable")]),
    "sent elsewhere by the telephone itself": Behaviour([Says("302 Moved Temporarily")]),
}
NEVER_UP = {
    "rings and nobody comes": "no_answer",
    "an announcement before the answer, and none": "no_answer",
}
Found = dict[str, dict[str, Heard]]


def ring_all() -> Found:
    """What became of every behaviour, on each switch: all are called at once."""
    behaviours = {**{name: one for name, (one, _answer) in PEOPLE.items()}, **MACHINES}

    def called(version: str) -> dict[str, Heard]:
        with TelephoneBench(version, behaviours).open() as bench:
            return asyncio.run(bench.ring())

    with ThreadPoolExecutor() as pool:
        return dict(zip(VERSIONS, pool.map(called, VERSIONS), strict=True))


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Found:
    """One worker has them called, the others read what it heard: two switches and a hundred and more called
    people are the heaviest load of the laboratory."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # of this run, and of no other
    kept = folder / "telephone.json"
    with (folder / "telephone.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            data = {
                version: {name: asdict(one) for name, one in found.items()}
                for version, found in ring_all().items()
            }
            write_new(kept, json.dumps(data), 0o600)
    data = json.loads(kept.read_text())
    return {version: {name: Heard(**one) for name, one in found.items()} for version, found in data.items()}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", PEOPLE)
def test_who_types_is_heard(heard: Found, name: str, version: str) -> None:
    assert heard[version][name].answers == [PEOPLE[name][1]], heard[version][name]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", MACHINES)
def test_nothing_else_acknowledges(heard: Found, name: str, version: str) -> None:
    assert heard[version][name].answers == [], heard[version][name]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_call_that_nobody_takes_is_no_fault_of_the_line(heard: Found, version: str) -> None:
    assert {name: heard[version][name].outcome for name in NEVER_UP} == NEVER_UP


@pytest.mark.parametrize("version", VERSIONS)
def test_a_forged_code_is_compared_three_times_and_no_more(heard: Found, version: str) -> None:
    assert heard[version]["a forged code"].codes == ["00000"] * 3
