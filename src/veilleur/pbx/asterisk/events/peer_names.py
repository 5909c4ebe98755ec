"""How names of channels and dialled strings are read, as one site means them. Pure.

Which channel leads out of the site decides everything else. With trunks named in the configuration these
count, and without them whatever is no telephone. Pitfall: names mislead (a trunk called "1234", a telephone
called "reception"), so what the switch itself does with a peer counts more: a number dialled *through* a peer
makes that leg one that leaves, whatever the peer is called.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import unquote

from veilleur.pbx.asterisk.events.contacts import Contacts
from veilleur.words.site import Site

MAX_PEERS = 10_000
MAX_NUMBER_CHARACTERS = 80
DIGITS_OF_A_NUMBER = 8  # fewer reach nobody abroad
_NEVER_TRUNK = frozenset(
    """Local Message Bridge Parking ConfBridge CBAnn CBRec Surrogate Announcer Multicast MulticastRTP
    UnicastRTP AudioSocket WebSocket Snoop Recorder Console""".split()
)
_SIP = frozenset({"PJSIP", "SIP", "IAX2"})
_NO_ACCOUNT = frozenset({"anonymous", "guest"})  # PJSIP's endpoint, and the user of iax.conf, for strangers
_ANALOGUE = frozenset({"DAHDI", "Zap", "mISDN", "Khomp", "OOH323"})
_TECHNOLOGIES = frozenset({"PJSIP", "SIP", "IAX2", "IAX", "DAHDI", "LOCAL", "OOH323", "ZAP", "MISDN"})
# A channel that is being taken over by another bears its name with an ornament.
_ORNAMENT = re.compile(r"<(?:ZOMBIE|MASQ)>")
_TAKEN_OVER = ("AsyncGoto/", "Transfered/", "Parked/", "Bridge/")
_DIGITS = re.compile(r"\d+")
# FreePBX and its kin name their contexts so that a peer's side is known before it is ever used.
_INSIDE_CONTEXT = "from-internal"
_OUTSIDE_CONTEXTS = ("from-trunk", "from-pstn", "from-did", "from-sip-external", "from-zaptel", "from-dahdi")
_NUMBER_CHARACTERS = frozenset("0123456789*#wW-.() ")
_SEPARATORS = str.maketrans("", "", "-.()/ \t\u00a0\u202f")  # of digits, as numbering reads them


class Plan:
    """Reads names of channels and dialled strings as one site means them."""

    def __init__(self, site: Site) -> None:
        """A site that names no trunks has as trunks whatever is no telephone of its own."""
        self._trunks = site.trunks
        self._extensions = site.extensions
        self.contacts = Contacts(lambda number: self.is_extension(number))
        self._peers: dict[str, bool] = {}  # what the switch reported of a peer: leads out, or a telephone
        self.is_extension = lru_cache(4096)(self._is_extension)
        self.extension_of_peer = lru_cache(4096)(self._extension_of_peer)

    def is_trunk(self, name: str) -> bool:
        """Whether a channel of this name leads out of the site."""
        bare = bare_of(name)
        technology, slash, peer = bare.partition("/")
        if not slash or technology in _NEVER_TRUNK:
            return False
        reported = self._peers.get(bare)
        if self._trunks:
            return reported is True or any(
                fnmatchcase(name, one) or fnmatchcase(bare, one) for one in self._trunks
            )
        return reported if reported is not None else not self.extension_of_peer(peer)

    def is_stranger(self, name: str) -> bool:
        """Whether a channel is that of a caller whom the switch lets in without an account."""
        bare = bare_of(name)
        technology, _slash, peer = bare.partition("/")
        if technology not in _SIP or self._peers.get(bare) is False or self.is_extension(peer):
            return False
        return peer in _NO_ACCOUNT or _is_address(peer)

    def learn_peer(self, bare: str, is_trunk: bool, *, by_list: bool = False) -> None:
        """What the switch showed of a peer such as "PJSIP/carrier".

        by_list: in its own list of peers. Otherwise by use, which never turns the name of an
        extension into a trunk: somebody who can dial through a telephone must not blind us to it.
        """
        technology, slash, peer = bare.partition("/")
        if not slash or technology in _NEVER_TRUNK:
            return
        if is_trunk and not by_list and self.is_extension(peer):
            return
        if not is_trunk and (self._trunks or self._peers.get(bare)):
            return
        if bare not in self._peers and len(self._peers) >= MAX_PEERS:
            del self._peers[next(iter(self._peers))]
        self._peers[bare] = is_trunk

    def learn_context(self, name: str, context: str) -> None:
        """A context by whose name FreePBX says on which side of the house a peer stands."""
        if context.startswith(_INSIDE_CONTEXT):
            self.learn_peer(bare_of(name), False)
        elif context.startswith(_OUTSIDE_CONTEXTS):
            self.learn_peer(bare_of(name), True)

    def number_through(self, dial_string: str, name: str) -> tuple[str, bool]:
        """The number that is dialled through a channel that is thought to be a telephone, "" for none,
        and whether the peer is proved to be a trunk by it. A telephone is dialled by its own name."""
        technology, slash, peer = bare_of(name).partition("/")
        if not slash or technology in _NEVER_TRUNK:
            return "", False
        number = dialled_number(dial_string)
        if not number or number == peer or self.is_extension(number):
            return "", False
        return number, "sip:" not in dial_string

    def _is_extension(self, text: str) -> bool:
        return any(_matches(pattern, text) for pattern in self._extensions)

    def _extension_of_peer(self, peer: str) -> str:
        """The extension that a telephone's account names: 104, phone104, 104-webrtc, 99104."""
        if self.is_extension(peer):
            return peer
        if "." in peer or "/" in peer or ":" in peer:
            return ""  # an address, or a line of a card
        if peer[:2] in ("90", "98", "99") and self.is_extension(peer[2:]):
            return peer[2:]  # FreePBX's second account of an extension, for browsers
        runs = [one for one in _DIGITS.finditer(peer) if self.is_extension(one[0])]
        if len(runs) == 1 and (runs[0].start() == 0 or runs[0].end() == len(peer)):
            return runs[0][0]
        return ""


