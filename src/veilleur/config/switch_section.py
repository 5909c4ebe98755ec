"""The part of veilleur.toml that belongs to one kind of switch: declared by its adapter, read here.

In: a section of the file, and where the file lies. Out: the adapter's own settings. Pitfall: this room knows
no switch; whoever loads a configuration hands in the sections that the adapters declare.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from pydantic import BaseModel, ConfigDict

from veilleur.words.calls import Vantage
from veilleur.words.errors import VeilleurError, system_cause
from veilleur.words.messages import Message

SECRET_MAX_BYTES = 4096
LOG_WISH = "VEILLEUR_LOG_WISH"  # variable: the file by which the guard says that it may not read its log
NO_PATHS = frozenset({"journald"})  # where else a path stands
A_GUARD_WATCHES_ONE = Message("a guard watches one PBX")
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class UnusableError(VeilleurError):
    """A value that fits its type but makes no sense. where: section and key."""

    def __init__(self, where: list[str], template: str, /, **values: object) -> None:
        super().__init__(template, **values)
        self.where = where


class Section(BaseModel):
    """A section of veilleur.toml: its keys, and what they may hold."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class SwitchSettings(Protocol):
    """What a configuration says of one switch; the rest of it is known to its adapter alone."""

    @property
    def adapter(self) -> str:
        """The adapter's name, which is that of the section."""
        ...

    @property
    def vantage(self) -> Vantage:
        """What this switch lets us see, set up like this."""
        ...


@dataclass(frozen=True, slots=True)
class ServiceNeeds:
    """What a service that watches this switch must be let do on its machine.

    reads: files of other programs; empties: those of them that are ours alone and are emptied once read;
    devices: serial lines; hosts: names or addresses with which it speaks; groups: whose members may read
    what is no file. takes_reserved_port: it speaks from a port under 1024. reads_journal: that of systemd.
    """

    reads: tuple[str, ...] = ()
    empties: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    takes_reserved_port: bool = False
    groups: tuple[str, ...] = ()
    reads_journal: bool = False


@runtime_checkable
class NeedsOfMachine(Protocol):
    """Settings of a switch that needs something of the machine; those that need nothing have no such word."""

    @property
    def service_needs(self) -> ServiceNeeds:
        """What the service must be let do."""
        ...


@dataclass(frozen=True, slots=True)
class FileContext:
    """Where a section comes from. folder: that of the file; environ: the variables of the process.

    secret_files: those that were read for it.
    """

    folder: Path
    environ: Mapping[str, str]
    secret_files: list[Path] = field(default_factory=list)

    def path(self, written: str) -> str:
        """A path of the file; relative ones start at the file's folder. "" stays ""."""
        return str(self.folder / written) if written else ""

    def secret(self, section: str, file: str, what: Message) -> str:
        """The one line of a secret file.

        Raises:
            UnusableError: when it cannot be read; what: the words for what is to be written there.
        """
        path = self.folder / file
        try:
            with path.open("rb") as opened:
                secret = opened.read(SECRET_MAX_BYTES).decode("utf-8").strip()
            if not secret.isprintable():
                raise ValueError("more than one line")
        except (OSError, ValueError) as error:
            cause = system_cause(error) if isinstance(error, OSError) else Message("not one line of text")
            raise UnusableError(
                [section, "secret_file"],
                "secret_file {path} cannot be read ({why}); write {what} there, mode 0600.",
                path=path,
                why=cause,
                what=what,
            ) from None
        self.secret_files.append(path)
        return secret


@dataclass(frozen=True, slots=True)
class SwitchSection:
    """One adapter's section. shape: its keys; settings: makes the adapter's settings of a filled shape.

    why_once: said where it was written twice.
    """

    name: str
    shape: type[Section]
    settings: Callable[[Any, FileContext], SwitchSettings]
    why_once: Message = A_GUARD_WATCHES_ONE
