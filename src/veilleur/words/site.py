"""Site: one PBX with its hours, its plan of numbers and its limits. Built by `config/`, read by all."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from veilleur.words.calls import Mode
from veilleur.words.money import MicroEuro, micro_euros

FITTING_WINDOWS = ("closed_hours", "day", "month", "class_day", "codes")
MONDAY_TO_SUNDAY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Hours:
    """When the company is open, in the site's own time zone.

    ranges: for each weekday (0 = Monday) the open ranges as (start, end) in minutes after midnight;
        an end at or below its start runs over midnight.
    always: open day and night. holidays: ISO country whose public holidays are closed days, "" for
        none; subdivision: the part of the country, such as "57" for Moselle.
    closed: further closed periods, first and last day included.
    """

    ranges: tuple[tuple[tuple[int, int], ...], ...] = (
        *(((8 * 60, 18 * 60 + 30),),) * 5,
        (),
        (),
    )
    always: bool = False
    holidays: str = ""
    subdivision: str = ""
    closed: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that may be spent on capped destinations, in micro-euros, per window.

    None means no limit for that window. per_extension_day and per_class_day (class word -> amount)
    are off unless set. national_alarm_day only alarms: national traffic is never stopped by a cap.
    per_extension_30_days: of each extension, today and the 29 days before. longest_s: class word -> seconds
    that a call there may last. codes: what right codes may open for one extension in 30 days;
    None: as much as fits the day.
    price_minute, call_fee: the highest price a minute and fee a call; what is dearer is not called, as far as
    caps count it.
    fitting: the windows whose limit follows the site's own past, of `FITTING_WINDOWS`; their amount here is
    the least it can be once it fits. ceiling_month: what no fitted or raised limit passes; None for the
    default one. usual_month: what a usual month costs, says the owner: fitting limits start from it; None:
    not known.
    plan_minutes_month, plan_numbers_month: bounds of a plan that is called unlimited; 0 for none.
    incoming_day: what a day of calls from outside to a free number of the site may cost, at incoming_minute;
    incoming_numbers: the ends of these numbers, none for every call that comes in. All three only alarm.
    """

    closed_hours: MicroEuro | None = micro_euros(10)
    day: MicroEuro | None = micro_euros(50)
    month: MicroEuro | None = micro_euros(300)
    per_extension_day: MicroEuro | None = None
    per_class_day: tuple[tuple[str, MicroEuro], ...] = ()
    national_alarm_day: MicroEuro | None = micro_euros(100)
    price_minute: MicroEuro | None = None
    call_fee: MicroEuro | None = None
    per_extension_30_days: MicroEuro | None = None
    longest_s: tuple[tuple[str, int], ...] = ()
    codes: MicroEuro | None = None
    fitting: tuple[str, ...] = ()
    ceiling_month: MicroEuro | None = None
    usual_month: MicroEuro | None = None
    plan_minutes_month: int = 0
    plan_numbers_month: int = 0
    incoming_day: MicroEuro | None = None
    incoming_minute: MicroEuro = micro_euros("0.05")
    incoming_numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tariff:
    """The site's own prices: path of a deck (""=built-in only) and what an unlimited plan covers; None: what
    most plans of its country do."""

    file: str = ""
    flat: tuple[str, ...] | None = None

    def covered(self, country: str) -> tuple[str, ...]:
        """What the plan of a site in this country covers."""
        if self.flat is not None:
            return self.flat
        return ("FR fixed", "FR mobile") if country == "FR" else ()


@dataclass(frozen=True, slots=True)
class Costs:
    """The constants of the judgement (design section 5). Money in micro-euros.

    attacks_per_site_year: prior rate. honest_call_stopped: what refusing or cutting one honest
    business call costs the company. question: what asking a caller for a code costs.
    """

    attacks_per_site_year: float = 0.1
    honest_call_stopped: MicroEuro = micro_euros(15)
    question: MicroEuro = micro_euros("0.5")


@dataclass(frozen=True, slots=True)
class Site:
    """One PBX and everything the watch must know of it. Every field has a safe default."""

    name: str = "site"
    country: str = "FR"
    timezone: str = "Europe/Paris"
    outside_line: str = "0"
    extensions: tuple[str, ...] = ("XXX", "XXXX")  # patterns: X any digit, Z 1-9, N 2-9, or literal
    hours: Hours = field(default_factory=Hours)
    limits: Limits = field(default_factory=Limits)
    tariff: Tariff = field(default_factory=Tariff)
    costs: Costs = field(default_factory=Costs)
    mode: Mode = Mode.OBSERVE
    observe_days: int = 14  # in mode observe the judge begins to enforce after this many days; 0 never
    trunks: tuple[str, ...] = ()  # channel name patterns of the trunks, such as "PJSIP/carrier*"
    trunk_channels: int = 0  # calls the trunk can carry at once; 0 unknown
    decoy_extensions: tuple[str, ...] = ()
    decoy_mailboxes: tuple[str, ...] = ()
    unaskable_extensions: tuple[str, ...] = ()  # fax, alarm, lift: never asked for a code
    emergency_numbers: tuple[str, ...] = ()  # beside those of the country
    mode_by_class: tuple[tuple[str, Mode], ...] = ()
    outside_line_removed: bool = False  # the switch reports numbers without the outside-line digits
