"""`veilleur incidents`: the attacks on this site; `veilleur incidents ID`: one of them as a timeline.

Read from the journal, so that it works with and without a running guard. Exit 0; 2 when there is no
such incident or no journal.
"""

from __future__ import annotations

from typing import Annotated, Optional

import typer

from veilleur.cli.options import ConfigOption, JsonOption, LangOption, language_or_error, settings_required
from veilleur.history import incidents as attacks
from veilleur.language import json_line, say
from veilleur.wording.incident_sentences import INCIDENT
from veilleur.wording.incidents import IncidentPage
from veilleur.words.errors import InputError


def command(
    identifier: Annotated[Optional[str], typer.Argument(metavar="[ID]", help="Such as i3.")] = None,  # noqa: UP045
    every: Annotated[bool, typer.Option("--all", help="Also what never mattered.")] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """List the incidents of this site, or show one as a timeline."""
    settings = settings_required(config)
    page = IncidentPage(settings.numbering(), settings.site.timezone, language_or_error(lang, settings))
    known = attacks.read(settings)
    if identifier is None:
        shown = [one for one in known if every or one.incident.is_announced]
        for attack in shown:
            print(json_line(page.data(attack)) if as_json else page.row(attack.incident))
        if not shown and not as_json:
            print(say(INCIDENT["none"], {}, page.language))
        return
    found = next((one for one in known if one.incident.id == identifier), None)
    if found is None:
        raise InputError(
            "There is no incident {name!r} in {path}.", name=identifier[:40], path=settings.journal.file
        )
    if as_json:
        print(json_line(page.data(found, whole=True)))
    else:
        for line in page.story(found):
            print(line)
