"""Write the pieces into a directory of configuration files, and take them out again byte for byte."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from veilleur.pbx.asterisk.dialplan import Model, Verdict, read_directory
from veilleur.pbx.asterisk.dialplan.reading.extensions_conf import MAIN_FILE
from veilleur.pbx.asterisk.setup import dialplan
from veilleur.pbx.asterisk.setup.event_filters import LEFT_OUT
from veilleur.pbx.asterisk.setup.freepbx_hook import (
    BY_HAND,
    CALLED,
    MODULE,
    OWN,
    HookEdit,
    HookPlace,
    find_hook,
)
from veilleur.pbx.asterisk.setup.plan import AsteriskPlan, SetupError
from veilleur.pbx.asterisk.setup.routes import DialLine, dial_lines, dialplan_files, text_of
from veilleur.words.errors import system_cause

# Where FreePBX dials its trunks: in the macro itself, since 17 in a context of its own.
FREEPBX_TRUNKS = ("macro-dialout-trunk", "trunk-dial-with-exten")
BEGIN, END = "; BEGIN veilleur", "; END veilleur"
_NO_NEWLINE = "; the file did not end with a newline"
_WAS = "; was: "
_BACKUP = ".before-veilleur"
_BLOCK = re.compile(rf"^{BEGIN}\n(.*?)^{END}\n", re.MULTILINE | re.DOTALL)


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
{filters}"""


def logger_line(plan: AsteriskPlan) -> str:
    """A log of its own for wrong PINs. It holds tried PINs in clear: keep it on tmpfs, mode 0640."""
    return f"{plan.log_path} => verbose(3)\n"


def render(plan: AsteriskPlan) -> dict[str, str]:
    """What to add, by file name; for FreePBX into the files it leaves to its owner."""
    name = "manager_custom.conf" if plan.freepbx else "manager.conf"
    login = {} if plan.has_login else {name: manager_section(plan)}
    if plan.freepbx:
        return {
            **login,
            "logger_logfiles_custom.conf": logger_line(plan),
            "extensions_custom.conf": dialplan.core(plan) + "\n" + dialplan.hook(plan),
        }
    return {
        **login,
        "logger.conf": "[logfiles](+)\n" + logger_line(plan),
        "extensions.conf": dialplan.core(plan),
    }


def added(text: str, block: str) -> str:
    """The text with the block at its end, between the markers, in place of an earlier one."""
    text = removed(text)
    note = "" if not text or text.endswith("\n") else f"{_NO_NEWLINE}\n"
    return f"{text}{chr(10) if note else ''}{BEGIN}\n{note}{block}{END}\n"


def removed(text: str) -> str:
    """The text without any of our blocks, as it was before."""
    no_newline = f"{BEGIN}\n{_NO_NEWLINE}\n" in text

    def restore(block: re.Match[str]) -> str:
        kept = [line[len(_WAS) :] for line in block[1].split("\n") if line.startswith(_WAS)]
        return "".join(f"{line}\n" for line in kept)

    text = _BLOCK.sub(restore, text)
    return text[:-1] if no_newline else text


def _appended(text: str, block: str) -> str:
    """The text, other blocks of ours in it, with one more at its end."""
    note, newline = ("", "") if not text or text.endswith("\n") else (f"{_NO_NEWLINE}\n", "\n")
    return f"{text}{newline}{BEGIN}\n{note}{block}{END}\n"


def with_gates(text: str, lines: Iterable[DialLine | HookEdit]) -> str:
    """The text with the question before each of these lines; what was there is kept in our block."""
    pieces = text.split("\n")
    for one in sorted(lines, key=lambda line: line.line, reverse=True):
        was = pieces[one.line - 1]
        is_last = one.line == len(pieces)
        note = [_NO_NEWLINE] if is_last else []
        after = [""] if is_last else []
        pieces[one.line - 1 : one.line] = [BEGIN, *note, _WAS + was, *one.in_place, END, *after]
    return "\n".join(pieces)


def gateable(directory: Path, plan: AsteriskPlan) -> list[DialLine]:
    """The lines before which a question can be put without a person: in files of that directory alone.

    They count as without our pieces. On FreePBX its hook asks for most; its own files are not touched.
    """
    texts = _dialplan_texts(directory, plan)[0] if plan.freepbx else {}
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
    return _dialplan_texts(directory, plan)[1]