def bare_of(name: str) -> str:
    """Technology and peer: `PJSIP/carrier-0000001a` -> `PJSIP/carrier`."""
    if "<" in name:
        name = _ORNAMENT.sub("", name)
    if name.startswith(_TAKEN_OVER) and name.count("/") > 1:
        name = name.partition("/")[2]
    return name.rpartition("-")[0] or name


def peer_of(name: str) -> str:
    """The peer in a channel's name: `PJSIP/carrier-0000001a` -> `carrier`."""
    return bare_of(name).partition("/")[2]


def is_analogue(name: str) -> bool:
    """Whether "answered" only means that the line was seized."""
    return name.partition("/")[0] in _ANALOGUE


def dialled_number(dial_string: str) -> str:
    """The number in a dial string of any channel technology; "" when it holds none."""
    text = dial_string.split(",", 1)[0].split("&", 1)[0]
    technology, slash, rest = text.partition("/")
    if slash and technology.upper() in _TECHNOLOGIES:
        text = rest
    for scheme in ("sips:", "sip:", "tel:"):
        if scheme in text:
            user, at, _host = text.split(scheme, 1)[1].partition("@")
            user = _bare_number(user.split(":", 1)[0]) if at or scheme == "tel:" else ""
            return user if _numeric(user) else ""
    candidates = []
    if "@" in text:
        candidates.append(text.split("@", 1)[0].rpartition("/")[2])
    if "/" in text:
        candidates.extend(part.split("@", 1)[0] for part in reversed(text.split("/")))
    candidates.append(text)
    return next((one for one in map(_bare_number, candidates) if _numeric(one)), "")


def dialled_target(dial_string: str) -> str:
    """What is dialled through a peer when it is no plain number; "" where the string names the peer alone.

    The address at which a telephone is reached (`reception/sip:x7f2@192.0.2.7`) is its name too.
    """
    text = dial_string.split(",", 1)[0].split("&", 1)[0]
    for scheme in ("sips:", "sip:", "tel:"):
        if scheme in text:
            user = _bare_number(text.split(scheme, 1)[1].split("@", 1)[0])
            return user if sum(map(str.isdigit, user)) >= DIGITS_OF_A_NUMBER else ""
    if "@" in text:
        return _bare_number(text.split("@", 1)[0].rpartition("/")[2])
    return _bare_number(text.partition("/")[2])


def address_of(text: str) -> str:
    """The bare network address in `IPV4/UDP/192.0.2.7/5060`, `192.0.2.7:5060` or a SIP URI."""
    if text.startswith(("IPV4/", "IPV6/")):
        parts = text.split("/")
        return parts[2][:MAX_NUMBER_CHARACTERS] if len(parts) > 2 else ""
    if "@" in text:
        text = text.rpartition("@")[2].split(";", 1)[0]
    if text.startswith("["):
        return text[1:].split("]", 1)[0][:MAX_NUMBER_CHARACTERS]
    text = text.split(":", 1)[0] if text.count(":") == 1 else text
    return text[:MAX_NUMBER_CHARACTERS]


def bounded(text: str) -> str:
    """A dialled string of bounded length. What separates digits goes first: 112 and a hundred dashes before
    the rest of a foreign number must not end behind 112. That many digits are no number at all."""
    if len(text) <= MAX_NUMBER_CHARACTERS:
        return text
    return text.translate(_SEPARATORS)[:MAX_NUMBER_CHARACTERS]


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _bare_number(text: str) -> str:
    """Without parameters of its address, and with %2B read as +."""
    text = text.split(";", 1)[0]
    return bounded(unquote(text) if "%" in text else text)


def _numeric(text: str) -> bool:
    bare = text.lstrip("+wW")  # a "w" waits for the dial tone of a line
    return bool(bare) and bare[0] in "0123456789*#" and _NUMBER_CHARACTERS.issuperset(bare)


def _matches(pattern: str, text: str) -> bool:
    if len(pattern) != len(text) or not text.isascii():
        return False
    for one, char in zip(pattern, text, strict=True):
        low = {"X": "0", "Z": "1", "N": "2"}.get(one.upper())
        if (low is None and one != char) or (low is not None and not low <= char <= "9"):
            return False
    return True
