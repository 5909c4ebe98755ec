"""A snapshot of files that an attacker owns: bounded, inside the switch's folders, never blind in silence."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest

from veilleur.guard.configuration.daily_audit import first_bytes
from veilleur.pbx.asterisk.audit.snapshot import taking
from veilleur.pbx.asterisk.audit.snapshot.taking import configuration, stamps
from veilleur.pbx.asterisk.dialplan.reading.config_file import read
from veilleur.pbx.asterisk.freepbx import database
from veilleur.pbx.bounded_files import bytes_of
from veilleur.words.audit.configuration import ChangeKind, changes


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    root = tmp_path / "machine"
    for folder in ("etc/asterisk", "etc/cron.d", "etc/veilleur", "var/www/html/admin/modules/core/etc"):
        (root / folder).mkdir(parents=True)
    (root / "etc/passwd").write_text("root:x:0:0::/root:/bin/sh\n")
    (root / "etc/asterisk/extensions.conf").write_text("[a]\nexten => 1,1,Hangup()\n")
    (root / "etc/veilleur/secrets.conf").write_text("the guard's own\n")
    return root


def test_a_link_to_the_guards_secrets_is_not_followed(machine: Path) -> None:
    (machine / "etc/asterisk/x.conf").symlink_to(machine / "etc/veilleur/secrets.conf")
    assert "etc/asterisk/x.conf" not in configuration(machine).files


def test_a_link_inside_the_folder_and_to_a_module_of_freepbx_is_followed(machine: Path) -> None:
    module = machine / "var/www/html/admin/modules/core/etc/sip.conf"
    module.write_text("[general]\n")
    (machine / "etc/asterisk/sip.conf").symlink_to(module)
    (machine / "etc/asterisk/b.conf").symlink_to("extensions.conf")
    files = configuration(machine).files
    assert files["etc/asterisk/sip.conf"] == "[general]\n"
    assert files["etc/asterisk/b.conf"] == files["etc/asterisk/extensions.conf"]


@pytest.mark.parametrize("endless", ["/proc/self/pagemap", "/dev/zero", "/proc/self/environ"])
def test_a_file_of_the_kernel_is_never_read(machine: Path, endless: str) -> None:
    with pytest.raises(OSError, match="Permission denied"):
        bytes_of(Path(endless), 10)
    (machine / "etc/asterisk/z.conf").symlink_to(endless)
    (machine / "etc/asterisk/sip.conf").write_text(f'#include "{endless}"\n#include "z.conf"\n[a]\nb=c\n')
    found = read(machine / "etc/asterisk", "sip.conf")
    assert [one.name for one in found.sections] == ["a"]
    assert "etc/asterisk/z.conf" not in configuration(machine).files


def test_a_pipe_that_nobody_writes_to_holds_nothing_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="Invalid"):
        bytes_of(tmp_path / "pipe", 10)


def test_more_files_than_are_read_hide_neither_passwd_nor_jobs_and_are_said(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "FILES_MOST", 3)
    before, stamped = configuration(machine), stamps(machine)
    for number in range(4):
        (machine / f"etc/asterisk/z{number}.conf").write_text("")
    (machine / "etc/passwd").write_text("root:x:0:0::/root:/bin/sh\nevil:x:0:0::/:/bin/sh\n")
    (machine / "etc/cron.d/job").write_text("* * * * * root true\n")
    found = {one.kind: one.names for one in changes(before, configuration(machine))}
    assert found[ChangeKind.ADMINISTRATOR] == ("root: evil",)
    assert ChangeKind.JOB in found
    assert found[ChangeKind.UNREAD] == ("etc/asterisk",)
    assert stamps(machine) != stamped


def test_a_file_that_grows_too_large_and_pages_too_many_are_said(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = configuration(machine)
    monkeypatch.setattr(taking, "_FILE_BYTES_MOST", 100)
    monkeypatch.setattr(taking, "PAGES_MOST", 1)
    (machine / "etc/asterisk/manager.conf").write_text(";" * 101)
    (machine / "var/www/html/x.php").write_text("")
    found = {one.kind: one.names for one in changes(before, configuration(machine))}
    assert found[ChangeKind.UNREAD] == ("etc/asterisk/manager.conf", "var/www/html")


def test_a_dialplan_that_includes_more_than_is_modelled_is_said(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = configuration(machine)
    monkeypatch.setattr(taking, "_MODELLED_BYTES_MOST", 1_000)
    (machine / "large.txt").write_text("; large\n" * 1_000)
    with (machine / "etc/asterisk/extensions.conf").open("a") as file:
        file.write(f'#include "{machine}/large.txt"\n')
    found = {one.kind: one.names for one in changes(before, configuration(machine))}
    assert found[ChangeKind.UNREAD] == ("dialplan",)


class _Cursor:
    """Gives as many rows as it is asked for."""

    def __enter__(self) -> _Cursor:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def execute(self, statement: str) -> None:
        self.most = int(statement.rpartition(" LIMIT ")[2])

    def fetchall(self) -> list[dict[str, Any]]:
        return [{}] * self.most


class _Connection:
    def cursor(self) -> _Cursor:
        return _Cursor()


def test_a_table_with_more_rows_than_any_freepbx_has_is_unreadable() -> None:
    with pytest.raises(database.TooManyRowsError, match="cannot be read"):
        database.rows_of(_Connection(), "users")


def test_what_the_audits_child_writes_is_kept_up_to_a_bound_and_read_to_its_end() -> None:
    async def kept() -> tuple[bytes, bool]:
        stream = asyncio.StreamReader()
        stream.feed_data(b"a" * 200_000)
        stream.feed_eof()
        return await first_bytes(stream, 100_000), stream.at_eof()

    assert asyncio.run(kept()) == (b"a" * 100_000, True)
