"""Events that nobody planned, drawn at random: late, doubled, of calls that are not there.

In: a source of chance, a time. Out: one event as the codec writes it. Pitfall: names of events and fields are
a contract of the journal, so the same draws fit checkouts of different ages.
"""

from __future__ import annotations

from random import Random
from typing import Any

CALLS = [f"c{n}" for n in range(6)]
REQUESTS = ["", *(f"r{n}" for n in range(6))]
NUMBERS = [
    "0005355512345",
    "0005355512345",
    "005355512345",
    "0037129000001",
    "0145678901",
    "0112",
    "00882160001",
]
EXTENSIONS = ["", "104", "105", "198"]
MAILBOXES = ["", "104@default", "105@default", "199@default"]
CALLERS = ["", "+37129000001", "0612"]
ORIGINS = ["extension", "extension", "forward", "voicemail", "disa", "transfer", "unknown"]
FLAGS = [False, True]
DECISIONS = [f"d{n}" for n in range(40)]
BLANKS: dict[str, list[Any]] = {
    "call": CALLS,
    "request": REQUESTS,
    "number": NUMBERS,
    "extension": EXTENSIONS,
    "mailbox": MAILBOXES,
    "outside_caller": CALLERS,
    "origin": ORIGINS,
    "outside": FLAGS,
    "inferred": FLAGS,
    "right": FLAGS,
    "attended": FLAGS,
    "cause": ["", "16", "34"],
    "decision": DECISIONS,
    "feed": ["ami", "log"],
    "address": ["", "192.168.1.9", "198.51.100.7"],
    "agent": ["", "Yealink", "friendly-scanner"],
    "account": EXTENSIONS,
    "unknown_account": FLAGS,
    "tries": [1, 1, 30],
    "accepted": FLAGS,
    "can_key_digits": FLAGS,
    "trunk_full": FLAGS,
    "calls_are_seen": FLAGS,
    "once": FLAGS,
    "found": FLAGS,
    "direction": ["out", "out", "in", "internal"],
    "answered": FLAGS,
    "priced_from_dialling": FLAGS,
    "duration_s": [0.0, 30.0, 900.0],
    "billed_s": [0.0, 20.0, 880.0],
    "step_s": [-3600.0, 2.0, 600.0],
    "is_final": FLAGS,
    "what": ["administrator", "dialplan", "of a later version"],
    "how_many": [1, 3],
    "tariff": [""],
}
EVENTS: list[tuple[int, str, str]] = [  # how often, its name, which of its fields are filled
    (
        6,
        "CallRequested",
        "request extension number origin outside_caller can_key_digits address agent trunk_full",
    ),
    (6, "CallStarted", "call number request extension origin outside_caller address priced_from_dialling"),
    (5, "CallAnswered", "call"),
    (4, "CallEnded", "call cause"),
    (3, "CodeKeyed", "request extension number right"),
    (3, "CallRecorded", "call direction extension number origin outside_caller duration_s billed_s answered"),
    (4, "Tick", ""),
    (1, "CallTransferred", "request extension number attended call outside_caller"),
    (1, "IncomingCall", "call outside_caller extension"),
    (1, "MailboxRequested", "request mailbox outside_caller outside"),
    (1, "MailboxEntered", "request mailbox outside_caller outside"),
    (1, "MailboxLeft", "request mailbox"),
    (2, "PinRefused", "mailbox request outside_caller outside inferred"),
    (1, "PinAccepted", "mailbox request outside_caller outside inferred"),
    (1, "PinChanged", "mailbox request outside_caller outside inferred"),
    (2, "ForwardSet", "extension kind number request found"),
    (1, "ForwardCleared", "extension kind"),
    (1, "RegistrationRefused", "account address agent unknown_account tries"),
    (1, "Registered", "account address agent"),
    (1, "Snapshot", "feed calls"),
    (1, "FeedLost", "feed calls_are_seen since"),
    (1, "FeedRestored", "feed"),
    (1, "ClockStepped", "step_s"),
    (1, "GuardStarted", "last_sign_at"),
    (1, "ConfigurationChanged", "what how_many value"),
    (1, "GapRead", "began_at ended_at is_final"),
    (1, "ActionFailed", "decision"),
    (1, "OwnerAnswered", "accepted scope value until once"),
    (1, "AnswerWithdrawn", "scope value"),
    (1, "Paused", "until"),
    (1, "Resumed", ""),
    (1, "HoursOrdered", "until"),
    (1, "UndoRequested", "decision"),
]


def drawn(rng: Random, now: float) -> dict[str, Any]:
    """One event as plain data."""
    _, name, fields = rng.choices(EVENTS, [often for often, _, _ in EVENTS])[0]
    at = now + rng.choice((0.0, 0.0, -0.1, -20.0, 3.0))
    data: dict[str, Any] = {"event": name, "at": at, "seen_at": now}
    for field in fields.split():
        data[field] = blank(rng, name, field, data)
    return data


def blank(rng: Random, event: str, field: str, data: dict[str, Any]) -> Any:
    """A value for one field."""
    ago = data["at"] - rng.choice((0.0, 30.0, 400.0, 4000.0))
    if field == "calls":
        return [
            {
                "call": call,
                "number": rng.choice(NUMBERS),
                "extension": rng.choice(EXTENSIONS),
                "origin": rng.choice(ORIGINS),
                "answered_at": rng.choice((None, ago)),
                "request": rng.choice(REQUESTS),
            }
            for call in rng.sample(CALLS, rng.randrange(4))
        ]
    if field == "kind":
        return rng.choice(("CF", "followme", "phone"))
    if field == "scope":
        return rng.choice(("number", "territory", "extension"))
    if field == "value":
        return rng.choice(
            {"number": ("+5355512345", "+37129000001"), "territory": ("CU", "LV")}.get(
                data["scope"], ("104", "105")
            )
        )
    if field == "until":
        ahead = data["at"] + rng.choice((60.0, 900.0))
        return rng.choice((None, ahead)) if event == "OwnerAnswered" else ahead
    if field in ("since", "last_sign_at", "began_at"):
        return ago
    if field == "ended_at":
        return data["at"]
    return rng.choice(BLANKS[field])
