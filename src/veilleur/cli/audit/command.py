"""`veilleur audit`: what is open on this telephone system? Exit 0 nothing found, 1 a weakness, 2 unusable."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from veilleur.cli.objects import print_object
from veilleur.cli.options import ConfigOption, JsonOption, LangOption, language_or_error, settings_or_default
from veilleur.words.errors import InputError

if TYPE_CHECKING:
    from veilleur.config import Settings
    from veilleur.pbx.audit_port import Audit as SwitchAudit
    from veilleur.pbx.audit_port import AuditRequest, GateBefore
    from veilleur.words.audit import Severity


def command(
    path: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Argument(help="A machine's root, a copy of one, or the switch's own folder; else /."),
    ] = None,
    since: Annotated[str, typer.Option(help="Show what changed since an audit: last, a day, a number.")] = "",
    test_emergency: Annotated[
        bool, typer.Option("--test-emergency", help="Would 112, 15, 17, 18 go out? Nothing else.")
    ] = False,
    fail_on: Annotated[
        str, typer.Option(help="Exit 1 from this severity on: critical, high, medium, low.")
    ] = "medium",
    keep: Annotated[bool, typer.Option(help="Note the audit in the journal, as a dated proof.")] = True,
    ask: Annotated[
        bool, typer.Option("--ask", help="Ask what files do not show; stop at any time, it goes on later.")
    ] = False,
    form: Annotated[
        str, typer.Option("--format", help="text, json, html, pdf or sarif; json is one object a line.")
    ] = "text",
    output: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--output", "-o", help="Write the report into this file; its ending says the format."),
    ] = None,
    database: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(
            help="FreePBX's login file: its tables are read too. On this machine /etc/freepbx.conf is taken."
        ),
    ] = None,
    manager: Annotated[
        bool,
        typer.Option(
            "--manager", help="Ask the running PBX of veilleur.toml over its manager interface, no files."
        ),
    ] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Check the doors of a telephone system: codes, ways in and out, accounts, traces of intruders."""
    from veilleur.audit.drift import drift, note_of
    from veilleur.audit.result import put_together
    from veilleur.cli.audit import asking, kept, printing
    from veilleur.words.audit import Survey

    settings = settings_or_default(config)
    language = language_or_error(lang, settings)
    worst, wanted = _severity(fail_on), printing.format_of("json" if as_json else form, output)
    where = path or Path("/")
    request = _request(where, settings, database)
    switch = _asked(settings) if manager else _switch(where, settings, may_lack=ask)
    if test_emergency:
        raise typer.Exit(_test_emergency(switch, request, language, as_json=as_json))
    before = kept.earlier(settings, since) if since else None
    if switch is None:
        survey = Survey(where.name or "PBX", ())
    else:
        survey = switch.ask(request, settings.switch) if manager else switch.survey(request)
    answers = asking.answers(settings, survey, language, is_asked=ask)
    audit = put_together(survey, answers, time.time())
    change = drift(audit, before.note, before.at) if before is not None else None
    printing.report(audit, change, language, settings, wanted, output)
    if keep and settings.source is not None:
        kept.keep(settings, note_of(audit))
    raise typer.Exit(1 if audit.is_at_least(worst) else 0)


def _severity(word: str) -> Severity:
    from veilleur.words.audit import Severity

    try:
        return Severity(word)
    except ValueError:
        raise InputError("--fail-on {word}: write critical, high, medium or low.", word=word[:40]) from None


def _switch(path: Path, settings: Settings, *, may_lack: bool) -> SwitchAudit | None:
    """The audit of the switch whose files lie there; None where there is none and questions are enough."""
    from veilleur.pbx.registry import adapters

    if not path.is_dir():
        raise InputError("{path}: this is no folder; give a machine's root or a switch's folder.", path=path)
    named = settings.switch.adapter if settings.switch is not None else ""
    for adapter in sorted(adapters(), key=lambda one: one.name != named):
        if adapter.audit is not None and adapter.audit.recognises(path):
            return adapter.audit
    if may_lack:
        return None
    raise InputError(
        "{path}: no files of a switch that can be audited lie here; `--ask` asks without any.", path=path
    )


def _asked(settings: Settings) -> SwitchAudit:
    """The audit of the switch that veilleur.toml names."""
    from veilleur.pbx.registry import adapters

    named = settings.switch.adapter if settings.switch is not None else ""
    for adapter in adapters():
        if adapter.name == named and adapter.audit is not None:
            return adapter.audit
    raise InputError("--manager asks the switch of veilleur.toml; it names none that can be asked.")


def _request(path: Path, settings: Settings, database: Path | None = None) -> AuditRequest:
    from veilleur.numbering.emergency import emergency_numbers
    from veilleur.pbx.audit_port import AuditRequest

    site = settings.site
    usual = AuditRequest(path)
    own = emergency_numbers(site)
    gates: list[Any] = [one for one in settings.switches if getattr(one, "is_before_others", False)]
    return AuditRequest(
        path=path,
        extensions=tuple(site.extensions),
        outside_line=site.outside_line,
        database=database or _database_of(path),
        gate=next((GateBefore(one.address, one.other_trunks) for one in gates), None),
        emergency=tuple(one for one in usual.emergency if one in own) or tuple(sorted(own)),
    )


def _database_of(path: Path) -> Path | None:
    """The login of this machine's own FreePBX; none of a copy, for it would lead to another database."""
    login = path / "etc/freepbx.conf"
    return login if path == Path("/") and login.is_file() else None


def _test_emergency(
    switch: SwitchAudit | None, request: AuditRequest, language: str, *, as_json: bool
) -> int:
    """Each number from each kind of telephone; 1 when one comes to no way out."""
    from veilleur.audit.report import emergency

    paths = switch.emergency(request) if switch is not None else ()
    if not paths:
        raise InputError(
            "{path}: no telephones are known here, so no call can be followed.", path=request.path
        )
    for one in paths:
        if as_json:
            print_object("emergency", emergency.plain(one))
        else:
            sys.stdout.writelines(f"{line}\n" for line in emergency.lines(one, language))
    return int(not all(one.goes_out for one in paths))
