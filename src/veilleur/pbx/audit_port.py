"""The audit of a switch, as an adapter fulfils it: what its files say of each check, and whether emergency
calls would go out.

In: a folder, and what is known of the site. Out: a `Survey`. Pitfall: an audit reads and changes nothing, and
what it cannot read it says; it never raises for what a file holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

from veilleur.words.audit import Survey
from veilleur.words.audit.configuration import Configuration


class GateBefore(NamedTuple):
    """A gate between switch and operator. address: where it stands, "" when not known; other_trunks: by their
    names on the switch, which may go past it."""

    address: str = ""
    other_trunks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AuditRequest:
    """path: the root of a machine, such as /, a copy of one, or a folder of the switch's own files.
    extensions: patterns of the site's own, none when not known. outside_line: the digit to get out.
    emergency: numbers that must go out. database: the file with the login of its
    database, read only; None leaves it out. gate: the one on its trunks, where there is one."""

    path: Path
    extensions: tuple[str, ...] = ()
    outside_line: str = ""
    emergency: tuple[str, ...] = ("112", "15", "17", "18")
    database: Path | None = None
    gate: GateBefore | None = None


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

    def ask(self, request: AuditRequest, switch: object) -> Survey:
        """What a running switch says of itself. switch: its settings, of veilleur.toml.

        Raises:
            VeilleurError: where this kind of switch cannot be asked, or this one does not answer.
        """
        ...

    def emergency(self, request: AuditRequest) -> tuple[EmergencyPath, ...]:
        """Each emergency number from each kind of telephone."""
        ...

    def stamps(self, path: Path) -> Mapping[str, object]:
        """What differs when the configuration may have changed; asked each minute, so it is cheap."""
        ...

    def configuration(self, path: Path) -> Configuration:
        """The configuration that lies there, without secrets; empty where this switch's is not read."""
        ...

    def watched(self, directory: Path) -> Path:
        """Where to look, when the files of a running switch lie there."""
        ...
