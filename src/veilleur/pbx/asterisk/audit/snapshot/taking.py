"""The configuration of an Asterisk taken from its files: cheap to ask whether it changed, bounded to read.

In: a machine's root or a folder of Asterisk's own. Out: a `Configuration`, and stamps that differ when it may
have changed. Pitfall: what the guard's own user may not read is left out; the audit says what is unreadable.
Whoever attacks the switch may own the folder: a link out of the folders that belong to a switch is not
followed, each read is bounded, and a bound that is reached is an entry of its own, which is alerted.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from veilleur.pbx.asterisk.dialplan import Kind
from veilleur.pbx.asterisk.dialplan.masking import masked
from veilleur.pbx.asterisk.dialplan.reading.config_file import read, text_of
from veilleur.pbx.bounded_files import bytes_of, resolved
from veilleur.words.audit.configuration import ChangeKind, Configuration
from veilleur.words.errors import VeilleurError

ETC = "etc/asterisk"
_WEB = "var/www/html"
_ENDINGS = (".conf", ".ael", ".lua", ".vars")
_DIALPLANS = ("extensions",)
_MACHINE = ("etc/passwd", "etc/crontab", "etc/rc.local", "etc/amportal.conf", "etc/freepbx.conf")
_JOB_FOLDERS = ("etc/cron.d", "var/spool/cron", "var/spool/cron/crontabs")
_WEB_OF_LINKS = (_WEB, "usr/share/asterisk", "var/lib/asterisk")  # FreePBX links its modules' files
_MODELLED = (
    "extensions.conf",
    "pjsip.conf",
    "pjsip_wizard.conf",
    "sip.conf",
    "iax.conf",
    "users.conf",
    "manager.conf",
    "ari.conf",
)
FILES_MOST = 600  # of the switch
MACHINE_FILES_MOST = 200  # passwd, jobs
PAGES_MOST = 500  # of each folder
_FILE_BYTES_MOST = 4_000_000
_BYTES_MOST = 48_000_000  # of all files together
_MODELLED_BYTES_MOST = 3_000_000  # of dialplan: beyond, who and what has access is left to the daily audit
_READ_BYTES_MOST = 24_000_000  # of all files with what they include, before they are modelled
_JOB_SHOWN = 80  # characters of a job's line


class _File(NamedTuple):
    """One file. name: from the folder that was given. within: the folders that it may lie in."""

    name: str
    path: Path
    within: tuple[Path, ...]


def login_of_machine(path: Path) -> Path | None:
    """The login of FreePBX's database where this machine itself is looked at."""
    login = path / "etc/freepbx.conf"
    return login if path == Path("/") and login.is_file() else None


def stamps(path: Path, login: Path | None = None) -> dict[str, object]:
    """Size, time and place of each file that counts, and what FreePBX's tables name: milliseconds."""
    files, beyond = _files(path)
    pages, pages_beyond = _pages(path)
    found: dict[str, object] = dict(_of_database(login))
    for one in files:
        with contextlib.suppress(OSError):
            seen = one.path.stat()
            found[one.name] = (seen.st_size, seen.st_mtime_ns, seen.st_ino)
    for name in (*pages, *beyond, *pages_beyond):
        found[f"page {name}"] = (0, 0, 0)
    return found


def configuration(path: Path, login: Path | None = None) -> Configuration:
    """What the files say now, and FreePBX's tables where their login is given."""
    files, digests, left = dict[str, str](), dict[str, str](), _BYTES_MOST
    jobs, administrators = set[str](), set[str]()
    has_root = _etc(path) != path
    found, beyond = _files(path)
    for name, file, within in found:
        try:
            content = bytes_of(file, min(_FILE_BYTES_MOST, left), within)
        except OSError as error:
            if error.errno == errno.EFBIG:
                beyond.add(name)
            continue
        left -= len(content)
        text = content.decode("utf-8", "replace")
        digests[name] = hashlib.sha256(content).hexdigest()
        if name == "etc/passwd":
            administrators |= {f"root: {one}" for one in _with_rights_of_root(text)}
            continue  # who may log in is no configuration of the switch
        if _is_of_jobs(name):
            jobs |= {f"{name}: {line}" for line in _job_lines(name, text)}
        files[name] = masked(name, text)
    is_small = sum(len(text) for name, text in files.items() if _is_dialplan(name)) <= _MODELLED_BYTES_MOST
    if not (is_small and _is_read_within_bounds(_etc(path))):
        is_small = False
        beyond.add("dialplan")
    entries = {one.value: frozenset(names) for one, names in (_entries(path) if is_small else {}).items()}
    if has_root and is_small:
        entries[ChangeKind.ADMINISTRATOR.value] |= administrators  # as snapshots of earlier versions have it
    if has_root:
        entries[f"{ChangeKind.ADMINISTRATOR.value} machine"] = frozenset(administrators)
        pages, pages_beyond = _pages(path)
        entries[ChangeKind.JOB.value] = frozenset(jobs)
        entries[ChangeKind.PAGE.value] = frozenset(pages)
        beyond |= pages_beyond
    entries |= _of_database(login)
    entries[ChangeKind.UNREAD.value] = frozenset(beyond)
    dialplan = frozenset(name for name in files if _is_dialplan(name))
    return Configuration(files, entries, digests, dialplan)


def _is_dialplan(name: str) -> bool:
    return name.rpartition("/")[2].startswith(_DIALPLANS)


def _etc(path: Path) -> Path:
    return path / ETC if (path / ETC).is_dir() else path


