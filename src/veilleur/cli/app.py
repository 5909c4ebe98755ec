"""The command line put together: names, help, and where errors become one sentence."""

from __future__ import annotations

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
    "demo": ("veilleur.cli.demo", "A small company's PBX is attacked at night, here, in a minute."),
    "setup": ("veilleur.cli.setup", "Set Veilleur up on a PBX, check that it is in force, take it out."),
    "guard": ("veilleur.cli.guard", "Watch the configured PBX for good."),
    "check": ("veilleur.cli.check", "Find fraud in call records, after the fact, and say what to do now."),
    "cases": ("veilleur.cli.cases", "What check has kept of call records, and how it is forgotten."),
    "status": ("veilleur.cli.status", "What is going on: feeds, calls, money, locks, what holds here."),
    "incidents": ("veilleur.cli.incidents", "The attacks on this site; one of them as a timeline."),
    "pause": ("veilleur.cli.pause", "Let the judge stand aside for some minutes, or end that."),
    "undo": ("veilleur.cli.undo", "Take a decision or an incident back: forwards, locks."),
    "answer": ("veilleur.cli.answer", "Say yes or no to a kind of call."),
    "codes": ("veilleur.cli.codes", "The codes that let a call through when Veilleur asks."),
    "learn": ("veilleur.cli.learn", "Teach the guard what is normal here, from call records of the past."),
    "replay": ("veilleur.cli.replay", "What would the watch have done, call by call."),
    "price": ("veilleur.cli.price", "What a number means and costs."),
    "feeds": ("veilleur.cli.feeds", "Lists of numbers known for fraud."),
    "formats": ("veilleur.cli.formats", "Which call records can be read, and what is understood of a file."),
    "verify": ("veilleur.cli.verify", "Prove that the journal is as it was written."),
    "simulate": ("veilleur.cli.simulate", "A company and an attacker made of a seed, as call records."),
    "bench": ("veilleur.cli.bench", "The benchmark of detection, beside the rules of others."),
}
UNUSABLE = 2
INTERRUPTED = 130  # what a shell expects after Ctrl-C


def main() -> None:
    """Run the command line. A user's mistake is one sentence on stderr and exit code 2."""
    words = sys.argv[1:]
    for stream in (sys.stdout, sys.stderr):
        # An old terminal has no narrow blank before the euro sign: a question mark is better than nothing.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        sys.exit(_run(words))
    except VeilleurError as error:
        from veilleur.language import printable

        # A name in it may be a stranger's: of a file that was dropped here, of a caller.
        print(f"veilleur: {printable(_in_language(str(error), words))}", file=sys.stderr)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # The reader of a pipe (head, less) has gone: nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def _run(words: list[str]) -> int:
    if not words or words[0] in ("-h", "--help", "help"):
        print(_help(_language(words)))
        return 0
    if words[0] == "--version":
        print(f"veilleur {__version__}")
        return 0
    if words[0] not in COMMANDS:
        sentence = f"there is no command {words[0]!r}; `veilleur --help` lists them."
        print(f"veilleur: {_in_language(sentence, words)}", file=sys.stderr)
        return UNUSABLE
    module = importlib.import_module(COMMANDS[words[0]][0])
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command(context_settings={"help_option_names": ["-h", "--help"]})(module.command)
    command = typer.main.get_command(app)
    if {"-h", "--help"} & set(words):
        _translate_help(command, _language(words))
    command(args=words[1:], prog_name=f"veilleur {words[0]}")
    return 0


def _translate_help(command: Any, lang: str) -> None:
    """The help of a command and of its options, in a language."""
    from veilleur.language import help_in

    command.help = help_in(command.help or "", lang)
    for parameter in command.params:
        parameter.help = help_in(parameter.help or "", lang)


def _in_language(sentence: str, words: list[str]) -> str:
    """The sentence of an error in the language of who gave these words."""
    from veilleur.language import error_in

    return error_in(sentence, _language(words))


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
