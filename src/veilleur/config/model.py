"""The shape of veilleur.toml, as pydantic models: which keys exist and what they may hold.

Kept apart from `words.site`, because the file speaks in euros and "08:00-18:30" and the core in
micro-euros and minutes.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, create_model

from veilleur.config.alerts_section import AlertsModel
from veilleur.config.last_resort_section import LastResortModel
from veilleur.config.page_section import PageModel
from veilleur.config.switch_section import Section, SwitchSection
from veilleur.config.time_stamp_section import TimeStampModel
from veilleur.config.witness_section import WitnessModel
from veilleur.words.messages import Message

Euros = Annotated[Decimal, Field(ge=0, le=1_000_000)]


def _is_off(value: Any) -> Any:
    # To Python 0 equals False, but a limit of 0 euros lets nothing be spent; it does not let all pass.
    if value is not False:
        raise ValueError(Message("write false, or an amount"))
    return value


Off = Annotated[Literal[False], BeforeValidator(_is_off)]
ModeWord = Literal["observe", "ask", "enforce"]


class HoursModel(Section):
    """[hours]: the days are free keys ("mon-fri", "sat"), checked in `convert`."""

    model_config = ConfigDict(extra="allow", str_strip_whitespace=True)

    always: bool = False
    holidays: str | None = None  # None: those of the site's country
    subdivision: str = ""
    closed: list[str] = Field(default_factory=list)


class LimitsModel(Section):
    """[limits], in euros; `false` switches a limit off; a window left out fits itself to the past."""

    closed_hours_eur: Euros | Off | None = None
    day_eur: Euros | Off | None = None
    month_eur: Euros | Off | None = None
    usual_month_eur: Euros | None = None
    ceiling_month_eur: Euros | None = None
    extension_day_eur: Euros | None = None
    price_minute_eur: Euros | None = None
    call_fee_eur: Euros | None = None
    national_alarm_day_eur: Euros | Off | None = None
    extension_30_days_eur: Euros | None = None
    codes_30_days_eur: Euros | None = None
    plan_minutes_month: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    plan_numbers_month: Annotated[int, Field(ge=0, le=10_000)] = 0
    incoming_day_eur: Euros | None = None
    incoming_minute_eur: Euros | None = None
    incoming_numbers: list[Annotated[str, Field(pattern=r"^[0-9]{3,15}$")]] = Field(default_factory=list)
    class_day_eur: dict[str, Euros] = Field(default_factory=dict)
    longest_call_minutes: dict[str, Annotated[int, Field(ge=1, le=10_000)]] = Field(default_factory=dict)


class TariffModel(Section):
    """[tariff]."""

    file: str = ""
    flat: list[str] | None = None


class JudgeModel(Section):
    """[judge]: mode and the constants of the judgement."""

    mode: ModeWord | None = None
    observe_days: Annotated[int, Field(ge=0, le=366)] = 14
    mode_by_class: dict[str, ModeWord] = Field(default_factory=dict)
    attacks_per_site_year: Annotated[float, Field(gt=0, le=100)] | None = None
    honest_call_stopped_eur: Euros | None = None
    question_eur: Euros | None = None


class DecoysModel(Section):
    """[decoys]: mailboxes and extensions that belong to nobody."""

    mailboxes: list[str] = Field(default_factory=list)
    extensions: list[str] = Field(default_factory=list)


class SiteModel(Section):
    """[site] with what belongs to it."""

    name: Annotated[str, Field(min_length=1, max_length=100)] = "site"
    country: Annotated[str, Field(pattern="^[A-Za-z]{2}$")] = "FR"
    timezone: str = "Europe/Paris"
    outside_line: Annotated[str, Field(pattern=r"^[0-9*#]{0,5}$")] = "0"
    outside_line_removed: bool = False
    extensions: list[str] | None = None
    trunks: list[str] = Field(default_factory=list)
    trunk_channels: Annotated[int, Field(ge=0, le=10_000)] = 0
    emergency_numbers: list[str] = Field(default_factory=list)
    unaskable_extensions: list[str] = Field(default_factory=list)
    hours: HoursModel | None = None
    limits: LimitsModel = Field(default_factory=LimitsModel)
    tariff: TariffModel = Field(default_factory=TariffModel)
    judge: JudgeModel = Field(default_factory=JudgeModel)
    decoys: DecoysModel = Field(default_factory=DecoysModel)


class JournalModel(Section):
    """[journal]."""

    file: str = "var/journal.db"
    keep_personal_months: Annotated[int, Field(ge=1, le=120)] = 12


class PrivacyModel(Section):
    """[privacy]: lines that are not monitored by name, and how long cases are kept."""

    unnamed_extensions: list[str] = Field(default_factory=list)
    keep_cases_months: Annotated[int, Field(ge=1, le=240)] = 72


class AuditModel(Section):
    """[audit]: the switch's files that the guard keeps an eye on."""

    path: str = ""
    watch: bool = True
    daily: bool = True


class GuardModel(Section):
    """[guard]."""

    control_socket: str = ""
    page_socket: str = ""  # for a page of the PBX itself, such as FreePBX's module; "" for none
    page_user: str = ""
    page_code: str = Field(default="", repr=False)  # a hash; made by `veilleur setup freepbx --page`
    language: Literal["", "fr", "en"] = ""
    name_addresses: bool = False  # of attackers, one line each, for a program that closes ports to them


class NumbersModel(Section):
    """[numbers]."""

    feeds_directory: str = "var/feeds"


class File(Section):
    """The whole file, but for the sections of switches: see `file_shape`."""

    site: list[SiteModel] = Field(default_factory=lambda: [SiteModel()], min_length=1)
    journal: JournalModel = Field(default_factory=JournalModel)
    privacy: PrivacyModel = Field(default_factory=PrivacyModel)
    audit: AuditModel = Field(default_factory=AuditModel)
    guard: GuardModel = Field(default_factory=GuardModel)
    numbers: NumbersModel = Field(default_factory=NumbersModel)
    alerts: AlertsModel = Field(default_factory=AlertsModel)
    page: PageModel | None = None
    last_resort: LastResortModel = Field(default_factory=LastResortModel)
    timestamps: list[TimeStampModel] = Field(default_factory=list, max_length=8)
    witness: list[WitnessModel] = Field(default_factory=list, max_length=8)


@cache
def file_shape(switches: tuple[SwitchSection, ...]) -> type[File]:
    """The whole file, with the sections that these adapters declare."""
    fields: dict[str, Any] = {one.name: (one.shape | None, None) for one in switches}
    return create_model("File", __base__=File, **fields)


def inner_model(annotation: Any) -> type[BaseModel] | None:
    """The model inside an annotation such as `HoursModel | None` or `list[SiteModel]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in get_args(annotation):
        found = inner_model(argument)
        if found is not None:
            return found
    return None


def is_list(shape: type[File], keys: Sequence[str]) -> bool:
    """Whether a section may stand several times."""
    here: type[BaseModel] | None = shape
    annotation: Any = None
    for key in keys:
        field = here.model_fields.get(key) if here is not None else None
        annotation = field.annotation if field is not None else None
        here = inner_model(annotation)
    return get_origin(annotation) is list
