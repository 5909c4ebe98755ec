"""The checks of a FreeSWITCH that its XML answers; the others are asked.

In: a folder with vars.xml, sip_profiles/, directory/, dialplan/, autoload_configs/. Out: a `Survey`. Pitfall:
FusionPBX keeps its dialplan and its users in a database: then the files hold none, and those checks are not
known.
"""

from __future__ import annotations

import hashlib
import re
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from veilleur.pbx.audit_port import AuditRequest
from veilleur.pbx.bounded_files import bytes_of
from veilleur.pbx.freeswitch.audit.files import LONGEST_FILE_BYTES, Tag, tags, xml_files
from veilleur.words.audit import Observation, Outcome, PinFault, Severity, Survey, faults_of
from veilleur.words.messages import Message

_PLACES = ("etc/freeswitch", "usr/local/freeswitch/conf", "opt/freeswitch/conf", "")
_LOCAL = re.compile(r"^(?:127\.|::1|localhost)")
_LEAST_SECRET = 12
_VARIABLE = re.compile(r"\$\$\{(\w+)\}")
_ABROAD = ("0037121000000", "01137121000000", "+37121000000")
_GROUP = re.compile(r"\$\d")
_BRIDGE_OUT = re.compile(r"sofia/gateway/|sofia/external/|freetdm/|dingaling/", re.IGNORECASE)


class _Conf(NamedTuple):
    folder: Path
    request: AuditRequest
    variables: dict[str, str]

    def weak(
        self,
        check: int,
        what: Message,
        at: Tag,
        *,
        about: str = "",
        severity: Severity | None = None,
        call: tuple[str, ...] = (),
    ) -> Observation:
        """A weakness at a mark."""
        return Observation(
            check=check,
            outcome=Outcome.WEAK,
            what=what,
            severity=severity,
            about=about,
            file=str(at.path.relative_to(self.request.path)),
            line=at.line,
            path=call,
        )

    def value(self, text: str) -> str:
        """A value with the variables of vars.xml in it."""
        return _VARIABLE.sub(lambda one: self.variables.get(one[1], ""), text)


class _Route(NamedTuple):
    """One extension of the dialplan that bridges outside, or that sends calls on (`transfers`: "number XML
    context"). toll: whether a condition looks at toll_allow."""

    context: str
    name: str
    expressions: tuple[str, ...]
    toll: bool
    asks: bool
    tag: Tag
    transfers: tuple[str, ...] = ()


def recognises(path: Path) -> bool:
    """Whether the configuration of a FreeSWITCH lies there."""
    return _folder(path) is not None


def _folder(path: Path) -> Path | None:
    for place in _PLACES:
        if (path / place / "freeswitch.xml").is_file() or (path / place / "vars.xml").is_file():
            return path / place
    return None


def survey(request: AuditRequest) -> Survey:
    """What the files say."""
    folder = _folder(request.path)
    assert folder is not None
    conf = _Conf(folder, request, _variables(folder))
    users, extensions = list(_users(conf)), list(_routes(conf))
    routes = [one for one in extensions if not one.transfers]
    observations: list[Observation] = []
    judged: set[int] = set()
    looks: tuple[tuple[tuple[int, ...], bool, Callable[[], Iterator[Observation]]], ...] = (
        ((1, 2, 3, 4), any(one.pin is not None for one in users), lambda: _codes(conf, users)),
        ((40,), bool(users), lambda: _secrets(conf, users)),
        ((20, 45), bool(routes), lambda: _ways(conf, routes)),
        ((42,), bool(routes), lambda: _inbound(conf, routes)),
        ((42,), bool(routes), lambda: _sent_on(conf, extensions, routes)),
        ((38, 39), bool(xml_files(folder, "sip_profiles")), lambda: _profiles(conf)),
        ((44,), bool(xml_files(folder, "autoload_configs")), lambda: _event_socket(conf)),
    )
    for checks, can, run in looks:
        if can:
            judged.update(checks)
            observations += run()
    weak = {one.check for one in observations}
    holds = [Observation(check=check, outcome=Outcome.HOLDS) for check in sorted(judged - weak)]
    return Survey("FreeSWITCH", (*observations, *holds), _hashes(conf), {"routes": len(routes)})


def _variables(folder: Path) -> dict[str, str]:
    found = {}
    for tag in tags(folder / "vars.xml"):
        name, sign, value = tag.attributes.get("data", "").partition("=")
        if tag.name == "x-pre-process" and tag.attributes.get("cmd") in ("set", "stun-set") and sign:
            found[name] = value
    return found


