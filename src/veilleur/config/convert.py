"""From the words of the file to the words of the core: hours, euros, paths, checks across keys."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from veilleur.config import model
from veilleur.config.alerts_section import AlertSettings, alert_settings
from veilleur.config.last_resort_section import last_resort
from veilleur.config.page_section import page_settings
from veilleur.config.settings import AuditSection, JournalSection, PrivacySection, Settings
from veilleur.config.switch_section import FileContext, SwitchSection, UnusableError
from veilleur.config.time_stamp_section import time_stamp_settings
from veilleur.config.witness_section import witness_settings
from veilleur.numbering.emergency import extension_pattern
from veilleur.words.calls import Mode
from veilleur.words.destinations import NumberClass
from veilleur.words.money import MicroEuro, micro_euros
from veilleur.words.site import MONDAY_TO_SUNDAY, Costs, Hours, Limits, Site, Tariff

_RANGE = re.compile(r"^([01]?\d|2[0-4]):([0-5]\d)-([01]?\d|2[0-4]):([0-5]\d)$")
_DIALLED = re.compile(r"^[0-9XxNnZz*#+.!\[\]-]{1,40}$")
_CLASSES = {number_class.value for number_class in NumberClass}


def settings(
    file: model.File, path: Path, environ: Mapping[str, str], switches: Sequence[SwitchSection]
) -> Settings:
    """Settings of a whole file; relative paths start at the file's folder."""
    folder = path.parent
    context = FileContext(folder, environ)
    named = [(one, getattr(file, one.name)) for one in switches]
    sites = [_site(site, folder) for site in file.site]
    names = [site.name for site in sites]
    for name in names:
        if names.count(name) > 1:
            raise UnusableError(
                ["site", "name"], "two sites are named {name!r}; give each its own name.", name=name
            )
    settings = Settings(
        site=sites[0],
        more_sites=tuple(sites[1:]),
        switches=tuple(one.settings(filled, context) for one, filled in named if filled is not None),
        journal=JournalSection(folder / file.journal.file, file.journal.keep_personal_months),
        privacy=_privacy(file.privacy),
        audit=AuditSection(
            path=folder / file.audit.path if file.audit.path else None,
            watch=file.audit.watch,
            daily=file.audit.daily,
        ),
        control_socket_file=folder / file.guard.control_socket if file.guard.control_socket else None,
        page_socket=folder / file.guard.page_socket if file.guard.page_socket else None,
        page_user=file.guard.page_user,
        name_addresses=file.guard.name_addresses,
        page_code=file.guard.page_code,
        feeds_directory=folder / file.numbers.feeds_directory,
        alerts=alert_settings(file.alerts, context),
        page=page_settings(file.page, context) if file.page is not None else None,
        time_stamps=time_stamp_settings(file.timestamps, context),
        witnesses=witness_settings(file.witness, context, has_mail=file.alerts.mail is not None),
        last_resort=last_resort(file.last_resort),
        language=file.guard.language,
        source=path,
        mode_was_set=any(site.judge.mode is not None for site in file.site),
    )
    settings = replace(settings, alerts=_with_numbers(settings))
    _check_answer_address(settings)
    return replace(settings, secret_files=tuple(context.secret_files))  # all sections are filled now


def _check_answer_address(settings: Settings) -> None:
    """Raises UnusableError when links of alerts would lead to no page."""
    address, page = settings.alerts.answer_address, settings.page
    host = urlsplit(address).hostname or ""
    if address and (page is None or host not in page.hosts):
        raise UnusableError(
            ["alerts", "answer_address"],
            "answer_address = {value!r}: no page is served there; write [page] with {host!r} among its "
            "names.",
            value=address,
            host=host,
        )


def _with_numbers(settings: Settings) -> AlertSettings:
    """The alerts with each number for text messages in E.164.

    Raises UnusableError for a number that is no plain national one: a call to it may cost money, and the
    watch may cut it."""
    alerts = settings.alerts
    if not any(person.telephone or person.sms for person in alerts.people):
        return alerts
    numbering = settings.numbering()
    people = []
    for person in alerts.people:
        for key, number in (("telephone", person.telephone), ("sms", person.sms)):
            found = numbering.destination(number, True) if number else None
            if found is None:
                continue
            if found.number_class not in (NumberClass.NATIONAL, NumberClass.MOBILE) or found.is_capped:
                raise UnusableError(
                    ["alerts", "person"],
                    "{key} = {number!r} of {name!r}: alerts call plain national fixed and mobile numbers "
                    "alone, written as the trunk gets them, without the outside digit.",
                    key=key,
                    number=number,
                    name=person.name,
                )
        sms = numbering.destination(person.sms, True).e164 if person.sms else ""
        people.append(replace(person, sms=sms))
    return replace(alerts, people=tuple(people))


