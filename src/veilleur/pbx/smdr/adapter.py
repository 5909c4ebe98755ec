"""The adapter of an old PABX that only prints its calls.

Pitfall: such a switch is watched at vantage `records`. Nothing is refused or cut there; caps and judge can
only alarm, and there is nothing to set up in the switch.
"""

from __future__ import annotations

from veilleur.config import Settings
from veilleur.language import Sentence
from veilleur.pbx.adapter import Adapter, GuardHooks, Switch
from veilleur.pbx.smdr.section import SECTION
from veilleur.pbx.smdr.settings import NAME


def _build(settings: Settings, guard: GuardHooks) -> Switch:
    from veilleur.pbx.smdr.switch import build

    return build(settings, guard)


ADAPTER = Adapter(
    name=NAME,
    title="SMDR",
    login=Sentence("la ligne de relevés", "the line of records"),
    section=SECTION,
    build=_build,
)
