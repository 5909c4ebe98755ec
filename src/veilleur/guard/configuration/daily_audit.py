"""One audit a day, by a process of its own, so that no decision waits for it.

In: the folder, the configuration's file. Out: the checks that are newly weak, as codes. Pitfall: the child
notes the audit in the journal through the guard, as a person's audit does; one that fails is tried again next
day. Its exit code alone distinguishes an audit that found nothing from none at all.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Sequence
from pathlib import Path

from veilleur.words.errors import VeilleurError, system_cause
from veilleur.words.plain_json import parsed

LONGEST_S = 900.0
_OUTPUT_BYTES_MOST = 16_000_000
_PART_BYTES = 65_536
_OF_AN_AUDIT = (0, 1)  # its exit codes; any other is a trouble


class NoAuditError(VeilleurError):
    """Today's audit came to no result; the message says why."""


async def new_weaknesses(path: Path, config: Path, *, is_first: bool) -> Sequence[str]:
    """Run the audit; the codes of checks that are weak and were not at the last one.

    Raises:
        NoAuditError: where no audit came of it.
    """
    try:
        code, output = await _audited(path, config, is_first=is_first)
    except TimeoutError:
        raise NoAuditError("it took longer than {seconds} s", seconds=f"{LONGEST_S:.0f}") from None
    except OSError as error:
        raise NoAuditError.saying(system_cause(error)) from error
    is_broken = code == 1 and not output.strip()  # Python itself ends so, in the middle of an upgrade
    if code not in _OF_AN_AUDIT or is_broken:
        raise NoAuditError("exit code {code}", code=code)
    return [] if is_first else _new(output)


async def _audited(path: Path, config: Path, *, is_first: bool) -> tuple[int | None, bytes]:
    """The child's exit code, and what it wrote."""
    words = ["audit", str(path), "--config", str(config), "--json"]
    words += [] if is_first else ["--since", "last"]
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "veilleur",
        *words,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(LONGEST_S):
            assert child.stdout is not None
            output = await first_bytes(child.stdout, _OUTPUT_BYTES_MOST)
            await child.wait()
    finally:
        if child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            await child.wait()
    return child.returncode, output


async def first_bytes(stream: asyncio.StreamReader, most: int) -> bytes:
    """What a child writes; what is beyond is read and dropped, so that the child comes to its end."""
    output = bytearray()
    while part := await stream.read(_PART_BYTES):
        output += part[: most - len(output)]
    return bytes(output)


def _new(output: bytes) -> list[str]:
    found = []
    for line in output.splitlines():
        try:
            data = parsed(line)
        except ValueError:
            continue
        finding = data.get("finding") if isinstance(data, dict) else None
        if isinstance(finding, dict) and finding.get("is_new") is True:
            found.append(str(finding.get("code", ""))[:40])
    return sorted(set(found))
