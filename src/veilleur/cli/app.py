"""The command line put together: the table of commands, and where errors become one sentence."""

from __future__ import annotations

import os
import sys
import traceback
from io import TextIOWrapper
from itertools import pairwise
from typing import Annotated, Any

import typer

from veilleur import __version__
from veilleur.cli.frame import SETTINGS, LazyGroup
from veilleur.cli.objects import WITH_OBJECTS, print_object
from veilleur.cli.options import LangOption
from veilleur.cli.terminal import fit_terminals
from veilleur.words.errors import VeilleurError, system_cause
from veilleur.words.messages import Message

# Command -> (module with a function `command`, one line of help). The module is imported only when
# its command runs, so a short command answers at once.
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("veilleur.cli.demo.command", "A small company's PBX is attacked at night, here, in a minute."),
    "setup": (
        "veilleur.cli.setup.command",
        "Set Veilleur up on a PBX, check that it is in force, take it out.",
    ),
    "guard": ("veilleur.cli.guard.command", "Watch the configured PBX for good."),
    "desk": (
        "veilleur.cli.guard.desk",
        "Alert people; `veilleur guard` starts it where [alerts] is configured.",
    ),
    "check": (
        "veilleur.cli.check.command",
        "Find fraud in call records, after the fact, and say what to do now.",
    ),
    "cases": ("veilleur.cli.check.cases", "What check has kept of call records, and how it is forgotten."),
    "dossier": (
        "veilleur.cli.proof.dossier",
        "The file for operator, insurer, police and court: what happened, proved and signed.",
    ),
    "reconcile": (
        "veilleur.cli.proof.reconcile",
        "The operator's itemised bill against what the PBX recorded: what is in dispute.",
    ),
    "status": ("veilleur.cli.owner.status", "What is going on: feeds, calls, money, locks, what holds here."),
    "incidents": ("veilleur.cli.owner.incidents", "The attacks on this site; one of them as a timeline."),
    "pause": ("veilleur.cli.owner.pause", "Let the judge stand aside for some minutes, or end that."),
    "maintenance": (
        "veilleur.cli.owner.maintenance",
        "Announce work on the PBX, so that it is not treated as an attack.",
    ),
    "undo": ("veilleur.cli.owner.undo", "Take a decision or an incident back: forwards, locks."),
    "answer": ("veilleur.cli.owner.answer", "Say yes or no to a kind of call."),
    "drill": ("veilleur.cli.owner.drill", "Rehearse the chain of alerts, harmlessly, and time it."),
    "codes": ("veilleur.cli.owner.passcodes", "The codes that let a call through when Veilleur asks."),
    "token": ("veilleur.cli.owner.token", "The tokens of a switch that asks over HTTP."),
    "personal": ("veilleur.cli.owner.personal", "What is kept about one person, and its deletion."),
    "limits": (
        "veilleur.cli.owner.limits",
        "What may be spent, what is used of it and why; move it, fit it.",
    ),
    "learn": (
        "veilleur.cli.records.learn",
        "Teach the guard what is normal here, from call records of the past.",
    ),
    "replay": ("veilleur.cli.records.replay", "What would the watch have done, call by call."),
    "price": ("veilleur.cli.numbers.price", "What a number means and costs."),
    "feeds": ("veilleur.cli.numbers.feeds", "Lists of numbers known for fraud."),
    "formats": (
        "veilleur.cli.records.formats",
        "Which call records can be read, and what is understood of a file.",
    ),
    "audit": (
        "veilleur.cli.audit.command",
        "What is open on this telephone system: doors, codes, traces; a dated proof.",
    ),
    "verify": ("veilleur.cli.verify", "Prove that the journal is as it was written."),
    "witness": (
        "veilleur.cli.proof.witness",
        "A witness for the journals of other machines: keeps their heads, alerts when they fall silent.",
    ),
    "backup": ("veilleur.cli.installation.backup", "Keep in one file what this site cannot lose."),
    "restore": ("veilleur.cli.installation.restore", "Put a backup back, here or on a new machine."),
    "simulate": (
        "veilleur.cli.measure.simulate",
        "A company and an attacker made of a seed, as call records.",
    ),
    "conform": ("veilleur.cli.conform", "The kit of steps that every adapter is held to, played here."),
    "bench": ("veilleur.cli.measure.bench", "The benchmark of detection, beside the rules of others."),
}
UNUSABLE = 2
FAULT_OF_OURS = 70  # EX_SOFTWARE of sysexits.h; 1 is what a command found
INTERRUPTED = 130  # what a shell expects after Ctrl-C


