"""One Asterisk put together for the guard: feed, FastAGI, orders, inspection and its own call records."""

from __future__ import annotations

from pathlib import Path

from veilleur.config import Settings
from veilleur.pbx.adapter import GuardHooks, PastCalls, Switch
from veilleur.pbx.asterisk.agi.server import FastAgi
from veilleur.pbx.asterisk.feed import FEED, AsteriskFeed
from veilleur.pbx.asterisk.files.past_calls import AsteriskPastCalls
from veilleur.pbx.asterisk.freepbx.call_records import FreePbxPastCalls
from veilleur.pbx.asterisk.health import Health
from veilleur.pbx.asterisk.probe import directory_of
from veilleur.pbx.asterisk.settings import AsteriskSettings
from veilleur.words.site import Site


def build(settings: Settings, guard: GuardHooks) -> Switch:
    """The switch of a configuration that names an Asterisk."""
    asterisk, site = settings.switch, settings.site
    assert isinstance(asterisk, AsteriskSettings)
    feed = AsteriskFeed(asterisk, site, guard.now, guard.chance)
    feed.on_fault = guard.on_fault
    questions = FastAgi(
        settings=asterisk,
        decide=guard.decide,
        code_is_right=guard.code_is_right,
        emit=guard.emit,
        now=guard.now,
        is_extension=feed.translator.plan.is_extension,
        translator=feed.translator,
        numbering=guard.numbering,
        unaskable=frozenset(site.unaskable_extensions),
    )
    health = Health(
        asterisk=asterisk,
        site=site,
        say=guard.say,
        note=guard.note,
        emit=guard.emit,
        now=guard.now,
        log=feed.log,
        contacts=feed.translator.plan.contacts,
        protection=guard.protection,
    )
    feed.on_reload = health.returned
    feed.protection = guard.protection
    if feed.log is not None:
        feed.log.protection = guard.protection
    return Switch(
        feed_name=FEED,
        feed=feed,
        questions=questions,
        actuator=feed.actuator,
        inspection=health,
        past_calls=_past_calls(asterisk, site, health),
        vantage=settings.vantage,
        call_id_of=feed.call_id_of,
    )


def _past_calls(asterisk: AsteriskSettings, site: Site, health: Health) -> PastCalls:
    if asterisk.cdr_database:
        return FreePbxPastCalls(Path(asterisk.cdr_database), site)
    records = Path(asterisk.cdr_file) if asterisk.cdr_file else None
    return AsteriskPastCalls(records, site, lambda: health.writes_records, directory_of(asterisk))
