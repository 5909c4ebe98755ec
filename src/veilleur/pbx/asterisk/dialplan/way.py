"""A way by which a call can leave, and a door by which a caller gets in: what the model says of each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from veilleur.pbx.asterisk.dialplan.channels import Usable
from veilleur.pbx.asterisk.dialplan.model import Place, Step
from veilleur.pbx.asterisk.dialplan.reasons import Reason


class Verdict(StrEnum):
    """Whether the question is put before a call leaves by a way."""

    ASKED = "asked"
    NOT_ASKED = "not_asked"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True)
class Way:
    """One way out. arguments: as written, without secrets. detail: what the reason speaks of, such as the
    line of a question that does not count."""

    verdict: Verdict
    reason: Reason
    place: Place
    context: str
    extension: str
    priority: int
    application: str
    arguments: str
    destinations: tuple[Usable, ...] = ()
    detail: str = ""
    step: Step | None = None

    @property
    def text(self) -> str:
        """The line as a person may read it."""
        return f"{self.application}({self.arguments})" if self.priority else self.arguments


@dataclass(frozen=True, slots=True)
class Door:
    """A step that lets a caller into a mailbox or gives a dial tone.

    is_asked: a question stands before it. takes_code: an Authenticate does, on the same extension.
    """

    step: Step
    text: str
    is_asked: bool
    takes_code: bool = False