class _Commands(LazyGroup):
    table = COMMANDS


def _before_any_command(
    ctx: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
    lang: LangOption = None,
) -> None:
    """Veilleur, the night watchman of a company's telephone system."""
    if version:
        _print_version()
        raise typer.Exit
    if ctx.invoked_subcommand is None:
        print(ctx.get_help())
    else:
        ctx.default_map = {ctx.invoked_subcommand: {"lang": lang}}


def main() -> None:
    """Run the command line.

    A user's mistake is one sentence on stderr and exit code 2, a fault of ours one sentence and 70.
    """
    words = sys.argv[1:]
    for stream in (sys.stdout, sys.stderr):
        # An old terminal has no narrow blank before the euro sign: a question mark is better than nothing.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    if "--json" not in words:
        fit_terminals()
    try:
        code = _run(words)
        sys.stdout.flush()  # here, where a full disk can still be reported
    except VeilleurError as error:
        _complain(words, error.message)
        code = error.exit_code
    except (KeyboardInterrupt, EOFError, typer.Abort):
        code = INTERRUPTED
    except BrokenPipeError:
        # The reader of a pipe (head, less) has gone: nothing is wrong.
        _drop_output()
        code = 0
    except OSError as error:
        _complain(words, _of_system(error))
        _drop_output()
        code = UNUSABLE
    except MemoryError:
        _complain(words, Message("There is not enough memory for this; give less at once."))
        code = UNUSABLE
    except Exception as error:
        _complain(words, _of_fault(error))
        code = FAULT_OF_OURS
    sys.exit(code)


def _run(words: list[str]) -> int:
    if words == ["--version"]:
        _print_version()  # at once: typer loads pydantic to read an option
        return 0
    app = typer.Typer(cls=_Commands, add_completion=False, rich_markup_mode=None)
    app.callback(invoke_without_command=True, context_settings=SETTINGS)(_before_any_command)
    group: Any = typer.main.get_command(app)
    try:
        # Not main(), which ends a closed pipe with 1, even with standalone_mode=False.
        with group.make_context("veilleur", list(words), obj=_language(words)) as context:
            group.invoke(context)
    except typer.Exit as end:
        return end.exit_code
    except typer.TyperException as error:
        from veilleur.cli.misuse import sentence_of

        place = getattr(error, "ctx", None)  # where the words did not fit
        command = place.command_path if place else "veilleur"
        _complain(words, sentence_of(error), Message("See `{command} --help`.", command=command))
        return UNUSABLE
    return 0


def _print_version() -> None:
    print(f"veilleur {__version__}")


def _of_system(error: OSError) -> Message:
    """What the machine refused, where no command has a better sentence for it."""
    why = system_cause(error)
    if error.filename:
        return Message(
            "{path}: {why}; check the path, its rights, the space.", path=str(error.filename), why=why
        )
    return Message(
        "What was to be printed cannot be written ({why}); look at where the output goes.", why=why
    )


def _of_fault(error: Exception) -> Message:
    """Where a program of ours failed, without the values: they may be numbers of people."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return Message(
        "Veilleur itself has failed ({kind}, {file}:{line}), and says nothing about what it was given; "
        "please report this line.",
        kind=type(error).__name__,
        file=os.path.basename(last.filename),
        line=last.lineno,
    )


def _drop_output() -> None:
    """Let Python's own flush at the end find nothing that can fail."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _complain(words: list[str], *sentences: str) -> None:
    """Say sentences of an error on stderr, in the language of who gave these words."""
    from veilleur.language import error_in, printable

    lang = _language(words)
    if "--json" in words and WITH_OBJECTS.intersection(words):
        message = " ".join(printable(error_in(sentence, lang)) for sentence in sentences)
        print_object("error", {"message": message}, sys.stderr)
        return
    # A name in it may be a stranger's: of a file that was dropped here, of a caller.
    print("veilleur:", *(printable(error_in(sentence, lang)) for sentence in sentences), file=sys.stderr)


def _language(words: list[str]) -> str:
    """That of --lang, else of the locale; no configuration is read for it.

    Looked for in the words themselves, since what cannot be parsed is explained in this language too.
    """
    from veilleur.language import pick_language

    option = next((word for before, word in pairwise(words) if before == "--lang"), None)
    option = next((word.partition("=")[2] for word in words if word.startswith("--lang=")), option)
    return pick_language(option, os.environ)
