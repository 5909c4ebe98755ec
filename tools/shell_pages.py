"""The manual page and the completion of the command line, made from its own table of commands.

In: the commands with their options, a language. Out: veilleur(1) as roff, and a completion for bash.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from veilleur import __version__
from veilleur.cli.app import COMMANDS
from veilleur.cli.frame import built
from veilleur.language import help_in

_WORDS = {
    "en": {
        "title": "The night watchman of a company's telephone system",
        "commands": "COMMANDS",
        "description": "DESCRIPTION",
        "about": "Veilleur watches a PBX against toll fraud: it refuses and cuts calls, bounds the loss, and "
        "proves afterwards what happened. Emergency calls always pass. Each command explains itself: "
        "veilleur COMMAND --help.",
        "exit": "EXIT STATUS",
        "codes": "0 done or quiet; 1 found, not in force, or attention is needed; 2 what was given cannot be "
        "used; 70 a fault of Veilleur itself; 130 interrupted.",
        "files": "FILES",
        "where": "/etc/veilleur/veilleur.toml, /var/lib/veilleur/journal.db",
    },
    "fr": {
        "title": "Le veilleur de nuit du standard téléphonique",
        "commands": "COMMANDES",
        "description": "DESCRIPTION",
        "about": "Veilleur protège un standard contre la fraude aux appels : il refuse et coupe des appels, "
        "borne la perte et prouve ensuite ce qui s’est passé. Les appels d’urgence passent toujours. Chaque "
        "commande s’explique : veilleur COMMANDE --help.",
        "exit": "CODE DE RETOUR",
        "codes": "0 fait ou calme ; 1 trouvé, pas en place, ou à regarder ; 2 ce qui est donné est "
        "inutilisable ; 70 faute de Veilleur lui-même ; 130 interrompu.",
        "files": "FICHIERS",
        "where": "/etc/veilleur/veilleur.toml, /var/lib/veilleur/journal.db",
    },
}


class Parameter(NamedTuple):
    """One option or argument: how it is written, and its help in English."""

    spelling: tuple[str, ...]
    help: str


def parameters(name: str) -> Iterator[Parameter]:
    """What a command takes."""
    command: Any = built(COMMANDS[name][0])
    for one in command.params:
        text = getattr(one, "help", None) or ""
        is_option = one.param_type_name == "option"
        spelling = (*one.opts, *one.secondary_opts) if is_option else (str(one.name).upper(),)
        yield Parameter(tuple(spelling), text)


def manual_page(lang: str) -> str:
    """veilleur(1)."""
    words = _WORDS[lang]
    lines = [
        f'.TH VEILLEUR 1 "" "veilleur {__version__}"',
        ".SH NAME",
        f"veilleur \\- {_roff(words['title'])}",
    ]
    lines += [".SH SYNOPSIS", ".B veilleur", r"\fICOMMAND\fR [\fIOPTION\fR]..."]
    lines += [f".SH {words['description']}", _roff(words["about"]), f".SH {words['commands']}"]
    for name, (_module, summary) in COMMANDS.items():
        lines += [f".SS veilleur {_roff(name)}", _roff(help_in(summary, lang))]
        for parameter in parameters(name):
            lines += [".TP", rf"\fB{_roff(', '.join(parameter.spelling))}\fR"]
            lines.append(_roff(help_in(parameter.help, lang)) or r"\&")
    lines += [f".SH {words['exit']}", _roff(words["codes"]), f".SH {words['files']}", _roff(words["where"])]
    return "\n".join(lines) + "\n"


def completion() -> str:
    """For bash; zsh reads it too, by `bashcompinit`."""
    lines = ["# Completion of veilleur, made from its own table of commands.", "_veilleur() {"]
    lines += ['    local word="${COMP_WORDS[COMP_CWORD]}" known']
    lines += [
        '    if [ "$COMP_CWORD" -eq 1 ]; then',
        f'        known="{" ".join(COMMANDS)} --help --version"',
    ]
    lines += ["    else", '        case "${COMP_WORDS[1]}" in']
    for name in COMMANDS:
        options = [
            one for parameter in parameters(name) for one in parameter.spelling if one.startswith("--")
        ]
        lines.append(f'            {name}) known="{" ".join([*options, "--help"])}" ;;')
    lines += ["        esac", "    fi", '    if [[ "$word" == -* || "$COMP_CWORD" -eq 1 ]]; then']
    lines += [
        '        COMPREPLY=($(compgen -W "$known" -- "$word"))',
        "    else",
        "        COMPREPLY=()",
        "    fi",
    ]
    return "\n".join([*lines, "}", "complete -o default -F _veilleur veilleur", ""])


def _roff(text: str) -> str:
    """A text as roff reads it: no command at its start, no hyphen that is broken."""
    plain = text.replace("\\", "\\e").replace("-", "\\-").replace("\n", " ")
    return "\\&" + plain if plain[:1] in (".", "'") else plain