class _User(NamedTuple):
    number: str
    secret: str | None
    pin: str | None
    tag: Tag

    def __repr__(self) -> str:
        return f"_User({self.number!r})"  # no secret in a trace


def _users(conf: _Conf) -> Iterator[_User]:
    for path in xml_files(conf.folder, "directory"):
        number, at = "", None
        values: dict[str, str] = {}
        for tag in tags(path):
            if tag.name == "user" and not tag.is_end:
                number, at, values = tag.attributes.get("id", ""), tag, {}
            elif tag.name == "param" and at is not None:
                values[tag.attributes.get("name", "").lower()] = conf.value(tag.attributes.get("value", ""))
            elif tag.name == "user" and at is not None:
                yield _User(number, values.get("password"), values.get("vm-password"), at)
                at = None


def _codes(conf: _Conf, users: list[_User]) -> Iterator[Observation]:
    """Checks 1 to 4: codes of voicemail, which go no further."""
    for user in users:
        if user.pin is None:
            continue
        faults = faults_of(user.pin, user.number)
        if PinFault.EMPTY in faults or PinFault.FACTORY in faults:
            what = Message("Mailbox {mailbox} has no code or a factory code.", mailbox=user.number)
            yield conf.weak(1, what, user.tag, about=user.number)
        elif PinFault.GUESSABLE in faults:
            what = Message(
                "The code of mailbox {mailbox} is a sequence, a repetition, or made of its number.",
                mailbox=user.number,
            )
            yield conf.weak(3, what, user.tag, about=user.number)
        elif PinFault.COMMON in faults:
            what = Message(
                "The code of mailbox {mailbox} is one that many people choose.", mailbox=user.number
            )
            yield conf.weak(4, what, user.tag, about=user.number)
        if PinFault.SHORT in faults:
            what = Message(
                "The code of mailbox {mailbox} has fewer than six digits or is no longer than its number.",
                mailbox=user.number,
            )
            yield conf.weak(2, what, user.tag, about=user.number)


def _secrets(conf: _Conf, users: list[_User]) -> Iterator[Observation]:
    """Check 40."""
    for user in users:
        secret = user.secret or ""
        if not secret or len(secret) < _LEAST_SECRET or secret.isdecimal():
            what = Message(
                "Account {account}: {why}",
                account=user.number,
                why=Message("its secret has fewer than twelve characters."),
            )
            yield conf.weak(40, what, user.tag, about=user.number)


def _routes(conf: _Conf) -> Iterator[_Route]:
    for path in xml_files(conf.folder, "dialplan"):
        context, name, at = path.parent.name if path.parent.name != "dialplan" else path.stem, "", None
        expressions: list[str] = []
        transfers: list[str] = []
        toll = asks = out = False
        for tag in tags(path):
            if tag.name == "context" and not tag.is_end:
                context = tag.attributes.get("name", context)
            elif tag.name == "extension" and not tag.is_end:
                name, at = tag.attributes.get("name", ""), tag
                expressions, transfers, toll, asks, out = [], [], False, False, False
            elif tag.name == "condition" and not tag.is_end:
                field = tag.attributes.get("field", "")
                toll = toll or "toll_allow" in field
                if field == "destination_number":
                    expressions.append(tag.attributes.get("expression", ""))
            elif tag.name == "action":
                data = tag.attributes.get("data", "")
                asks = asks or "veilleur" in data
                if tag.attributes.get("application") == "transfer":
                    transfers.append(data)
                out = out or (
                    tag.attributes.get("application") == "bridge" and bool(_BRIDGE_OUT.search(data))
                )
            elif tag.name == "extension" and at is not None:
                if out:
                    yield _Route(context, name, tuple(expressions), toll, asks, at)
                elif transfers:
                    yield _Route(
                        context=context,
                        name=name,
                        expressions=tuple(expressions),
                        toll=toll,
                        asks=asks,
                        tag=at,
                        transfers=tuple(transfers),
                    )
                at = None


