"""The part of veilleur.toml about alerts: who is reached, in which order, and by what.

In: a filled [alerts]. Out: `AlertSettings`. Pitfall: secrets (a mail password, the key of a webhook) lie in
files of their own and are in no `repr`; an address that is no secret's may be plain http on this machine
only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field

from veilleur.config.sms_section import SmsGateway, SmsModel, sms_gateway
from veilleur.config.switch_section import LOOPBACK, FileContext, Section, UnusableError
from veilleur.words.messages import Message

PEOPLE_MAX = 10
TELEPHONE_PORT = 4580  # beside the one on which the dialplan asks the guard
NUMBER_BLANK = "{number}"
Security = Literal["starttls", "tls", "none"]
FullTrunk = Literal["cut", "wait"]
_Line = Annotated[str, Field(max_length=200)]


class PersonModel(Section):
    """[[alerts.person]]: the first is reached first."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    mail: _Line = ""
    ntfy: _Line = ""
    telephone: Annotated[str, Field(max_length=40)] = ""
    sms: Annotated[str, Field(max_length=40)] = ""
    apprise_file: _Line = ""


class TelephoneModel(Section):
    """[alerts.telephone]: the PBX calls people."""

    dial: Annotated[str, Field(min_length=1, max_length=200)]
    caller: Annotated[str, Field(max_length=40)] = ""
    username: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,80}$")] = "veilleur-telephone"
    secret_file: str
    port: Annotated[int, Field(ge=1, le=65535)] = TELEPHONE_PORT
    sounds: Annotated[str, Field(pattern=r"^[A-Za-z0-9_./-]{1,200}$")] = "veilleur"
    ring_s: Annotated[float, Field(ge=5, le=60)] = 25.0
    calls_a_day: Annotated[int, Field(ge=1, le=500)] = 40
    full_trunk: FullTrunk = "cut"


class MailModel(Section):
    """[alerts.mail]: a mail server that takes our messages."""

    server: Annotated[str, Field(min_length=1, max_length=200)]
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Security = "starttls"
    sender: Annotated[str, Field(min_length=3, max_length=200)]
    user: str = ""
    password_file: str = ""


class WebhookModel(Section):
    """[alerts.webhook]: each alert as signed JSON, for a program."""

    url: _Line
    secret_file: str


class AlertsModel(Section):
    """[alerts]."""

    word: Annotated[str, Field(max_length=30)] = ""
    installer: Annotated[str, Field(max_length=40)] = ""
    wait_minutes: Annotated[float, Field(ge=0.01, le=60)] = 3.0
    messages_a_day: Annotated[int, Field(ge=5, le=1000)] = 60
    heartbeat_url: _Line = ""
    answer_address: _Line = ""
    weekly_report: bool = True
    person: list[PersonModel] = Field(default_factory=list, max_length=PEOPLE_MAX)
    mail: MailModel | None = None
    webhook: WebhookModel | None = None
    telephone: TelephoneModel | None = None
    sms: SmsModel | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is reached. mail: address; ntfy: whole address of a topic; telephone: as the trunk gets
    it; sms: a mobile's number in E.164; apprise: addresses of its services; "" for none."""

    name: str
    mail: str = ""
    ntfy: str = field(default="", repr=False)
    telephone: str = ""
    sms: str = ""
    apprise: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Telephone:
    """How the PBX calls people. dial: the channel it originates, with {number} in it; caller: the company's
    own number, shown; username, secret: of the manager login that may originate and nothing else. port: on
    which the desk answers the dialplan. sounds: folder of the prompts as the PBX sees it.
    calls_a_day: to all people together. full_trunk: whether a call is cut to make room for theirs."""

    dial: str
    caller: str = ""
    username: str = "veilleur-telephone"
    secret: str = field(default="", repr=False)
    port: int = TELEPHONE_PORT
    sounds: str = "veilleur"
    ring_s: float = 25.0
    calls_a_day: int = 40
    full_trunk: FullTrunk = "cut"


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server that takes our messages."""

    server: str
    port: int
    security: Security
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where a program takes alerts. secret: signs them."""

    url: str = field(repr=False)
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AlertSettings:
    """Who is alerted and how. word: agreed with the people, in each message, so that they know it is ours.

    installer: a telephone number that each message offers. wait_s: seconds until the next person is reached.
    messages_a_day: to people; beyond, a single digest. heartbeat_url: fetched each minute while all is well.
    answer_address: where telephones reach the page, "" when they do not.
    """

    people: tuple[Person, ...] = ()
    word: str = ""
    installer: str = ""
    wait_s: float = 180.0
    messages_a_day: int = 60
    heartbeat_url: str = field(default="", repr=False)
    answer_address: str = ""
    weekly_report: bool = True
    mail: MailServer | None = None
    webhook: Webhook | None = None
    telephone: Telephone | None = None
    sms: SmsGateway | None = None

    @property
    def are_wanted(self) -> bool:
        """Whether anything at all is to be sent."""
        return bool(self.people or self.webhook or self.heartbeat_url)


