"""The adapter of Asterisk, alone or under FreePBX: all that the rest of Veilleur knows of it."""

from __future__ import annotations

from pathlib import Path

from veilleur.config import Settings
from veilleur.language import Sentence
from veilleur.pbx.adapter import Adapter, GuardHooks, Switch
from veilleur.pbx.asterisk.section import SECTION
from veilleur.pbx.asterisk.settings import NAME, AsteriskSettings
from veilleur.pbx.asterisk.wizard.setup import AsteriskSetup
from veilleur.words.errors import ConfigError


def _build(settings: Settings, guard: GuardHooks) -> Switch:
    from veilleur.pbx.asterisk.switch import build

    return build(settings, guard)


def _export_records(settings: Settings, since: float, path: Path) -> int:
    from veilleur.pbx.asterisk.freepbx.call_records import export

    asterisk = settings.switch
    if not isinstance(asterisk, AsteriskSettings) or not asterisk.cdr_database:
        raise ConfigError(
            "{path}: no database of call records is named; add cdr_database = '/etc/freepbx.conf' to "
            "[asterisk], or give files.",
            path=settings.source,
        )
    return export(Path(asterisk.cdr_database), settings.site, since, path)


ADAPTER = Adapter(
    name=NAME,
    title="Asterisk",
    login=Sentence("le compte AMI", "the manager login"),
    section=SECTION,
    build=_build,
    setup=AsteriskSetup(),
    export_records=_export_records,
)
