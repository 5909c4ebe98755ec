"""The embedded PBX joined to the real AMI parser and translator, without sockets: messages -> events."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable

from veilleur.pbx.asterisk.ami.protocol import AmiError, Parser
from veilleur.pbx.asterisk.events.translator import Translator
from veilleur.simulation.nights.demo_night import BEGINS_AT, ENDS_AFTER_S, night
from veilleur.simulation.pbx import EmbeddedPbx
from veilleur.words.events import Event
from veilleur.words.site import Site

SITE = Site(name="Garage Martin", extensions=("1XX",), trunks=("PJSIP/carrier*",), trunk_channels=4)
UNTIL = BEGINS_AT + ENDS_AFTER_S + 7200


def sent_in_a_night(seed: int) -> tuple[EmbeddedPbx, list[tuple[float, bytes]]]:
    """A whole unwatched night, and what a manager was sent, as (when, one message)."""
    pbx, _acts = night(seed, asks=False)
    session = pbx.ami.connect()
    pbx.ami.receive(session, b"Action: Login\r\nUsername: veilleur\r\nSecret: \r\n\r\n")
    banner, _, rest = session.take_output().partition(b"\r\n")
    sent = [(pbx.now, banner + b"\r\n"), (pbx.now, rest)]
    while (upcoming := pbx.next_at) is not None and upcoming <= UNTIL:
        pbx.step()
        blocks = session.take_output().split(b"\r\n\r\n")[:-1]
        sent += [(pbx.now, block + b"\r\n\r\n") for block in blocks]
    return pbx, sent


def events_of(sent: Iterable[tuple[float, bytes]], piece: int = 4096) -> list[Event]:
    """The events that the real parser and translator read, the bytes cut into pieces."""
    translator = Translator(SITE)
    parser = Parser(translator.wanted)
    found: list[Event] = []
    for at, data in sent:
        for start in range(0, len(data), piece):
            with contextlib.suppress(AmiError):
                for message in parser.feed(data[start : start + piece]):
                    found += translator.step(message, at)
    return found
