"""The set-up of a switch, as an adapter fulfils it: options, one set-up step by step, check, removal.

In: answers, and somebody who speaks. Out: a section of veilleur.toml, pieces for the switch, reports. The
command asks, prints and writes veilleur.toml; whatever a switch needs beyond that is done here. Pitfall:
`prepare` tries everything before veilleur.toml is written, `install` comes after it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from veilleur.config import Settings
from veilleur.language import Sentence
from veilleur.words.site import Site

Answers = Mapping[str, Any]  # key of an option -> what was given, answered, or its default


@dataclass(frozen=True, slots=True)
class Option:
    """One option of `veilleur setup` that a kind of switch needs.

    key: its name among the answers, and on the command line with dashes, unless `flags` spell it otherwise.
    kind: str, int, bool or Path. question: how it is asked on a terminal; None is never asked. least, most:
    of a number. toml_key: the key of the switch's section that holds the answer; "" when none does.
    """

    key: str
    kind: type
    help: str
    default: Any = None
    question: Sentence | None = None
    flags: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    toml_key: str = ""


class Notices(Protocol):
    """Who speaks while set-up runs: prints what it is given, or keeps it for one JSON object."""

    @property
    def language(self) -> str:
        """ "fr" or "en"."""
        ...

    def say(self, code: str, sentence: Sentence, **blanks: str) -> None:
        """One sentence, with a code for machines."""
        ...

    def pass_on(self, text: str) -> None:
        """A sentence that was made elsewhere."""
        ...

    def wrote(self, path: Path) -> None:
        """A file that was written."""
        ...


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the switch itself says before anybody is asked. answers: by key, those of the site too; settled:
    the keys about which nobody needs to be asked."""

    answers: Answers = field(default_factory=dict)
    settled: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SetupRequest:
    """One set-up. kind: the word of the command; config: veilleur.toml; may_ask_switch: not --offline."""

    kind: str
    answers: Answers
    config: Path
    may_ask_switch: bool
    notices: Notices


class TelephoneSetup(Protocol):
    """A PBX made able to call people, once it is set up."""

    def section(self, settings: Settings) -> dict[str, Any]:
        """The keys of [alerts.telephone]; makes the secret that they name.

        Raises:
            ConfigError: when it is not known how a number is called.
        """
        ...

    def install(self, settings: Settings, notices: Notices) -> None:
        """Put what is needed into the switch, or say what a person puts there."""
        ...


@dataclass(frozen=True, slots=True)
class HandOut:
    """What a person does next at the switch. data: for JSON; lines: to print."""

    data: dict[str, Any]
    lines: tuple[str, ...]


class SetupSteps(Protocol):
    """One set-up of one switch; the steps come in this order."""

    def section(self) -> list[str]:
        """The lines of its section of veilleur.toml, with its header."""
        ...

    def emergency_numbers(self, site: Site) -> tuple[str, ...]:
        """Further emergency numbers, as lines of the switch send them to a trunk."""
        ...

    def prepare(self, site: Site) -> None:
        """Try all that can fail, before veilleur.toml is written.

        Raises:
            VeilleurError: when set-up cannot go on; then nothing was written.
        """
        ...

    def install(self) -> None:
        """Put the pieces into the switch, or leave them to be handed out."""
        ...

    def facts(self) -> dict[str, Any]:
        """What was found, for JSON."""
        ...

    def hand_out(self) -> HandOut:
        """What is left to a person."""
        ...


@dataclass(frozen=True, slots=True)
class CheckReport:
    """Whether what set-up put there is in force.

    data: for JSON; lines: each piece; notices: what a person should know besides; sentence: the verdict.
    """

    is_in_force: bool
    data: dict[str, Any]
    sentence: str
    lines: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RemovalReport:
    """What was taken out of the switch, and what is to be done now. data: more than the paths, for JSON."""

    paths: tuple[Path, ...]
    sentence: str
    data: dict[str, Any] = field(default_factory=dict)


class Setup(Protocol):
    """How one adapter's switches are set up."""

    @property
    def kinds(self) -> Sequence[str]:
        """The words for which `veilleur setup` comes here; the first is the adapter's name."""
        ...

    @property
    def options(self) -> Sequence[Option]:
        """What it has to know beyond the site."""
        ...

    @property
    def own_keys(self) -> frozenset[str]:
        """The keys of its section that set-up writes, or leaves out on purpose."""
        ...

    def suggest(self, kind: str, given: Answers, notices: Notices) -> Suggestion:
        """What can be found without a login, by the options that were given; it says what it found."""
        ...

    def is_asked(self, key: str, answers: Answers) -> bool:
        """Whether the question of an option makes sense after these answers."""
        ...

    def begin(self, request: SetupRequest) -> SetupSteps:
        """One set-up.

        Raises:
            VeilleurError: when the answers make no sense.
        """
        ...

    def check(self, settings: Settings, language: str) -> CheckReport:
        """Ask the switch what is in force; changes nothing.

        Raises:
            SwitchError: when it cannot be asked.
        """
        ...

    def remove(self, settings: Settings | None, answers: Answers, language: str) -> RemovalReport:
        """Take out what set-up put there. settings: None when there is no configuration.

        Raises:
            VeilleurError: when it cannot be taken out.
        """
        ...
