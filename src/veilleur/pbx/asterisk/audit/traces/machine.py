"""Traces on the machine: web pages, modules, accounts, scheduled jobs, call files, provisioning.

In: the root of a machine or a copy of one. Out: observations. Pitfall: a folder of ten thousand pages is read
up to bounds, and a page by its first megabyte: this finds what is known and proves nothing clean.
"""

from __future__ import annotations

import errno
import hashlib
import hmac
import re
from collections.abc import Iterator
from pathlib import Path

from veilleur.pbx.asterisk.audit.look.management import provisioning_files, text_at
from veilleur.pbx.asterisk.audit.material import Material
from veilleur.pbx.asterisk.audit.traces import packs
from veilleur.pbx.bounded_files import bytes_of, opened, resolved
from veilleur.words.audit import Observation, Severity
from veilleur.words.messages import Message

_WEB = "var/www/html"
_MODULES = f"{_WEB}/admin/modules"
_MOST_PAGES = 20_000
_HEAD_BYTES = 1 << 20
_MODULE_BYTES_MOST = 20_000_000  # of one file
_VERSION = re.compile(r"<version>\s*([\d.]{1,99})")
_FETCHES = re.compile(packs.FETCHES)
_SIGNED = re.compile(r"^([\w./-]+\.\w+)\s*=\s*([0-9a-f]{64})\s*$", re.MULTILINE)
_JOB_FILES = (
    "etc/crontab",
    "etc/rc.local",
    "root/.bashrc",
    "root/.bash_profile",
    "var/spool/cron/asterisk",
    "var/spool/cron/root",
    "var/spool/cron/crontabs/asterisk",
    "var/spool/cron/crontabs/root",
)
_JOB_FOLDERS = ("etc/cron.d", "etc/cron.hourly", "etc/cron.daily", "var/spool/cron/crontabs", "etc/incron.d")


def has_web(found: Material) -> bool:
    """Whether FreePBX's web pages lie on the machine that was given."""
    return found.root is not None and (found.root / _WEB / "admin").is_dir()


def august_2025(found: Material) -> Iterator[Observation]:
    """101: .clean.sh, modular.php in the web server's log."""
    assert found.root is not None
    path = found.root / _WEB / ".clean.sh"
    if path.exists():
        yield found.weak(101, Message("The file .clean.sh of the attack of August 2025 is here."), path=path)
    for folder in ("var/log/apache2", "var/log/httpd"):
        for log in sorted((found.root / folder).glob("*access*"))[:50]:
            if re.search(r"POST [^\"]*modular\.php", text_at(log)):
                what = Message("The web server's log has requests to modular.php.")
                yield found.weak(101, what, path=log, about=log.name)


def holes(found: Material) -> Iterator[Observation]:
    """102: modules with a version below the one that was mended."""
    assert found.root is not None
    been: set[str] = set()
    for hole in packs.HOLES:
        path = found.root / _MODULES / hole.module / "module.xml"
        match = _VERSION.search(text_at(path))
        if match is None:
            continue
        version = tuple(int(one) for one in match[1].split(".") if one)
        fixed = hole.fixed.get(version[0]) if version else None
        if fixed is not None and version < fixed and hole.name not in been:
            been.add(hole.name)
            what = Message(
                "{hole}: module {module} has version {version}; {fixed} is mended.",
                hole=hole.name,
                module=hole.module,
                version=match[1],
                fixed=".".join(str(one) for one in fixed),
            )
            yield found.weak(102, what, path=path, about=hole.name)


def web_shells(found: Material) -> Iterator[Observation]:
    """103: pages with the marks of a web shell."""
    for path in _pages(found):
        head = _head(path)
        if any(mark in head for mark in packs.SHELL_MARKS):
            yield found.weak(
                103, Message("This page has the marks of a web shell."), path=path, about=path.name
            )


def unknown_pages(found: Material) -> Iterator[Observation]:
    """104: pages that belong to no module."""
    assert found.root is not None
    web = found.root / _WEB
    for name in packs.PLANTED_PAGES:
        if (web / name).exists():
            what = Message("Intruders have made pages of this name; FreePBX has none.")
            yield found.weak(104, what, path=web / name, about=name, severity=Severity.CRITICAL)
    pages, folders = packs.KNOWN_PAGES, packs.KNOWN_FOLDERS
    if any((found.root / name).is_file() for name in packs.ISSABEL_FILES):
        pages, folders = pages | packs.ISSABEL_PAGES, folders | packs.ISSABEL_FOLDERS
    for path in sorted(web.iterdir()):
        is_page = path.suffix == ".php" and path.name not in pages
        is_folder = path.is_dir() and path.name not in folders and any(path.glob("**/*.php"))
        if (is_page or is_folder) and path.name not in packs.PLANTED_PAGES:
            yield found.weak(
                104, Message("This page belongs to no module of FreePBX."), path=path, about=path.name
            )
    modules = found.root / _MODULES
    for path in sorted(modules.iterdir()) if modules.is_dir() else ():
        if f"admin/modules/{path.name}" in packs.PLANTED_PAGES or not path.is_dir():
            continue
        if not (path / "module.xml").is_file() and any(path.glob("*.php")):
            what = Message("This folder of modules has pages and no module.xml.")
            yield found.weak(104, what, path=path, about=path.name)


