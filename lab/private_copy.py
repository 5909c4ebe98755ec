"""A configuration played on a private copy: its dialplan and voicemail, with trunks of loopback.

In: a folder with a configuration of Asterisk, a carrier. Out: a running switch, and calls into it from
outside. Pitfall: accounts, trunks and management are never copied: a copy that registers with the true
carrier would place true calls.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lab.carrier import Carrier
from lab.switch import RealAsterisk, free_port

COPIED = ("extensions", "voicemail", "features", "confbridge", "globals")  # how names of files begin
_HALF_SECONDS_AFTER = 24  # the caller stays on the line, so that what was keyed can be dialled


def files_of(folder: Path) -> dict[str, str]:
    """What is played of a configuration."""
    etc = folder / "etc/asterisk"
    etc = etc if etc.is_dir() else folder
    found = {path.name: path.read_text() for path in etc.glob("*.conf") if path.name.startswith(COPIED)}
    if "voicemail.conf" in found:  # its program for new codes lies on the owner's machine
        lines = found["voicemail.conf"].splitlines(keepends=True)
        found["voicemail.conf"] = "".join(one for one in lines if not one.startswith("externpasscheck"))
    return found


@contextmanager
def private_copy(
    version: str, folder: Path, carrier: Carrier, telephone: Carrier | None = None
) -> Iterator[RealAsterisk]:
    """The configuration on a switch of its own; `carrier` is its trunk, `telephone` its extension 201."""
    port = free_port()
    files = files_of(folder)
    if version == "16":
        files["sip.conf"] = (
            f"[general]\nudpbindaddr=127.0.0.1:{port}\nallowguest=no\ndisallow=all\nallow=alaw\n"
            f"[carrier]\ntype=peer\nhost={carrier.address}\nport={carrier.port}\ncontext=nowhere\n"
        )
        files["pjsip.conf"] = ""
    else:
        files["pjsip.conf"] = carrier.pjsip_conf(port)
        if telephone is not None:
            files["pjsip.conf"] += (
                f"[201]\ntype=aor\ncontact=sip:201@{telephone.address}:{telephone.port}\n"
                "[201]\ntype=endpoint\naors=201\ncontext=nowhere\ndisallow=all\nallow=alaw\n"
            )
    with RealAsterisk(version, files) as switch:
        yield switch


def call_in(switch: RealAsterisk, context: str, number: str, keys: str = "") -> None:
    """A call that begins in a context as a trunk's does; what the caller keys, `w` for half a second."""
    switch.send(
        "Originate",
        Channel=f"Local/{number}@{context}/n",
        Application="SendDTMF",
        Data=f"wwww{keys}{'w' * _HALF_SECONDS_AFTER},200",
        Async="true",
    )
