"""What set-up answers itself from the files of the PBX: with FreePBX three questions are left of eleven.

In: the root of a machine, and the options that were given. Out: a `Suggestion`, and sentences. Pitfall: on
another machine than the PBX's nothing is found, and a --write directory may be a copy of another's.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from veilleur.config.switch_section import LOOPBACK
from veilleur.pbx.asterisk.dialplan.reading.extensions_conf import MAIN_FILE
from veilleur.pbx.asterisk.freepbx.facts import Facts
from veilleur.pbx.asterisk.freepbx.places import Installation, recognised
from veilleur.pbx.asterisk.freepbx.proposal import Proposal, proposal_of
from veilleur.pbx.asterisk.freepbx.survey import country_of_zone, survey
from veilleur.pbx.asterisk.wizard.plain_files import facts_of
from veilleur.pbx.asterisk.wizard.sentences import SAY
from veilleur.pbx.setup_port import Answers, Notices, Suggestion

NAMED_MOST = 12  # routes in one sentence
_WHERE_THE_SWITCH_IS = frozenset({"host", "port", "user", "cdr_file"})
# Ten usual months, and what most plans of the country include: three questions are left in all.
_LEFT_AT_THE_USUAL = frozenset({"ceiling_month", "plan"})
_OF_THE_SWITCH = _WHERE_THE_SWITCH_IS | {"cdr_database", "freepbx"}


def suggest(root: Path, given: Answers, notices: Notices) -> Suggestion:
    """The answers that the files of the PBX give; none where there are none."""
    if given.get("host", "127.0.0.1") not in LOOPBACK:
        return Suggestion()
    found = None if given.get("freepbx") is False else recognised(root, given.get("write"))
    if found is None:
        return _of_plain_files(given.get("write") or root / "etc/asterisk", root, notices)
    said = survey(found, root)
    proposal = proposal_of(said.facts, country_of_zone)
    notices.say("freepbx_found", SAY["freepbx_found"], signs=", ".join(map(str, found.signs)))
    if said.why:
        notices.pass_on(said.why)
    _say(said.facts, proposal, notices, is_freepbx=True)
    return _suggestion(found, said.facts, proposal)


def _of_plain_files(directory: Path, root: Path, notices: Notices) -> Suggestion:
    """Of an Asterisk whose files a person writes."""
    if not (directory / MAIN_FILE).is_file():
        return Suggestion()
    facts, are_all_known = facts_of(directory, root)
    proposal = proposal_of(facts, country_of_zone)
    if not (facts.extensions or facts.trunks):
        return Suggestion()
    _say(facts, proposal, notices, is_freepbx=False)
    answers: dict[str, Any] = {"timezone": proposal.timezone} if proposal.timezone else {}
    settled = {*_WHERE_THE_SWITCH_IS, *_LEFT_AT_THE_USUAL}
    for key, values in (("extensions", proposal.extensions), ("trunks", proposal.trunks)):
        if values:
            answers[key] = ",".join(values)
            settled |= {key} if are_all_known else set()
    if facts.routes:
        answers["outside_line"] = proposal.outside_line
        settled.add("outside_line")
    if proposal.country:
        answers["country"] = proposal.country
        settled.add("country")
    return Suggestion(answers, frozenset(settled))


def _suggestion(found: Installation, facts: Facts, proposal: Proposal) -> Suggestion:
    answers: dict[str, Any] = {"freepbx": True, "outside_line": proposal.outside_line}
    settled = {*_OF_THE_SWITCH, *_LEFT_AT_THE_USUAL}
    if facts.source == "mysql" and found.login_file is not None:
        answers["cdr_database"] = str(found.login_file)
    for key, values in (("extensions", proposal.extensions), ("trunks", proposal.trunks)):
        if values:
            answers[key] = ",".join(values)
            settled.add(key)
    if proposal.emergency:
        answers["emergency_numbers"] = ",".join(proposal.emergency)
    if facts.routes:
        settled.add("outside_line")
    if proposal.country:
        answers["country"] = proposal.country
        settled.add("country")
    if proposal.timezone:
        answers["timezone"] = proposal.timezone
    return Suggestion(answers, frozenset(settled))


def _say(facts: Facts, proposal: Proposal, notices: Notices, *, is_freepbx: bool) -> None:
    nothing = "–"
    notices.say(
        "freepbx_read",
        SAY["freepbx_read"],
        source=facts.source,
        extensions=", ".join(proposal.extensions) or nothing,
        trunks=", ".join(proposal.trunks) or nothing,
        country=proposal.country or nothing,
        outside=proposal.outside_line or nothing,
        emergency=", ".join(proposal.emergency) or nothing,
    )
    for route in facts.routes[:NAMED_MOST] if is_freepbx else ():
        patterns = ", ".join(
            (f"{one.prepended}+" if one.prepended else "")
            + (f"{one.prefix}|" if one.prefix else "")
            + one.rest
            for one in route.patterns
        )
        code = "freepbx_emergency_route" if route.is_emergency else "freepbx_route"
        notices.say(code, SAY[code], name=route.name, patterns=patterns or nothing)
    more = len(facts.routes) - NAMED_MOST
    if more > 0 and is_freepbx:
        notices.say("freepbx_more_routes", SAY["freepbx_more_routes"], count=str(more))
