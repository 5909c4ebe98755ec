"""The command line put together: names, help, and where errors become one sentence."""

from __future__ import annotations

import difflib
import importlib
import os
import sys
from io import TextIOWrapper
from itertools import pairwise
from typing import Any

import typer

from veilleur import __version__
from veilleur.words.errors import VeilleurError

# Command -> (module with a function `command`, one line of help). The module is imported only when
# its command runs, so a short command answers at once.
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("veilleur.cli.demo.command", "A small company's PBX is attacked at night, here, in a minute."),
    "setup": (
        "veilleur.cli.setup.command",
        "Set Veilleur up on a PBX, check that it is in force, take it out.",
    ),
    "guard": ("veilleur.cli.guard.command", "Watch the configured PBX for good."),
    "check": (
        "veilleur.cli.check.command",
        "Find fraud in call records, after the fact, and say what to do now.",
    ),
    "cases": ("veilleur.cli.check.cases", "What check has kept of call records, and how it is forgotten."),
    "status": ("veilleur.cli.owner.status", "What is going on: feeds, calls, money, locks, what holds here."),
    "incidents": ("veilleur.cli.owner.incidents", "The attacks on this site; one of them as a timeline."),
    "pause": ("veilleur.cli.owner.pause", "Let the judge stand aside for some minutes, or end that."),
    "undo": ("veilleur.cli.owner.undo", "Take a decision or an incident back: forwards, locks."),
    "answer": ("veilleur.cli.owner.answer", "Say yes or no to a kind of call."),
    "codes": ("veilleur.cli.owner.passcodes", "The codes that let a call through when Veilleur asks."),
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
    "verify": ("veilleur.cli.verify", "Prove that the journal is as it was written."),
    "simulate": (
        "veilleur.cli.measure.simulate",
        "A company and an attacker made of a seed, as call records.",
    ),
    "bench": ("veilleur.cli.measure.bench", "The benchmark of detection, beside the rules of others."),
}
UNUSABLE = 2
INTERRUPTED = 130  # what a shell expects after Ctrl-C
HELP_OPTIONS = ["-h", "--help"]
# Options and arguments that do not fit; typer gives this family of errors no public name of its own.
_Misused: Any = next(kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException")


def main() -> None:
    """Run the command line. A user's mistake is one sentence on stderr and exit code 2."""
    words = sys.argv[1:]
    for stream in (sys.stdout, sys.stderr):
        # An old terminal has no narrow blank before the euro sign: a question mark is better than nothing.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        code = _run(words)
        sys.stdout.flush()  # here, where a full disk can still be told
    except VeilleurError as error:
        _complain(words, str(error))
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
    sys.exit(code)


def _of_system(error: OSError) -> str:
    """What the machine refused, where no command has a better sentence for it."""
    why = error.strerror or str(error)
    if error.filename:
        return f"{error.filename}: {why}; check the path, its rights, the space."
    return f"What was to be printed cannot be written ({why}); look at where the output goes."


def _drop_output() -> None:
    """Let Python's own flush at the end find nothing that can fail."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(words: list[str]) -> int:
    given, lang = words, _language(words)
    words = _command_first(words)
    if not words or words[0] in ("-h", "--help"):
        print(_help(lang))
        return 0
    if words[0] == "--version":
        print(f"veilleur {__version__}")
        return 0
    if words[0] not in COMMANDS:
        near = difflib.get_close_matches(words[0], COMMANDS, 1)
        advice = f"did you mean `veilleur {near[0]}`?" if near else "`veilleur --help` lists them."
        _complain(given, f"there is no command {words[0]!r}; {advice}")
        return UNUSABLE
    module = importlib.import_module(COMMANDS[words[0]][0])
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command(context_settings={"help_option_names": HELP_OPTIONS})(module.command)
    command = typer.main.get_command(app)
    if not any(parameter.name == "lang" for parameter in command.params):
        words = _without_lang(words)
    if {*HELP_OPTIONS} & set(words):
        _translate_help(command, lang)
    try:
        # Not typer's own main(), which keeps a full disk, a closed pipe and Ctrl-C to itself.
        with command.make_context(f"veilleur {words[0]}", words[1:]) as context:
            command.invoke(context)
    except typer.Exit as end:
        return end.exit_code
    except _Misused as error:
        what = " ".join(error.format_message().split()).rstrip(".") + "."
        _complain(given, what, f"See `veilleur {words[0]} --help`.")
        return UNUSABLE
    return 0


def _command_first(words: list[str]) -> list[str]:
    """The words with the command in front: `--lang fr check` is `check --lang fr`, `help check` its help."""
    ahead = 0
    if words and words[0] == "--lang":
        ahead = 2
    elif words and words[0].startswith("--lang="):
        ahead = 1
    command = words[ahead:]
    if command and command[0] == "help":
        command = [*command[1:2], "--help"]
    return [*command, *words[:ahead]] if command else []


def _without_lang(words: list[str]) -> list[str]:
    """The words for a command that has one language only: --lang is right everywhere."""
    kept = [word for word in words if not word.startswith("--lang=")]
    if "--lang" in kept:
        place = kept.index("--lang")
        del kept[place : place + 2]
    return kept


def _translate_help(command: Any, lang: str) -> None:
    """The help of a command and of its options, in a language."""
    from typer import rich_utils

    from veilleur.language import help_in

    command.help = help_in(command.help or "", lang)
    context = typer.Context(command, help_option_names=HELP_OPTIONS)
    for parameter in command.get_params(context):
        parameter.help = help_in(parameter.help or "", lang)
    for name in ("ARGUMENTS_PANEL_TITLE", "OPTIONS_PANEL_TITLE", "DEFAULT_STRING", "REQUIRED_LONG_STRING"):
        setattr(rich_utils, name, help_in(getattr(rich_utils, name), lang))


def _complain(words: list[str], *sentences: str) -> None:
    """Say sentences of an error on stderr, in the language of who gave these words."""
    from veilleur.language import error_in, printable

    lang = _language(words)
    # A name in it may be a stranger's: of a file that was dropped here, of a caller.
    print("veilleur:", *(printable(error_in(sentence, lang)) for sentence in sentences), file=sys.stderr)


def _language(words: list[str]) -> str:
    """That of --lang, else of the locale; no configuration is read for it."""
    from veilleur.language import pick_language

    option = next((word for before, word in pairwise(words) if before == "--lang"), None)
    option = next((word.partition("=")[2] for word in words if word.startswith("--lang=")), option)
    return pick_language(option, os.environ)


def _help(lang: str) -> str:
    from veilleur.language import help_in

    width = max(map(len, COMMANDS)) + 2
    lines = [f"  {name:<{width}}{help_in(text, lang)}" for name, (_module, text) in COMMANDS.items()]
    return "\n".join(
        [
            help_in("Veilleur, the night watchman of a company's telephone system.", lang),
            "",
            help_in("Usage: veilleur COMMAND [OPTIONS]    (veilleur COMMAND --help says more)", lang),
            "",
            *lines,
        ]
    )
