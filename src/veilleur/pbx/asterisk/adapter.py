"""The adapter of Asterisk, alone or under FreePBX: all that the rest of Veilleur knows of it."""

from __future__ import annotations

from veilleur.config import Settings
from veilleur.language import Sentence
from veilleur.pbx.adapter import Adapter, GuardHooks, Switch
from veilleur.pbx.asterisk.section import SECTION
from veilleur.pbx.asterisk.settings import NAME
from veilleur.pbx.asterisk.wizard.setup import AsteriskSetup


def _build(settings: Settings, guard: GuardHooks) -> Switch:
    from veilleur.pbx.asterisk.switch import build

    return build(settings, guard)


ADAPTER = Adapter(
    name=NAME,
    title="Asterisk",
    login=Sentence("le compte AMI", "the manager login"),
    section=SECTION,
    build=_build,
    setup=AsteriskSetup(),
)