def _files(path: Path) -> tuple[list[_File], set[str]]:
    """The machine's files, then the switch's, in order; and the folders that hold more than are read."""
    etc = _etc(path)
    files, beyond = list[_File](), set[str]()
    if etc != path:
        jobs = [one for folder in _JOB_FOLDERS for one in _listed(path / folder)]
        found = [path / name for name in _MACHINE] + jobs
        within = _places(path, ("etc", "var/spool/cron"))
        files += _regular(found[:MACHINE_FILES_MOST], path, within)
        if len(found) > MACHINE_FILES_MOST:
            beyond.add("cron")
    found = [one for one in _walk(etc) if one.suffix.lower() in _ENDINGS]
    links = _places(path, _WEB_OF_LINKS) if etc != path else ()
    files += _regular(found[:FILES_MOST], path, (*_places(etc, ("",)), *links))
    if len(found) > FILES_MOST:
        beyond.add(str(etc.relative_to(path)) if etc != path else etc.name)
    return files, beyond


def _places(path: Path, names: Iterable[str]) -> tuple[Path, ...]:
    """Where these folders lead; the path itself where one leads nowhere, in which no file lies then."""
    found = []
    for name in names:
        try:
            found.append(resolved(path / name))
        except OSError:
            found.append(path / name)
    return tuple(found)


def _regular(found: list[Path], path: Path, within: tuple[Path, ...]) -> Iterator[_File]:
    for one in found:
        with contextlib.suppress(OSError):
            if stat.S_ISREG(one.stat().st_mode):
                yield _File(str(one.relative_to(path)), one, within)


def _walk(folder: Path) -> list[Path]:
    found: list[Path] = []
    for where, folders, names in os.walk(folder):
        folders.sort()
        found += [Path(where, name) for name in sorted(names)]
        if len(found) > 4 * FILES_MOST:
            break
    return found


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _pages(path: Path) -> tuple[list[str], set[str]]:
    """Pages and folders at the top of the web server, where intruders put theirs, and the modules."""
    pages, beyond = list[str](), set[str]()
    if _etc(path) == path:
        return pages, beyond
    for folder, prefix in ((_WEB, ""), (f"{_WEB}/admin/modules", "admin/modules/")):
        listed = _listed(path / folder)
        if len(listed) > PAGES_MOST:
            beyond.add(folder)
        for one in listed[:PAGES_MOST]:
            if one.suffix.lower() in (".php", ".phtml", ".sh") or one.is_dir() or one.name.startswith("."):
                pages.append(prefix + one.name)
    return pages, beyond


def _is_read_within_bounds(etc: Path) -> bool:
    """Whether the files with all that they include are few enough bytes to be modelled beside calls."""
    left = _READ_BYTES_MOST

    def counted(path: Path) -> str:
        nonlocal left
        text = text_of(path) if left >= 0 else ""
        left -= len(text)
        if left < 0:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
        return text

    for name in _MODELLED:
        before = left
        read(etc, name, counted)
        if name == _MODELLED[0] and before - left > _MODELLED_BYTES_MOST:
            return False
    return left >= 0


def _with_rights_of_root(text: str) -> Iterator[str]:
    for line in text.splitlines():
        fields = line.split(":")
        if len(fields) > 3 and fields[2] == "0":
            yield fields[0]


def _is_of_jobs(name: str) -> bool:
    return name.startswith(("etc/cron", "var/spool/cron", "etc/rc.local"))


def _job_lines(name: str, text: str) -> Iterator[str]:
    for line in masked(name, text).splitlines():
        line = line.strip()
        if line and not line.startswith("#"):
            yield line[:_JOB_SHOWN]


def _of_database(login: Path | None) -> dict[str, frozenset[str]]:
    """What FreePBX's tables name; nothing while they cannot be read, which the audit says."""
    if login is None:
        return {}
    from veilleur.pbx.asterisk.freepbx.database import TooManyRowsError
    from veilleur.pbx.asterisk.freepbx.tables import tables_of

    unread = f"{ChangeKind.UNREAD.value} database"
    try:
        return {**tables_of(login).entries(), unread: frozenset()}
    except TooManyRowsError:
        return {unread: frozenset({"FreePBX"})}
    except VeilleurError:
        return {}


def _entries(path: Path) -> dict[ChangeKind, set[str]]:
    """Logins, trunks and telephones of the switch's own files."""
    from veilleur.pbx.asterisk.audit.material import material, values_of
    from veilleur.pbx.audit_port import AuditRequest

    found = material(AuditRequest(path))
    entries: dict[ChangeKind, set[str]] = {
        ChangeKind.ADMINISTRATOR: set(),
        ChangeKind.TRUNK: set(),
        ChangeKind.ACCOUNT: set(),
        ChangeKind.ROUTE: set(),
    }
    for section in found.conf("manager.conf").sections:
        if section.name.lower() != "general" and not section.is_template:
            entries[ChangeKind.ADMINISTRATOR].add(f"AMI: {section.name}")
    for section in found.conf("ari.conf").sections:
        if values_of(section).get("type") == "user" and not section.is_template:
            entries[ChangeKind.ADMINISTRATOR].add(f"ARI: {section.name}")
    for technology, section, _values, kind in found.endpoints():
        where = ChangeKind.TRUNK if kind is Kind.TRUNK else ChangeKind.ACCOUNT
        entries[where].add(f"{technology}/{section.name}")
    for way in found.model.ways:
        entries[ChangeKind.ROUTE].add(f"{way.context},{way.extension.partition('/')[0]}")
    return entries
