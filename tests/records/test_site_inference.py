"""What a file shows of its site when nobody has configured anything."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tools.strangers.firm import calls_of

from veilleur.records import guess_from, guess_site, with_zeros
from veilleur.words.calls import Direction, Origin
from veilleur.words.events import CallRecorded
from veilleur.words.site import Site

PARIS = ZoneInfo("Europe/Paris")


def call(day: int, hour: int, number: str, extension: str = "201") -> CallRecorded:
    at = datetime(2026, 3, 2 + day % 28, hour, 30, tzinfo=PARIS).timestamp() + day // 28 * 28 * 86_400
    return CallRecorded(
        at, at + 60, f"u{day}.{hour}", Direction.OUT, extension, number, Origin.EXTENSION, "", 60, 55, True,
        None, "carrier",
    )  # fmt: skip


def weeks(hours: tuple[int, ...], days: tuple[int, ...] = (0, 1, 2, 3, 4)) -> list[CallRecorded]:
    return [call(day, hour, "0199000010") for day in range(28) if day % 7 in days for hour in hours]


@pytest.mark.parametrize(
    ("number", "outside_line"),
    [("0199000010", ""), ("00199000010", "0"), ("90199000010", "9"), ("0639980001", "")],
)
def test_the_digit_before_national_numbers_is_seen(number: str, outside_line: str) -> None:
    guess = guess_site([call(0, 10, number), call(0, 11, number), call(0, 12, "00053555001")], Site())
    assert guess.is_outside_line_seen
    assert guess.site.outside_line == outside_line


SWISS = ("0445550144", "0315550155", "0795550166", "0715550177", "0225550188")


def test_a_configured_country_stays_where_the_numbers_are_numbers_of_it() -> None:
    calls = [call(day, 10, number) for day in range(4) for number in SWISS]
    assert guess_site(calls, Site()).site.country == "CH"  # of French form, but of ranges France has not
    assert guess_site(calls, Site(country="CH")).site.country == "CH"
    assert guess_site(calls, Site(country="GB")).site.country == "CH"


def test_a_premium_number_that_france_has_not_shows_another_country() -> None:
    calls = [call(day, 10, number) for day in range(4) for number in (*SWISS, "0900555012")]
    assert guess_site(calls, Site()).site.country == "CH"


def test_an_operators_name_on_the_trunk_shows_the_country() -> None:
    calls = [call(day, 10, number)._replace(trunk="PJSIP/swisscom") for day in range(4) for number in SWISS]
    assert guess_site(calls, Site()).site.country == "CH"


def test_without_a_national_call_the_default_stays_and_says_so() -> None:
    guess = guess_site([call(0, 10, "00053555001")], Site())
    assert not guess.is_outside_line_seen
    assert guess.site.outside_line == Site().outside_line


def test_extensions_are_patterns_of_the_names_that_telephones_bear() -> None:
    names = ["201", "202", "210", "4001", "4002", "alice", "s"]
    guess = guess_site([call(0, 10, "0199000010", name) for name in names * 3], Site())
    assert guess.site.extensions == ("2XX", "4XXX")


def test_one_odd_name_among_hundreds_is_an_accident() -> None:
    calls = [call(0, 10, "0199000010", "201") for _ in range(300)] + [call(0, 10, "0199000010", "91234")]
    assert guess_site(calls, Site()).site.extensions == ("2XX",)


def test_a_company_that_works_on_saturday_evenings_is_open_then() -> None:
    guess = guess_site(weeks(tuple(range(9, 18))) + weeks(tuple(range(10, 22)), days=(5,)), Site())
    assert guess.are_hours_seen
    assert guess.site.hours.ranges[5] == ((600, 1320),)
    assert guess.site.hours.ranges[6] == ()
    assert guess.site.hours.holidays == "FR"


def test_one_night_of_fraud_does_not_declare_the_night_open() -> None:
    night = [call(12, hour, "00053555001") for hour in range(5) for _ in range(200)]
    guess = guess_site(weeks(tuple(range(9, 18))) + night, Site())
    assert guess.site.hours.ranges[5] == guess.site.hours.ranges[6] == ()
    assert guess.site.hours.ranges[0][0][0] == 8 * 60


def test_a_hotel_that_telephones_day_and_night_is_always_open() -> None:
    guess = guess_site(weeks(tuple(range(24)), days=tuple(range(7))), Site())
    assert guess.site.hours.always


def test_american_numbers_are_no_spare_codes_of_a_french_site() -> None:
    guess = guess_site(
        [call(0, 10, "12485550102"), call(0, 11, "2485550103"), call(0, 12, "011390255")], Site()
    )
    assert guess.site.country == "US"
    assert guess.site.outside_line == ""


def test_a_french_number_makes_the_site_french() -> None:
    guess = guess_site([call(0, 10, "12485550102")] * 9 + [call(0, 11, "0199000010")], Site())
    assert guess.site.country == "FR"


def test_the_busiest_line_is_named_and_an_empty_file_guesses_nothing() -> None:
    assert guess_site([call(0, 10, "0199000010")], Site()).lines == ("carrier",)
    empty = guess_site([], Site())
    assert (empty.site.extensions, empty.lines, empty.are_hours_seen) == (Site().extensions, (), False)


def test_zeros_that_a_spreadsheet_took_off_are_missed_and_put_back() -> None:
    calls = [call(day, 10, f"1990000{day:02}") for day in range(12)] + [call(13, 10, "263775550012")]
    guess = guess_site(calls, Site())
    assert guess.are_zeros_lost
    assert guess.site.outside_line == ""
    assert [one.number for one in with_zeros(calls[-2:])] == ["0199000011", "00263775550012"]


def test_numbers_of_ten_digits_or_of_few_calls_are_left_as_they_are() -> None:
    assert not guess_site([call(day, 10, f"01990000{day:02}") for day in range(12)], Site()).are_zeros_lost
    assert not guess_site([call(0, 10, "199000010")], Site()).are_zeros_lost


def test_hidden_last_digits_do_not_hide_the_outside_line() -> None:
    calls = [call(day, 10, "019900••••") for day in range(12)]
    assert guess_site(calls, Site()).site.outside_line == ""


@pytest.mark.parametrize(
    ("home", "abroad", "country", "outside_line", "zone"),
    [
        (("92145550122", "99725550144", "99155550177"), "9011855235550011", "US", "9", "America/Chicago"),
        (("912145550122", "919725550144", "919155550177"), "9011855235550011", "US", "9", "America/Chicago"),
        (("02079460277", "01134960144", "01214960733"), "0037120000417", "GB", "", "Europe/London"),
        (("902079460277", "901134960144", "901214960733"), "90037120000417", "GB", "9", "Europe/London"),
        (("915550101", "915550102", "932550103"), "005355500011", "ES", "", "Europe/Madrid"),
        (("0261910422", "0465710144", "0536490655"), "0037120000417", "FR", "", "Europe/Paris"),
        (("00261910422", "00465710144", "00536490655"), "00037120000417", "FR", "0", "Europe/Paris"),
    ],
)
@pytest.mark.parametrize("attack", [0, 3, 14, 400])
def test_what_is_dialled_abroad_says_nothing_of_the_country(
    home: tuple[str, ...], abroad: str, country: str, outside_line: str, zone: str, attack: int
) -> None:
    calls = [call(0, 10, number) for number in home] + [call(0, 3, abroad)] * attack
    calls += [call(0, 3, f"{abroad[:-2]}{last}") for last in range(10, min(90, 10 + attack))]
    site = guess_site(calls, Site()).site
    assert (site.country, site.outside_line, site.timezone) == (country, outside_line, zone)


@pytest.mark.parametrize(
    ("own", "country"), [("+390255500100", "IT"), ("+442079460100", "GB"), ("+33199000100", "FR")]
)
def test_the_numbers_of_the_site_itself_show_its_country(own: str, country: str) -> None:
    calls = [call(0, 10, "+5355500011", own) for _ in range(20)]
    assert guess_site(calls, Site()).site.country == country


def test_opening_hours_are_seen_in_the_zone_of_the_country() -> None:
    texas = ("15125550155", "19725550144", "14695550177", "12145550122", "13255550188")

    def read(site: Site) -> list[CallRecorded]:
        """A file without zones: nine in the morning wherever the site is."""
        zone = ZoneInfo(site.timezone)
        start = datetime(2026, 6, 1, tzinfo=zone)
        return [
            call(0, 0, number)._replace(at=(start + timedelta(days=day, hours=9 + hour)).timestamp())
            for day in range(26)
            for hour, number in enumerate(texas)
        ]

    hours = guess_from(read, Site()).site.hours
    assert min(start for day in hours.ranges for start, _end in day) >= 8 * 60


KNOWN_BY_FORM = "AT AU BE BR CA CH DE DK ES FR GB IE IN IT MX NL NO NZ PL PT US".split()


def site_records(country: str, digit: str) -> list[CallRecorded]:
    """A firm's calls, an attack among them, as its own switch writes them."""
    return [
        call(0, 0, digit + one.dialled, one.ext)._replace(at=one.at.timestamp())
        if one.way == "out"
        else call(0, 0, one.ext, one.ext)._replace(
            at=one.at.timestamp(), direction=Direction.IN, outside_caller=one.dialled
        )
        for one in calls_of(country)
        if one.way != "internal"
    ]


@pytest.mark.parametrize("country", KNOWN_BY_FORM)
def test_the_country_is_seen_from_its_own_numbers_whatever_an_attacker_dials(country: str) -> None:
    assert guess_site(site_records(country, ""), Site()).site.country == country


@pytest.mark.parametrize("country", "AT BE CH DE FR GB IE IT NL NZ PL PT ES".split())
def test_so_it_is_behind_a_zero_for_the_outside_line(country: str) -> None:
    site = guess_site(site_records(country, "0"), Site()).site
    assert (site.country, site.outside_line) == (country, "0")


def test_where_the_numbers_could_be_of_other_countries_they_are_named() -> None:
    guess = guess_site(site_records("ZA", ""), Site())
    assert guess.site.country == "FR"
    assert "ZA" in guess.country_rivals
