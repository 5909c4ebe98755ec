"""Whether a trunk still reaches the operator around the gate that stands before it.

In: accounts of trunks, and where the gate stands. Out: an observation for each trunk that is not sent to it.
Pitfall: a registration around the gate is one too: calls that come in by it are not the gate's, and the
operator keeps the PBX's own address open.
"""

from __future__ import annotations

from collections.abc import Iterator

from veilleur.pbx.asterisk.audit.material import Material, values_of
from veilleur.pbx.asterisk.dialplan import Kind
from veilleur.words.audit import Observation
from veilleur.words.messages import Message

_PROXIES = ("outbound_proxy", "outboundproxy")


def is_before(found: Material) -> bool:
    """Whether a gate is configured, and trunks are known."""
    return found.request.gate is not None and bool(found.directory.around.peers)


def around(found: Material) -> Iterator[Observation]:
    """Check 114: trunks, and what registers for them."""
    gate = found.request.gate
    if gate is None:
        return
    others = {trunk.casefold() for trunk in gate.other_trunks}
    for technology, section, values, kind in found.endpoints():
        if kind is not Kind.TRUNK or section.name.casefold() in others:
            continue
        if not _leads_to(found, gate.address, section.name, values):
            what = Message(
                "The trunk {trunk} ({technology}) reaches the operator without the gate.",
                trunk=section.name,
                technology=technology,
            )
            yield found.weak(114, what, at=section, about=section.name)
    for section in found.conf("pjsip.conf").sections:
        values = values_of(section)
        if values.get("type") != "registration" or section.is_template or _is_gate(gate.address, values):
            continue
        if others.isdisjoint({section.name.casefold(), values.get("endpoint", "").casefold()}):
            what = Message("The registration {name} goes around the gate.", name=section.name)
            yield found.weak(114, what, at=section, about=section.name)


def _leads_to(found: Material, address: str, name: str, values: dict[str, str]) -> bool:
    if _is_gate(address, values):
        return True
    places = {name, *(one.strip() for one in values.get("aors", "").split(","))}
    return any(
        _is_gate(address, values_of(section))
        for section in found.conf("pjsip.conf").sections
        if section.name in places
    )


def _is_gate(address: str, values: dict[str, str]) -> bool:
    """Whether it names the gate; any outbound proxy does where the gate's own address is not known."""
    if not address:
        return any(values.get(key) for key in _PROXIES)
    return any(address in values.get(key, "") for key in (*_PROXIES, "contact", "host", "server_uri"))
