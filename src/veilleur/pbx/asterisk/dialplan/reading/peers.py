"""Which peers are telephones of the house and which are trunks, from the files that define them.

In: pjsip.conf, pjsip_wizard.conf, sip.conf, iax.conf, users.conf and chan_dahdi.conf of a directory. Out:
kinds of peers and lines, and the contexts in which their calls begin. Pitfall: a telephone may have a fixed
address too: what makes a trunk is a login of ours at the other end, a public address, or that it is
identified by its address.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from pathlib import Path

from veilleur.pbx.asterisk.dialplan.reading.config_file import ConfigFile, Section, read
from veilleur.pbx.asterisk.dialplan.surroundings import Kind, Surroundings
from veilleur.pbx.asterisk.dialplan.text import whole

_YES = frozenset({"yes", "true", "on", "1", "y", "t"})
_NUMBER = re.compile(r"\+?[0-9*#]{8,}")  # shorter ones are extensions
_LIST = re.compile(r"\s*,\s*")
_FILES = ("pjsip.conf", "pjsip_wizard.conf", "sip.conf", "iax.conf", "users.conf", "chan_dahdi.conf")
_MOST_CHANNELS = 2_000


def add_peers(around: Surroundings, directory: Path) -> list[ConfigFile]:
    """Add what the files say; gives those that were read."""
    files = {name: read(directory, name) for name in _FILES}
    _pjsip(around, files["pjsip.conf"])
    _wizard(around, files["pjsip_wizard.conf"])
    _peers(around, files["sip.conf"], "SIP")
    _peers(around, files["iax.conf"], "IAX2")
    _users(around, files["users.conf"])
    _dahdi(around, files["chan_dahdi.conf"])
    for file in files.values():
        _variables(around, file)
    return [file for file in files.values() if file.files]


def _values(section: Section) -> dict[str, str]:
    """Keys in lower case with their last value."""
    return {line.key.lower(): line.value.strip() for line in section.lines}


def _variables(around: Surroundings, file: ConfigFile) -> None:
    """What `setvar=NAME=value` and its kin put into each call of a peer."""
    for section in file.sections:
        for line in section.lines:
            if line.key.lower().rpartition("/")[2] in ("setvar", "set_var"):
                name, sign, value = line.value.partition("=")
                if sign:
                    around.variables.append((name.strip().lstrip("_"), value.strip()))


def _pjsip(around: Surroundings, file: ConfigFile) -> None:
    endpoints: dict[str, dict[str, str]] = {}
    fixed: dict[str, bool] = {}
    identified: set[str] = set()
    for section in file.sections:
        if section.is_template:
            continue
        values = _values(section)
        kind = values.get("type", "")
        if kind == "endpoint":
            endpoints[section.name] = values
        elif kind == "aor":
            contacts = [
                one
                for line in section.lines
                if line.key.lower() == "contact"
                for one in _LIST.split(line.value)
            ]
            fixed[section.name] = any(_leads_out(one) for one in contacts)
        elif kind == "identify":
            identified.add(values.get("endpoint", ""))
        elif kind == "registration" and "endpoint" in values:
            identified.add(values["endpoint"])
    for name, values in endpoints.items():
        aors = _LIST.split(values.get("aors", name))
        is_trunk = "outbound_auth" in values or name in identified or any(fixed.get(one) for one in aors)
        _keep(around, "PJSIP", name, values, is_trunk=is_trunk)
        if name.lower() == "anonymous" and values.get("context"):
            around.guests.add(values["context"])


def _wizard(around: Surroundings, file: ConfigFile) -> None:
    for section in file.sections:
        values = _values(section)
        if section.is_template or values.get("type") != "wizard":
            continue
        is_trunk = any(_is_yes(values, key) for key in ("sends_auth", "sends_registrations"))
        is_trunk = is_trunk or not _is_private(values.get("remote_hosts", ""))
        _keep(
            around,
            "PJSIP",
            section.name,
            {"context": values.get("endpoint/context", values.get("context", ""))},
            is_trunk=is_trunk,
        )


def _peers(around: Surroundings, file: ConfigFile, technology: str) -> None:
    if technology == "SIP" and file.files:
        general = {key: value for one in file.named("general") for key, value in _values(one).items()}
        if general.get("allowguest", "yes").lower() in _YES:
            around.guests.add(general.get("context", "default"))
    for section in file.sections:
        values = _values(section)
        if section.name.lower() in ("general", "authentication"):
            if values.get("context"):
                around.contexts.add(values["context"])
            continue
        if technology == "IAX2" and section.name.lower() == "guest" and values.get("context"):
            around.guests.add(values["context"])
        if section.is_template or not ({"type", "host"} & set(values)):
            continue
        is_trunk = values.get("host", "dynamic").lower() != "dynamic" and (
            not _is_private(values.get("host", ""))
            or any(key in values for key in ("remotesecret", "fromuser", "defaultuser", "username"))
        )
        _keep(around, technology, section.name, values, is_trunk=is_trunk)


def _users(around: Surroundings, file: ConfigFile) -> None:
    general: Mapping[str, str] = {}
    for section in file.sections:
        values = _values(section)
        if section.name.lower() == "general":
            general = values
            continue
        if section.is_template:
            continue
        values = {**general, **values}
        is_trunk = "trunkname" in values or "trunkstyle" in values
        is_trunk = is_trunk or not _is_private(values.get("host", "dynamic"))
        for key, technology in (("hassip", "SIP"), ("hasiax", "IAX2")):
            if _is_yes(values, key):
                _keep(around, technology, section.name, values, is_trunk=is_trunk)


def _dahdi(around: Surroundings, file: ConfigFile) -> None:
    signalling, group = "", ""
    for section in file.sections:
        if section.name.lower() not in ("channels", "general"):
            continue
        for line in section.lines:
            key, value = line.key.lower(), line.value.strip()
            if key == "signalling":
                signalling = value.lower()
            elif key == "group":
                group = value
            elif key == "context":
                around.contexts.add(value)
            elif key == "channel":
                # a port that drives a telephone signals as an exchange does: fxo
                kind = Kind.TELEPHONE if signalling.startswith("fxo") else Kind.TRUNK
                for number in _channels(value):
                    around.lines[number] = kind
                if group and kind is Kind.TRUNK:
                    for one in _LIST.split(group):
                        for letter in "gGrR":
                            around.lines[f"{letter}{one}"] = Kind.TRUNK


def _channels(text: str) -> list[str]:
    found: list[str] = []
    for piece in _LIST.split(text):
        first, dash, last = piece.partition("-")
        if dash and first.isdecimal() and last.isdecimal() and whole(last) - whole(first) < _MOST_CHANNELS:
            found += [str(number) for number in range(whole(first), whole(last) + 1)]
        else:
            found.append(piece)
    return found


def _keep(
    around: Surroundings, technology: str, name: str, values: Mapping[str, str], *, is_trunk: bool
) -> None:
    around.peers[(technology, name)] = Kind.TRUNK if is_trunk else Kind.TELEPHONE
    if values.get("context"):
        around.contexts.add(values["context"])


def _is_yes(values: Mapping[str, str], key: str) -> bool:
    return values.get(key, "").lower() in _YES


def is_outside(address: str) -> bool:
    """Whether an address, a host or a contact lies outside the house."""
    return not _is_private(address)


def _is_private(text: str) -> bool:
    """Whether an address, a host or a contact is nothing, dynamic, or within the house."""
    if not text or text.lower() == "dynamic":
        return True
    host = re.sub(r"^\s*sips?:", "", text).rpartition("@")[2]
    host = re.split(r"[;,>\s]", host)[0]
    host = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    try:
        return ipaddress.ip_address(host.partition("/")[0]).is_private and not _is_example(host)
    except ValueError:
        return False


def _leads_out(contact: str) -> bool:
    """Whether a fixed contact lies outside, or is a number that a machine of the house dials on."""
    if not _is_private(contact):
        return True
    user = re.sub(r"^\s*sips?:", "", contact.strip()).rpartition("@")[0].partition(":")[0]
    return bool(_NUMBER.fullmatch(user))


def _is_example(host: str) -> bool:
    """The networks kept for documents count as private for the library, and stand for carriers here."""
    return host.startswith(("192.0.2.", "198.51.100.", "203.0.113."))
