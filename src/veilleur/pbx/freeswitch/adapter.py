"""The adapter of FreeSWITCH, and of FusionPBX on it."""

from __future__ import annotations

from veilleur.config import Settings
from veilleur.language import Sentence
from veilleur.pbx.adapter import Adapter, GuardHooks, Switch
from veilleur.pbx.freeswitch.audit.port import FreeSwitchAudit
from veilleur.pbx.freeswitch.section import SECTION
from veilleur.pbx.freeswitch.settings import NAME
from veilleur.pbx.freeswitch.setup.wizard import FreeSwitchSetup


def _build(settings: Settings, guard: GuardHooks) -> Switch:
    from veilleur.pbx.freeswitch.switch import build

    return build(settings, guard)


ADAPTER = Adapter(
    name=NAME,
    title="FreeSWITCH",
    login=Sentence("le mot de passe de l’event socket", "the password of the event socket"),
    section=SECTION,
    build=_build,
    setup=FreeSwitchSetup(),
    audit=FreeSwitchAudit(),
    names_calls=True,
)
