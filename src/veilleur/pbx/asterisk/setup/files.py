"""Write the pieces into a directory of configuration files, and take them out again byte for byte."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from veilleur.pbx.asterisk.dialplan import Model, Verdict, read_directory
from veilleur.pbx.asterisk.dialplan.reading import config_file
from veilleur.pbx.asterisk.dialplan.reading.extensions_conf import MAIN_FILE
from veilleur.pbx.asterisk.settings import JOURNALD
from veilleur.pbx.asterisk.setup import dialplan, left_behind
from veilleur.pbx.asterisk.setup.blocks import (
    BEGIN,
    added,
    appended,
    blocks_of,
    edits_kept,
    has_gates,
    hook_edits_kept,
    lines_taken_out,
    removed,
    with_gates,
)
from veilleur.pbx.asterisk.setup.config_files import (
    backups,
    keep_aside,
    move_old_backup,
    place_to_write,
    read,
    replace,
)
from veilleur.pbx.asterisk.setup.event_filters import LEFT_OUT
from veilleur.pbx.asterisk.setup.freepbx_hook import (
    BY_HAND,
    CALLED,
    MODULE,
    OWN,
    HookPlace,
    find_hook,
)
from veilleur.pbx.asterisk.setup.merging import Merged
from veilleur.pbx.asterisk.setup.plan import AsteriskPlan
from veilleur.pbx.asterisk.setup.routes import FOLDED, DialLine, dial_lines, dialplan_files, text_of
from veilleur.pbx.asterisk.telephone import pieces
from veilleur.pbx.asterisk.telephone.line import CONTEXT
from veilleur.pbx.asterisk.telephone.pieces import TelephonePlan

# Where FreePBX dials its trunks: in the macro itself, since 17 in a context of its own.
FREEPBX_TRUNKS = ("macro-dialout-trunk", "trunk-dial-with-exten")
_NAMES_US = re.compile(r"[(\[,=>\s]veilleur(?:-[a-z]+)?\s*[,\])\s]", re.IGNORECASE)


class FreePbxDialplan(NamedTuple):
    """The texts of a FreePBX's dialplan with our contexts and our hook, and where the hook is to ask.

    It takes two models of the whole dialplan to know: found once, it is handed on to what needs it.
    """

    texts: dict[Path, str]
    hook: HookPlace


def manager_section(plan: AsteriskPlan) -> str:
    """The AMI login: least rights, loopback only, without the events nobody reads (58 % of them)."""
    filters = "".join(f"eventfilter = !{one}\n" for one in LEFT_OUT)
    return f"""\
[{plan.ami_user}]
secret = {plan.secret}
deny = 0.0.0.0/0.0.0.0
permit = 127.0.0.1/255.255.255.255
read = system,call,security,dtmf,cdr,dialplan,user
write = system,call,reporting
displayconnects = yes
{filters}"""


def logger_line(plan: AsteriskPlan) -> str:
    """A log of its own for wrong PINs. It holds tried PINs in clear: keep it on tmpfs, mode 0640. "" where
    the owner has such lines in systemd's journal."""
    return "" if plan.log_path == JOURNALD else f"{plan.log_path} => verbose(3)\n"


def render(plan: AsteriskPlan) -> dict[str, str]:
    """What to add, by file name; for FreePBX into the files it leaves to its owner."""
    name = "manager_custom.conf" if plan.freepbx else "manager.conf"
    sections = [] if plan.has_login else [manager_section(plan)]
    if plan.telephone is not None:
        sections.append(pieces.manager_section(plan.telephone))
    logins = {name: "\n".join(sections)} if sections else {}
    logger = logger_line(plan)
    if plan.freepbx:
        return {
            **logins,
            **({"logger_logfiles_custom.conf": logger} if logger else {}),
            "extensions_custom.conf": dialplan.core(plan) + "\n" + dialplan.hook(plan),
        }
    return {
        **logins,
        **({"logger.conf": "[logfiles](+)\n" + logger} if logger else {}),
        "extensions.conf": dialplan.core(plan),
    }


def gateable(directory: Path, plan: AsteriskPlan, freepbx: FreePbxDialplan | None = None) -> list[DialLine]:
    """The lines before which a question can be put without a person: in files of that directory alone.

    They count as without our pieces. On FreePBX its hook asks for most; its own files are not touched.
    freepbx: where it is known already.
    """
    texts = (freepbx or freepbx_dialplan(directory, plan)).texts if plan.freepbx else {}
    found = dial_lines(directory, lambda path: texts[path] if path in texts else _without_ours(path))
    home = directory.resolve()
    return [
        one
        for one in found
        if one.in_place
        and one.path.resolve().is_relative_to(home)
        and not (plan.freepbx and one.path.name == MAIN_FILE)
    ]


