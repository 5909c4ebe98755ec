"""A log that a switch made again is asked for again, and only where asking may help."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from veilleur.config.switch_section import LOG_WISH
from veilleur.pbx.asterisk.files.log_access import AGAIN_S, LogAccess


def test_it_is_asked_for_once_in_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wish = tmp_path / "log-wanted"
    monkeypatch.setenv(LOG_WISH, str(wish))
    access, refused = LogAccess(), PermissionError(errno.EACCES, "may not")
    access.refused(refused, 100.0)
    assert wish.read_bytes() == b""
    wish.unlink()
    access.refused(refused, 100.0 + AGAIN_S - 1)
    assert not wish.exists()
    access.refused(OSError(errno.EROFS, "read-only"), 100.0 + AGAIN_S)
    assert wish.exists()


@pytest.mark.parametrize("error", [None, IsADirectoryError(errno.EISDIR, "a folder"), ValueError("else")])
def test_what_no_right_would_mend_asks_for_none(tmp_path: Path, error: BaseException | None) -> None:
    wish = tmp_path / "log-wanted"
    LogAccess(str(wish)).refused(error, 100.0)
    assert not wish.exists()


def test_a_guard_that_is_no_service_asks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(LOG_WISH, raising=False)
    LogAccess().refused(PermissionError(errno.EACCES, "may not"), 100.0)


def test_a_folder_that_is_gone_stops_nothing(tmp_path: Path) -> None:
    LogAccess(str(tmp_path / "gone" / "log-wanted")).refused(PermissionError(errno.EACCES, "may not"), 100.0)
