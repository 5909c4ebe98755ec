"""`veilleur setup asterisk`: from a few questions to a watched PBX; `--check`, `--remove`.

Exit 0 done, or in force; 1 the dialplan is not, or only half, in force; 2 the PBX or the files cannot be
used. Easily got wrong: a secret that was already there is tried before anything is written, and a
veilleur.toml that says something else is never replaced without `--force` or a spoken yes.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from veilleur.cli.options import ConfigOption, JsonOption, LangOption, language_or_error, settings_required
from veilleur.cli.setup import answers as setup_answers
from veilleur.cli.setup import dial_lines as setup_dials
from veilleur.cli.setup import snippets as setup_pieces
from veilleur.cli.setup.texts import ASK, SAY
from veilleur.cli.setup.toml_merge import with_kept
from veilleur.cli.setup.verify import check
from veilleur.config import load_text
from veilleur.config.switch_section import LOOPBACK
from veilleur.language import clean, say
from veilleur.pbx.asterisk.files.past_calls import trouble_with_records
from veilleur.pbx.asterisk.probe import Probe, probe
from veilleur.pbx.asterisk.settings import AsteriskSettings
from veilleur.pbx.asterisk.setup import (
    AsteriskPlan,
    SetupError,
    apply,
    colliding_extensions,
    gateable,
    prompts,
    remove,
)
from veilleur.words.errors import ConfigError, InputError, SwitchError

DEFAULT_CONFIG = Path("veilleur.toml")
DEFAULT_DIRECTORY = Path("/etc/asterisk")
Text = Optional[str]  # noqa: UP045 - typer reads the annotation at run time


def command(
    switch: Annotated[str, typer.Argument(help="The kind of PBX: asterisk (FreePBX too).")],
    name: Annotated[Text, typer.Option(help="Name of the company.")] = None,
    host: Annotated[Text, typer.Option(help="Address of the manager interface (AMI).")] = None,
    port: Annotated[Optional[int], typer.Option(min=1, max=65535, help="Its port.")] = None,  # noqa: UP045
    user: Annotated[Text, typer.Option(help="Manager login.")] = None,
    secret_file: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="File with the manager secret; made when it is not there."),
    ] = None,
    country: Annotated[Text, typer.Option(help="Two letters, such as FR.")] = None,
    timezone: Annotated[Text, typer.Option(help="Such as Europe/Paris; else the country's first.")] = None,
    outside_line: Annotated[Text, typer.Option(help='Digit to get out; "" for none.')] = None,
    extensions: Annotated[Text, typer.Option(help="Such as 2XX,301.")] = None,
    trunks: Annotated[Text, typer.Option(help='Such as "PJSIP/carrier*".')] = None,
    hours: Annotated[Text, typer.Option(help="mon-fri=08:00-18:30;sat=09:00-12:00, or always.")] = None,
    holidays: Annotated[Text, typer.Option(help="Country of the holidays; - for none.")] = None,
    agi_port: Annotated[Optional[int], typer.Option(min=1, max=65535, help="FastAGI port.")] = None,  # noqa: UP045
    log_file: Annotated[Text, typer.Option(help="Log of wrong PINs; - for none.")] = None,
    cdr_file: Annotated[Text, typer.Option(help="Asterisk's call records; - for none.")] = None,
    usual_month: Annotated[
        Text, typer.Option(help="Euros of a usual month abroad and at special numbers; limits follow.")
    ] = None,
    freepbx: Annotated[
        Optional[bool],  # noqa: UP045
        typer.Option("--freepbx/--plain", help="Else it is detected."),
    ] = None,
    waits: Annotated[
        str, typer.Option(help="When risky calls wait while Veilleur is absent: closed, always, never.")
    ] = "closed",
    write: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="Write the pieces into this directory of Asterisk instead of printing them."),
    ] = None,
    gates: Annotated[
        bool,
        typer.Option("--gates", help="With --write: put the question before each Dial to a trunk too."),
    ] = False,
    check_only: Annotated[bool, typer.Option("--check", help="Are the pieces in force?")] = False,
    take_out: Annotated[bool, typer.Option("--remove", help="Take the pieces out again.")] = False,
    force: Annotated[
        bool, typer.Option(help="Replace what set-up asks in veilleur.toml; the old one is kept beside it.")
    ] = False,
    offline: Annotated[bool, typer.Option(help="Do not ask the PBX.")] = False,
    yes: Annotated[bool, typer.Option(help="Ask nothing; take the defaults.")] = False,
    show_secret: Annotated[bool, typer.Option(help="Print the secret with the pieces.")] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Set Veilleur up on a PBX; `--check` says whether it is in force, `--remove` takes it out again."""
    if switch.lower() not in ("asterisk", "freepbx"):
        raise InputError(f"{clean(switch)}: write `veilleur setup asterisk`; it knows FreePBX too.")
    language = language_or_error(lang)
    if check_only:
        raise typer.Exit(check(settings_required(config), language, as_json))
    if take_out:
        _remove(_directory(write, config), language, as_json)
        return
    given: dict[str, object] = {
        "name": name,
        "host": host,
        "port": port,
        "user": user,
        "country": country,
        "timezone": timezone,
        "outside_line": outside_line,
        "extensions": extensions,
        "trunks": trunks,
        "hours": hours,
        "holidays": holidays,
        "agi_port": agi_port,
        "log_file": log_file,
        "cdr_file": cdr_file,
        "usual_month": usual_month,
        "directory": str(write.absolute()) if write else None,
    }
    ask = input if sys.stdin.isatty() and not yes and not as_json else None
    answers = setup_answers.complete(given, ask, language)
    run = _Run(
        language=language,
        as_json=as_json,
        config=config or DEFAULT_CONFIG,
        ask=ask,
        force=force,
        show_secret=show_secret,
    )
    secret_path = secret_file or run.config.with_name(setup_answers.SECRET_FILE)
    run.set_up(
        answers,
        secret_path,
        write,
        freepbx=True if switch.lower() == "freepbx" else freepbx,
        waits=waits,
        offline=offline,
        gates=gates,
    )