def place_of_hook(directory: Path, plan: AsteriskPlan) -> HookPlace:
    """Where FreePBX's hook is to ask; by hand also where it would not be reached all the same."""
    return freepbx_dialplan(directory, plan).hook


def freepbx_dialplan(directory: Path, plan: AsteriskPlan) -> FreePbxDialplan:
    """What is to be written into a FreePBX's dialplan. It is the same after it was written."""
    place = find_hook(directory, plan, _without_ours)
    for one in (place, HookPlace(BY_HAND, place.place)):
        texts = {path: _without_ours(path) for path in {edit.path for edit in one.edits}}
        for path in texts:
            edits = [edit for edit in one.edits if edit.path == path]
            texts[path] = with_gates(texts[path], edits, earlier=read(path))
        text = dialplan.core(plan)
        if one.how in (OWN, CALLED):
            text += "\n" + dialplan.hook(plan, calls_owners=one.how == CALLED)
        custom = directory / "extensions_custom.conf"
        before = texts[custom] if custom in texts else removed(read(custom))
        texts[custom] = appended(before, text, earlier=read(custom))
        if one.how in (BY_HAND, MODULE) or _is_reached(directory, texts):
            return FreePbxDialplan(texts, one)
    raise AssertionError("unreachable")


def _is_reached(directory: Path, texts: dict[Path, str]) -> bool:
    """Whether what runs from priority 1 of the hook asks, as far as its caller is in the directory."""
    if not (directory / MAIN_FILE).is_file():
        return True
    found = read_directory(directory, lambda path: texts[path] if path in texts else _without_ours(path))
    ways = [way for way in Model(found.plan, found.around).ways if way.context.startswith(FREEPBX_TRUNKS)]
    return not ways or any(way.verdict is Verdict.ASKED for way in ways)


def _without_ours(path: Path) -> str:
    return removed(text_of(path))


def apply(
    directory: Path, plan: AsteriskPlan, *, gates: bool = False, freepbx: FreePbxDialplan | None = None
) -> list[Path]:
    """Write the pieces into the files of a directory; the first time each file is kept beside it.

    gates: put the question before each Dial towards a trunk too, as far as `gateable`. freepbx: where it is
    known already.

    Raises:
        SetupError: before anything is written, when a file cannot be changed safely.
    """
    texts: dict[Path, str] = {}
    for name, block in render(plan).items():
        path = directory / name
        before = read(path)
        if name == "extensions_custom.conf":
            freepbx = freepbx or freepbx_dialplan(directory, plan)
            texts |= freepbx.texts
        elif name == "logger.conf" and not _has_logfiles(directory, before):
            texts[path] = added(before, "[logfiles]\n" + logger_line(plan))
        else:
            texts[path] = added(before, block)
    if plan.freepbx:
        texts |= _without_former_hook(directory, texts)
    gates = gates or any(has_gates(read(path)) for path in dialplan_files(directory))
    lines = gateable(directory, plan, freepbx) if gates else []
    for path in dict.fromkeys(one.path for one in lines):
        text = texts[path] if path in texts else removed(read(path))
        texts[path] = with_gates(text, [one for one in lines if one.path == path])
    places = {path: place_to_write(path, directory) for path in texts}
    for path, text in texts.items():
        move_old_backup(path)
        if path.exists() and BEGIN not in read(path):
            keep_aside(path)
        replace(places[path], text, like=path)
    return list(texts)


def add_telephone(directory: Path, plan: TelephonePlan, *, is_freepbx: bool) -> list[Path]:
    """Write the login and the context of calls to people beside our other pieces; gives what was changed."""
    suffix = "_custom" if is_freepbx else ""
    changed = []
    for name, block in (
        (f"manager{suffix}.conf", pieces.manager_section(plan)),
        (f"extensions{suffix}.conf", pieces.context(plan)),
    ):
        path = directory / name
        before = read(path)
        if any(block.partition("\n")[0] in one or f"[{CONTEXT}]" in one for one in blocks_of(before)):
            continue
        place = place_to_write(path, directory)
        move_old_backup(path)
        if path.exists() and BEGIN not in before:
            keep_aside(path)
        replace(place, appended(before, block), like=path)
        changed.append(path)
    return changed


def _has_logfiles(directory: Path, text: str) -> bool:
    """Whether logger.conf, or what it includes, has the section that ours is added to: of two sections of
    this name Asterisk reads the first alone."""
    before = removed(text)
    found = config_file.read(
        directory, "logger.conf", lambda path: before if path.name == "logger.conf" else text_of(path)
    )
    return bool(found.named("logfiles"))


