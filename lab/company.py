"""A small company on a real Asterisk: telephones, voicemail, a carrier, and the real guard before it.

`with Company("22") as company:` starts carrier, switch and guard, all on a loopback network of its own
(127.x.y.0/24, chosen free), so that several companies live beside one another. Without guard: `watched=False`
(an untouched PBX). `asks=False`: no FastAGI in the dialplan, the guard sees and cuts.
Pitfall: PINs and passwords are made afresh for each company and stand in no file of ours. The judge weighs
the hour of a call, so a company has an hour of its own: it lies in a zone where the clock shows it now.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from types import TracebackType
from zoneinfo import ZoneInfo

from lab import configuration, scenarios
from lab.addresses import foreign_address, free_network, free_port
from lab.carrier import CarriedCall, Carrier
from lab.configuration import EXTENSIONS, MAIN_NUMBER, technology
from lab.guard import GuardProcess, JournalView
from lab.install import LabError
from lab.lateness import Lateness
from lab.sip import Sip
from lab.sounds import hums
from lab.switch import RealAsterisk
from veilleur.config import load
from veilleur.control.client import ask
from veilleur.pbx.asterisk.setup import AsteriskPlan, apply
from veilleur.pbx.asterisk.wizard.telephone import plan_in
from veilleur.pbx.registry import sections
from veilleur.words.errors import ConfigError

ZONE = "Europe/Paris"  # of the stories that have a date too
NIGHT_HOUR, DAY_HOUR = 3, 10
HOUR_VARIABLE = "VEILLEUR_LAB_HOUR"  # another hour for all companies: `make nightly` tries several
OPEN_HOURS = 4
FLUSHED_WITHIN_S = 6.0
ANSWER_LIMIT_S = 30.0  # a busy switch first sends all the events that wait
LIMIT_S = 240  # no process of a company outlives this


class Company:
    """One company; use it as a context manager.

    hours: "closed" or "open" at this moment. hour: the local one; of the night or the day when None.
    channels: lines of the trunk. mode: of the judge, "" for the default of a new site (it observes). toml:
    lines added to veilleur.toml. waits_without_us: what the dialplan does while Veilleur is absent. rings_s:
    how long far ends ring before they answer. judge: lines added to [site.judge]. at: the local date and time
    at which the guard believes to start, such as "2026-11-25 14:00"; when empty, the moment is true and the
    zone such that it is `hour` there. proxy_port: of the trunk's outbound proxy, which stands at .9; 0 for
    none. telephone: the owner's, which alerts call at .60; "" for none. telephone_dial: the channel that
    reaches it instead, as [alerts.telephone] has it.
    """

    def __init__(
        self,
        version: str,
        *,
        watched: bool = True,
        asks: bool = True,
        hours: str = "closed",
        hour: int | None = None,
        channels: int = 8,
        waits_without_us: str = "closed",
        mode: str = "enforce",
        toml: str = "",
        rings_s: float = 0,
        judge: str = "",
        at: str = "",
        proxy_port: int = 0,
        telephone: str = "",
        telephone_dial: str = "",
    ) -> None:
        self.version = version
        self.watched, self.asks, self.hours, self.channels = watched, asks, hours, channels
        self._rings_s, self._judge = rings_s, judge
        self._proxy_port = proxy_port
        self._telephone, self._telephone_port = telephone, free_port()
        self._telephone_dial = telephone_dial
        self._waits_without_us, self._mode, self._toml = waits_without_us, mode, toml
        now = datetime.now(UTC)
        self.ahead_s = (_moment(at) - now).total_seconds() if at else 0.0
        if hour is None:
            hour = int(os.environ.get(HOUR_VARIABLE) or (DAY_HOUR if hours == "open" else NIGHT_HOUR))
        self.zone = ZONE if at else zone_at(hour, now)
        self.network = free_network()
        self.pins = {box: f"{secrets.randbelow(9000) + 1000}" for box in EXTENSIONS}
        self._secrets = {extension: secrets.token_hex(8) for extension in EXTENSIONS}
        self.agi_port = free_port()
        self._stack = ExitStack()
        self.home = Path()
        self._ports = iter(range(5100, 60_000, 2))

    def __enter__(self) -> Company:
        try:
            self._start()
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    # --- what stands there ---

    @property
    def journal(self) -> JournalView:
        """What the guard has written down, to this moment."""
        with suppress(ConfigError):  # frozen: it writes nothing
            ask(self.settings.control_socket, {"do": "flush"}, FLUSHED_WITHIN_S)
        return self.guard.journal

    def start_guard(self) -> None:
        """Start the guard (again) and wait until it sees."""
        self._write_settings()
        self.guard.start()

    def close_for_the_night(self) -> None:
        """The closing hour has come: the guard is started again with hours that have ended."""
        self.hours = "closed"
        self.guard.stop()
        self.start_guard()

    def move_the_clock(self, seconds: float) -> None:
        """Time has passed: the guard is started again with a clock that much later."""
        self.ahead_s += seconds
        self.guard.stop()
        self.guard.set_ahead(self.ahead_s)
        self.start_guard()

    @property
    def mailbox_asked_once(self) -> bool:
        """Whether voicemail asks for the mailbox once a call, or again after each wrong PIN."""
        return self.watched and self.asks

    def forward_of(self, extension: str) -> str:
        """The forward of an extension in the switch's own database, "" when there is none."""
        self.switch.send("DBGet", Family="CF", Key=extension, ActionID=f"lab-{extension}")
        for message in self.switch.events(ANSWER_LIMIT_S):
            if message.get("Event") == "DBGetResponse":
                return message.get("Val", "")
            if message.get("Response") == "Error" and message.get("ActionID") == f"lab-{extension}":
                return ""
        raise LabError("the switch does not answer DBGet")

    def hostile_calls(self) -> list[CarriedCall]:
        """What the carrier answered abroad: in the lab nobody honest calls Latvia."""
        return [call for call in self.carrier.calls() if call.number.startswith("00371")]

    def within(self, limit_s: float) -> float:
        """A limit in seconds for a reaction, and what the machine was late since the company was ready."""
        return self._lateness.within(limit_s)

    def trunk_channel(self, number: str) -> str:
        """A channel straight to the trunk, as a manager action or a call file names it."""
        sip_16, pjsip = f"SIP/carrier/{number}", f"PJSIP/{number}@carrier"
        return sip_16 if technology(self.version) == "SIP" else pjsip

    # --- telephones ---

    def address_of(self, extension: str) -> str:
        """The network address of an extension's own telephone."""
        return f"{self.network}.{100 + EXTENSIONS.index(extension)}"

    @cached_property
    def stranger(self) -> str:
        """A network address far from all telephones of the company; it lies on loopback for as long."""
        return self._stack.enter_context(foreign_address())

    def register(self, extension: str, *, address: str = "", port: int = 5060, contact: str = "") -> None:
        """The telephone proves its account, from its own address unless another is given.

        contact: where it says that it is reached, such as "003712901@192.0.2.9:5060"; there, when empty.
        """
        address = address or self.address_of(extension)
        contact = contact or f"{extension}@{address}:{port}"
        scenario = scenarios.register(extension, self._secrets[extension], contact)
        with self._sip(scenario, address, port, limit_s=ANSWER_LIMIT_S) as telephone:
            if "registered" not in telephone.wait():
                raise LabError(f"{extension} could not register: {telephone.errors()[:500]}")

    def dial(
        self,
        extension: str,
        number: str,
        *,
        keys: tuple[tuple[str, float], ...] = (),
        holds_s: float = 1.0,
        address: str = "",
        joins: str = "",
    ) -> Sip:
        """A telephone of the company dials; gives the running call.

        address: from elsewhere. joins: see `scenarios.call`.
        """
        scenario = scenarios.call(
            number,
            extension,
            account=extension,
            secret=self._secrets[extension],
            keys=keys,
            holds_s=holds_s,
            joins=joins,
        )
        return self._sip(scenario, address or self.address_of(extension), next(self._ports))

    def outside_call(
        self,
        number: str,
        *,
        caller: str = "0037129000001",
        keys: tuple[tuple[str, float], ...] = (),
        holds_s: float = 2.0,
        calls: int = 1,
        per_second: float = 5.0,
    ) -> Sip:
        """Somebody outside calls the company through the carrier; gives the running call or calls."""
        scenario = scenarios.call(number, caller, keys=keys, holds_s=holds_s)
        rate = ("-m", str(calls), "-r", str(round(per_second * 10)), "-rp", "10000")
        return self._sip(scenario, self.carrier.address, next(self._ports), *rate)

    def answering_telephone(self, extension: str, *, transfer_to: str = "") -> Sip:
        """A registered telephone that answers calls; with `transfer_to` it sends each caller on, blind."""
        return self._incoming(extension, scenarios.answering(extension, transfer_to=transfer_to))

    def consulting_telephone(self, extension: str, number: str, *, hands_over_after_s: float = 5.0) -> Sip:
        """A registered telephone that answers, calls somebody by the transfer key (*2), and hands over."""
        keys = (("*2", 0.5), (number, 2.0))
        return self._incoming(
            extension, scenarios.answering(extension, keys=keys, hands_over_after_s=hands_over_after_s)
        )

    def redirecting_telephone(self, extension: str, number: str) -> Sip:
        """A registered telephone whose owner keyed a forward into the telephone itself (SIP 302)."""
        return self._incoming(extension, scenarios.redirecting(number))

    def _incoming(self, extension: str, scenario: str) -> Sip:
        port = next(self._ports)
        self.register(extension, port=port)
        return self._sip(scenario, self.address_of(extension), port, bounded=False)

    def _sip(
        self, scenario: str, address: str, port: int, *more: str, limit_s: float = 60, bounded: bool = True
    ) -> Sip:
        arguments = [f"{self.network}.1:5060", "-i", address, "-mi", address, "-p", str(port), *more]
        if bounded and "-m" not in more:
            arguments += ["-m", "1"]
        process = Sip(scenario, *arguments, limit_s=limit_s)
        self._stack.callback(process.stop)
        return process

    # --- start ---

    def _start(self) -> None:
        home = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="veilleur-company-")))
        self.home = home
        self._lateness = self._stack.enter_context(Lateness())
        self.carrier = self._start_carrier()
        etc = home / "etc"
        etc.mkdir()
        for name, text in configuration.files(
            version=self.version,
            network=self.network,
            secrets=self._secrets,
            pins=self.pins,
            channels=self.channels,
            gated=self.watched and self.asks,
            proxy=f"{self.network}.9:{self._proxy_port}" if self._proxy_port else "",
        ).items():
            if self._telephone:  # a mobile sends its keys as events, as all do
                text = text.replace("dtmf_mode=info", "dtmf_mode=auto_info")
                text = text.replace("dtmfmode=info", "dtmfmode=rfc2833")
            (etc / name).write_text(text)
        for name, text in self._more_files().items():
            (etc / name).write_text(text)
        self.switch = RealAsterisk(self.version, {})
        self.plan = AsteriskPlan()
        if self.watched:
            self._write_settings()
            self.settings = load(home / "veilleur.toml", sections())
            self.plan = AsteriskPlan(
                site=self.settings.site,
                agi_port=self.agi_port,
                version=int(self.version),
                waits_without_us=self._waits_without_us,
                log_path=f"{self.switch.home}/log/veilleur-voicemail.log",
                telephone=plan_in(home / "veilleur.toml"),
            )
            apply(etc, self.plan)
            (home / "ami-secret").write_text(self.plan.secret)
            if self._telephone:
                hums(self.switch.path(self.switch.home) / "sounds")
        for path in etc.iterdir():
            text = path.read_text()
            self.switch.add_file(path.name, text)
        self._stack.enter_context(self.switch)
        self.guard = GuardProcess(home / "veilleur.toml", home / "journal.db", self.ahead_s)
        self._stack.callback(self.guard.kill)
        if self.watched:
            self.start_guard()
        for extension in EXTENSIONS:  # as telephones do every few minutes
            self.register(extension)
        self._lateness.start_again()

    def _more_files(self) -> dict[str, str]:
        """What else this company's PBX has configured, by the name of the file."""
        return {}

    def _start_carrier(self) -> Carrier:
        return self._stack.enter_context(Carrier(LIMIT_S, f"{self.network}.2", 5060, self._rings_s))

    def _write_settings(self) -> None:
        logs = self.switch.path(f"{self.switch.home}/log")
        trunk = f"{technology(self.version)}/carrier*"
        mode = f'mode = "{self._mode}"\n' if self._mode else ""
        judge = f"[site.judge]\n{mode}{self._judge}"
        (self.home / "ami-secret").touch()
        if self._telephone:
            (self.home / "telephone-secret").write_text("lab-only-telephone")
        (self.home / "veilleur.toml").write_text(
            f"""\
[site]
name = "Garage du Lab"
extensions = ["2XX"]
timezone = "{self.zone}"
trunks = ["{trunk}"]
trunk_channels = {self.channels}
[site.hours]
{self._opening_hours()}
{judge}[asterisk]
port = {self.switch.ami_port}
secret_file = "ami-secret"
log_file = "{logs}/veilleur-voicemail.log"
own_log = true
cdr_file = "{logs}/cdr-csv/Master.csv"
agi_port = {self.agi_port}
asks = {str(self.asks).lower()}
[journal]
file = "journal.db"
{self._toml}{self._alerts()}"""
        )

    def _opening_hours(self) -> str:
        """Hours within which the guard believes to be now, or not."""
        return opening_hours(self.hours, self.zone, datetime.now(UTC) + timedelta(seconds=self.ahead_s))

    def _alerts(self) -> str:
        """The owner is called at a telephone of their own, which lies at .60."""
        if not self._telephone:
            return ""
        place = f"{self.network}.60:5060"
        direct = (
            f"SIP/{{number}}@{place}" if self.version == "16" else f"PJSIP/carrier/sip:{{number}}@{place}"
        )
        dial = self._telephone_dial or direct
        return f"""\
[alerts]
[[alerts.person]]
name = "Paul"
telephone = "{self._telephone}"
[alerts.telephone]
dial = "{dial}"
caller = "{MAIN_NUMBER}"
secret_file = "telephone-secret"
port = {self._telephone_port}
sounds = "{self.switch.home}/sounds"
ring_s = 10
"""


def _moment(local: str) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(ZONE))


def zone_at(hour: int, now: datetime) -> str:
    """A time zone without summer time in which the clock shows this hour."""
    ahead = (hour - now.astimezone(UTC).hour + 11) % 24 - 11
    return f"Etc/GMT{-ahead:+d}"  # the signs of these names are those of POSIX


def opening_hours(hours: str, zone: str, now: datetime) -> str:
    """Lines of [site.hours]: a daily range that holds this moment ("open") or does not ("closed"), on public
    holidays too."""
    start = now.astimezone(ZoneInfo(zone)) + timedelta(hours=-2 if hours == "open" else 4)
    return f'mon-sun = "{start:%H:%M}-{start + timedelta(hours=OPEN_HOURS):%H:%M}"\nholidays = ""'
