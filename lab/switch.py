"""One real Asterisk on loopback, with directories of its own, gone without trace afterwards."""

from __future__ import annotations

import itertools
import os
import shutil
import socket
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from lab.addresses import RTP, free_port
from lab.install import LabError, ensure
from lab.waiting import LIMIT_S

AMI_USER, AMI_SECRET = "lab", "lab-only"
_HOMES = "/run/veilleur-lab-"
# A test run that is killed cannot stop what it started: the kernel does. What is measured here goes before
# the other work of the machine, as a PBX does; where that is not allowed, it runs all the same.
DIES_WITH_US = ("nice", "-n", "-5", "setpriv", "--pdeathsig", "KILL")
MODULES = """\
[modules]
autoload=yes
noload => app_voicemail_odbc.so
noload => app_voicemail_imap.so
noload => res_config_odbc.so
"""


def modules_folder(root: Path) -> Path:
    """Where the modules of an installed switch lie."""
    return next(root.glob("usr/lib/*/asterisk/modules"), root / "usr/lib/asterisk/modules")


class RealAsterisk:
    """A running Asterisk of the laboratory; use it as a context manager.

    version: "22" or "16". files: configuration files by name, over the laboratory's own.
    more_manager: sections added to manager.conf.
    """

    def __init__(self, version: str, files: Mapping[str, str], more_manager: str = "") -> None:
        self.version = version
        self.ami_port = free_port()
        self._root = ensure(version)
        # As the chroot sees it; the name shows whose it is, should we be killed.
        self.home = f"{_HOMES}{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self._files = {**self._base_files(), **files}
        self.add_file("manager.conf", more_manager)
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None
        self._buffer = b""
        self._questions = itertools.count(1)

    def __enter__(self) -> RealAsterisk:
        try:
            self._start()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def add_file(self, name: str, text: str) -> None:
        """Before the start: a configuration file; what is given for manager.conf is added to ours."""
        self._files[name] = self._files[name] + text if name == "manager.conf" else text

    def path(self, inside: str) -> Path:
        """Where a path that the switch sees lies on this machine."""
        return self._root / inside.lstrip("/")

    def send(self, action: str, **fields: str) -> None:
        """Send one AMI action."""
        assert self._socket is not None
        lines = [f"Action: {action}", *(f"{key}: {value}" for key, value in fields.items())]
        self._socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())

    def events(self, limit_s: float) -> Iterator[dict[str, str]]:
        """AMI messages as they come, for `limit_s` seconds at most."""
        assert self._socket is not None
        end = time.monotonic() + limit_s
        while (left := end - time.monotonic()) > 0:
            head, separator, rest = self._buffer.partition(b"\r\n\r\n")
            if separator:
                self._buffer = rest
                pairs = (line.split(": ", 1) for line in head.decode("latin-1").split("\r\n"))
                yield {pair[0]: pair[1] for pair in pairs if len(pair) == 2}
                continue
            self._socket.settimeout(left)
            try:
                data = self._socket.recv(65536)
            except TimeoutError:
                return
            if not data:
                return
            self._buffer += data

    def ask(self, action: str, **fields: str) -> dict[str, str]:
        """Send one AMI action and wait for its answer; events that come before it are passed over.

        Raises:
            LabError: when it does not come in time.
        """
        identity = f"lab-{next(self._questions)}"
        self.send(action, ActionID=identity, **fields)
        for message in self.events(LIMIT_S):
            if "Response" in message and message.get("ActionID") == identity:
                return message
        raise LabError(f"Asterisk {self.version} does not answer {action} within {LIMIT_S:g} s")

    def wait_for(self, name: str, limit_s: float = LIMIT_S, **fields: str) -> dict[str, str]:
        """The next AMI event of that name and with these fields.

        Raises:
            LabError: when it does not come in time.
        """
        for event in self.events(limit_s):
            if event.get("Event") == name and fields.items() <= event.items():
                return event
        raise LabError(f"Asterisk {self.version} sent no {name} within {limit_s:g} s")

    def dialplan(self) -> list[dict[str, str]]:
        """The whole dialplan in force, as AMI lists it.

        Raises:
            LabError: when the list does not end in time.
        """
        self.send("ShowDialPlan")
        listed: list[dict[str, str]] = []
        for event in self.events(LIMIT_S):
            if event.get("Event") == "ShowDialPlanComplete":
                return listed
            listed.append(event)
        raise LabError(f"Asterisk {self.version} did not list its dialplan within {LIMIT_S:g} s")

    def drop_call_file(self, text: str) -> None:
        """Put a call file into the spool: written beside it and renamed, as Asterisk asks."""
        spool = self.path(self.home) / "spool"
        # Each its own name: a busy switch may not have taken the one before.
        made = spool / f"{uuid.uuid4().hex}.call"
        made.write_text(text)
        made.rename(spool / "outgoing" / made.name)

    @contextmanager
    def second_login(self, user: str, secret: str) -> Iterator[Callable[[str], dict[str, str]]]:
        """A second AMI login; gives a function from an action to its first answer."""
        with socket.create_connection(("127.0.0.1", self.ami_port), timeout=10) as connection:
            stream = connection.makefile("rwb")
            stream.readline()  # the banner

            def answer(action: str, fields: str = "") -> dict[str, str]:
                stream.write(f"Action: {action}\r\nActionID: {action}\r\n{fields}\r\n".encode())
                stream.flush()
                while True:
                    message: dict[str, str] = {}
                    while line := stream.readline().decode("latin-1").strip():
                        key, _, value = line.partition(": ")
                        message[key] = value
                    if "Response" in message and message.get("ActionID") == action:
                        return message

            if answer("Login", f"Username: {user}\r\nSecret: {secret}\r\n")["Response"] != "Success":
                raise LabError(f"Asterisk {self.version} refuses the login {user}")
            yield answer

    def _start(self) -> None:
        self._remove_left_behind()
        home = self.path(self.home)
        for name in ("etc", "var", "spool", "log", "run"):
            (home / name).mkdir(parents=True)
        (home / "spool" / "outgoing").mkdir()
        (home / "log" / "cdr-csv").mkdir()  # Asterisk does not make it
        for name, text in self._files.items():
            (home / "etc" / name).write_text(text)
        self.start_process()

    def start_process(self) -> None:
        """Start the program on the files that lie there, and wait until it is whole."""
        # /proc is mounted in a mount namespace of the switch's own: it goes when the switch goes,
        # however that happens, and nothing stale can remain.
        script = 'mount --bind /proc "$1/proc" && exec chroot "$1" asterisk -f -C "$2/etc/asterisk.conf"'
        self._process = subprocess.Popen(
            [*DIES_WITH_US, "unshare", "--mount", "sh", "-c", script, "lab", str(self._root), self.home],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.login()

    def login(self) -> None:
        """Connect to the manager interface of a program that starts, and wait until it is whole."""
        if self._socket is not None:
            self._socket.close()
        self._socket = self._connect()
        self._buffer = self._socket.recv(256).partition(b"\r\n")[2]  # the banner
        self.send("Login", Username=AMI_USER, Secret=AMI_SECRET)
        self.wait_for("FullyBooted", LIMIT_S)

    def _remove_left_behind(self) -> None:
        """Forget the directories of runs that were killed."""
        prefix = _HOMES.rpartition("/")[2]
        for path in self.path("/run").glob(f"{prefix}*"):
            owner = path.name.removeprefix(prefix).partition("-")[0]
            if not owner.isdigit() or not Path("/proc", owner).exists():
                shutil.rmtree(path, ignore_errors=True)

    def _connect(self) -> socket.socket:
        end = time.monotonic() + LIMIT_S
        while time.monotonic() < end:
            assert self._process is not None
            try:
                return socket.create_connection(("127.0.0.1", self.ami_port), timeout=10)
            except ConnectionRefusedError:
                try:  # wakes at once when the switch dies; there is no event for "now listening"
                    code = self._process.wait(0.05)
                except subprocess.TimeoutExpired:
                    continue
                raise LabError(f"Asterisk {self.version} ended while starting, exit {code}") from None
        raise LabError(f"Asterisk {self.version} does not listen after {LIMIT_S} s")

    def stop_process(self) -> None:
        """End the program, as its service manager does; its files stay."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None

    def _stop(self) -> None:
        self.stop_process()
        shutil.rmtree(self.path(self.home), ignore_errors=True)

    def _base_files(self) -> dict[str, str]:
        home = self.home
        modules = f"/{modules_folder(self._root).relative_to(self._root)}"
        directories = {
            "astetcdir": f"{home}/etc",
            "astmoddir": modules,
            "astvarlibdir": "/var/lib/asterisk",
            "astdbdir": f"{home}/var",
            "astkeydir": f"{home}/var",
            "astdatadir": "/usr/share/asterisk",
            "astagidir": f"{home}/var",
            "astspooldir": f"{home}/spool",
            "astrundir": f"{home}/run",
            "astlogdir": f"{home}/log",
        }
        listed = "\n".join(f"{key} => {value}" for key, value in directories.items())
        return {
            "asterisk.conf": f"[directories]\n{listed}\n",
            "modules.conf": MODULES,
            "logger.conf": "[general]\n[logfiles]\nmessages => notice,warning,error\n",
            "manager.conf": f"[general]\nenabled=yes\nbindaddr=127.0.0.1\nport={self.ami_port}\n"
            f"[{AMI_USER}]\nsecret={AMI_SECRET}\nread=all\nwrite=all\n",
            "rtp.conf": f"[general]\nrtpstart={RTP.start}\nrtpend={RTP.stop - 1}\n",
            "extensions.conf": "",
        }