def edits_of_owner(
    directory: Path, plan: AsteriskPlan, hook: HookPlace | None = None
) -> list[tuple[Path, Merged]]:
    """What the owner changed within our blocks, and stays when they are written once more. hook: FreePBX's,
    where it is known already."""
    found = []
    for name, block in render(plan).items():
        edits = edits_kept(read(directory / name), block)
        if edits.kept or edits.clashes:
            found.append((directory / name, edits))
    for edit in (hook or place_of_hook(directory, plan)).edits if plan.freepbx else ():
        edits = hook_edits_kept(read(edit.path), edit.in_place)
        if edits.kept or edits.clashes:
            found.append((edit.path, edits))
    return found


def edits_that_go(directory: Path) -> list[tuple[Path, str]]:
    """Lines that the owner wrote into our blocks, and that removal takes out with them."""
    paths = _config_paths(directory)
    return [(path, line) for path in paths for line in lines_taken_out(read(path))]


def _without_former_hook(directory: Path, texts: dict[Path, str]) -> dict[Path, str]:
    """Files in which an earlier set-up joined a hook, where ours lies elsewhere now."""
    found = {path: read(path) for path in dialplan_files(directory) if path not in texts}
    hooks = ("PREDIAL_HOOK_RET", dialplan.OWNERS_HOOK)
    return {
        path: removed(text)
        for path, text in found.items()
        if any(hook in block for block in blocks_of(text) for hook in hooks)
    }


def remove(directory: Path) -> list[Path]:
    """Take every piece out of a directory; a file that held nothing else goes. While a line that is not ours
    still asks, contexts stay that let every call go on.

    Raises:
        SetupError: when a file cannot be changed; those before it are without our pieces.
    """
    changed = []
    paths = _config_paths(directory)
    last = _where_to_leave(directory, paths)
    for path in paths:
        text = read(path)
        without = removed(text)
        if path == last:
            without = added(without, left_behind.CONTEXTS)
        if text == without:
            continue
        kept = [one for one in backups(path) if one.is_file()]
        if without or kept or path.is_symlink():
            replace(place_to_write(path, directory), without, like=path)
        else:
            path.unlink()
        for one in kept:
            one.unlink()
        changed.append(path)
    return changed


def _config_paths(directory: Path) -> list[Path]:
    """The configuration files of a directory and those that its dialplan includes; no folders."""
    named = {*directory.glob("*.conf"), *dialplan_files(directory)}
    return sorted(path for path in named if not path.is_dir())


def _where_to_leave(directory: Path, paths: list[Path]) -> Path | None:
    """The file in which contexts stay for lines that are not ours; None when no line asks."""
    if not any(left_behind.asks(removed(read(path))) for path in paths):
        return None
    custom = directory / "extensions_custom.conf"
    return custom if custom in paths else directory / MAIN_FILE


def lines_left(directory: Path) -> list[tuple[Path, int, str]]:
    """Lines of the dialplan that name our contexts outside of our blocks: a person wrote or moved them."""
    found = []
    for path in dialplan_files(directory):
        for number, line in enumerate(removed(read(path)).split("\n"), 1):
            if _NAMES_US.search(FOLDED.sub("", line)):
                found.append((path, number, line.strip()))
    return found


def check(model: Model, plan: AsteriskPlan) -> dict[str, bool]:
    """Which pieces are in force in the dialplan that runs.

    Keys: gate, mailbox, emergency, absent (the contexts), used (something puts the question; on FreePBX the
    hook is reached), every_dial (no way out is left that is not asked about or not known).
    """
    contexts = model.plan.contexts
    emergency = contexts["veilleur-emergency"].extensions if "veilleur-emergency" in contexts else {}
    used = bool(model.questions.asking)
    if plan.freepbx:
        through_hook = [way for way in model.ways if way.context.startswith(FREEPBX_TRUNKS)]
        used = used and (not through_hook or any(way.verdict is Verdict.ASKED for way in through_hook))
    return {
        "gate": {"veilleur", "veilleur-put", "veilleur-ask", "veilleur-national"} <= set(contexts),
        "mailbox": {"veilleur-mailbox", "veilleur-voicemail"} <= set(contexts),
        "emergency": set(emergency) >= {f"d{number}" for number in plan.emergency_numbers},
        "absent": "veilleur-absent" in contexts,
        "used": used,
        "every_dial": used and model.is_all_asked,
    }


def colliding_extensions(plan: AsteriskPlan) -> list[tuple[str, str]]:
    """Pairs (pattern of extensions, emergency number as dialled) that collide: 1XX hides 112."""
    classes = {"X": "[0-9]", "Z": "[1-9]", "N": "[2-9]"}
    pairs = []
    for pattern in plan.site.extensions:
        expression = "".join(classes.get(sign, re.escape(sign)) for sign in pattern.upper())
        pairs += [(pattern, number) for number in plan.emergency_numbers if re.fullmatch(expression, number)]
    return pairs
