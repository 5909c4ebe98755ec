"""Accounts of telephones: guests, secrets, who may register from where, and how many.

Pitfall: a secret is measured where it is read; observations name the account alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from veilleur.numbering.emergency import extension_pattern
from veilleur.pbx.asterisk.audit.material import Material, is_yes, line_of, values_of
from veilleur.pbx.asterisk.dialplan import Kind
from veilleur.pbx.asterisk.dialplan.reading.config_file import Section
from veilleur.words.audit import Observation, Severity
from veilleur.words.messages import Message

_LEAST_SECRET = 12
_MOST_CONTACTS = 3
_ANYWHERE = ("0.0.0.0", "::", "*", "")  # noqa: S104 - what is looked for
_EVERY_ADDRESS = re.compile(r"^(?:0\.0\.0\.0|::)/(?:0|0\.0\.0\.0)$")
_FORBIDDING = ("deny", "permit", "acl", "contact_acl", "contact_deny", "contactdeny", "contactpermit")
_WEAK_WORDS = re.compile(
    r"^(?:secret|password|passw0rd|changeme|asterisk|admin|test|welcome|qwerty|abc)\d*$", re.I
)


def has_accounts(found: Material) -> bool:
    """Whether any file defines accounts."""
    return any(True for _one in found.endpoints())


def guests(found: Material) -> Iterator[Observation]:
    """Check 39."""
    for _technology, section, _values, _kind in found.endpoints():
        if section.name.lower() == "anonymous":
            yield found.weak(
                39, Message("pjsip.conf has an endpoint anonymous: strangers call in."), at=section
            )
    if found.is_there("sip.conf"):
        line = found.value("sip.conf", "general", "allowguest")
        if line is None or is_yes(line.value):
            what = Message("sip.conf lets guests call in (allowguest).")
            yield found.weak(39, what, at=line, path=found.conf("sip.conf").files[0])
        reject = found.value("sip.conf", "general", "alwaysauthreject")
        if reject is not None and not is_yes(reject.value):
            what = Message("alwaysauthreject is off: a guesser learns which accounts there are.")
            yield found.weak(39, what, at=reject, severity=Severity.HIGH)
    for section in found.conf("iax.conf").sections:
        values = values_of(section)
        if section.name.lower() == "guest" and values.get("context") and not values.get("secret"):
            yield found.weak(39, Message("iax.conf lets guests call in."), at=section)


def secrets(found: Material) -> Iterator[Observation]:
    """Check 40."""
    for section in found.conf("pjsip.conf").sections:
        values = values_of(section)
        if (
            section.is_template
            or values.get("type") != "auth"
            or values.get("auth_type") in ("md5", "google_oauth")
        ):
            continue
        if values.get("auth_type", "userpass") == "userpass" or "password" in values:
            name = values.get("username", section.name)
            why = _fault(values.get("password", ""), name)
            if why is not None:
                line = line_of(section, "password") or section
                yield found.weak(
                    40, Message("Account {account}: {why}", account=name, why=why), at=line, about=name
                )
    for technology, section, values, kind in found.endpoints():
        if technology == "PJSIP" or kind is not Kind.TELEPHONE or "md5secret" in values:
            if technology == "PJSIP" and "inbound_auth/password" in values:
                why = _fault(values["inbound_auth/password"], section.name)
                if why is not None:
                    what = Message("Account {account}: {why}", account=section.name, why=why)
                    yield found.weak(40, what, at=section, about=section.name)
            continue
        why = _fault(values.get("secret", ""), section.name)
        if why is not None:
            what = Message("Account {account}: {why}", account=section.name, why=why)
            yield found.weak(40, what, at=line_of(section, "secret") or section, about=section.name)


def _fault(secret: str, name: str) -> Message | None:
    """What is wrong with a secret; it goes no further than here."""
    if not secret:
        return Message("it has no secret.")
    if name.lower() in secret.lower() and (len(name) > 2 or len(secret) <= len(name)):
        return Message("its secret holds its name.")
    if len(secret) < _LEAST_SECRET:
        return Message("its secret has fewer than twelve characters.")
    if secret.isdecimal() or len(set(secret)) < 5 or _WEAK_WORDS.match(secret):
        return Message("its secret is not random.")
    return None


def contacts(found: Material) -> Iterator[Observation]:
    """Check 41."""
    for section in found.conf("pjsip.conf").sections:
        values = values_of(section)
        if section.is_template or values.get("type") != "aor":
            continue
        most = values.get("max_contacts", "0")
        if most.isdecimal() and int(most[:9]) > _MOST_CONTACTS:
            what = Message(
                "Account {account} takes {count} telephones at once.", account=section.name, count=most
            )
            yield found.weak(41, what, at=line_of(section, "max_contacts") or section, about=section.name)


def open_ports(found: Material) -> Iterator[Observation]:
    """Check 38: a SIP port bound to every address, without any access list."""
    if found.is_there("pjsip.conf"):
        sections = [(one, values_of(one)) for one in found.conf("pjsip.conf").sections]
        has_list = any(
            values.get("type") == "acl" and _is_listed(section, _FORBIDDING) for section, values in sections
        )
        transports = [
            section
            for section, values in sections
            if values.get("type") == "transport" and _is_anywhere(values.get("bind", "0.0.0.0"))  # noqa: S104
        ]
        telephones = [one for one in found.endpoints() if one[0] == "PJSIP" and one[3] is Kind.TELEPHONE]
        listed = all(_is_listed(section, _FORBIDDING) for _t, section, _v, _k in telephones)
        if transports and not has_list and not (telephones and listed):
            what = Message("The SIP port listens everywhere and no access list stands before it.")
            yield found.weak(38, what, at=transports[0])
    if found.is_there("sip.conf"):
        bind = found.value("sip.conf", "general", "udpbindaddr") or found.value(
            "sip.conf", "general", "bindaddr"
        )
        general = {line.key.lower() for one in found.conf("sip.conf").named("general") for line in one.lines}
        telephones = [one for one in found.endpoints() if one[0] == "SIP" and one[3] is Kind.TELEPHONE]
        listed = all(_is_listed(section, ("deny", "acl")) for _t, section, _v, _k in telephones)
        is_limited = bool(general & {"contactdeny", "contactacl", "deny"}) or (bool(telephones) and listed)
        if _is_anywhere(bind.value if bind is not None else "") and not is_limited:
            what = Message("The SIP port listens everywhere and no access list stands before it.")
            yield found.weak(38, what, at=bind, path=found.conf("sip.conf").files[0])


def _is_listed(section: Section, keys: tuple[str, ...]) -> bool:
    """Whether a section forbids addresses: a permit of every address takes back what was denied."""
    bare = [(line.key.lower().rpartition("/")[2], line.value.strip()) for line in section.lines]
    is_open = any(key.endswith("permit") and _EVERY_ADDRESS.match(value) for key, value in bare)
    return any(key in keys for key, _value in bare) and not is_open


def _is_anywhere(address: str) -> bool:
    host = (
        address.strip().removeprefix("[").partition("]")[0] if "[" in address else address.partition(":")[0]
    )
    return host.strip() in _ANYWHERE


def strangers(found: Material) -> Iterator[Observation]:
    """Check 32: accounts outside the extensions of the site."""
    patterns = [extension_pattern(one) for one in found.request.extensions]
    for _technology, section, _values, kind in found.endpoints():
        if kind is Kind.TELEPHONE and not any(one.fullmatch(section.name) for one in patterns):
            what = Message("Account {account} is none of the site's extensions.", account=section.name)
            yield found.weak(32, what, at=section, about=section.name)


def knows_extensions(found: Material) -> bool:
    """Whether the site's extensions are known."""
    return bool(found.request.extensions) and has_accounts(found)


