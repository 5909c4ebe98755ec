"""The right to read the log again, asked of the machine where a switch made its log again.

In: that the log may not be read, and when. Out: a file that is written, for which the unit
`veilleur-log.path` of `veilleur setup service` waits. Pitfall: nothing is granted here; without that unit
nobody looks at the file.
"""

from __future__ import annotations

import contextlib
import errno
import os

from veilleur.config.switch_section import LOG_WISH

AGAIN_S = 10.0  # between two wishes
_NEWLY = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
_MAY_NOT = {errno.EACCES, errno.EPERM, errno.EROFS}


class LogAccess:
    """What one log's reader asks of the machine it runs on."""

    def __init__(self, wish: str | None = None) -> None:
        """wish: the file to write; None: the one that the service names, if there is one."""
        self._wish = os.environ.get(LOG_WISH, "") if wish is None else wish
        self._last = float("-inf")

    def refused(self, error: BaseException | None, at: float) -> None:
        """The log was not opened. error: why; at: seconds of any steady clock."""
        if not self._wish or not isinstance(error, OSError) or error.errno not in _MAY_NOT:
            return
        if at < self._last + AGAIN_S:
            return
        self._last = at
        with contextlib.suppress(OSError):  # the owner reads already that the log cannot be read
            os.close(os.open(self._wish, _NEWLY, 0o600))
