"""The command line put together: names, help, and where errors become one sentence."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

import click
import typer

from veilleur import __version__
from veilleur.words.errors import VeilleurError

# Command -> (module with a function `command`, one line of help). The module is imported only when
# its command runs or asks for help, so a short command answers at once.
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("veilleur.cli.demo", "A small company's PBX is attacked and defended, here, in a minute."),
    "guard": ("veilleur.cli.guard", "Watch the configured PBX for good."),
    "setup": ("veilleur.cli.setup", "Connect a PBX: questions, configuration, the pieces to add."),
    "status": ("veilleur.cli.status", "What is going on, and which laws hold here."),
    "incidents": ("veilleur.cli.incidents", "What happened, as a timeline."),
    "pause": ("veilleur.cli.pause", "Let the judge stand aside for some minutes."),
    "undo": ("veilleur.cli.undo", "Take a decision back: restore a forward, open a lock."),
    "verify": ("veilleur.cli.verify", "Prove that the journal is as it was written."),
    "check": ("veilleur.cli.check", "Read call records after the fact and report incidents."),
    "replay": ("veilleur.cli.replay", "What would the watch have done, call by call."),
    "learn": ("veilleur.cli.learn", "Learn what is normal from old call records."),
    "price": ("veilleur.cli.price", "What a number means and costs."),
    "feeds": ("veilleur.cli.feeds", "Lists of numbers known for fraud."),
    "formats": ("veilleur.cli.formats", "Call-record formats, and a try on a file."),
    "simulate": ("veilleur.cli.simulate", "A company and an attacker made of a seed, as call records."),
    "bench": ("veilleur.cli.bench", "The public benchmark of detection, and the speed of the judge."),
    "code": ("veilleur.cli.code", "The codes that let a call through when Veilleur asks."),
}


class _Commands(click.Group):
    """A click group whose commands are imported when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(COMMANDS[cmd_name][0])
        command = getattr(module, "app", None) or _single(module.command)
        built = typer.main.get_command(command) if isinstance(command, typer.Typer) else command
        built.name = cmd_name
        return built

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_module, text) in COMMANDS.items()])


def _single(function: Any) -> typer.Typer:
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(function)
    return app


@click.group(
    cls=_Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, prog_name="veilleur")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Veilleur, the night watchman of a company's telephone system."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main() -> None:
    """Run the command line. A user's mistake is one sentence on stderr and exit code 2."""
    try:
        code = cli.main(prog_name="veilleur", standalone_mode=False)
    except VeilleurError as error:
        print(f"veilleur: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except click.exceptions.Exit as exit_:
        sys.exit(exit_.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (KeyboardInterrupt, click.Abort):
        sys.exit(130)
    except BrokenPipeError:
        # The reader of a pipe (head, less) has gone: nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    sys.exit(code if isinstance(code, int) else 0)