def changed_modules(found: Material) -> Iterator[Observation]:
    """109: files that differ from the list of their module.sig."""
    assert found.root is not None
    modules = found.root / _MODULES
    for folder in sorted(modules.iterdir()) if modules.is_dir() else ():
        for name, digest in _SIGNED.findall(text_at(folder / "module.sig"))[:_MOST_PAGES]:
            path = folder / name
            if ".." not in name and not name.startswith("/") and _is_changed(path, folder, digest):
                what = Message("This file of module {module} is not as it was signed.", module=folder.name)
                yield found.weak(109, what, path=path, about=f"{folder.name}/{name}")


def _is_changed(path: Path, folder: Path, digest: str) -> bool:
    """Whether a signed file is another; one that leads out of its module is, whatever lies there."""
    try:
        home = resolved(folder)
        if not resolved(path).is_relative_to(home):
            return True
        content = bytes_of(path, _MODULE_BYTES_MOST, (home,))
    except OSError as error:
        if error.errno == errno.ENOENT:
            return path.is_symlink()  # a link to nothing of this copy; else the file was removed
        return error.errno in (errno.EFBIG, errno.ELOOP, errno.EINVAL)  # else it is not ours to read
    return not hmac.compare_digest(hashlib.sha256(content).hexdigest(), digest)


def accounts(found: Material) -> Iterator[Observation]:
    """105: root accounts beside root, and names that intruders gave."""
    assert found.root is not None
    path = found.root / "etc/passwd"
    for number, line in enumerate(text_at(path).splitlines(), start=1):
        fields = line.split(":")
        if len(fields) < 4:
            continue
        if fields[2] == "0" and fields[0] != "root":
            what = Message("The account {account} has the rights of root.", account=fields[0])
            yield found.weak(105, what, path=path, line=number, about=fields[0])
        elif fields[0] in packs.MACHINE_ACCOUNTS:
            what = Message("Intruders have made accounts named {account}.", account=fields[0])
            yield found.weak(105, what, path=path, line=number, about=fields[0])


def jobs(found: Material) -> Iterator[Observation]:
    """106: what fetches or unpacks a program by itself."""
    assert found.root is not None
    files = [found.root / one for one in _JOB_FILES]
    for folder in _JOB_FOLDERS:
        if (found.root / folder).is_dir():
            files += sorted(path for path in (found.root / folder).iterdir() if path.is_file())
    for path in dict.fromkeys(files):
        for number, line in enumerate(text_at(path).splitlines(), start=1):
            if _FETCHES.search(line) and not line.lstrip().startswith("#"):
                what = Message("This job fetches or unpacks a program.")
                yield found.weak(106, what, path=path, line=number, about=path.name)
    for name in packs.PLANTED_PROGRAMS:
        if (found.root / name).exists():
            what = Message("Intruders have left programs of this name.")
            yield found.weak(106, what, path=found.root / name, about=name)


def authorisation(found: Material) -> Iterator[Observation]:
    """107: AUTHTYPE in amportal.conf or freepbx.conf."""
    assert found.root is not None
    for name in ("etc/amportal.conf", "etc/freepbx.conf"):
        path = found.root / name
        match = re.search(
            r"^\s*(?:AUTHTYPE\s*=\s*|\$amp_conf\[['\"]AUTHTYPE['\"]\]\s*=\s*['\"])(\w+)", text_at(path), re.M
        )
        if match is not None and match[1].lower() in ("webserver", "none"):
            what = Message("AUTHTYPE is {value}.", value=match[1].lower())
            yield found.weak(107, what, path=path)


def call_files(found: Material) -> Iterator[Observation]:
    """112: files in the spool."""
    assert found.root is not None
    folder = found.root / "var/spool/asterisk/outgoing"
    if folder.is_dir():
        for path in sorted(folder.iterdir())[:100]:
            yield found.weak(112, Message("A call file waits here."), path=path, about=path.name)


def defaults(found: Material) -> Iterator[Observation]:
    """111: makers' default passwords in what telephones are configured with."""
    assert found.root is not None
    for path in provisioning_files(found.root):
        text = text_at(path)
        for one in packs.DEFAULTS:
            if re.search(one.pattern, text, re.MULTILINE):
                what = Message("The default password of {maker} is set here.", maker=one.maker)
                yield found.weak(111, what, path=path, about=path.name)
                break


def _pages(found: Material) -> Iterator[Path]:
    assert found.root is not None
    for number, path in enumerate((found.root / _WEB).rglob("*.php")):
        if number >= _MOST_PAGES:
            return
        if path.is_file() and not path.is_symlink():
            yield path


def _head(path: Path) -> bytes:
    try:
        with opened(path) as file:
            return file.read(_HEAD_BYTES)
    except OSError:
        return b""
