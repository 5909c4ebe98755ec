"""A FreePBX's dialplan on a real switch of the laboratory: other files, a reload, a call and its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lab.freepbx.dialplan import files_of, of_version
from lab.freepbx.module import with_questions
from lab.switch import RealAsterisk
from lab.waiting import LIMIT_S
from veilleur.pbx.asterisk.setup import AsteriskPlan, apply, remove


@dataclass
class FreePbx:
    """A running one; `load` gives it other files."""

    switch: RealAsterisk
    plan: AsteriskPlan
    etc: Path
    source: Path

    def load(self, files: Mapping[str, str], *, module: bool = False, more: str = "") -> None:
        """These files of the owner, and our pieces in them; the dialplan in force afterwards.

        module: FreePBX writes its dialplan with our module; more: steps that it generates beside the others.
        """
        remove(self.etc)
        for path in self.etc.glob("extensions*.conf"):
            path.unlink()
        base = files_of(self.source, self.switch.version)
        owner = {name: of_version(text, self.switch.version) for name, text in files.items()}
        for name, text in {**base, **owner}.items():
            (self.etc / name).write_text(text)
        apply(self.etc, self.plan)
        if module:
            generated = self.etc / "extensions_additional.conf"
            text = generated.read_text() + of_version(more, self.switch.version)
            generated.write_text(with_questions(text, self.etc))
            apply(self.etc, self.plan)
        self.reload()

    def reload(self) -> None:
        """Until the switch has read its dialplan again."""
        self.switch.ask("Command", Command="dialplan reload")

    def call(self, number: str, variables: str = "", context: str = "from-internal") -> tuple[str, str]:
        """What a telephone's call came to: ("carrier", the caller it got) or ("ended", the cause)."""
        more = {"Variable": variables} if variables else {}
        self.switch.send(
            "Originate",
            Channel=f"Local/{number}@{context}/n",
            Application="Wait",
            Data="1",
            CallerID="<203>",
            Async="true",
            **more,
        )
        result = ("nothing", "")
        for event in self.switch.events(LIMIT_S):
            if event.get("Event") == "UserEvent" and event.get("UserEvent") == "LabCarrier":
                result = ("carrier", event["Caller"])
            name = event.get("Channel", "")
            is_ours = name.startswith(f"Local/{number}@{context}") and name.endswith(";2")
            if event.get("Event") == "Hangup" and is_ours:
                return result if result[0] == "carrier" else ("ended", event["Cause"])
        raise AssertionError(f"the call of {number} did not end")
