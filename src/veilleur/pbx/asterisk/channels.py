"""What is remembered of the channels of a switch, and how their names are read.

State is bounded: the oldest channel is forgotten first. Easily got wrong: a linked id changes when
calls are bridged, so it is never a key; a Local channel is two channels, `;1` and `;2`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache

from veilleur.words.calls import Origin
from veilleur.words.site import Site

MAX_CHANNELS = 20_000
_NEVER_TRUNK = (
    "Local",
    "Message",
    "Bridge",
    "Parking",
    "ConfBridge",
    "CBAnn",
    "CBRec",
    "Surrogate",
    "Announcer",
)
_ANALOGUE = ("DAHDI", "Zap", "mISDN", "Khomp", "OOH323")


@dataclass(slots=True)
class Channel:
    """One channel of the switch."""

    unique: str
    name: str
    linked: str = ""
    caller: str = ""
    first_extension: str = ""  # the first extension of the site that it reached
    exten: str = ""
    is_trunk: bool = False
    incoming: bool = False
    parent: str = ""  # the channel that dialled it
    started: bool = False  # an out leg that CallStarted has told of
    number: str = ""  # of an out leg, as CallStarted told it; likewise the next two
    extension: str = ""
    origin: Origin = Origin.UNKNOWN
    answered: bool = False
    answered_at: float = 0.0
    voicemail: bool = False  # has been in voicemail, greeting included
    in_mailbox: bool = False
    mailbox: str = ""
    disa: bool = False
    forwarder: str = ""
    transferred_by: str = ""
    keys_at: float = 0.0
    keys: int = 0  # keys in the present group of keys
    groups: int = 0  # groups long enough to be a mailbox or a PIN
    accepted: bool = False


class Plan:
    """Reads names of channels and dialled strings as one site means them."""

    def __init__(self, site: Site, trunks: tuple[str, ...]) -> None:
        """trunks: channel name patterns; none means: whatever is no extension of the site."""
        self._trunks = trunks or site.trunks
        self._extensions = site.extensions
        self.is_extension = lru_cache(4096)(self._is_extension)

    def is_trunk(self, name: str) -> bool:
        """Whether a channel of this name leads out of the site."""
        technology, slash, _rest = name.partition("/")
        if not slash or technology in _NEVER_TRUNK:
            return False
        if self._trunks:
            bare = name.rpartition("-")[0] or name
            return any(fnmatchcase(name, one) or fnmatchcase(bare, one) for one in self._trunks)
        return not self.is_extension(peer_of(name))

    def _is_extension(self, text: str) -> bool:
        return any(_matches(pattern, text) for pattern in self._extensions)


def peer_of(name: str) -> str:
    """The peer in a channel's name: `PJSIP/carrier-0000001a` -> `carrier`."""
    rest = name.partition("/")[2]
    return rest.rpartition("-")[0] or rest


def is_analogue(name: str) -> bool:
    """Whether "answered" only means that the line was seized."""
    return name.partition("/")[0] in _ANALOGUE


def dialled_number(dial_string: str) -> str:
    """The number in a dial string of any channel technology; "" when it holds none."""
    text = dial_string.split(",", 1)[0].split("&", 1)[0]
    technology, slash, rest = text.partition("/")
    if slash and technology.upper() in ("PJSIP", "SIP", "IAX2", "DAHDI", "LOCAL", "OOH323", "ZAP"):
        text = rest
    for scheme in ("sips:", "sip:", "tel:"):
        if scheme in text:
            user = text.split(scheme, 1)[1].split("@", 1)[0].split(";", 1)[0]
            return user if _numeric(user) else ""
    candidates = []
    if "@" in text:
        candidates.append(text.split("@", 1)[0].rpartition("/")[2])
    if "/" in text:
        candidates.extend(part.split("@", 1)[0] for part in reversed(text.split("/")))
    candidates.append(text)
    return next((one for one in candidates if _numeric(one)), "")


def address_of(text: str) -> str:
    """The bare network address in `IPV4/UDP/192.0.2.7/5060`, `192.0.2.7:5060` or a SIP URI."""
    if text.startswith(("IPV4/", "IPV6/")):
        parts = text.split("/")
        return parts[2] if len(parts) > 2 else ""
    if "@" in text:
        text = text.rpartition("@")[2].split(";", 1)[0]
    if text.startswith("["):
        return text[1:].split("]", 1)[0]
    return text.split(":", 1)[0] if text.count(":") == 1 else text


def _numeric(text: str) -> bool:
    bare = text.lstrip("+")
    return bool(bare) and bare[0] in "0123456789*#" and all(c in "0123456789*#wW-.() " for c in bare)


def _matches(pattern: str, text: str) -> bool:
    if len(pattern) != len(text) or not text.isascii():
        return False
    for one, char in zip(pattern, text, strict=True):
        low = {"X": "0", "Z": "1", "N": "2"}.get(one.upper())
        if (low is None and one != char) or (low is not None and not low <= char <= "9"):
            return False
    return True
