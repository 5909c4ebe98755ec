"""One look at an Asterisk: does the login work, what may it do, which dialplan is in force.

In: how to reach it. Out: a `Probe`. Pitfall: nothing is changed on the switch, and a dialplan that may not be
read is `None`, which is not the same as an empty one.
"""

from __future__ import annotations

import asyncio
import dataclasses
import re
from pathlib import Path
from typing import NamedTuple

from veilleur.config.switch_section import LOOPBACK
from veilleur.pbx.asterisk.ami.connection import AmiConnection
from veilleur.pbx.asterisk.ami.permissions import Capability, check, missing_to_watch
from veilleur.pbx.asterisk.dialplan.reading.peers import is_outside
from veilleur.pbx.asterisk.freepbx.telephones import Telephones, telephones
from veilleur.pbx.asterisk.log_follower import Act, trouble_with_log
from veilleur.pbx.asterisk.needed_modules import GOSUB, is_loaded, load, missing_modules
from veilleur.pbx.asterisk.settings import AsteriskSettings
from veilleur.pbx.asterisk.setup import AsteriskPlan
from veilleur.pbx.asterisk.setup import check as check_pieces
from veilleur.pbx.asterisk.setup.dialplan import HOOK_CONTEXT
from veilleur.pbx.asterisk.setup.survey import USUAL_DIRECTORY, Peer, Survey, survey
from veilleur.words import messages
from veilleur.words.errors import SwitchError
from veilleur.words.site import Site

FIRST_WITHOUT_MACRO = 21
PING_S = 2.0  # the dialplan itself waits no longer
PROBE_ANSWER_S = 15.0  # a whole FreePBX dialplan is some 20 000 rows
RECORDS_MODULE = "cdr_csv"
_QUESTIONS_PORT = re.compile(r"agi://[^:/,]+:(\d{1,5})/")
# Technology, action, and the event that ends its list.
_PEER_LISTS = (
    ("PJSIP", "PJSIPShowEndpoints", "EndpointListComplete"),
    ("SIP", "SIPpeers", "PeerlistComplete"),
    ("IAX2", "IAXpeerlist", "PeerlistComplete"),
)
# The gate itself, and where FreePBX asks: an Apply Config, an upgrade or a hand may change these.
GLIMPSED = ("veilleur-gate", HOOK_CONTEXT, "macro-dialout-trunk", "trunk-dial-with-exten", "ext-trunk")
_FREEPBX_CONTEXT = "macro-dialout-trunk"
_VERSION = re.compile(r"(\d{1,4})\.\d+")


class Probe(NamedTuple):
    """What was seen of an Asterisk.

    version: major version, 0 when it does not say. dialplan: rows with Context and, where they are steps,
    Extension, Priority, Application, AppData; None when the login may not read it. writes_records: whether
    the module that writes Master.csv is loaded; None when the PBX does not say. not_loaded: modules that the
    pieces need and that are not there. telephones: of a FreePBX; None where they could not be read.
    """

    capabilities: tuple[Capability, ...]
    version: int
    dialplan: tuple[dict[str, str], ...] | None
    writes_records: bool | None = None
    peers: tuple[Peer, ...] = ()
    not_loaded: tuple[str, ...] = ()
    telephones: Telephones | None = None

    @property
    def is_freepbx(self) -> bool:
        """Whether the dialplan in force was made by FreePBX."""
        return any(row["Context"] == _FREEPBX_CONTEXT for row in self.dialplan or ())

    @property
    def hook_is_macro(self) -> bool:
        """Whether FreePBX calls its predial hook by Macro rather than by Gosub."""
        called = HOOK_CONTEXT.removeprefix("macro-")
        return any(
            row["Application"].lower() == "macro" and row["AppData"].startswith(called)
            for row in self.dialplan or ()
        )

    @property
    def questions_ports(self) -> set[int]:
        """The ports to which the pieces put their questions."""
        rows = (row for row in self.dialplan or () if row["Context"].startswith("veilleur"))
        return {int(found[1]) for row in rows for found in _QUESTIONS_PORT.finditer(row["AppData"])}

    @property
    def missing_to_watch(self) -> messages.Message:
        """What to say when the watch could not do its work at all with this login, else an empty message."""
        return missing_to_watch(list(self.capabilities))


async def probe(settings: AsteriskSettings) -> Probe:
    """Connect once, look, and hang up.

    Raises:
        SwitchError: when it cannot connect or log in, or does not say what the login may do.
    """
    patient = dataclasses.replace(settings, answer_s=PROBE_ANSWER_S)
    connection = AmiConnection(patient, frozenset(), lambda _message: None)
    task = await connection.open()
    try:
        seen = Probe(
            tuple(await check(connection.act)),
            await _version(connection),
            await _dialplan(connection),
            await is_loaded(connection.act, RECORDS_MODULE),
            await _peers(connection),
            await missing_modules(connection.act),
        )
        return seen._replace(telephones=await telephones(connection.act)) if seen.is_freepbx else seen
    finally:
        await connection.close(task)


class Glimpse(NamedTuple):
    """What is looked at each minute: rows of the contexts in which a question first goes missing; whether the
    module is missing without which each line that asks ends its call."""

    rows: tuple[dict[str, str], ...]
    lacks_gosub: bool


