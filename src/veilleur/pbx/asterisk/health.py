"""The guard's look at the PBX it watches: at the start, at each return, and now and then.

In: how to reach it. Out: sentences for the person who runs the guard, and what is in force. Easily got
wrong: what a person must mend (a refused login, missing rights) ends the guard at its start only; later it
is blind or limited, says so, and goes on.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
from collections.abc import Callable
from typing import Any

from veilleur.config import Settings
from veilleur.pbx.asterisk.ami.connection import LoginRefusedError
from veilleur.pbx.asterisk.files.security_log import LogTail
from veilleur.pbx.asterisk.probe import Probe, pieces_in_force, probe
from veilleur.pbx.asterisk.settings import AsteriskSettings
from veilleur.words.errors import SwitchError

AGAIN_S = 3_600.0


class Inspection:
    """What was seen of one PBX. tell: is given sentences; note: keeps a note in the journal.

    dialplan: which pieces are in force (see `setup.check`); None while that is not known.
    """

    def __init__(
        self,
        settings: Settings,
        asterisk: AsteriskSettings,
        tell: Callable[[str], None],
        note: Callable[[dict[str, Any]], None],
    ) -> None:
        self.seen: Probe | None = None
        self.dialplan: dict[str, bool] | None = None
        self._settings, self._asterisk = settings, asterisk
        self._asks = settings.asterisk is None or settings.asterisk.asks
        self._tell, self._note = tell, note
        self._returned = asyncio.Event()

    async def first(self) -> None:
        """Ask the PBX once, so that what a person must mend is said at the start and not every night.

        Raises:
            SwitchError: when the login is refused or lacks rights, or the log cannot be read.
        """
        if self._asterisk.log_file:
            LogTail(self._asterisk.log_file).poll()
        if self._asks and not _is_loopback(self._asterisk.agi_host):
            self._tell(
                f"FastAGI has no login and listens on {self._asterisk.agi_host}: whoever reaches that port "
                "can ask for leave to call; keep it on 127.0.0.1, or on a network of the PBX alone."
            )
        try:
            seen = await probe(self._asterisk)
        except LoginRefusedError:
            raise
        except SwitchError:
            return  # not there yet: the feed goes on trying, and says that it is blind
        if seen.missing_to_watch:
            raise SwitchError(seen.missing_to_watch)
        for capability in seen.capabilities:
            if not capability.ok:
                self._tell(capability.sentence)
        self._saw(seen)

    def returned(self) -> None:
        """The PBX is seen again: it may have been changed or upgraded meanwhile."""
        self._returned.set()

    async def again_and_again(self) -> None:
        """Look each hour and after each return, until cancelled."""
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._returned.wait(), AGAIN_S)
            self._returned.clear()
            with contextlib.suppress(SwitchError):  # blind, or without rights: the feed says so
                self._saw(await probe(self._asterisk))

    def _saw(self, seen: Probe) -> None:
        """Keep what the PBX looks like; say it when the dialplan asks no more, or again."""
        before, self.seen = self.dialplan, seen
        found = pieces_in_force(seen, self._settings)
        if found is None or found == before or not self._asks:
            return
        self.dialplan = found
        missing = [name for name, in_force in found.items() if not in_force]
        if missing:
            self._tell(
                f"The dialplan is not whole (missing: {', '.join(missing)}): some calls can only be cut, not "
                "refused; see `veilleur setup asterisk --check`."
            )
        elif before is not None:
            self._tell("The dialplan is whole again.")
        self._note({"note": "dialplan", **found})


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