def _privacy(section: model.PrivacyModel) -> PrivacySection:
    _patterns(section.unnamed_extensions, ["privacy", "unnamed_extensions"])
    return PrivacySection(tuple(section.unnamed_extensions), section.keep_cases_months)


def _patterns(values: Sequence[str], where: list[str]) -> None:
    """Raises UnusableError for one that is no pattern of extensions."""
    for value in values:
        try:
            extension_pattern(value)
            is_one = bool(_DIALLED.match(value))
        except re.error:  # such as [9-1]
            is_one = False
        if not is_one:
            raise UnusableError(
                where,
                '{key} holds {value!r}; write digits, and X for any digit, such as "2XX".',
                key=where[-1],
                value=value,
            )


def _site(site: model.SiteModel, folder: Path) -> Site:
    default = Site()
    try:
        ZoneInfo(site.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnusableError(
            ["site", "timezone"],
            'timezone = {zone!r} is not known; write one such as "Europe/Paris".',
            zone=site.timezone,
        ) from None
    for key in ("extensions", "decoys", "unaskable_extensions"):
        values = {
            "extensions": site.extensions or [],
            "decoys": [*site.decoys.extensions],
            "unaskable_extensions": site.unaskable_extensions,
        }[key]
        _patterns(values, ["site", key])
    judge = site.judge
    for word in judge.mode_by_class:
        _known_class(word, ["judge", "mode_by_class"])
    country = site.country.upper()
    return Site(
        name=site.name,
        country=country,
        timezone=site.timezone,
        outside_line=site.outside_line,
        outside_line_removed=site.outside_line_removed,
        extensions=tuple(pattern.upper() for pattern in site.extensions)
        if site.extensions is not None
        else default.extensions,
        hours=_hours(site.hours, country),
        limits=_limits(site.limits),
        tariff=_tariff(site.tariff, folder, default.tariff),
        costs=_costs(judge),
        mode=Mode(judge.mode) if judge.mode else default.mode,
        observe_days=judge.observe_days if judge.mode is None else 0,
        trunks=tuple(site.trunks),
        trunk_channels=site.trunk_channels,
        decoy_extensions=tuple(site.decoys.extensions),
        decoy_mailboxes=tuple(site.decoys.mailboxes),
        unaskable_extensions=tuple(site.unaskable_extensions),
        emergency_numbers=tuple(site.emergency_numbers),
        mode_by_class=tuple((word, Mode(mode)) for word, mode in judge.mode_by_class.items()),
    )


def _costs(judge: model.JudgeModel) -> Costs:
    default = Costs()
    return Costs(
        attacks_per_site_year=judge.attacks_per_site_year or default.attacks_per_site_year,
        honest_call_stopped=default.honest_call_stopped
        if judge.honest_call_stopped_eur is None
        else micro_euros(judge.honest_call_stopped_eur),
        question=default.question if judge.question_eur is None else micro_euros(judge.question_eur),
    )


def _tariff(tariff: model.TariffModel, folder: Path, default: Tariff) -> Tariff:
    file = str(folder / tariff.file) if tariff.file else ""
    return Tariff(file=file, flat=default.flat if tariff.flat is None else tuple(tariff.flat))


def _limits(limits: model.LimitsModel) -> Limits:
    default = Limits()

    def amount(value: Decimal | bool | None, otherwise: MicroEuro | None) -> MicroEuro | None:
        if value is None:
            return otherwise
        return None if value is False else micro_euros(Decimal(value))

    for word in limits.class_day_eur:
        _known_class(word, ["limits", "class_day_eur"])
    for word in limits.longest_call_minutes:
        _known_class(word, ["limits", "longest_call_minutes"])
    ceiling = None if limits.ceiling_month_eur is None else micro_euros(limits.ceiling_month_eur)
    windows = {"closed_hours": limits.closed_hours_eur, "day": limits.day_eur, "month": limits.month_eur}
    fitting = [window for window, value in windows.items() if value is None]
    if windows["day"] is None:  # who writes what a day may cost, means the classes too
        fitting.append("class_day")
        if limits.codes_30_days_eur is None:
            fitting.append("codes")
    return Limits(
        closed_hours=amount(limits.closed_hours_eur, default.closed_hours),
        day=amount(limits.day_eur, default.day),
        month=amount(limits.month_eur, default.month),
        per_extension_day=amount(limits.extension_day_eur, None),
        per_class_day=tuple((word, micro_euros(value)) for word, value in limits.class_day_eur.items()),
        national_alarm_day=amount(limits.national_alarm_day_eur, default.national_alarm_day),
        price_minute=amount(limits.price_minute_eur, None),
        call_fee=amount(limits.call_fee_eur, None),
        per_extension_30_days=amount(limits.extension_30_days_eur, None),
        codes=amount(limits.codes_30_days_eur, None),
        longest_s=tuple((word, 60 * minutes) for word, minutes in limits.longest_call_minutes.items()),
        fitting=tuple(fitting),
        ceiling_month=ceiling,
        usual_month=None if limits.usual_month_eur is None else micro_euros(limits.usual_month_eur),
        plan_minutes_month=limits.plan_minutes_month,
        plan_numbers_month=limits.plan_numbers_month,
        incoming_day=amount(limits.incoming_day_eur, None),
        incoming_minute=amount(limits.incoming_minute_eur, None) or default.incoming_minute,
        incoming_numbers=tuple(one.lstrip("0") for one in limits.incoming_numbers),
    )


def _known_class(word: str, where: list[str]) -> None:
    if word not in _CLASSES:
        raise UnusableError(
            where,
            "{word!r} is no class of numbers; known: {known}.",
            word=word,
            known=", ".join(sorted(_CLASSES)),
        )


def _hours(hours: model.HoursModel | None, country: str) -> Hours:
    if hours is None:
        return Hours(holidays=_known_holidays(country))
    ranges: list[tuple[tuple[int, int], ...]] = list(Hours().ranges)
    days: dict[str, object] = dict(hours.model_extra or {})
    if days:
        # Whoever names days names all of them: a day left out is closed.
        ranges = [()] * 7
    # The narrower word wins, wherever it stands: wed = "closed" beside mon-fri.
    for key, value in sorted(days.items(), key=lambda item: -len(_days(item[0]))):
        for day in _days(key):
            ranges[day] = _ranges(key, value)
    holiday_country = _known_holidays(country) if hours.holidays is None else hours.holidays.upper()
    if holiday_country and not re.match(r"^[A-Z]{2}$", holiday_country):
        raise UnusableError(
            ["hours", "holidays"],
            'holidays = {value!r}; write a country such as "FR", or "" for none.',
            value=hours.holidays,
        )
    _check_holidays(holiday_country, hours.subdivision)
    return Hours(
        ranges=tuple(ranges),
        always=hours.always,
        holidays=holiday_country,
        subdivision=hours.subdivision,
        closed=tuple(_closed(period) for period in hours.closed),
    )


def _known_holidays(country: str) -> str:
    """The country when its public holidays are known, "" (none) when not."""
    if country == "FR":  # most sites: no need to load the calendars of the world
        return country
    import holidays

    return country if country in holidays.list_supported_countries() else ""


def _check_holidays(country: str, subdivision: str) -> None:
    if not country or (country == "FR" and not subdivision):
        return
    import holidays  # heavy, and needed only where others are named

    try:
        holidays.country_holidays(country, subdiv=subdivision or None, years=2026)
    except NotImplementedError as error:
        key = "subdivision" if subdivision else "holidays"
        value = subdivision or country
        raise UnusableError(
            ["hours", key], "{key} = {value!r} is not known: {why}.", key=key, value=value, why=error
        ) from None


def _days(key: str) -> list[int]:
    first, dash, last = key.lower().partition("-")
    names = MONDAY_TO_SUNDAY
    if first not in names or (dash and last not in names):
        raise UnusableError(
            ["hours", key],
            'unknown key {key!r} in [hours]; write days such as "mon-fri" or "sat", or always, '
            "holidays, subdivision, closed.",
            key=key,
        )
    start = names.index(first)
    end = names.index(last) if dash else start
    return [day % 7 for day in range(start, end + 1 if end >= start else end + 8)]


def _ranges(key: str, value: object) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    if not isinstance(value, str):
        raise _not_hours(key, value)
    if value.strip().lower() in ("", "closed"):
        return ()
    for part in value.replace(" ", "").split(","):
        match = _RANGE.match(part)
        if match is None:
            raise _not_hours(key, value)
        start = int(match[1]) * 60 + int(match[2])
        end = int(match[3]) * 60 + int(match[4])
        if start > 24 * 60 or end > 24 * 60 or start == end:
            raise _not_hours(key, value)
        found.append((start, end))
    return tuple(found)


def _not_hours(key: str, value: object) -> UnusableError:
    return UnusableError(
        ["hours", key],
        '{key} = {value!r} in [hours] cannot be used: write "08:00-18:30", '
        'several as "08:00-12:00,14:00-18:30", or "closed".',
        key=key,
        value=value,
    )


def _closed(period: str) -> tuple[date, date]:
    first, _slash, last = period.partition("/")
    try:
        start = date.fromisoformat(first.strip())
        end = date.fromisoformat(last.strip()) if last.strip() else start
    except ValueError:
        start, end = date.max, date.min
    if end < start:
        raise UnusableError(
            ["hours", "closed"],
            'closed holds {value!r}; write "2026-08-03/2026-08-21", or one day "2026-12-24".',
            value=period,
        )
    return start, end
