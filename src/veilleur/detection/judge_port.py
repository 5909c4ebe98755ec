"""The port between the watch (calls, money, access, confirmation) and the judge (what it means).

In: the watch's questions, one per call that could cost money, and the evidence it witnessed.
Out: verdicts. Pitfall: caps, emergency numbers, permits and locks are the watch's and stand above
any verdict.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from veilleur.words.calls import Origin, Vantage
from veilleur.words.decisions import DecisionKind, Reason
from veilleur.words.destinations import Destination
from veilleur.words.money import MicroEuro

# Seconds that a fraudulent call is expected to run: the judge's expected cost of allowing a call, and the
# savings shown when one is stopped. Documented calls run 3 to 20 minutes (facts 2.1); expert estimate.
EXPECTED_FRAUD_CALL_S = 600.0
UNKNOWN_DETOUR = "unknown_detour"  # reason code: the owner is asked as a precaution, whatever the odds


class Moment(NamedTuple):
    """A time as the company lives it: the watch's time read in the site's zone and hours."""

    at: float  # seconds since 1970 UTC
    hour: int  # 0-23, local
    weekday: int  # 0 = Monday
    is_open: bool  # within opening hours, and no holiday or closure
    period: int  # number of the open or closed period, counting up; windows of caps use it


class CallFacts(NamedTuple):
    """All that is known of one outgoing call when it is judged."""

    moment: Moment
    call: str  # request or call id
    extension: str
    destination: Destination
    origin: Origin
    vantage: Vantage
    outside_caller: str = ""
    address: str = ""
    agent: str = ""
    can_key_digits: bool = False
    has_permit: bool = True  # False: a leg towards a trunk that nobody asked about
    running_capped: int = 0  # capped calls alive on the site, this one not counted
    running_same: int = 0  # of these, to the same number
    spent_closed: MicroEuro = 0  # spent and reserved in this closed period
    spent_day: MicroEuro = 0
    reaction_s: float = 0.0  # how long until a cut would take effect here
    answered_s: float = 0.0  # answered time that is known when it is judged: of a record, all of it
    request: str = ""  # id under which leave was asked, where `call` is that of the leg
    watched_s: float = 0.0  # for how long the site has been watched
    is_only_set: bool = False  # no call yet: a forward to this number was set
    is_joined: bool = False  # who placed it spoke with both parties, then joined them (attended transfer)


class Entity(StrEnum):
    """What a piece of evidence is about."""

    EXTENSION = "extension"
    MAILBOX = "mailbox"
    CALLER = "caller"
    ADDRESS = "address"
    DESTINATION = "destination"
    SITE = "site"


class Witnessed(NamedTuple):
    """One piece of evidence that is not itself an outgoing call."""

    at: float
    signal: str  # code of a declared signal
    entities: tuple[tuple[Entity, str], ...] = ()
    values: tuple[tuple[str, str], ...] = ()  # blanks of its sentence


class Verdict(NamedTuple):
    """The judge's answer: allow, ask or refuse, by least expected cost.

    probability: that this call is fraud. attack_db: evidence, in decibans, that the site is under
    attack. proven: the chain or a decoy stands behind it, so that it is carried out even while the
    site only observes. owner_decides: ask the owner, not the caller; refuse meanwhile.
    is_precaution: refused until the owner is asked, though nothing speaks of an attack.
    """

    kind: DecisionKind
    probability: float
    attack_db: float
    reasons: tuple[Reason, ...] = ()
    proven: bool = False
    owner_decides: bool = False
    is_precaution: bool = False


class Judging(Protocol):
    """What the watch asks of a judge. All pure; the state is the judge's own.

    `preview`, `attack_db` and `save` change nothing.
    """

    def judge(self, facts: CallFacts) -> Verdict:
        """The verdict on one call; its evidence is kept."""
        ...

    def preview(self, facts: CallFacts) -> Verdict:
        """What `judge` would say of this call now; nothing is kept, and no later verdict changes."""
        ...

    def reconsider(
        self, calls: tuple[str, ...], at: float, answered_s: float, *, own: float | None = None
    ) -> Verdict:
        """Judge a running call again, in the light of what came since: allow or refuse, never ask.

        calls: the ids under which it may have been judged. A refusal is given once for each call.
        """
        ...

    def code_keyed(self, call: str, at: float, right: bool) -> None:
        """A caller who was asked keyed a code (or nothing). call: the id that was judged."""
        ...

    def forget_expired(self, at: float) -> None:
        """Drop what bears on no verdict any more."""
        ...

    def unanswered(self, calls: tuple[str, ...], at: float) -> None:
        """A call rang and nobody answered: an attacker's numbers answer. calls: ids it was judged under."""
        ...

    def witness(self, evidence: Witnessed) -> None:
        """Take in evidence of access: PINs, forwards, registrations, decoys."""
        ...

    def attack_db(self, at: float) -> float:
        """How strongly the site looks under attack now, in decibans of the log odds."""
        ...

    def learn(self, facts: CallFacts, answered_s: float, cost: MicroEuro) -> None:
        """A call ended that was answered, allowed and part of no incident: it is normal here."""
        ...

    def answered(self, accepted: bool, scope: str, value: str, until: float | None, once: bool) -> None:
        """The owner accepted or refused a kind of call."""
        ...

    def withdrawn(self, scope: str, value: str) -> None:
        """An answer of the owner holds no more."""
        ...

    def save(self) -> dict[str, Any]:
        """The state as plain JSON data."""
        ...

    def load(self, data: dict[str, Any]) -> None:
        """Go on exactly from saved data."""
        ...
