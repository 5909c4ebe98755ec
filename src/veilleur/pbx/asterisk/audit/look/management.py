"""Administration: AMI, ARI, the web server, versions, and what of the machine guards the PBX.

Pitfall: FreePBX binds AMI to every address and permits 127.0.0.1 alone: a login's own list counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from veilleur.pbx.asterisk.audit.material import Material, is_yes, line_of, values_of
from veilleur.pbx.asterisk.dialplan.reading.config_file import Line
from veilleur.pbx.bounded_files import text_of
from veilleur.words.audit import Observation, Outcome, Severity
from veilleur.words.messages import Message

MANAGER, HTTP, ARI, MAIN = "manager.conf", "http.conf", "ari.conf", "asterisk.conf"
_DANGEROUS = frozenset({"all", "system", "command", "originate"})
_LOCAL = re.compile(r"^\s*(?:127\.|::1|localhost|\[::1\])")
_ALL_ADDRESSES = ("0.0.0.0", "::", "")  # noqa: S104 - what is looked for
_OWN_LOGIN = "veilleur"
# Last day of security fixes: the page "Asterisk Versions" of the project’s documentation; of 22, which is
# younger than the copy that was read, by the page's rule of five years.
_END_OF_LIFE = {
    11: date(2017, 10, 25),
    12: date(2015, 12, 20),
    13: date(2021, 10, 24),
    14: date(2018, 9, 26),
    15: date(2019, 10, 3),
    16: date(2023, 10, 9),
    17: date(2021, 10, 28),
    18: date(2025, 10, 20),
    19: date(2023, 11, 2),
    20: date(2027, 10, 19),
    21: date(2026, 10, 18),
    22: date(2029, 10, 16),
}
_PACKAGE = re.compile(r"^Package: asterisk\d*$.*?^Version: (?:\d+:)?(\d{1,4})[.~]", re.MULTILINE | re.DOTALL)
_LONGEST_READ = 4_000_000


def manager(found: Material) -> Iterator[Observation]:
    """Check 44: AMI."""
    if not is_yes(_text(found.value(MANAGER, "general", "enabled"))):
        return
    bind = found.value(MANAGER, "general", "bindaddr")
    is_local = bool(_LOCAL.match(_text(bind)))
    for section in found.conf(MANAGER).sections:
        if section.name.lower() == "general" or section.is_template:
            continue
        values = values_of(section)
        if not values.get("secret") and "write" not in values and "read" not in values:
            continue
        permits = [line.value for line in section.lines if line.key.lower() == "permit"]
        is_limited = any(line.key.lower() in ("deny", "acl") for line in section.lines) and all(
            _is_narrow(one) for one in permits
        )
        if not is_local and not is_limited:
            what = Message("Manager login {login} is taken from every address.", login=section.name)
            yield found.weak(44, what, at=section, about=section.name, severity=Severity.CRITICAL)
        rights = {one.strip().lower() for one in values.get("write", "").split(",")}
        if rights & _DANGEROUS and section.name != _OWN_LOGIN:
            what = Message("Manager login {login} may place calls or run commands.", login=section.name)
            yield found.weak(44, what, at=line_of(section, "write") or section, about=section.name)
        if len(values.get("secret", "")) < 12 or values.get("secret", "").lower() in ("amp111", "mysecret"):
            what = Message("Manager login {login} has a short or well-known secret.", login=section.name)
            yield found.weak(44, what, at=line_of(section, "secret") or section, about=section.name)
    if is_yes(_text(found.value(MANAGER, "general", "webenabled"))):
        what = Message("AMI answers over HTTP too (webenabled).")
        yield found.weak(44, what, at=found.value(MANAGER, "general", "webenabled"), severity=Severity.MEDIUM)


def rest_interface(found: Material) -> Iterator[Observation]:
    """Check 44: ARI, and live_dangerously."""
    if is_yes(_text(found.value(ARI, "general", "enabled"))) and found.is_there(HTTP):
        for section in found.conf(ARI).sections:
            values = values_of(section)
            if section.is_template or values.get("type") != "user" or is_yes(values.get("read_only", "")):
                continue
            if is_yes(_text(found.value(HTTP, "general", "enabled"))) and not _is_local_web(found):
                what = Message("ARI login {login} is taken from every address.", login=section.name)
                yield found.weak(44, what, at=section, about=section.name, severity=Severity.CRITICAL)
            if len(values.get("password", "")) < 12:
                what = Message("ARI login {login} has a short password.", login=section.name)
                yield found.weak(44, what, at=line_of(section, "password") or section, about=section.name)
    line = found.value(MAIN, "options", "live_dangerously")
    if line is not None and is_yes(line.value):
        what = Message("live_dangerously is on: what is dialled or set from outside may run commands.")
        yield found.weak(44, what, at=line)


def web(found: Material) -> Iterator[Observation]:
    """Check 34: the web server of Asterisk."""
    enabled = found.value(HTTP, "general", "enabled")
    if enabled is None or not is_yes(enabled.value) or _is_local_web(found):
        return
    yield found.weak(
        34,
        Message("Asterisk's web server answers on every address."),
        at=found.value(HTTP, "general", "bindaddr") or enabled,
    )


def _is_local_web(found: Material) -> bool:
    return bool(_LOCAL.match(_text(found.value(HTTP, "general", "bindaddr")) or "127.0.0.1"))


def _is_narrow(permit: str) -> bool:
    """Whether a permit means one machine or a network of the house."""
    address, _slash, mask = permit.strip().partition("/")
    return address not in _ALL_ADDRESSES and mask not in ("0", "0.0.0.0")  # noqa: S104


def _text(line: Line | None) -> str:
    return line.value.strip() if line is not None else ""


def version(found: Material) -> Iterator[Observation]:
    """Check 37, by the machine's own list of packages."""
    number = version_of(found)
    if number is not None:
        yield from end_of_life(number)


