"""One set-up of a FreeSWITCH: two files of its dialplan, written or handed out.

In: answers. Out: files, and sentences. Pitfall: an existing file of FreeSWITCH is neither read nor changed;
what is written bears names of our own, and FreeSWITCH takes it with the next `reloadxml`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from veilleur.config.writing import path_beside, quoted, write_new
from veilleur.language import say
from veilleur.pbx.freeswitch.pieces import ASK_FILE
from veilleur.pbx.freeswitch.setup.dialplan import ANSWER_FILE, DialplanPlan, answering, asking
from veilleur.pbx.freeswitch.setup.options import SECRET_FILE
from veilleur.pbx.freeswitch.setup.sentences import SAY
from veilleur.pbx.setup_port import HandOut, SetupRequest
from veilleur.words.site import Site

DELIVERED_PASSWORD = "ClueCon"  # noqa: S105 - the one that everybody knows
COMMANDS = ('fs_cli -x "load mod_curl"', "fs_cli -x reloadxml")


def listed(text: str) -> list[str]:
    """Words with commas between them."""
    return [piece.strip() for piece in text.split(",") if piece.strip()]


def files(plan: DialplanPlan, contexts: list[str]) -> dict[str, str]:
    """The files by their path within FreeSWITCH's configuration."""
    found = {f"dialplan/{context}/{ASK_FILE}": asking(plan) for context in contexts}
    return {**found, f"dialplan/{ANSWER_FILE}": answering(plan)}


class FreeSwitchSteps:
    """See `SetupSteps`."""

    def __init__(self, request: SetupRequest) -> None:
        self._answers, self._notices = request.answers, request.notices
        self._contexts = listed(self._answers["contexts"])
        given = self._answers["event_secret_file"]
        self._secret_file: Path = given or request.config.with_name(SECRET_FILE)
        self._config = request.config
        self._plan = self._plan_of(Site())  # answers that make no dialplan are refused first

    def section(self) -> list[str]:
        """The lines of [freeswitch]."""
        answers = self._answers
        profiles = ", ".join(quoted(name) for name in listed(answers["profiles"]))
        lines = [
            "[freeswitch]",
            f"host = {quoted(answers['freeswitch'])}",
            f"port = {answers['event_port']}",
            f"secret_file = {quoted(path_beside(self._config, self._secret_file))}",
            f"ask_port = {answers['ask_port']}",
            f"trunk_profiles = [{profiles}]",
        ]
        if answers["write"] is not None:
            lines.append(f"directory = {quoted(str(answers['write'].absolute()))}")
        return lines

    def emergency_numbers(self, site: Site) -> tuple[str, ...]:
        """None beside those of the country."""
        del site
        return ()

    def prepare(self, site: Site) -> None:
        """Make the plan, and say what is to be said of the password."""
        self._plan = self._plan_of(site)
        try:
            secret = self._secret_file.read_text("utf-8").strip()
        except OSError:
            write_new(self._secret_file, "\n", 0o600)  # an empty one is refused with its name
            self._notices.say("secret_wanted", SAY["secret_wanted"], path=str(self._secret_file))
            return
        if secret == DELIVERED_PASSWORD:
            self._notices.say("default_password", SAY["default_password"])

    def install(self) -> None:
        """Write the files where --write says."""
        folder = self._answers["write"]
        if folder is None:
            return
        for name, text in files(self._plan, self._contexts).items():
            write_new(folder / name, text, 0o644)
            self._notices.wrote(folder / name)

    def facts(self) -> dict[str, Any]:
        """Where the password is read."""
        return {"secret_file": str(self._secret_file)}

    def hand_out(self) -> HandOut:
        """The files that were not written, and what puts them in force."""
        pieces = {} if self._answers["write"] is not None else files(self._plan, self._contexts)
        lines: list[str] = []
        if pieces:
            lines.append(f"\n{self._text('pieces')}\n")
            lines += [f"<!-- ----- {name} -->\n{text}" for name, text in pieces.items()]
        lines += ["", self._text("start"), *(f"  {one}" for one in COMMANDS), self._text("modules")]
        lines.append(self._text("order", contexts=", ".join(self._contexts), file=ASK_FILE))
        return HandOut(data={"pieces": pieces, "commands": list(COMMANDS)}, lines=tuple(lines))

    def _plan_of(self, site: Site) -> DialplanPlan:
        return DialplanPlan(site=site, ask_port=self._answers["ask_port"], waits=self._answers["waits"])

    def _text(self, code: str, **blanks: str) -> str:
        return say(SAY[code], blanks, self._notices.language)
