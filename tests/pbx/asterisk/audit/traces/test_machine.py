"""Traces on a machine that an intruder tries to hide from the audit."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from veilleur.pbx.asterisk.audit.port import AsteriskAudit
from veilleur.pbx.audit_port import AuditRequest

SIGNED = b"<?php // as it was signed\n"


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A copy of a FreePBX with one signed module of two files, as they were signed."""
    root = tmp_path / "machine"
    module = root / "var/www/html/admin/modules/core"
    (module / "inner").mkdir(parents=True)
    (module / "module.xml").write_text("<module/>")
    digest = hashlib.sha256(SIGNED).hexdigest()
    (module / "module.sig").write_text(f"[hashes]\npage.php = {digest}\ninner/other.php = {digest}\n")
    for name in ("page.php", "inner/other.php"):
        (module / name).write_bytes(SIGNED)
    (root / "etc/asterisk").mkdir(parents=True)
    (root / "etc/asterisk/extensions.conf").write_text("[from-internal]\n")
    return root


def changed(machine: Path) -> list[str]:
    """The signed files that the audit finds changed."""
    survey = AsteriskAudit().survey(AuditRequest(machine))
    return [one.about for one in survey.observations if one.check == 109 and one.about]


def module_of(machine: Path) -> Path:
    return machine / "var/www/html/admin/modules/core"


def out_of_the_module(page: Path) -> None:
    shell = page.parents[6] / "shell.php"
    shell.write_text("<?php system($_GET[0]);")
    page.symlink_to(shell)


def to_another_module(page: Path) -> None:
    other = page.parents[1] / "other"
    other.mkdir()
    (other / "page.php").write_bytes(SIGNED)  # today; and whatever its owner writes tomorrow
    page.symlink_to("../other/page.php")


def to_nothing_of_the_copy(page: Path) -> None:
    page.symlink_to("gone.php")


def to_itself(page: Path) -> None:
    page.symlink_to(page.name)


def to_another_page_of_the_module(page: Path) -> None:
    (page.parent / "more.php").write_text("<?php system($_GET[0]);")
    page.symlink_to("more.php")


def a_pipe(page: Path) -> None:
    os.mkfifo(page)


def test_a_module_as_it_was_signed_is_not_changed_nor_by_a_file_that_lacks(machine: Path) -> None:
    assert changed(machine) == []
    (module_of(machine) / "page.php").unlink()
    assert changed(machine) == []


@pytest.mark.parametrize(
    "make",
    [
        out_of_the_module,
        to_another_module,
        to_nothing_of_the_copy,
        to_itself,
        to_another_page_of_the_module,
        a_pipe,
    ],
)
def test_a_signed_file_that_became_a_link_is_changed(machine: Path, make: Callable[[Path], None]) -> None:
    page = module_of(machine) / "page.php"
    page.unlink()
    make(page)
    assert changed(machine) == ["core/page.php"]


def test_a_folder_of_signed_files_that_became_a_link_is_changed(machine: Path) -> None:
    inner = module_of(machine) / "inner"
    inner.rename(machine / "elsewhere")
    inner.symlink_to(machine / "elsewhere")
    assert changed(machine) == ["core/inner/other.php"]


def test_a_link_within_the_module_to_what_was_signed_is_none(machine: Path) -> None:
    page = module_of(machine) / "page.php"
    page.rename(page.with_name("kept.php"))
    page.symlink_to("kept.php")
    assert changed(machine) == []
