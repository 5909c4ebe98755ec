"""Which channels of Asterisk lead outside, and what a carrier puts before the number.

In: names of channels, applications, contexts of the dialplan, `[site] trunks`. Out: whether it is a trunk.
Pitfall: a trunk may be named by digits, and a telephone by letters; what the site says outranks the name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import lru_cache
from itertools import islice

from veilleur.records.format import Context

# Applications that answer a call themselves: who talks to them talks to nobody outside.
ROOMS = frozenset(
    """
    CONFBRIDGE MEETME CONFERENCE KONFERENCE PAGE QUEUE AGI EAGI FASTAGI DEADAGI STASIS PLAYBACK BACKGROUND
    READ ECHO VOICEMAIL VOICEMAILMAIN MINIVM DIRECTORY MUSICONHOLD STARTMUSICONHOLD MILLIWATT PARK PARKEDCALL
    PARKANDANNOUNCE CONTROLPLAYBACK SAYDIGITS SAYNUMBER SAYALPHA SAYUNIXTIME WAITEXTEN ANSWER RECORD DICTATE
    CHANSPY EXTENSPY FESTIVAL MRCPSYNTH SPEECHBACKGROUND ZAPBARGE RECEIVEFAX RXFAX SMS
    """.split()
)
_PSEUDO = frozenset(
    "CBANN CBREC CONFBRIDGE CONFBRIDGERECORDER ANNOUNCER RECORDER BRIDGE MULTICASTRTP UNICASTRTP CONSOLE"
    " PARKED SURROGATE MESSAGE SNOOP BROADCAST BRIDGEMEDIA AUDIOSOCKET WEBSOCKET".split()
)
_COMES_IN = re.compile(
    r"from[-_](?:trunk|pstn|did|sip-external|external|outside|dahdi|zaptel|analog|carrier|extern)"
    r"|^(?:ext-did|incoming|inbound|entrant|from-sip-external)",
    re.IGNORECASE,
)
_STAYS_INSIDE = re.compile(
    r"^(?:from-internal|internal|default-internal|users?|phones?|local|macro-dialout)", re.I
)
# It begins with letters alone: behind a \b the search would stop at each word, at three times the cost.
_RESOURCE = re.compile(r"(?:PJSIP|SIP|IAX2|DAHDI|ZAP|CAPI|mISDN|Khomp|Motif)/([^\"&|,;\s]+)")
# A cell that holds a long number alone. It begins with a sign: a search for a place would stop everywhere.
_LONG_CELL = re.compile(r"[\"',;\t|][^\S\t]*\+?(\d{7,})[^\S\t]*(?=$|[\"',;\t|])")
_SHORT_NAME = re.compile(r"[0-9]{1,6}")  # of a peer: a longer one is none of a telephone anyway
_DIGITS = re.compile(r"\+?\d{7,}$")
CONTEXTS_REMEMBERED = 1_024  # a dialplan has a few, and each row names one
PREFIX_LINES = 2_000
PAIRS_NEEDED = 3
PAIRS_LOOKED_AT = 300  # of one trunk: more would show the same
PAIRS_AGREEING = 0.8
SHORTEST_PREFIX = 3  # `0`, `00` and `9` belong to the dialplan, not to a carrier


class TrunkChannels:
    """What one file and its site say of the channels."""

    def __init__(self, context: Context) -> None:
        self._patterns = tuple(context.site.trunks)
        self._learned = learned_trunks(context.whole_text())
        # Whether `[site] trunks` names any, or numbers are sent to what looks like a telephone.
        self.are_named = bool(self._patterns or self._learned)
        self._known: dict[str, bool] = {}
        self.prefixes = learned_prefixes(context.whole_text())

    def is_named(self, channel: str, peer: str) -> bool:
        """Whether `[site] trunks` names this channel, or numbers were sent to its peer."""
        if not channel:
            return False
        if peer in self._learned:
            return True
        if not self._patterns:
            return False
        known = self._known.get(channel)
        if known is None:
            if len(self._known) > 4096:
                self._known.clear()
            bare = channel.rpartition("-")[0] or channel
            known = any(
                fnmatchcase(name.lower(), pattern.lower())
                for pattern in self._patterns
                for name in (channel, bare, peer)
            )
            self._known[channel] = known
        return known

    def without_prefix(self, number: str, trunk: str) -> str:
        """The number without what the carrier of this trunk wants before it."""
        prefix = self.prefixes.get(trunk, "")
        return number[len(prefix) :] if prefix and number.startswith(prefix) else number


@lru_cache(maxsize=CONTEXTS_REMEMBERED)
def comes_in(context: str) -> bool:
    """Whether a context of the dialplan is one that calls from outside enter by."""
    return _COMES_IN.search(context) is not None


@lru_cache(maxsize=CONTEXTS_REMEMBERED)
def stays_inside(context: str) -> bool:
    """Whether a context of the dialplan is one that telephones of the site dial in."""
    return _STAYS_INSIDE.search(context) is not None


def is_pseudo(channel: str) -> bool:
    """Whether a channel is a part of Asterisk itself: an announcer or recorder of a room."""
    return channel.partition("/")[0].upper() in _PSEUDO


def learned_trunks(lines: Iterable[str]) -> frozenset[str]:
    """Peers named by few digits to which outside numbers are sent: `SIP/9300/0199000010`, `0199...@9300`."""
    seen: Counter[str] = Counter()
    for line in islice(lines, PREFIX_LINES):
        for resource in _RESOURCE.findall(line):
            number, trunk = _parts(resource)
            if _DIGITS.match(number) and _SHORT_NAME.fullmatch(trunk):
                seen[trunk] += 1
    return frozenset(trunk for trunk, count in seen.items() if count >= PAIRS_NEEDED)


def learned_prefixes(lines: Iterable[str]) -> dict[str, str]:
    """Trunk -> what stands before the number dialled in what was sent, where most calls show the same."""
    seen: dict[str, Counter[str]] = {}
    settled: set[str] = set()  # trunks that showed enough
    for place, line in enumerate(lines):
        if place >= PREFIX_LINES:
            break
        sent = [_parts(resource) for resource in _RESOURCE.findall(line)]
        sent = [(number, trunk) for number, trunk in sent if _DIGITS.match(number) and trunk not in settled]
        cells = set(_LONG_CELL.findall(f",{line}")) if sent else set()
        for number, trunk in sent:
            digits = number.lstrip("+")
            longest = max((cell for cell in cells if digits.endswith(cell)), key=len, default="")
            if longest:
                prefixes = seen.setdefault(trunk, Counter())
                prefixes[digits[: -len(longest)]] += 1
                if prefixes.total() >= PAIRS_LOOKED_AT:
                    settled.add(trunk)
    learned = {}
    for trunk, prefixes in seen.items():
        prefix, count = prefixes.most_common(1)[0]
        is_carriers = len(prefix) >= SHORTEST_PREFIX and not prefix.startswith(("00", "011"))
        if is_carriers and count >= PAIRS_NEEDED and count >= PAIRS_AGREEING * prefixes.total():
            learned[trunk] = prefix
    return learned


def _parts(resource: str) -> tuple[str, str]:
    """The number and the trunk of `number@trunk` or `trunk/number`."""
    if "@" in resource:
        number, _, trunk = resource.partition("@")
        return number.rpartition("/")[2].removeprefix("sip:"), trunk
    trunk, _, number = resource.partition("/")
    return number.removeprefix("sip:"), trunk
