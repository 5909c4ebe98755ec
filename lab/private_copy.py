"""A configuration played on a private copy: its dialplan and voicemail, with trunks of loopback.

In: a folder with a configuration of Asterisk, a carrier. Out: a running switch, and calls into it from
outside. Pitfall: accounts, trunks and management are never copied: a copy that registers with the true
carrier would place true calls.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from lab.addresses import free_port
from lab.carrier import Carrier
from lab.install import ensure
from lab.switch import RealAsterisk, modules_folder

# What opens for some hours of the week: an attacker comes at an hour of their choice, and so does this copy.
_OPEN_FOR_A_TIME = re.compile(r"^(\s*include\s*=>?\s*[^,;\s]+)\s*,[^;\n]*", re.MULTILINE)
# What a configuration can make a switch do beside calls is not there: no shell, program, file, URL.
_SAFE = re.compile(
    r"(codec_|format_|bridge_|res_(format_attr|sorcery_(config|memory|astdb)|timing|rtp_asterisk|pjproject)"
    r"|res_pjsip(?!_(history|phoneprov|config))|res_(parking|stasis(?!_(snoop|test|playback|recording))|mwi)"
    r"|chan_(pjsip|sip|bridge_media)\b|pbx_config"
    r"|app_(authenticate|bridgewait|cdr|chanisavail|confbridge|controlplayback|db|dial|directory|disa|echo|exec"
    r"|followme|if|macro|page|playback|playtones|privacy|queue|read|readexten|senddtmf|softhangup|stack|transfer"
    r"|userevent|verbose|voicemail|waitforring|waitforsilence|waituntil|while)\b"
    r"|func_(base64|blacklist|callerid|cdr|channel|cut|db|devstate|dialgroup|dialplan|evalexten|extstate|global"
    r"|groupcount|hangupcause|iconv|json|logic|math|md5|periodic_hook|pjsip_\w+|presencestate|rand|sayfiles"
    r"|sha1|sprintf|strings|timeout|uri|uuid|version|vmcount|volume)\b)"
)
# Anywhere in a line, and no other file is drawn in: what names a program may stand behind a comment's end.
_RUNS_PROGRAMS = re.compile(r"extern|mailcmd|imap|odbc|^\s*#", re.IGNORECASE)
_CODE_FILE = re.compile(r"Authenticate\((/[\w./-]+)")
COPIED = ("extensions", "voicemail", "features", "confbridge", "globals")  # how names of files begin
_HALF_SECONDS_AFTER = 24  # the caller stays on the line, so that what was keyed can be dialled


def files_of(folder: Path) -> dict[str, str]:
    """What is played of a configuration."""
    etc = folder / "etc/asterisk"
    etc = etc if etc.is_dir() else folder
    found = {path.name: path.read_text() for path in etc.glob("*.conf") if path.name.startswith(COPIED)}
    if "extensions.conf" in found:
        found["extensions.conf"] = _OPEN_FOR_A_TIME.sub(r"\1", found["extensions.conf"])
        found = {name: _CODE_FILE.sub(lambda one: _code(etc, one), text) for name, text in found.items()}
    for name in found:
        if name.startswith("voicemail"):
            found[name] = _without_programs(found[name])
    return found


def _without_programs(text: str) -> str:
    """Boxes and plain settings of a voicemail file. A block comment becomes a plain one: Asterisk joins what
    stands before and behind it, as `mail;-- a --;cmd=`."""
    lines = text.replace(";--", ";").replace("--;", ";").splitlines(keepends=True)
    return "".join(one for one in lines if not _RUNS_PROGRAMS.search(one))


def safe_modules(version: str) -> str:
    """modules.conf of a switch that makes calls and can do nothing else."""
    names = sorted(path.name for path in modules_folder(ensure(version)).glob("*.so"))
    loaded = [f"load => {name}" for name in names if _SAFE.match(name)]
    return "\n".join(["[modules]", "autoload=no", *loaded, ""])


def _code(etc: Path, call: re.Match[str]) -> str:
    """`Authenticate` of a file of codes, with its first code in place of the owner's path."""
    path = etc / Path(call[1]).name
    lines = path.read_text().split() if path.is_file() else []
    return f"Authenticate({lines[0]}" if lines else call[0]


@contextmanager
def private_copy(
    version: str,
    folder: Path,
    carrier: Carrier,
    telephone: Carrier | None = None,
    trunks: Iterable[str] = (),
) -> Iterator[RealAsterisk]:
    """The configuration on a switch of its own; `carrier` is its trunk, also by other names (`trunks`),
    `telephone` its extension 201."""
    files = {**files_of(folder), "modules.conf": safe_modules(version)}
    files["pjsip.conf"] = carrier.pjsip_conf(free_port()) + "".join(
        _endpoint(name, f"sip:{carrier.address}:{carrier.port}") for name in trunks if name != "carrier"
    )
    if telephone is not None:
        files["pjsip.conf"] += _endpoint("201", f"sip:201@{telephone.address}:{telephone.port}")
    if version == "16":
        files["sip.conf"] = (
            f"[general]\nudpbindaddr=127.0.0.1:{free_port()}\nallowguest=no\ndisallow=all\nallow=alaw\n"
        ) + "".join(
            f"[{name}]\ntype=peer\nhost={carrier.address}\nport={carrier.port}\ncontext=nowhere\n"
            for name in dict.fromkeys(("carrier", *trunks))
        )
    with RealAsterisk(version, files) as switch:
        yield switch


def _endpoint(name: str, contact: str) -> str:
    return (
        f"[{name}]\ntype=aor\ncontact={contact}\n"
        f"[{name}]\ntype=endpoint\naors={name}\ncontext=nowhere\ndisallow=all\nallow=alaw\n"
    )


def call_in(switch: RealAsterisk, context: str, number: str, keys: str = "", **more: str) -> None:
    """A call that begins in a context as a trunk's does; what the caller keys, `w` for half a second.
    more: further fields of the action."""
    switch.send(
        "Originate",
        Channel=f"Local/{number}@{context}/n",
        Application="SendDTMF",
        Data=f"wwww{keys}{'w' * _HALF_SECONDS_AFTER},200",
        Async="true",
        **more,
    )
