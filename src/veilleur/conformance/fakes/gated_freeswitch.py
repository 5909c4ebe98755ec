"""A made gate with a made FreeSWITCH behind it: each call is seen by both, under a name of each."""

from __future__ import annotations

from veilleur.conformance.fakes.freeswitch import MadeFreeSwitch
from veilleur.conformance.fakes.gated_asterisk import MadeGatedAsterisk, PbxBehind
from veilleur.conformance.made_switch import Ability


class MadeGatedFreeSwitch(MadeGatedAsterisk):
    """See `MadeSwitch`."""

    feeds = frozenset({"freeswitch", "gate"})
    abilities = MadeFreeSwitch.abilities - {Ability.ASKS_WITHOUT_FEED}

    def _made_pbx(self) -> PbxBehind:
        return MadeFreeSwitch()