def _dialplan_texts(directory: Path, plan: AsteriskPlan) -> tuple[dict[Path, str], HookPlace]:
    """The texts of a FreePBX's dialplan with our contexts and our hook."""
    place = find_hook(directory, plan, _without_ours)
    for one in (place, HookPlace(BY_HAND, place.place)):
        texts = {path: _without_ours(path) for path in {edit.path for edit in one.edits}}
        for path in texts:
            texts[path] = with_gates(texts[path], [edit for edit in one.edits if edit.path == path])
        pieces = dialplan.core(plan)
        if one.how in (OWN, CALLED):
            pieces += "\n" + dialplan.hook(plan, calls_owners=one.how == CALLED)
        custom = directory / "extensions_custom.conf"
        before = texts[custom] if custom in texts else removed(_read(custom))
        texts[custom] = _appended(before, pieces)
        if one.how in (BY_HAND, MODULE) or _is_reached(directory, texts):
            return texts, one
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


def apply(directory: Path, plan: AsteriskPlan, *, gates: bool = False) -> list[Path]:
    """Write the pieces into the files of a directory; the first time each file is kept beside it.

    gates: put the question before each Dial towards a trunk too, as far as `gateable`.

    Raises:
        SetupError: before anything is written, when a file cannot be changed safely.
    """
    texts: dict[Path, str] = {}
    for name, block in render(plan).items():
        path = directory / name
        before = _read(path)
        if name == "extensions_custom.conf":
            texts |= _dialplan_texts(directory, plan)[0]
        elif name == "logger.conf" and "[logfiles]" not in removed(before):
            texts[path] = added(before, "[logfiles]\n" + logger_line(plan))
        else:
            texts[path] = added(before, block)
    if plan.freepbx:
        texts |= _without_former_hook(directory, texts)
    lines = gateable(directory, plan) if gates else []
    for path in dict.fromkeys(one.path for one in lines):
        text = texts[path] if path in texts else removed(_read(path))
        texts[path] = with_gates(text, [one for one in lines if one.path == path])
    for path, text in texts.items():
        backup = path.with_name(path.name + _BACKUP)
        if path.exists() and BEGIN not in _read(path):
            _write(backup, _read(path), path)
        _write(path, text, path)
    return list(texts)


def _without_former_hook(directory: Path, texts: dict[Path, str]) -> dict[Path, str]:
    """Files in which an earlier set-up joined a hook, where ours lies elsewhere now."""
    found = {path: _read(path) for path in dialplan_files(directory) if path not in texts}
    hooks = ("PREDIAL_HOOK_RET", dialplan.OWNERS_HOOK)
    return {
        path: removed(text)
        for path, text in found.items()
        if any(hook in block[1] for block in _BLOCK.finditer(text) for hook in hooks)
    }


def remove(directory: Path) -> list[Path]:
    """Take every piece out of a directory; a file that held nothing else goes."""
    changed = []
    for path in sorted({*directory.glob("*.conf"), *dialplan_files(directory)}):
        text = _read(path)
        without = removed(text)
        if text == without:
            continue
        backup = path.with_name(path.name + _BACKUP)
        if without or backup.exists():
            _write(path, without, path)
        else:
            path.unlink()
        backup.unlink(missing_ok=True)
        changed.append(path)
    return changed


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


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8", "surrogateescape")
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise SetupError("{path} cannot be read: {why}.", path=path, why=system_cause(error)) from error


def _write(path: Path, text: str, like: Path) -> None:
    """Replace a file at once, with the owner and mode of `like`; new files hold a secret: 0640."""
    status = like.stat() if like.exists() else None
    temporary = path.with_name(path.name + ".veilleur-new")
    try:
        # The directory is often the switch's own: a link that it left here must not lead root elsewhere.
        temporary.unlink(missing_ok=True)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode("utf-8", "surrogateescape"))
            os.fchmod(file.fileno(), status.st_mode & 0o7777 if status else 0o640)
            if status and os.geteuid() == 0:
                os.fchown(file.fileno(), status.st_uid, status.st_gid)
        temporary.replace(path)
    except OSError as error:
        raise SetupError("{path} cannot be written: {why}.", path=path, why=system_cause(error)) from error
