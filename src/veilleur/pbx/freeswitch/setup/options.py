"""What `veilleur setup freeswitch` has to know beyond the site."""

from __future__ import annotations

from pathlib import Path

from veilleur.pbx.freeswitch.settings import ASK_PORT, EVENT_SOCKET_PORT
from veilleur.pbx.freeswitch.setup.sentences import ASK
from veilleur.pbx.setup_port import Option

SECRET_FILE = "freeswitch-secret"  # noqa: S105 - the name of a file
OWN_KEYS = frozenset("host port secret_file ask_port trunk_profiles directory".split())
OPTIONS = (
    Option(
        "freeswitch",
        str,
        "Address of FreeSWITCH's event socket.",
        "127.0.0.1",
        ASK["host"],
        toml_key="host",
    ),
    Option(
        "event_port",
        int,
        "Its port.",
        EVENT_SOCKET_PORT,
        least=1,
        most=65535,
        toml_key="port",
    ),
    Option("event_secret_file", Path, "File with the password of the event socket.", toml_key="secret_file"),
    Option(
        "ask_port",
        int,
        "Port on which the guard waits for the dialplan.",
        ASK_PORT,
        least=1,
        most=65535,
        toml_key="ask_port",
    ),
    Option("profiles", str, "Sofia profiles of the operators, with commas.", "external"),
    Option("contexts", str, "Contexts from which calls leave, with commas.", "default"),
    Option("waits", str, "When risky calls wait while Veilleur is absent: closed, always, never.", "closed"),
    Option("write", Path, "Write the files into this folder instead of printing them."),
)