async def glimpse(settings: AsteriskSettings) -> Glimpse | None:
    """A glimpse at a large dialplan; None when it may not be read.

    Raises:
        SwitchError: when it cannot connect or log in.
    """
    connection = AmiConnection(settings, frozenset(), lambda _message: None)
    task = await connection.open()
    try:
        found: list[dict[str, str]] = []
        for context in GLIMPSED:
            rows = await _dialplan(connection, context)
            if rows is None:
                return None
            found += rows
        return Glimpse(tuple(found), await is_loaded(connection.act, GOSUB) is False)
    finally:
        await connection.close(task)


def glimpsed(seen: Probe) -> Glimpse:
    """What a glimpse would have shown of a whole look."""
    kept = list(seen.dialplan or ())
    rows = tuple(row for context in GLIMPSED for row in kept if row["Context"] == context)
    return Glimpse(rows, GOSUB in seen.not_loaded)


async def load_gosub(settings: AsteriskSettings) -> bool:
    """Have the PBX load the module without which each line that asks ends its call; whether it is there.

    Raises:
        SwitchError: when it cannot connect or log in.
    """
    connection = AmiConnection(settings, frozenset(), lambda _message: None)
    task = await connection.open()
    try:
        return await load(connection.act, GOSUB)
    finally:
        await connection.close(task)


async def log_trouble(settings: AsteriskSettings) -> messages.Message | None:
    """Why no wrong PIN would be read from the log; None when one would, as a line of our login shows.

    Raises:
        SwitchError: when it cannot connect or log in, or the log cannot be read.
    """
    opened: list[tuple[AmiConnection, asyncio.Task[None]]] = []

    async def login() -> Act:
        connection = AmiConnection(settings, frozenset(), lambda _message: None)
        opened.append((connection, await connection.open()))
        return connection.act

    try:
        return await trouble_with_log(settings.log_file, login)
    finally:
        for connection, task in opened:
            await connection.close(task)


async def guard_answers(settings: AsteriskSettings) -> bool:
    """Whether a guard answers the dialplan's questions there."""
    try:
        async with asyncio.timeout(PING_S):
            reader, writer = await asyncio.open_connection(settings.agi_host, settings.agi_port)
            try:
                writer.write(b"agi_network_script: ping\n\n")
                return b"VEILLEUR pong" in await reader.readline()
            finally:
                writer.close()
    except (OSError, TimeoutError, ValueError):
        return False


async def _version(connection: AmiConnection) -> int:
    answer = (await connection.act("CoreSettings", {}))[0]
    found = _VERSION.search(answer.get("asteriskversion"))
    return int(found[1]) if found else 0


async def _dialplan(connection: AmiConnection, context: str = "") -> tuple[dict[str, str], ...] | None:
    only = {"Context": context} if context else {}
    try:
        rows = await connection.act("ShowDialPlan", only, "ShowDialPlanComplete")
    except SwitchError:
        return None
    message = rows[0].get("message").lower()
    if rows[0].get("response") == "Error":
        if "permission" in message or "unknown" in message:
            return None
        return ()  # nothing is there
    return tuple(
        {
            "Context": row.get("context"),
            "Extension": row.get("extension"),
            "Priority": row.get("priority"),
            "Application": row.get("application"),
            "AppData": row.get("appdata"),
            "ExtensionLabel": row.get("extensionlabel"),
            "IncludeContext": row.get("includecontext"),
            "Switch": row.get("switch"),
            "IgnorePattern": row.get("ignorepattern"),
        }
        for row in rows
        if row.name == "ListDialplan"
    )


async def _peers(connection: AmiConnection) -> tuple[Peer, ...]:
    """The peers that the PBX lists: what is not in its files lives in a database. None where it does not
    say."""
    found: list[Peer] = []
    for technology, action, complete in _PEER_LISTS:
        try:
            rows = await connection.act(action, {}, complete)
        except SwitchError:
            continue
        for row in rows:
            if row.name == "EndpointList":
                found.append(Peer(technology, row.get("objectname"), is_trunk=bool(row.get("outboundauths"))))
            elif row.name == "PeerEntry":
                is_fixed = row.get("dynamic").lower() == "no" and is_outside(row.get("ipaddress"))
                found.append(Peer(technology, row.get("objectname"), is_trunk=is_fixed))
    return tuple(found)


def surveyed(seen: Probe, settings: AsteriskSettings) -> Survey | None:
    """The model of the dialplan in force, with its files where they are on this machine; None when that may
    not be read."""
    if seen.dialplan is None:
        return None
    return survey(seen.dialplan, directory_of(settings), seen.peers, seen.telephones)


def directory_of(settings: AsteriskSettings) -> Path | None:
    """Where the files of the PBX are; None when they are not known to be on this machine."""
    if settings.directory:
        return Path(settings.directory)
    return USUAL_DIRECTORY if settings.host in LOOPBACK and USUAL_DIRECTORY.is_dir() else None


def pieces_in_force(found: Survey, seen: Probe, site: Site, agi_port: int) -> dict[str, bool]:
    """Which dialplan pieces are in force (see `setup.check`); and port: it asks where this guard listens,
    needs: all the modules that it uses are loaded."""
    pieces = check_pieces(found.model, _plan(seen, site, agi_port))
    return {
        **pieces,
        "port": pieces["gate"] and seen.questions_ports <= {agi_port},
        "needs": pieces["gate"] and not seen.not_loaded,
    }


def _plan(seen: Probe, site: Site, agi_port: int) -> AsteriskPlan:
    return AsteriskPlan(
        site=site,
        agi_port=agi_port,
        freepbx=seen.is_freepbx,
        version=seen.version or 16,
        hook_is_macro=seen.hook_is_macro and seen.version < FIRST_WITHOUT_MACRO,
    )
