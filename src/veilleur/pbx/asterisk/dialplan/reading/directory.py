"""A directory of Asterisk read as a whole: the dialplan of its files, and what stands around it.

In: the directory of extensions.conf. Out: a `Directory`. Pitfall: what extconfig.conf takes from a database
is not in the files, whatever they say.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from veilleur.pbx.asterisk.dialplan.model import Blind, Dialplan, Place
from veilleur.pbx.asterisk.dialplan.reading.ael import add_ael
from veilleur.pbx.asterisk.dialplan.reading.beside import add_beside
from veilleur.pbx.asterisk.dialplan.reading.config_file import Text, read
from veilleur.pbx.asterisk.dialplan.reading.extensions_conf import MAIN_FILE, add_file
from veilleur.pbx.asterisk.dialplan.reading.lua import add_lua
from veilleur.pbx.asterisk.dialplan.reading.peers import add_peers
from veilleur.pbx.asterisk.dialplan.reasons import Reason
from veilleur.pbx.asterisk.dialplan.surroundings import Member, Surroundings

_PEER_FAMILIES = frozenset({"ps_endpoints", "sippeers", "sipusers", "iaxpeers", "iaxusers"})
_STATIC_FILES = frozenset(
    {"extensions.conf", "extensions.ael", "sip.conf", "pjsip.conf", "iax.conf", "queues.conf"}
)
_MAILBOX_PROGRAMS = frozenset(
    {"externnotify", "externpass", "externpassnotify"}
)  # run for each message or PIN
_MAILBOX_OPTIONS = frozenset({"dialout", "callback", "exitcontext", "operator", "review", "sendvoicemail"})


@dataclass(slots=True)
class Directory:
    """What a directory says. files: that make up the dialplan, in the order in which they are read."""

    plan: Dialplan
    around: Surroundings
    files: list[Path] = field(default_factory=list)


def read_directory(directory: Path, text: Text | None = None) -> Directory:
    """Read the dialplan of a directory and what stands around it; what may not be read is named in it.

    text: gives the text of a file of extensions.conf, as it is unless given.
    """
    plan, around = Dialplan(), Surroundings()
    main = read(directory, MAIN_FILE, text)
    add_file(plan, main)
    files = [*main.files, *add_ael(plan, directory)]
    add_lua(plan, directory)
    peer_files = add_peers(around, directory)
    _realtime(plan, around, directory)
    refusals = [one for file in peer_files for one in file.refusals]
    is_whole = bool(peer_files) and not refusals
    around.are_peers_known = is_whole and not (_PEER_FAMILIES & set(around.realtime))
    plan.blind += refusals + _queues(around, directory)
    _voicemail(around, directory)
    add_beside(around, directory)
    if not peer_files and "default" in plan.contexts:
        around.guests.add("default")  # where strangers come in unless a file says otherwise
    for name in ("followme.conf", "features.conf", "res_parking.conf"):
        for section in read(directory, name).sections:
            around.contexts.update(one.value.strip() for one in section.lines if one.key.lower() == "context")
    around.contexts.update(around.mailbox_options.values())
    return Directory(plan, around, files)


def _realtime(plan: Dialplan, around: Surroundings, directory: Path) -> None:
    for section in read(directory, "extconfig.conf").sections:
        if section.name.lower() != "settings":
            continue
        for line in section.lines:
            place = Place(line.path, line.number)
            around.realtime.setdefault(line.key, place)
            if line.key in _STATIC_FILES:
                plan.blind.append(Blind("static", f"{line.key} => {line.value}", place))


def _queues(around: Surroundings, directory: Path) -> list[Blind]:
    """Add the queues; gives where Asterisk stops reading them."""
    file = read(directory, "queues.conf")
    if not file.files:
        return []
    around.queues = set()
    for section in file.sections:
        if section.name.lower() == "general" or section.is_template:
            continue
        around.queues.add(section.name)
        for line in section.lines:
            if line.key.lower() == "context":
                around.contexts.add(line.value.strip())
            elif line.key.lower() == "member":
                channel = line.value.split(",")[0].strip()
                text = f"member => {line.value}"
                around.members.append(Member(section.name, channel, Place(line.path, line.number), text))
    return file.refusals


def _voicemail(around: Surroundings, directory: Path) -> None:
    for section in read(directory, "voicemail.conf").sections:
        for line in section.lines:
            key = line.key.lower()
            if section.name.lower() == "general" and key in _MAILBOX_OPTIONS:
                around.mailbox_options[key] = line.value.strip()
            if section.name.lower() == "general" and key in _MAILBOX_PROGRAMS and line.value.strip():
                place, text = Place(line.path, line.number), f"{line.key} = {line.value}"
                around.members.append(Member("voicemail.conf", "", place, text, Reason.PROGRAM))
            for option in line.value.split(",")[4:]:  # 201 => PIN,name,mail,pager,options
                for one in option.split("|"):
                    name, _sign, value = one.partition("=")
                    if name.strip().lower() in _MAILBOX_OPTIONS:
                        around.mailbox_options.setdefault(name.strip().lower(), value.strip())