def unused(found: Material) -> Iterator[Observation]:
    """Check 31: telephones that no line of the plan calls and no pattern of it can mean."""
    plan = found.model.plan
    text = " ".join(step.data for step in plan.steps() if "/" in step.data)
    named = set(re.findall(r"(?:PJSIP|SIP|IAX2|DAHDI)/([\w.-]+)", text))
    by_pattern = "/${" in text or "PJSIP_DIAL_CONTACTS(" in text
    for technology, section, _values, kind in found.endpoints():
        if kind is not Kind.TELEPHONE or section.name in named or technology == "users.conf":
            continue
        reached = by_pattern and any(
            True for context in plan.contexts for _match in found.walker.taking(context, section.name)
        )
        if not reached and section.name.lower() != "anonymous":
            what = Message("No line of the dialplan calls account {account}.", account=section.name)
            yield found.weak(31, what, at=section, about=section.name)


def encryption(found: Material) -> Iterator[Observation]:
    """Check 49."""
    sections = [values_of(one) for one in found.conf("pjsip.conf").sections]
    has_tls = any(
        one.get("type") == "transport" and one.get("protocol") in ("tls", "wss") for one in sections
    )
    has_tls = has_tls or is_yes(getattr(found.value("sip.conf", "general", "tlsenable"), "value", ""))
    has_srtp = any(
        values.get("media_encryption") in ("sdes", "dtls") or is_yes(values.get("encryption", ""))
        for _technology, _section, values, _kind in found.endpoints()
    )
    if not (has_tls and has_srtp):
        yield found.weak(49, Message("Calls and speech run in clear."))
