"""What an audit of an Asterisk looks at: its files read once, its dialplan, where calls begin.

In: a folder: a machine's root, a copy of one, or a directory of Asterisk. Out: `Material`. Pitfall: `root` is
None for a directory alone: what lies elsewhere on that machine is not known, and nothing of this one says it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from veilleur.pbx.asterisk.audit.walk import Arrival, Walker
from veilleur.pbx.asterisk.dialplan import Blind, Dialplan, Directory, Kind, Model, read_directory
from veilleur.pbx.asterisk.dialplan.programs import MARK
from veilleur.pbx.asterisk.dialplan.reading.config_file import (
    MAX_FILE_BYTES,
    ConfigFile,
    Line,
    Section,
    read,
)
from veilleur.pbx.asterisk.freepbx.tables import Tables, tables_of
from veilleur.pbx.audit_port import AuditRequest
from veilleur.pbx.bounded_files import bytes_of
from veilleur.words.audit import Observation, Outcome, Severity
from veilleur.words.errors import VeilleurError
from veilleur.words.messages import Message

ETC = "etc/asterisk"
_STRANGERS = frozenset({"anonymous", "guest"})  # no telephones: whoever has no account
_YES = frozenset({"yes", "true", "on", "1", "y", "t"})
# Where calls from outside begin in a dialplan that comes without the files of its trunks.
_USUAL_TRUNK_CONTEXTS = (
    "from-trunk from-pstn from-sip-external from-digital from-analog incoming inbound from-carrier"
).split()
_USUAL_TELEPHONE_CONTEXTS = ("from-internal", "internal", "phones", "local", "from-sip")


@dataclass
class Material:
    """Everything that the checks look at."""

    request: AuditRequest
    etc: Path
    root: Path | None
    directory: Directory
    model: Model
    walker: Walker
    trunk_contexts: dict[str, str] = field(default_factory=dict)  # context -> a trunk that begins there
    telephone_contexts: dict[str, str] = field(default_factory=dict)
    outside: tuple[tuple[str, Arrival], ...] | None = None  # all that calls from outside come to, once walked
    prefixes: tuple[str, ...] | None = None  # dialled before a number to get out, once worked out
    tables: Tables | None = None  # of FreePBX's database; None where it is not read
    tables_trouble: str = ""  # why it could not be read
    _files: dict[str, ConfigFile] = field(default_factory=dict)

    @property
    def is_freepbx(self) -> bool:
        """Whether FreePBX writes this dialplan."""
        return MARK in self.model.plan.contexts

    def conf(self, name: str) -> ConfigFile:
        """A file of the directory with all that it includes; empty where it is not there."""
        found = self._files.get(name)
        if found is None:
            found = self._files[name] = read(self.etc, name)
        return found

    def is_there(self, name: str) -> bool:
        """Whether the directory has such a file."""
        return bool(self.conf(name).files)

    def value(self, name: str, section: str, key: str) -> Line | None:
        """The line that holds: the last one of that key in sections of that name."""
        found = None
        for one in self.conf(name).sections:
            if one.name.lower() == section and not one.is_template:
                for line in one.lines:
                    if line.key.lower() == key:
                        found = line
        return found

    def endpoints(self) -> Iterator[tuple[str, Section, dict[str, str], Kind]]:
        """Accounts of pjsip.conf, sip.conf and iax.conf: technology, section, values, kind."""
        peers = self.directory.around.peers
        for technology, name in (("PJSIP", "pjsip.conf"), ("SIP", "sip.conf"), ("IAX2", "iax.conf")):
            for section in self.conf(name).sections:
                kind = peers.get((technology, section.name))
                if section.is_template or kind is None:
                    continue
                values = values_of(section)
                if technology == "PJSIP" and values.get("type") != "endpoint":
                    continue
                yield technology, section, values, kind
        for section in self.conf("pjsip_wizard.conf").sections:
            kind = peers.get(("PJSIP", section.name))
            if kind is not None and not section.is_template:
                values = values_of(section)
                bare = {key.partition("/")[2]: value for key, value in values.items() if "endpoint/" in key}
                yield "PJSIP", section, {**values, **bare}, kind
        general: dict[str, str] = {}
        for section in self.conf("users.conf").sections:
            if section.name.lower() == "general":
                general = values_of(section)
                continue
            kind = peers.get(("SIP", section.name)) or peers.get(("IAX2", section.name))
            if kind is not None and not section.is_template:
                yield "users.conf", section, {**general, **values_of(section)}, kind

    def shown(self, path: Path | None) -> str:
        """A path as the report names it: from the folder that was given on; whole on this machine."""
        if path is None:
            return ""
        if self.request.path == Path("/"):
            return str(path)
        try:
            return str(path.relative_to(self.request.path))
        except ValueError:
            return str(path)

    def weak(
        self,
        check: int,
        what: Message | None = None,
        *,
        at: Line | Section | None = None,
        path: Path | None = None,
        line: int = 0,
        about: str = "",
        severity: Severity | None = None,
        call: tuple[str, ...] = (),
    ) -> Observation:
        """A weakness, at a line, a section or a file."""
        if isinstance(at, Line):
            path, line = at.path, at.number
        elif isinstance(at, Section):
            path, line = at.place.path, at.place.line
        return Observation(
            check=check,
            outcome=Outcome.WEAK,
            what=what,
            severity=severity,
            about=about,
            file=self.shown(path),
            line=line,
            path=call,
        )

    def refusals(self) -> Iterator[Blind]:
        """Where Asterisk stops reading the files that were read so far."""
        for file in self._files.values():
            yield from file.refusals

    def hashes(self) -> dict[str, str]:
        """The SHA-256 of each file that was read."""
        paths = {path for file in self._files.values() for path in file.files} | set(self.directory.files)
        found = {}
        for path in sorted(paths):
            try:
                content = bytes_of(path, MAX_FILE_BYTES)
                found[self.shown(path)] = hashlib.sha256(content).hexdigest()
            except OSError:
                continue
        return found


def material(request: AuditRequest, running: Dialplan | None = None) -> Material:
    """Read what lies in a folder. running: the dialplan of a PBX that was asked, in place of the folder's."""
    root: Path | None = request.path
    etc = request.path / ETC
    if not etc.is_dir():
        root, etc = None, request.path
    directory = read_directory(etc)
    if running is not None:
        running.variables = directory.plan.variables
        directory.plan = running
    model = Model(directory.plan, directory.around)
    options = directory.around.mailbox_options
    exit_context = options.get("exitcontext", "")
    out = tuple(dict.fromkeys(options[key] for key in ("dialout", "callback") if options.get(key)))
    found = Material(
        request=request,
        etc=etc,
        root=root,
        directory=directory,
        model=model,
        walker=Walker(model, exit_context, out, is_yes(options.get("operator", ""))),
    )
    _contexts(found)
    if request.database is not None:
        try:
            found.tables = tables_of(request.database)
        except VeilleurError as error:
            found.tables_trouble = error.message
    return found


