"""The adapter of Asterisk, alone or under FreePBX: all that the rest of Veilleur knows of it."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from veilleur.config import Settings
from veilleur.language import Sentence
from veilleur.pbx.adapter import Adapter, GuardHooks, RecordsAtHand, Switch
from veilleur.pbx.asterisk.audit.port import AsteriskAudit
from veilleur.pbx.asterisk.section import SECTION
from veilleur.pbx.asterisk.settings import NAME, AsteriskSettings
from veilleur.pbx.asterisk.wizard.setup import AsteriskSetup
from veilleur.pbx.setup_port import Notices
from veilleur.pbx.telephone_port import TelephoneLine
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


def _telephone(settings: Settings) -> TelephoneLine | None:
    from veilleur.pbx.asterisk.telephone.line import AsteriskLine

    asterisk, telephone = settings.switch, settings.alerts.telephone
    if not isinstance(asterisk, AsteriskSettings) or telephone is None:
        return None
    return AsteriskLine(
        replace(asterisk, username=telephone.username, secret=telephone.secret),
        dial=telephone.dial,
        caller=telephone.caller,
        port=telephone.port,
        sounds=telephone.sounds,
        ring_s=telephone.ring_s,
    )


class _TelephoneSetup:
    """See `TelephoneSetup`; what it needs is loaded when it is called."""

    def section(self, settings: Settings) -> dict[str, Any]:
        """See `TelephoneSetup`."""
        from veilleur.pbx.asterisk.wizard.telephone import AsteriskTelephoneSetup

        return AsteriskTelephoneSetup().section(settings)

    def install(self, settings: Settings, notices: Notices) -> None:
        """See `TelephoneSetup`."""
        from veilleur.pbx.asterisk.wizard.telephone import AsteriskTelephoneSetup

        AsteriskTelephoneSetup().install(settings, notices)


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
    telephone=_telephone,
    telephone_setup=_TelephoneSetup(),
    names_calls=True,
)
