"""The audit of a switch, as an adapter fulfils it: what its files say of each check, and whether emergency
calls would go out.

In: a folder, and what is known of the site. Out: a `Survey`. Pitfall: an audit reads and changes nothing, and
what it cannot read it says; it never raises for what a file holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

from veilleur.words.audit import Survey


@dataclass(frozen=True, slots=True)
class AuditRequest:
    """path: the root of a machine, such as /, a copy of one, or a folder of the switch's own files.
    extensions: patterns of the site's own, none when not known. outside_line: the digit to get out.
    emergency: numbers that must go out."""

    path: Path
    extensions: tuple[str, ...] = ()
    outside_line: str = ""
    emergency: tuple[str, ...] = ("112", "15", "17", "18")


class EmergencyPath(NamedTuple):
    """What becomes of one emergency number dialled at telephones of one kind. path: up to the way out, or as
    far as it gets."""

    number: str
    telephones: str
    goes_out: bool
    path: tuple[str, ...]


class Audit(Protocol):
    """How one adapter's switches are audited."""

    def recognises(self, path: Path) -> bool:
        """Whether the files of such a switch lie there."""
        ...

    def survey(self, request: AuditRequest) -> Survey:
        """What the files say of each check."""
        ...

    def emergency(self, request: AuditRequest) -> tuple[EmergencyPath, ...]:
        """Each emergency number from each kind of telephone."""
        ...