def values_of(section: Section) -> dict[str, str]:
    """Keys in lower case with their last value."""
    return {line.key.lower(): line.value.strip() for line in section.lines}


def is_yes(value: str) -> bool:
    """Whether Asterisk takes a value for yes."""
    return value.strip().lower() in _YES


def line_of(section: Section, key: str) -> Line | None:
    """The last line of a key in a section."""
    found = None
    for line in section.lines:
        if line.key.lower() == key:
            found = line
    return found


def _contexts(found: Material) -> None:
    plan = found.model.plan
    for technology, section, values, kind in found.endpoints():
        context = values.get("context", "")
        where = found.trunk_contexts if kind is Kind.TRUNK else found.telephone_contexts
        if context and section.name.lower() not in _STRANGERS:
            where.setdefault(context, f"{technology}/{section.name}")
    for section in found.conf("chan_dahdi.conf").sections:
        context, signalling = "", ""
        for line in section.lines:
            key, value = line.key.lower(), line.value.strip()
            if key == "context":
                context = value
            elif key == "signalling":
                signalling = value.lower()
            elif key in ("channel", "channels") and context:
                is_telephone = signalling.startswith("fxo")
                where = found.telephone_contexts if is_telephone else found.trunk_contexts
                where.setdefault(context, f"DAHDI/{value}")
    if not found.trunk_contexts:
        found.trunk_contexts.update({one: "" for one in _USUAL_TRUNK_CONTEXTS if one in plan.contexts})
    if not found.telephone_contexts:
        usual = [one for one in _USUAL_TELEPHONE_CONTEXTS if one in plan.contexts]
        found.telephone_contexts.update(dict.fromkeys(usual[:1], ""))
