"""The adapter of any switch that can send an HTTP request before it dials."""

from __future__ import annotations

from veilleur.config import Settings
from veilleur.language import Sentence
from veilleur.pbx.adapter import Adapter, GuardHooks, Switch
from veilleur.pbx.http.section import SECTION
from veilleur.pbx.http.settings import NAME
from veilleur.pbx.http.setup.wizard import HttpSetup


def _build(settings: Settings, guard: GuardHooks) -> Switch:
    from veilleur.pbx.http.switch import build

    return build(settings, guard)


ADAPTER = Adapter(
    name=NAME,
    title="HTTP",
    login=Sentence("un jeton du site", "a token of the site"),
    section=SECTION,
    build=_build,
    setup=HttpSetup(),
)
