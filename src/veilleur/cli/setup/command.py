"""`veilleur setup KIND`: from a few questions to a watched PBX; `--check`, `--remove`.

Exit 0 done, or in force; 1 what was set up is not, or only half, in force; 2 the PBX or the files cannot be
used. Pitfall: everything is tried before anything is written, and a veilleur.toml that says something else
is never replaced without `--force` or a spoken yes.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from veilleur.cli.options import ConfigOption, JsonOption, LangOption, language_or_error, settings_required
from veilleur.cli.setup import answers as setup_answers
from veilleur.cli.setup.answer_links import offer_links
from veilleur.cli.setup.earlier import earlier_answers
from veilleur.cli.setup.parameters import SITE_OPTIONS, with_options
from veilleur.cli.setup.past import offer_past
from veilleur.cli.setup.reporting import Reporter, print_check, print_removal
from veilleur.cli.setup.service import ServiceSetup
from veilleur.cli.setup.sms_makers import MAKERS
from veilleur.cli.setup.text_messages import SmsWishes, offer_text_messages
from veilleur.cli.setup.texts import ASK, SAY
from veilleur.cli.setup.toml_merge import with_kept
from veilleur.cli.setup.waking import offer_alerts
from veilleur.config import find_config, load_text
from veilleur.config.exposed_files import exposed_files, old_python
from veilleur.config.writing import editing, real_file, rewrite
from veilleur.language import clean, error_in, say
from veilleur.pbx.adapter import Adapter
from veilleur.pbx.registry import setups
from veilleur.pbx.setup_port import Setup, SetupRequest, SetupSteps
from veilleur.words.errors import ConfigError, InputError

DEFAULT_CONFIG = Path("veilleur.toml")
HALF_IN_FORCE = 1
SERVICE = "service"  # no kind of PBX: Veilleur itself on this machine
KINDS = "|".join((*(word for _adapter, setup in setups() for word in setup.kinds), SERVICE))
YES = ("o", "oui", "y", "yes")


@with_options
def command(
    kind: Annotated[
        str,
        typer.Argument(
            help="The PBX, or the way to it (gate, http); service: start Veilleur with this machine.",
            metavar=KINDS,
        ),
    ],
    check_only: Annotated[bool, typer.Option("--check", help="Are the pieces in force?")] = False,
    take_out: Annotated[bool, typer.Option("--remove", help="Take the pieces out again.")] = False,
    force: Annotated[
        bool, typer.Option(help="Replace what set-up asks in veilleur.toml; the old one is kept beside it.")
    ] = False,
    offline: Annotated[bool, typer.Option(help="Do not ask the PBX.")] = False,
    yes: Annotated[bool, typer.Option(help="Ask nothing; take the defaults.")] = False,
    learn: Annotated[
        Optional[bool],  # noqa: UP045 - typer reads the annotation at run time
        typer.Option(
            "--learn/--no-learn", help="Learn from the call records on this machine; asked when left out."
        ),
    ] = None,
    alert: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            help="Whom to wake: a telephone number, a mail address, an ntfy topic, or `ntfy` for a new one."
        ),
    ] = None,
    mail_server: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="HOST:PORT", help="What takes our mails; else this machine."),
    ] = None,
    sms: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="MAKER", help=f"Gateway for text messages: {', '.join(MAKERS)}."),
    ] = None,
    sms_value: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(
            metavar="NAME=VALUE", help="What it asks of your account, such as account=AC01; once for each."
        ),
    ] = None,
    sms_secret: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            help="Where its secret is kept: an environment variable in capitals, or a file. Never the secret."
        ),
    ] = None,
    sms_number: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="Mobile that gets the text messages; else that of the first person."),
    ] = None,
    sms_test: Annotated[
        Optional[bool],  # noqa: UP045
        typer.Option("--sms-test/--no-sms-test", help="Send one test message; asked when left out."),
    ] = None,
    answer_address: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            help="Where telephones open the page, https://…: it is opened once, then alerts may hold links."
        ),
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
    **given: Any,  # an option of the site, or of an adapter
) -> None:
    """Set Veilleur up on a PBX; `--check` says whether it is in force, `--remove` takes it out again."""
    language = language_or_error(lang)
    if kind.lower() == SERVICE:
        service = ServiceSetup(
            language, as_json=as_json, may_wait=sys.stdin.isatty() and not yes and not as_json
        )
        _service(given, config, service, check_only=check_only, take_out=take_out)
        return
    adapter, setup = _known(kind)
    options = _options_of(kind, setup, given)
    if check_only:
        configured = settings_required(config)
        report = setup.check(configured, language)
        more = [*exposed_files(configured), *filter(None, [old_python()])]
        report = replace(report, notices=(*report.notices, *(error_in(one, language) for one in more)))
        print_check(report, as_json=as_json)
        raise typer.Exit(0 if report.is_in_force else HALF_IN_FORCE)
    if take_out:
        answers = {option.key: options.get(option.key, option.default) for option in setup.options}
        try:
            settings = settings_required(config)
        except ConfigError:
            settings = None
        print_removal(setup.remove(settings, answers, language), language, as_json=as_json)
        return
    ask = input if sys.stdin.isatty() and not yes and not as_json else None
    reporter = Reporter(language, as_json)
    suggestion = setup.suggest(kind.lower(), options, reporter)
    path = config or find_config() or DEFAULT_CONFIG
    before = _text_of(path)
    earlier = earlier_answers(before or "", adapter.name, setup.options, path.absolute().parent)
    site, answers = setup_answers.complete(
        given=options,
        setup=setup,
        ask=ask,
        lang=language,
        suggestion=suggestion,
        earlier=earlier,
        explain=reporter.pass_on,
    )
    request = SetupRequest(
        kind=kind.lower(),
        answers=answers,
        config=path,
        may_ask_switch=not offline,
        notices=reporter,
    )
    run = _Run(adapter=adapter, setup=setup, reporter=reporter, request=request, ask=ask, force=force)
    run.set_up(site, setup.begin(request))
    if not as_json:
        offer_past(settings_required(path), adapter, reporter, ask=ask, wanted=learn)
    if not as_json or alert:
        offer_alerts(
            settings_required(path),
            adapter,
            reporter,
            # A PBX that knows itself leaves three questions; whom to wake is then said, not asked.
            ask=None if suggestion.settled else ask,
            wanted=alert,
            mail_server=mail_server,
        )
    wishes = SmsWishes(maker=sms, values=sms_value or (), secret=sms_secret, number=sms_number, test=sms_test)
    may_ask = None if suggestion.settled else ask
    if not as_json or wishes.are_any:
        offer_text_messages(
            settings_required(path), reporter, setup_command=adapter.setup_command, ask=may_ask, wishes=wishes
        )
    if not as_json or answer_address:
        offer_links(
            settings_required(path),
            reporter,
            setup_command=adapter.setup_command,
            ask=may_ask,
            wanted=answer_address,
        )


def _service(
    given: dict[str, Any],
    config: Path | None,
    service: ServiceSetup,
    *,
    check_only: bool,
    take_out: bool,
) -> None:
    """Veilleur as a service of this machine.

    Raises:
        InputError: for an option of a PBX.
    """
    for key, value in given.items():
        if value is not None and value is not False:
            raise InputError(
                "--{option}: set-up of {kind} has no such option.", option=key.replace("_", "-"), kind=SERVICE
            )
    if take_out:
        service.remove()
    elif check_only:
        service.check(settings_required(config))
    else:
        service.install(settings_required(config))


def _known(kind: str) -> tuple[Adapter, Setup]:
    """The adapter for a word of the command line.

    Raises:
        InputError: when there is none.
    """
    known = {word: (adapter, setup) for adapter, setup in setups() for word in setup.kinds}
    if kind.lower() not in known:
        raise InputError(
            "{word}: no such kind of PBX can be set up; known: {known}.",
            word=clean(kind),
            known=", ".join((*known, SERVICE)),
        )
    return known[kind.lower()]


def _options_of(kind: str, setup: Setup, given: dict[str, Any]) -> dict[str, Any]:
    """The options of the site and of this kind of switch that were given.

    Raises:
        InputError: when one belongs to another kind.
    """
    known = {*SITE_OPTIONS, *(option.key for option in setup.options)}
    for key, value in given.items():
        if key not in known and value is not None and value is not False:
            raise InputError(
                "--{option}: set-up of {kind} has no such option.",
                option=key.replace("_", "-"),
                kind=clean(kind),
            )
    return {key: value for key, value in given.items() if key in known and value is not None}


def _text_of(config: Path) -> str | None:
    """The configuration that is there; None when there is none.

    Raises:
        ConfigError: when it cannot be read.
    """
    try:
        return config.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            "{path}: this file cannot be read, so it is not replaced; name another with --config.",
            path=config,
        ) from error


class _Run:
    """One set-up."""

    def __init__(
        self,
        *,
        adapter: Adapter,
        setup: Setup,
        reporter: Reporter,
        request: SetupRequest,
        ask: Callable[[str], str] | None,
        force: bool,
    ) -> None:
        self._adapter, self._setup, self._reporter = adapter, setup, reporter
        self._kind, self._config, self._ask, self._force = request.kind, request.config, ask, force

    def set_up(self, answers: setup_answers.SiteAnswers, steps: SetupSteps) -> None:
        """Try everything, write the configuration, hand out or write the pieces."""
        real_file(self._config)  # before anything is written: a link that is not followed is refused
        section = steps.section()
        site = load_text("\n".join(setup_answers.site_lines(answers)), self._config).site
        more = steps.emergency_numbers(site)
        if more:
            answers = replace(answers, emergency_numbers=",".join((*site.emergency_numbers, *more)))
        asked = setup_answers.toml(answers, section)
        before = _text_of(self._config)
        own = {self._adapter.name: self._setup.own_keys}
        text = with_kept(asked, before, own) if before is not None else asked
        site = load_text("\n".join(setup_answers.site_lines(answers)), self._config).site
        may_replace = self._may_write(before, text)
        steps.prepare(site)
        self._write_config(asked, own, may_replace)
        steps.install()
        self._reporter.finish(
            {"config": str(self._config), **steps.facts()},
            steps.hand_out(),
            say(SAY["next"], self._next_commands(), self._reporter.language),
        )

    def _next_commands(self) -> dict[str, str]:
        """The commands that come next, of the kind and with the file that were named."""
        config = "" if self._config == DEFAULT_CONFIG else f" --config {shlex.quote(str(self._config))}"
        return {"check": f"veilleur setup {self._kind} --check{config}", "guard": f"veilleur guard{config}"}

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
            question = say(ASK["replace"], {"path": str(self._config)}, self._reporter.language)
            if self._ask(f"{question} ").strip().lower() in YES:
                return True
        raise ConfigError(
            "{path}: there is a configuration already and it is not replaced silently; add "
            "--force (the old one is kept beside it), or name another with --config.",
            path=self._config,
        )

    def _write_config(self, asked: str, own: Mapping[str, frozenset[str]], may_replace: bool) -> None:
        """asked: the lines of the answers. What others changed in the file while they were given stays."""
        if not may_replace:
            self._reporter.say("unchanged", SAY["unchanged"], path=str(self._config))
            return
        with editing(self._config):
            like, file = None, real_file(self._config)
            before = _text_of(file)
            if before is not None:
                like = file.stat()
                old = file.with_name(file.name + ".old")
                file.replace(old)
                self._reporter.say("kept", SAY["kept"], path=str(old))
            text = asked if before is None else with_kept(asked, before, own)
            rewrite(file, text, like=like)
        self._reporter.wrote(self._config)
