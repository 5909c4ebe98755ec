"""What is given as a file and is none: pipes are read, what never ends is refused before it is read."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]
SAMPLE = Path(__file__).parents[2] / "records" / "asterisk_master_csv" / "sample.csv"


def test_a_pipe_of_the_shell_is_read_like_the_file_behind_it(tmp_path: Path, run: Run) -> None:
    plain = run("check", str(SAMPLE))
    pipe = tmp_path / "63"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_bytes(SAMPLE.read_bytes()))
    writer.start()
    piped = run("check", str(pipe))
    writer.join()
    assert (piped[0], piped[1].splitlines()[0]) == (plain[0], plain[1].splitlines()[0])


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/random", "/dev/tty"])
def test_a_device_is_refused_unread(device: str, run: Run) -> None:
    code, out, err = run("check", device)
    assert (code, out) == (2, "")
    assert err == f"veilleur: {device}: is a device; give a file of call records.\n"


@pytest.mark.parametrize("command", [("check",), ("replay",), ("learn",), ("limits", "fit")])
def test_an_empty_file_is_named(command: tuple[str, ...], tmp_path: Path, run: Run) -> None:
    empty = tmp_path / "calls.csv"
    empty.touch()
    (tmp_path / "veilleur.toml").write_text('[site]\nname = "Garage Martin"\nextensions = ["10X"]\n')
    code, _out, err = run(*command, str(empty))
    assert code == 2
    assert f"{empty}: holds no text" in err