class _Run:
    """One set-up: what it says is printed as it comes, or kept for one JSON object."""

    def __init__(
        self,
        language: str,
        as_json: bool,
        config: Path,
        ask: Callable[[str], str] | None,
        force: bool,
        show_secret: bool,
    ) -> None:
        self.config = config
        self._language = language
        self._json = as_json
        self._ask = ask
        self._force = force
        self._show_secret = show_secret
        self._told: list[dict[str, str]] = []

    def set_up(
        self,
        answers: setup_answers.Answers,
        secret_path: Path,
        write: Path | None,
        *,
        freepbx: bool | None,
        waits: str,
        offline: bool,
        gates: bool,
    ) -> None:
        """Try the login, write the configuration, hand out or write the pieces."""
        found = setup_pieces.look(write) if write else setup_pieces.Found()
        plan_log = AsteriskPlan().log_path
        if answers.log_file == "-":
            answers = replace(answers, log_file="")
        elif not answers.log_file and answers.host in LOOPBACK:
            answers = replace(answers, log_file=plan_log)
        # Everything is tried before anything is written.
        asked = setup_answers.toml(answers, secret_path, self.config)
        before = self._before()
        text = with_kept(asked, before, setup_answers.KEYS) if before is not None else asked
        site = load_text(asked.partition("\n[asterisk]\n")[0], self.config).site
        may_replace = self._may_write(before, text)
        is_new_secret = not secret_path.exists()
        has_login = write is not None and setup_pieces.has_login(write, answers.user)
        if has_login and is_new_secret:
            raise ConfigError(
                f"{write}: the manager login {answers.user} exists already; name the file that holds its "
                "secret by --secret-file, or give Veilleur a login of its own by --user."
            )
        secret = "" if is_new_secret else setup_answers.read_or_make_secret(secret_path)[0]
        seen = None if offline else self._try_login(answers, secret, required=not is_new_secret and not write)
        if is_new_secret:
            secret, _made = setup_answers.read_or_make_secret(secret_path)
            self._say("secret_made", path=str(secret_path))
        elif secret_path.stat().st_mode & 0o077:
            self._say("secret_open", path=str(secret_path))
        plan = AsteriskPlan(
            site=site,
            agi_port=answers.agi_port,
            freepbx=freepbx if freepbx is not None else found.freepbx or bool(seen and seen.is_freepbx),
            version=(seen.version if seen else 0) or 16,
            hook_is_macro=found.hook_is_macro or bool(seen and seen.hook_is_macro),
            waits_without_us=waits,
            ami_user=answers.user,
            secret=secret,
            log_path=answers.log_file or plan_log,
            has_login=has_login,
        )
        self._warn(plan, answers)
        self._write_config(text, may_replace)
        if plan.freepbx:
            self._say("freepbx")
        self._warn_of_records(plan, answers, seen)
        if plan.has_login:
            self._say("login_kept", user=plan.ami_user)
        if write is not None:
            off = setup_pieces.manager_is_off(write)
            gated = gateable(write, plan) if gates else []
            for path in apply(write, plan, gates=gates):
                self._say("wrote", path=str(path))
            for one in gated:
                self._say("gated", path=str(one.path), line=one.text)
            self._speak(write)
            if off is not None:
                self._say("manager_off", path=str(off))
            self._say("reload")
        self._hand_out(plan, write, secret_path)

    def _speak(self, etc: Path) -> None:
        """Write the sentences that a refused caller hears, where the sounds of this Asterisk are."""
        sounds = prompts.sounds_directory(etc)
        if sounds is None or not prompts.can_speak():
            return
        try:
            for path in prompts.write_prompts(sounds, self._language):
                self._say("wrote", path=str(path))
        except SetupError as error:  # the dialplan has another sentence for that
            self._tell(str(error))

    def _try_login(self, answers: setup_answers.Answers, secret: str, *, required: bool) -> Probe | None:
        if not secret:
            self._say("login_later")
            return None
        settings = AsteriskSettings(
            host=answers.host, port=answers.port, username=answers.user, secret=secret
        )
        try:
            seen = asyncio.run(probe(settings))
        except SwitchError as error:
            if required:
                raise SwitchError(
                    f"{str(error).rstrip('.?')}. Nothing was written; --offline does not ask the PBX."
                ) from error
            self._say("login_later")
            return None
        if required and seen.missing_to_watch:
            raise SwitchError(seen.missing_to_watch)
        for capability in seen.capabilities:
            if not capability.ok:
                self._tell(capability.sentence)
        if all(capability.ok for capability in seen.capabilities):
            self._say("login_works", user=answers.user, version=str(seen.version or "?"))
        return seen

    def _before(self) -> str | None:
        """The configuration that is there; None when there is none.

        Raises:
            ConfigError: when it cannot be read.
        """
        try:
            return self.config.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(
                f"{self.config}: this file cannot be read, so it is not replaced; name another with --config."
            ) from error

    def _may_write(self, before: str | None, text: str) -> bool:
        """Whether an existing configuration is to be replaced; nothing to do when it says the same.

        Raises:
            ConfigError: when it may not be replaced.
        """
        if before is None:
            return True
        if before == text or self._force:
            return before != text
        if self._ask is not None:
            answer = self._ask(say(ASK["replace"], {"path": str(self.config)}, self._language) + " ")
            if answer.strip().lower() in ("o", "oui", "y", "yes"):
                return True
        raise ConfigError(
            f"{self.config}: there is a configuration already and it is not replaced silently; "
            "add --force (the old one is kept beside it), or name another with --config."
        )

    def _write_config(self, text: str, may_replace: bool) -> None:
        if not may_replace:
            self._say("unchanged", path=str(self.config))
            return
        if self.config.exists():
            old = self.config.with_name(self.config.name + ".old")
            self.config.replace(old)
            self._say("kept", path=str(old))
        setup_answers.write_new(self.config, text, 0o644)
        self._say("wrote", path=str(self.config))

    def _warn(self, plan: AsteriskPlan, answers: setup_answers.Answers) -> None:
        by_pattern: dict[str, list[str]] = {}
        for pattern, number in colliding_extensions(plan):
            by_pattern.setdefault(pattern, []).append(number)
        for pattern, numbers in by_pattern.items():
            self._say("collision", pattern=pattern, numbers=", ".join(numbers))
        if answers.host not in LOOPBACK:
            self._say("remote", host=answers.host)

    def _warn_of_records(
        self, plan: AsteriskPlan, answers: setup_answers.Answers, seen: Probe | None
    ) -> None:
        if answers.cdr_file == "-" or answers.host not in LOOPBACK:
            return
        why = trouble_with_records(Path(answers.cdr_file), seen.writes_records if seen else None)
        if why:
            self._say("cdr_freepbx" if plan.freepbx else "cdr_missing", why=why)

    def _hand_out(self, plan: AsteriskPlan, write: Path | None, secret_path: Path) -> None:
        pieces = setup_pieces.shown(plan, with_secret=self._show_secret)
        lines = setup_pieces.dial_lines_left(write, plan) if write else []
        if self._json:
            data: dict[str, Any] = {
                "config": str(self.config),
                "secret_file": str(secret_path),
                "freepbx": plan.freepbx,
                "notices": self._told,
                "pieces": {} if write else pieces,
                "before_each_dial": setup_dials.data(lines, self._text),
            }
            print(json.dumps(data, ensure_ascii=False))
            return
        if write is None:
            print(f"\n{self._text('pieces')}\n")
            for name, text in pieces.items():
                print(f"; ----- {name}\n{text}")
            if not self._show_secret:
                print(self._text("secret_hidden", path=str(secret_path)))
        for told in setup_dials.told(lines, self._text, is_asked_for=write is None and not plan.freepbx):
            print(told)
        if not plan.freepbx:
            print(f"{self._text('before_mailbox')}\n  {setup_pieces.mailbox_line()}")
        print(f"\n{self._text('next')}")

    def _say(self, code: str, **blanks: str) -> None:
        self._tell(self._text(code, **blanks), code)

    def _tell(self, text: str, code: str = "capability") -> None:
        if self._json:
            self._told.append({"code": code, "text": text})
        else:
            print(text, file=sys.stderr)

    def _text(self, code: str, **blanks: str) -> str:
        return say(SAY[code], blanks, self._language)


def _directory(write: Path | None, config: Path | None) -> Path:
    """Where the pieces are: the option, else where set-up last wrote them, else Asterisk's own."""
    if write is not None:
        directory = write
    else:
        try:
            section = settings_required(config).switch
        except ConfigError:
            section = None
        written = section.directory if isinstance(section, AsteriskSettings) else ""
        directory = Path(written) if written else DEFAULT_DIRECTORY
    if not directory.is_dir():
        raise ConfigError(f"{directory}: this is no directory; name Asterisk's with --write.")
    return directory


def _remove(directory: Path, language: str, as_json: bool) -> None:
    changed = remove(directory)
    sounds = prompts.sounds_directory(directory)
    if sounds is not None:
        changed += prompts.remove_prompts(sounds)
    if as_json:
        print(json.dumps({"directory": str(directory), "removed": [str(path) for path in changed]}))
        return
    for path in changed:
        print(say(SAY["removed"], {"path": str(path)}, language))
    code = "reload" if changed else "nothing_to_remove"
    print(say(SAY[code], {"path": str(directory)}, language))