def alert_settings(section: AlertsModel, context: FileContext) -> AlertSettings:
    """Settings of a filled section.

    Raises:
        UnusableError: when an address cannot be used, a secret cannot be read, or somebody cannot be reached.
    """
    names = [one.name for one in section.person]
    for person in section.person:
        if names.count(person.name) > 1:
            raise UnusableError(
                ["alerts", "person"], "two people are named {name!r}; write another name.", name=person.name
            )
        if not (person.mail or person.ntfy or person.telephone or person.sms or person.apprise_file):
            raise UnusableError(
                ["alerts", "person"],
                "{name!r} has no way to be reached; write telephone, sms, mail, ntfy or apprise_file.",
                name=person.name,
            )
        if person.telephone and section.telephone is None:
            raise UnusableError(
                ["alerts", "person"],
                "{name!r} has a telephone, and there is no [alerts.telephone]; run set-up with --alert.",
                name=person.name,
            )
        if person.sms and section.sms is None:
            raise UnusableError(
                ["alerts", "person"],
                "{name!r} gets text messages, and there is no [alerts.sms]; write your gateway there.",
                name=person.name,
            )
        if person.mail and section.mail is None:
            raise UnusableError(
                ["alerts", "person"],
                "{name!r} has a mail address, and there is no [alerts.mail]; write server and sender there.",
                name=person.name,
            )
        if person.mail:
            _check_mail(person.mail, "mail")
        if person.ntfy:
            _check_url(person.ntfy, "ntfy")
    if section.heartbeat_url:
        _check_url(section.heartbeat_url, "heartbeat_url")
    if section.answer_address:
        _check_url(section.answer_address, "answer_address")
        if set(section.answer_address) & set("?#@"):  # a link is this and a path
            raise UnusableError(
                ["alerts", "answer_address"],
                "answer_address = {value!r}: write the address alone, without ?, # and without a login.",
                value=section.answer_address,
            )
    return AlertSettings(
        people=tuple(
            Person(
                name=one.name,
                mail=one.mail,
                ntfy=one.ntfy,
                telephone=one.telephone.replace(" ", ""),
                sms=one.sms.replace(" ", ""),
                apprise=_apprise(one, context),
            )
            for one in section.person
        ),
        word=section.word,
        installer=section.installer,
        wait_s=section.wait_minutes * 60,
        messages_a_day=section.messages_a_day,
        heartbeat_url=section.heartbeat_url,
        answer_address=section.answer_address,
        weekly_report=section.weekly_report,
        mail=_mail(section.mail, context) if section.mail else None,
        webhook=_webhook(section.webhook, context) if section.webhook else None,
        telephone=_telephone(section.telephone, context) if section.telephone else None,
        sms=_sms(section, context),
    )


def _telephone(section: TelephoneModel, context: FileContext) -> Telephone:
    if (
        section.dial.count(NUMBER_BLANK) != 1
        or not section.dial.isprintable()
        or set(section.dial) & set("&,|;")
    ):
        raise UnusableError(
            ["alerts", "telephone", "dial"],
            "dial = {value!r}: write one channel with {blank} in it, such as {example}.",
            value=section.dial,
            blank=NUMBER_BLANK,
            example='"PJSIP/{number}@carrier"',
        )
    secret = context.secret("telephone", section.secret_file, Message("the secret of its manager login"))
    return Telephone(**{**section.model_dump(exclude={"secret_file"}), "secret": secret})


def _apprise(person: PersonModel, context: FileContext) -> str:
    if not person.apprise_file:
        return ""
    return context.secret("alerts", person.apprise_file, Message("the addresses of apprise, on one line"))


def _sms(section: AlertsModel, context: FileContext) -> SmsGateway | None:
    if section.sms is None:
        return None
    return sms_gateway(section.sms, context, people=sum(1 for person in section.person if person.sms))


def _mail(section: MailModel, context: FileContext) -> MailServer:
    _check_mail(section.sender, "sender")
    if section.security == "none" and section.user and section.server not in LOOPBACK:
        raise UnusableError(
            ["mail", "security"],
            'security = "none" would send the password of {user!r} in the clear; write "starttls" or "tls".',
            user=section.user,
        )
    password = ""
    if section.password_file:
        password = context.secret("mail", section.password_file, Message("the mail password"))
    return MailServer(
        server=section.server,
        port=section.port,
        security=section.security,
        sender=section.sender,
        user=section.user,
        password=password,
    )


def _webhook(section: WebhookModel, context: FileContext) -> Webhook:
    _check_url(section.url, "url")
    return Webhook(section.url, context.secret("webhook", section.secret_file, Message("a secret")))


def _check_mail(address: str, key: str) -> None:
    name, _, domain = address.partition("@")
    if not (name and domain and address.isascii() and address.isprintable()) or set(address) & set(' ,;<>"'):
        raise UnusableError(
            ["alerts", key],
            "{key} = {value!r} is no mail address; write one such as name@example.org.",
            key=key,
            value=address,
        )


def _check_url(url: str, key: str) -> None:
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        parts, host = urlsplit(""), ""
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)
    if not (host and is_safe and url.isascii()) or set(url) & set(' "<>\\'):
        raise UnusableError(
            ["alerts", key],
            "{key} cannot be used; write an address that begins with https:// "
            "(http:// is for this machine alone).",
            key=key,
        )
