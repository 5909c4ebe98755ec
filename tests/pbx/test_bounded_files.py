"""Set-up and audits of a switch whose files somebody else may have replaced: each read ends, bounded."""

from __future__ import annotations

import os
import shutil
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from veilleur.pbx.asterisk.audit.port import AsteriskAudit
from veilleur.pbx.asterisk.audit.snapshot.taking import configuration
from veilleur.pbx.asterisk.dialplan import Reason
from veilleur.pbx.asterisk.freepbx import places, survey
from veilleur.pbx.asterisk.setup import config_files, prompts, routes
from veilleur.pbx.asterisk.setup.plan import SetupError
from veilleur.pbx.audit_port import AuditRequest
from veilleur.pbx.bounded_files import _check, bytes_of, opened, text_of
from veilleur.pbx.freeswitch.audit.port import FreeSwitchAudit
from veilleur.words.errors import ConfigError

AUDITS = Path(__file__).parent / "asterisk/audit/configurations"
FREESWITCH = Path(__file__).parent / "freeswitch/audit/configurations"
MEMORY_BYTES = 100 << 20


def pipe(path: Path) -> None:
    os.mkfifo(path)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def kernel(path: Path) -> None:
    path.symlink_to("/proc/kcore")


def huge(path: Path) -> None:
    with path.open("wb") as file:
        file.write(b"[general]\n")
        file.truncate(20 << 30)  # takes no room on the disk


def circle(path: Path) -> None:
    path.symlink_to(path.name)


ENDLESS = [pipe, device, kernel, huge, circle]


def replaced(copy: Path, make: Callable[[Path], None]) -> None:
    """Each file of a configuration, one in two, becomes one that does not end."""
    for path in sorted(one for one in copy.rglob("*") if one.is_file())[::2]:
        path.unlink()
        make(path)


@pytest.mark.parametrize("make", ENDLESS)
def test_a_file_that_does_not_end_is_none(tmp_path: Path, make: Callable[[Path], None]) -> None:
    path = tmp_path / "file"
    make(path)
    with pytest.raises(OSError, match=r"Invalid|Permission|too large|Too many levels"):
        bytes_of(path, 1_000)
    if make is not huge:
        with pytest.raises(OSError, match=r"Invalid|Permission|Too many levels"):
            opened(path)


def test_common_files_in_memory_are_read_and_the_kernels_beside_them_are_not() -> None:
    _check(Path("/dev/shm/veilleur-1/pjsip.conf"), ())
    for name in ("/dev/zero", "/dev/shmem", "/proc/kcore"):
        with pytest.raises(PermissionError):
            _check(Path(name), ())


def test_what_is_no_path_at_all_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="Invalid"):
        opened(tmp_path / "a\0b")


def test_set_up_changes_no_file_whose_links_lead_in_a_circle(tmp_path: Path) -> None:
    circle(tmp_path / "extensions.conf")
    with pytest.raises(SetupError):
        config_files.place_to_write(tmp_path / "extensions.conf", tmp_path)


def test_a_snapshot_is_taken_beside_folders_whose_links_lead_in_a_circle(tmp_path: Path) -> None:
    copy = tmp_path / "machine"
    shutil.copytree(AUDITS / "freepbx-17", copy, symlinks=True)
    (copy / "var/spool").mkdir(parents=True, exist_ok=True)
    shutil.rmtree(copy / "var/spool/cron", ignore_errors=True)
    circle(copy / "var/spool/cron")
    assert configuration(copy).files
    circle(tmp_path / "etc")
    assert places.recognised(tmp_path, tmp_path / "etc") is None


def test_a_text_is_read_whole_whatever_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"a\xff")
    assert text_of(tmp_path / "file", 2) == "a\ufffd"
    with pytest.raises(OSError, match="too large"):
        text_of(tmp_path / "file", 1)


@pytest.mark.parametrize("make", ENDLESS)
@pytest.mark.parametrize("name", ["freepbx-17", "hardened-16-shape"])
def test_an_audit_of_files_that_do_not_end_ends(
    tmp_path: Path, name: str, make: Callable[[Path], None]
) -> None:
    copy = tmp_path / "machine"
    shutil.copytree(AUDITS / name, copy, symlinks=True)
    replaced(copy, make)
    logs = copy / "var/log/asterisk"
    if (copy / "etc").is_dir():
        logs.mkdir(parents=True, exist_ok=True)
        make(logs / "full")
        module = copy / "var/www/html/admin/modules/core"
        module.mkdir(parents=True, exist_ok=True)
        (module / "module.sig").write_text(f"[hashes]\nother.php = {'a' * 64}\n/proc/kcore = {'a' * 64}\n")
        make(module / "other.php")
    tracemalloc.start()
    try:
        AsteriskAudit().survey(AuditRequest(copy, extensions=("1XX",)))
        assert tracemalloc.get_traced_memory()[1] < MEMORY_BYTES
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("make", ENDLESS)
def test_an_audit_of_xml_that_does_not_end_ends(tmp_path: Path, make: Callable[[Path], None]) -> None:
    copy = tmp_path / "switch"
    shutil.copytree(FREESWITCH / "vanilla", copy)
    replaced(copy, make)
    if FreeSwitchAudit().recognises(copy):
        FreeSwitchAudit().survey(AuditRequest(copy))


@pytest.mark.parametrize("make", ENDLESS)
def test_set_up_reads_no_file_that_does_not_end(tmp_path: Path, make: Callable[[Path], None]) -> None:
    (tmp_path / "etc").mkdir()
    for name in ("extensions.conf", "asterisk.conf", "freepbx.conf", "etc/timezone"):
        make(tmp_path / name)
    with pytest.raises(SetupError):
        config_files.read(tmp_path / "extensions.conf")
    assert {one.reason for one in routes.dial_lines(tmp_path)} <= {Reason.UNREAD}
    assert prompts.sounds_directory(tmp_path) is None
    assert survey.zone_of_machine(tmp_path) == ""
    with pytest.raises(ConfigError):
        places.login_of(tmp_path / "freepbx.conf")