def end_of_life(number: int) -> Iterator[Observation]:
    """Check 37, of a major version."""
    end = _END_OF_LIFE.get(number)
    if (end is not None and end < _today()) or number < min(_END_OF_LIFE):
        what = Message(
            "Asterisk {version} gets no security fixes since {end}.", version=number, end=end or "2017"
        )
        yield Observation(check=37, outcome=Outcome.WEAK, what=what, about=str(number))


def version_of(found: Material) -> int | None:
    """The major version that the machine has installed, if it says."""
    if found.root is None:
        return None
    match = _PACKAGE.search(text_at(found.root / "var/lib/dpkg/status"))
    return int(match[1]) if match and int(match[1]) in _END_OF_LIFE else None


def _today() -> date:
    return date.today()


def blockers(found: Material) -> Iterator[Observation]:
    """Check 46: fail2ban or CrowdSec."""
    assert found.root is not None
    jails = [found.root / "etc/fail2ban/jail.local", *sorted((found.root / "etc/fail2ban/jail.d").glob("*"))]
    for path in jails:
        if re.search(
            r"^\[(?:asterisk|freepbx)[^\]]*\]\s*(?:^(?!\[).*\n)*?^enabled\s*=\s*true",
            text_at(path),
            re.M | re.I,
        ):
            return
    if (found.root / "etc/crowdsec").is_dir() and any((found.root / "etc/crowdsec").rglob("*asterisk*")):
        return
    yield found.weak(
        46, Message("Neither a jail of fail2ban nor CrowdSec's scenario for Asterisk is switched on.")
    )


def provisioning(found: Material) -> Iterator[Observation]:
    """Check 47: files with secrets that everybody on the machine, and so TFTP, may read."""
    assert found.root is not None
    for path in provisioning_files(found.root):
        try:
            is_open = bool(path.stat().st_mode & 0o004)
        except OSError:
            continue
        if is_open and re.search(r"password|secret|<P34>|auth", text_at(path), re.I):
            what = Message("A telephone's configuration with its secret is served to whoever asks.")
            yield found.weak(47, what, path=path, about=path.name)


def provisioning_files(root: Path) -> Iterator[Path]:
    """Configurations of telephones that are served."""
    for folder in ("tftpboot", "srv/tftp", "var/lib/tftpboot"):
        if (root / folder).is_dir():
            for path in sorted((root / folder).rglob("*"))[:5_000]:
                if path.suffix.lower() in (".cfg", ".xml", ".conf", ".boot") and path.is_file():
                    yield path


def clock(found: Material) -> Iterator[Observation]:
    """Check 53: a program that sets the clock."""
    assert found.root is not None
    signs = (
        "etc/chrony/chrony.conf",
        "etc/chrony.conf",
        "etc/ntp.conf",
        "etc/ntpsec/ntp.conf",
        "etc/systemd/system/sysinit.target.wants/systemd-timesyncd.service",
        "etc/systemd/system/dbus-org.freedesktop.timesync1.service",
    )
    if not any(_is_there(found.root / one) for one in signs):
        yield found.weak(53, Message("No program that sets the clock is configured."))


def _is_there(path: Path) -> bool:
    try:
        return path.is_symlink() or path.exists()
    except OSError:
        return False


def text_at(path: Path) -> str:
    """The text of a file of the machine; "" where it is not there, too large or not ours to read."""
    try:
        return text_of(path, _LONGEST_READ)
    except OSError:
        return ""


def has_root(found: Material) -> bool:
    """Whether a machine was given, and not a directory alone."""
    return found.root is not None
