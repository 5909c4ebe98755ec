"""The FastAGI port: free, or our own guard's, before it is written anywhere.

In: a port of this machine. Out: nothing, or the reason why it cannot be used. Pitfall: FreePBX starts its own
server on 4573 only while a setting of its is on, and may be down just now: that port is its own all the same.
"""

from __future__ import annotations

import asyncio
import socket

from veilleur.pbx.asterisk.probe import guard_answers
from veilleur.pbx.asterisk.settings import AGI_PORT, USUAL_AGI_PORT, AsteriskSettings
from veilleur.words.errors import ConfigError

PORTS_TRIED_MAX = 20  # ports, one after the other


def must_be_free(port: int, *, is_freepbx: bool) -> None:
    """Whether our guard can listen there.

    Raises:
        ConfigError: when another program listens there, or FreePBX does when it runs.
    """
    if is_freepbx and port == USUAL_AGI_PORT:
        raise ConfigError(
            "--agi-port {port}: this port is that of FreePBX's own FastAGI server, whose ring groups and "
            "follow-me stop working without it; take {free}.",
            port=port,
            free=_free_port(),
        )
    if _is_free(port) or asyncio.run(guard_answers(AsteriskSettings(agi_port=port))):
        return
    raise ConfigError(
        "--agi-port {port}: another program listens on this port of 127.0.0.1; stop it, or take {free}.",
        port=port,
        free=_free_port(),
    )


def _is_free(port: int) -> bool:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _free_port() -> int:
    ports = range(AGI_PORT, AGI_PORT + PORTS_TRIED_MAX)
    return next((port for port in ports if _is_free(port)), AGI_PORT)
