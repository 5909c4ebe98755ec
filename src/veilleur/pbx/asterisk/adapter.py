"""The adapter of Asterisk, alone or under FreePBX: all that the rest of Veilleur knows of it."""

from __future__ import annotations

import os
from pathlib import Path

from veilleur.config import Settings
from veilleur.language import Sentence
from veilleur.pbx.adapter import Adapter, GuardHooks, RecordsAtHand, Switch
from veilleur.pbx.asterisk.audit.port import AsteriskAudit
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


def _records_at_hand(settings: Settings) -> RecordsAtHand:
    """Master.csv with the older parts that logrotate left beside it, or FreePBX's database."""
    asterisk = settings.switch
    if not isinstance(asterisk, AsteriskSettings):
        return RecordsAtHand()
    if asterisk.cdr_database:
        return RecordsAtHand(is_exported=os.access(asterisk.cdr_database, os.R_OK))
    current = Path(asterisk.cdr_file)
    if not asterisk.cdr_file or not current.is_file():
        return RecordsAtHand()
    files = [current, *sorted(current.parent.glob(f"{current.name}[.-]*"))]
    return RecordsAtHand(
        tuple(one for one in files if one.is_file() and os.access(one, os.R_OK) and one.stat().st_size)
    )


ADAPTER = Adapter(
    name=NAME,
    title="Asterisk",
    login=Sentence("le compte AMI", "the manager login"),
    section=SECTION,
    build=_build,
    setup=AsteriskSetup(),
    export_records=_export_records,
    records_at_hand=_records_at_hand,
    audit=AsteriskAudit(),
)