def _takes(route: _Route, number: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # of odd brackets: the PBX's own
        for expression in route.expressions:
            try:
                if not re.search(expression[:500], number):
                    return False
            except re.error:
                return False
    return bool(route.expressions)


def _ways(conf: _Conf, routes: list[_Route]) -> Iterator[Observation]:
    """Checks 20 and 45: routes that take a number abroad, unasked and without a look at toll_allow."""
    for route in routes:
        if route.context == "public" or route.asks:
            continue
        if not route.toll:
            what = Message(
                "Route {route} of [{context}] does not look at toll_allow.",
                route=route.name,
                context=route.context,
            )
            yield conf.weak(45, what, route.tag, about=f"{route.context} {route.name}")
        prefix = conf.request.outside_line
        if (
            any(_takes(route, form) for number in _ABROAD for form in (number, prefix + number))
            and not route.toll
        ):
            what = Message("Telephones in [{context}] call abroad, unasked.", context=route.context)
            yield conf.weak(20, what, route.tag, about=f"{route.context} {route.name}")


def _inbound(conf: _Conf, routes: list[_Route]) -> Iterator[Observation]:
    """Check 42: the context of calls from outside bridges to a gateway."""
    for route in routes:
        if route.context == "public" and not route.asks:
            what = Message(
                "[{begin}], where outside calls begin, includes {way}.",
                begin=route.context,
                way=f"[{route.name}]",
            )
            call = (f"[{route.context}]", *route.expressions, route.name)
            yield conf.weak(42, what, route.tag, about=f"{route.context} {route.name}", call=call)


def _sent_on(conf: _Conf, extensions: list[_Route], routes: list[_Route]) -> Iterator[Observation]:
    """Check 42: an incoming call is transferred to a number that the caller chooses, in a context with a way
    out. A caller id is chosen by the caller too."""
    for one in extensions:
        for target in one.transfers if one.context == "public" and not one.asks else ():
            number, _blank, rest = target.strip().partition(" ")
            context = rest.split()[-1] if rest else "default"
            for route in routes:
                if route.context != context or route.asks or not _reaches(one, number, route):
                    continue
                what = Message(
                    "A call that begins in [{begin}] dials out by {way}.", begin="public", way=f"[{context}]"
                )
                call = (f"[{one.context}]", *one.expressions, f"transfer {target}", route.name)
                yield conf.weak(42, what, one.tag, about=f"{one.context} {one.name}", call=call)
                break


def _reaches(sender: _Route, number: str, route: _Route) -> bool:
    """Whether what is sent on can be a number abroad that the route takes."""
    if "$" not in number:
        return _takes(route, number)
    if _GROUP.fullmatch(number) and not any(_takes(sender, one) for one in _ABROAD):
        return False
    return any(_takes(route, one) for one in _ABROAD)


def _profiles(conf: _Conf) -> Iterator[Observation]:
    """Checks 38 and 39: profiles that register anybody, or let a stranger's call into the telephones'
    context."""
    for path in xml_files(conf.folder, "sip_profiles"):
        values: dict[str, tuple[str, Tag]] = {}
        for tag in tags(path):
            if tag.name == "param" and "name" in tag.attributes:
                values[tag.attributes["name"].lower()] = (conf.value(tag.attributes.get("value", "")), tag)
        blind = values.get("accept-blind-reg", ("", None))
        anyone = values.get("accept-blind-auth", ("", None))
        for value, at in (blind, anyone):
            if at is not None and value.lower() == "true":
                what = Message("Profile {profile} takes registrations of anybody.", profile=path.stem)
                yield conf.weak(39, what, at, about=path.stem)
        auth, context = values.get("auth-calls", ("", None)), values.get("context", ("", None))
        if auth[1] is not None and auth[0].lower() == "false" and context[0] not in ("public", ""):
            what = Message(
                "Profile {profile} lets calls without a password into [{context}].",
                profile=path.stem,
                context=context[0],
            )
            yield conf.weak(39, what, auth[1], about=path.stem)
        has_list = any(name in values for name in ("apply-inbound-acl", "apply-register-acl"))
        first = next((tag for _value, tag in values.values()), None)
        if path.parent.name == "sip_profiles" and first is not None and not has_list:
            what = Message("The SIP port listens everywhere and no access list stands before it.")
            yield conf.weak(38, what, first, about=path.stem)


def _event_socket(conf: _Conf) -> Iterator[Observation]:
    """Check 44: the event socket."""
    path = conf.folder / "autoload_configs/event_socket.conf.xml"
    for tag in tags(path):
        name, value = tag.attributes.get("name", ""), conf.value(tag.attributes.get("value", ""))
        if name == "listen-ip" and not _LOCAL.match(value):
            what = Message("The event socket answers on every address.")
            yield conf.weak(44, what, tag, severity=Severity.CRITICAL)
        if name == "password" and (value == "ClueCon" or len(value) < _LEAST_SECRET):
            yield conf.weak(44, Message("The event socket has a short or well-known password."), tag)


def _hashes(conf: _Conf) -> dict[str, str]:
    found = {}
    for path in xml_files(conf.folder):
        try:
            content = bytes_of(path, LONGEST_FILE_BYTES)
            found[str(path.relative_to(conf.request.path))] = hashlib.sha256(content).hexdigest()
        except OSError:
            continue
    return found
