"""One set-up of one Asterisk: the login tried, veilleur.toml's section, the pieces written or handed out.

In: answers. Out: files, and sentences. Pitfall: a secret that was already there is tried before anything is
written, and a login that the owner keeps is never changed.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

from veilleur.control import page_code
from veilleur.language import say
from veilleur.pbx.asterisk.ami.tls import shown_fingerprint
from veilleur.pbx.asterisk.dialplan import Device
from veilleur.pbx.asterisk.files.past_calls import trouble_with_records
from veilleur.pbx.asterisk.freepbx.places import ETC, recognised
from veilleur.pbx.asterisk.freepbx.survey import survey
from veilleur.pbx.asterisk.needed_modules import GOSUB, NEEDED_MODULES, not_loaded
from veilleur.pbx.asterisk.probe import Probe, probe
from veilleur.pbx.asterisk.settings import AsteriskSettings
from veilleur.pbx.asterisk.setup import (
    AsteriskPlan,
    SetupError,
    apply,
    colliding_extensions,
    edits_of_owner,
    freepbx_dialplan,
    gateable,
    prompts,
)
from veilleur.pbx.asterisk.setup.dialplan import hook_lines
from veilleur.pbx.asterisk.setup.emergency_prefixes import sent_emergency_numbers
from veilleur.pbx.asterisk.setup.freepbx_hook import BY_HAND, OWN, HookPlace
from veilleur.pbx.asterisk.wizard import (
    dial_lines,
    modules,
    options,
    port,
    secret,
    snippets,
    telephone,
    ways_out,
)
from veilleur.pbx.asterisk.wizard.options import FREEPBX, AsteriskAnswers
from veilleur.pbx.asterisk.wizard.sentences import SAY
from veilleur.pbx.setup_port import HandOut, SetupRequest
from veilleur.words.errors import ConfigError, SwitchError
from veilleur.words.site import Site

UNKNOWN_VERSION = 16  # written for: its dialplan runs on all later ones too


class AsteriskSteps:
    """See `SetupSteps`."""

    def __init__(self, request: SetupRequest, root: Path = Path("/")) -> None:
        """Raises ConfigError when the directory to write into is none."""
        answers = AsteriskAnswers.of(request.answers)
        if request.kind == FREEPBX:
            answers = replace(answers, freepbx=True)
        self._found = _look(answers, root)
        self._root = root
        if answers.log_file == "-":
            answers = replace(answers, log_file="")
        elif not answers.log_file and answers.is_here:
            answers = replace(answers, log_file=AsteriskPlan().log_path)
        self._notices = request.notices
        if request.may_ask_switch and not answers.has_tls:
            answers = self._with_certificate(answers)
        self._answers, self._request = answers, request
        self._secret_file = answers.secret_file or request.config.with_name(secret.SECRET_FILE)
        self._page_code = ""
        self._seen: Probe | None = None
        self._plan = AsteriskPlan()
        self._hook: HookPlace | None = None  # of a FreePBX, once it is written

    def _with_certificate(self, answers: AsteriskAnswers) -> AsteriskAnswers:
        """The answers, with the certificate that the manager shows now where it speaks TLS."""
        shown = asyncio.run(shown_fingerprint(answers.host, answers.port))
        if shown:
            self._say("tls_pinned", host=answers.host, port=str(answers.port), shown=shown)
        return replace(answers, tls_fingerprint=shown)

    def section(self) -> list[str]:
        """The lines of [asterisk], and those of [guard] for a page of the PBX itself."""
        lines = options.section(self._answers, self._secret_file, self._request.config)
        if self._answers.page:
            self._page_code = page_code.new_code()
            lines += options.page_section(page_code.kept_of(self._page_code))
        return lines

    def emergency_numbers(self, site: Site) -> tuple[str, ...]:
        """Those that lines of this dialplan send behind the digits of a carrier."""
        write = self._answers.write
        if write is None:
            return ()
        found = sent_emergency_numbers(snippets.looked_at(write).model, site)
        if found:
            self._say("sent_emergency", numbers=", ".join(found))
        return found

    def prepare(self, site: Site) -> None:
        """Try the login, make the secret, warn of what a person should know."""
        answers, path = self._answers, self._secret_file
        is_new_secret = not path.exists()
        has_login = answers.write is not None and snippets.has_login(answers.write, answers.user)
        if has_login and is_new_secret:
            raise ConfigError(
                "{path}: the manager login {user} exists already; name the file that holds its "
                "secret by --secret-file, or give Veilleur a login of its own by --user.",
                path=answers.write,
                user=answers.user,
            )
        known = "" if is_new_secret else secret.read_or_make_secret(path)[0]
        if answers.is_here and self._request.may_ask_switch:
            port.must_be_free(answers.agi_port, is_freepbx=bool(answers.freepbx or self._found.freepbx))
        if self._request.may_ask_switch:
            self._seen = self._try_login(known, required=not is_new_secret and answers.write is None)
        self._must_know_gosub()
        if is_new_secret:
            known, _made = secret.read_or_make_secret(path)
            self._say("secret_made", path=str(path))
        elif path.stat().st_mode & 0o077:
            self._say("secret_open", path=str(path))
        self._plan = self._planned(site, known, has_login=has_login)
        self._warn()

    def install(self) -> None:
        """Write the pieces where --write says."""
        plan, write = self._plan, self._answers.write
        if plan.freepbx:
            self._say("freepbx")
        if self._page_code:
            self._say("page_code", word=self._page_code)
        self._warn_of_records()
        if plan.has_login:
            self._say("login_kept", user=plan.ami_user)
        if write is None:
            return
        off = snippets.manager_is_off(write)
        freepbx = freepbx_dialplan(write, plan) if plan.freepbx else None
        hook = self._hook = freepbx.hook if freepbx is not None else None
        gated = gateable(write, plan, freepbx) if self._answers.gates else []
        edits = edits_of_owner(write, plan, hook)
        for path in apply(write, plan, gates=self._answers.gates, freepbx=freepbx):
            self._notices.wrote(path)
            if path.is_symlink():
                self._say("through_link", path=str(path), target=str(path.resolve()))
        for path, edit in edits:
            for code, lines in (("own_lines_kept", edit.kept), ("own_lines_clash", edit.clashes)):
                if lines:
                    self._say(code, path=str(path), lines=snippets.listed_lines(lines))
        for one in gated:
            self._say("gated", path=str(one.path), line=one.text)
        if hook is not None and hook.how != OWN:
            self._say(f"hook_{hook.how}", place=str(hook.place))
        self._speak(write)
        if off is not None:
            self._say("manager_off", path=str(off))
        self._say("reload")

    def facts(self) -> dict[str, Any]:
        """Where the secret is, and whether this is FreePBX."""
        return {"secret_file": str(self._secret_file), "freepbx": self._plan.freepbx}

    def hand_out(self) -> HandOut:
        """The pieces that were not written, and the lines of the dialplan that are left to a person."""
        plan, write, show_secret = self._plan, self._answers.write, self._answers.show_secret
        language = self._notices.language
        pieces = snippets.shown(plan, with_secret=show_secret) if write is None else {}
        looked = snippets.looked_at(write, self._devices(write)) if write else None
        left = looked.lines if looked else []
        lines: list[str] = []
        if write is None:
            lines.append(f"\n{self._text('pieces')}\n")
            lines += [f"; ----- {name}\n{text}" for name, text in pieces.items()]
            if not show_secret:
                lines.append(self._text("secret_hidden", path=str(self._secret_file)))
        lines += dial_lines.shown(left, self._text, language, is_asked_for=write is None and not plan.freepbx)
        around = list(ways_out.around(looked.model, looked.generator, language)) if looked else []
        lines += ["", *around] if around else []
        if not plan.freepbx:
            lines.append(f"{self._text('before_mailbox')}\n  {snippets.mailbox_line()}")
        hook: list[str] = []
        if self._hook is not None and self._hook.how == BY_HAND:
            hook = hook_lines(plan)
            lines += ["", self._text("hook_lines"), *(f"  {line}" for line in hook)]
        before = dial_lines.data(left, self._text, language)
        data = {"pieces": pieces, "hook_lines": hook, "before_each_dial": before, "around": around}
        return HandOut(data=data, lines=tuple(lines))

    def _devices(self, write: Path) -> tuple[Device, ...] | None:
        """The telephones of a FreePBX: as the running one says, else as its database does."""
        if self._seen is not None and self._seen.telephones is not None:
            return self._seen.telephones.devices
        found = recognised(self._root, write) if self._plan.freepbx else None
        return survey(found, self._root).facts.devices if found is not None else None

    def _must_know_gosub(self) -> None:
        """Raises ConfigError where each line that asks would end its call."""
        write, seen = self._answers.write, self._seen
        if write is None:
            return
        missing = seen.not_loaded if seen else modules.left_out(write, NEEDED_MODULES)
        if GOSUB in missing:
            raise ConfigError(
                "{path}: this Asterisk does not load app_stack, and without it each line that asks would "
                "end its call, 112 too. Add 'load => app_stack.so' to modules.conf, do a `module load "
                "app_stack`, and run set-up again. Nothing was written.",
                path=write,
            )
        if missing:
            self._notices.pass_on(not_loaded(missing))

    def _planned(self, site: Site, known_secret: str, *, has_login: bool) -> AsteriskPlan:
        answers, found, seen = self._answers, self._found, self._seen
        is_freepbx = found.freepbx or bool(seen and seen.is_freepbx)
        return AsteriskPlan(
            site=site,
            agi_port=answers.agi_port,
            freepbx=is_freepbx if answers.freepbx is None else answers.freepbx,
            version=(seen.version if seen else 0) or UNKNOWN_VERSION,
            hook_is_macro=found.hook_is_macro or bool(seen and seen.hook_is_macro),
            waits_without_us=answers.waits,
            ami_user=answers.user,
            secret=known_secret,
            log_path=answers.log_file or AsteriskPlan().log_path,
            has_login=has_login,
            telephone=telephone.plan_in(self._request.config),
        )

    def _try_login(self, known_secret: str, *, required: bool) -> Probe | None:
        if not known_secret:
            self._say("login_later")
            return None
        answers = self._answers
        settings = AsteriskSettings(
            host=answers.host,
            port=answers.port,
            username=answers.user,
            secret=known_secret,
            tls=answers.has_tls,
            tls_ca=answers.tls_ca,
            tls_fingerprint=answers.tls_fingerprint,
        )
        try:
            seen = asyncio.run(probe(settings))
        except SwitchError as error:
            if required:
                raise SwitchError(
                    "{what}{end} Nothing was written; --offline does not ask the PBX.",
                    what=error.message,
                    end="" if str(error).endswith((".", "?")) else ".",
                ) from error
            self._say("login_later")
            return None
        if required and seen.missing_to_watch:
            raise SwitchError.saying(seen.missing_to_watch)
        for capability in seen.capabilities:
            if not capability.ok:
                self._notices.pass_on(capability.sentence)
        if all(capability.ok for capability in seen.capabilities):
            self._say("login_works", user=answers.user, version=str(seen.version or "?"))
        return seen

    def _speak(self, etc: Path) -> None:
        """Write the sentences that a refused caller hears, where the sounds of this Asterisk are."""
        sounds = prompts.sounds_directory(etc)
        if sounds is None or not prompts.can_speak():
            return
        try:
            for path in prompts.write_prompts(sounds, self._notices.language):
                self._notices.wrote(path)
        except SetupError as error:  # the dialplan has another sentence for that
            self._notices.pass_on(error.message)
            return
        if self._plan.telephone is not None:
            site, config = self._plan.site.name, self._request.config
            word, people = telephone.word_in(config), telephone.people_in(config)
            telephone.speak(etc, site, word, self._notices, people)

    def _warn(self) -> None:
        by_pattern: dict[str, list[str]] = {}
        for pattern, number in colliding_extensions(self._plan):
            by_pattern.setdefault(pattern, []).append(number)
        for pattern, numbers in by_pattern.items():
            self._say("collision", pattern=pattern, numbers=", ".join(numbers))
        if not self._answers.is_here:
            self._say("remote_tls" if self._answers.has_tls else "remote", host=self._answers.host)

    def _warn_of_records(self) -> None:
        if self._answers.cdr_database not in ("", "-"):
            return
        if self._answers.cdr_file == "-" or not self._answers.is_here:
            return
        is_written = self._seen.writes_records if self._seen else None
        directory = self._answers.write or (ETC if ETC.is_dir() else None)
        why = trouble_with_records(Path(self._answers.cdr_file), is_written, directory)
        if why:
            self._say("cdr_freepbx" if self._plan.freepbx else "cdr_missing", why=why)

    def _say(self, code: str, **blanks: str) -> None:
        self._notices.say(code, SAY[code], **blanks)

    def _text(self, code: str, **blanks: str) -> str:
        return say(SAY[code], blanks, self._notices.language)


def _look(answers: AsteriskAnswers, root: Path) -> snippets.Found:
    """What the directory to write into shows; without one, this machine's own where it may be read."""
    if answers.write:
        return snippets.look(answers.write)
    if not answers.is_here or answers.freepbx is not True:
        return snippets.Found()
    try:
        return snippets.look(root / ETC.relative_to("/"))
    except ConfigError:
        return snippets.Found(freepbx=True)
