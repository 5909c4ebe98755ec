"""veilleur.toml: safe defaults, and every mistake in one sentence that names file, line and value."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from veilleur.config import find_config, load, load_text
from veilleur.detection.business_hours import Calendar
from veilleur.pbx.asterisk.settings import AsteriskSettings
from veilleur.pbx.registry import sections
from veilleur.words.calls import Mode
from veilleur.words.errors import ConfigError
from veilleur.words.money import micro_euros
from veilleur.words.site import Site

CONTRACT = """
[site]
name = "Garage Martin"
country = "FR"
timezone = "Europe/Paris"
outside_line = "0"
extensions = ["2XX"]
[hours]
mon-fri = "08:00-12:00,14:00-18:30"
holidays = "FR"
closed = ["2026-08-03/2026-08-21"]
[limits]
closed_hours_eur = 10
day_eur = 50
month_eur = 300
[tariff]
file = "tariff.csv"
flat = ["FR fixed", "FR mobile"]
"""


def test_the_example_of_the_design_is_understood(tmp_path: Path) -> None:
    site = load_text(CONTRACT, tmp_path / "veilleur.toml").site

    assert site.name == "Garage Martin"
    assert site.extensions == ("2XX",)
    assert site.hours.ranges[0] == ((480, 720), (840, 1110))
    assert site.hours.ranges[5] == ()
    assert site.hours.closed == ((date(2026, 8, 3), date(2026, 8, 21)),)
    assert site.limits.closed_hours == micro_euros(10)
    assert site.limits.month == micro_euros(300)
    assert site.tariff.file == str(tmp_path / "tariff.csv")


def test_a_limit_that_is_written_stands_and_the_others_fit_themselves() -> None:
    text = "[limits]\nclosed_hours_eur = 20\nmonth_eur = false\n"
    text += "ceiling_month_eur = 2000\nusual_month_eur = 150\n"
    limits = load_text(text).site.limits
    assert (limits.closed_hours, limits.month) == (micro_euros(20), None)
    assert (limits.ceiling_month, limits.usual_month) == (micro_euros(2000), micro_euros(150))
    assert limits.fitting == ("day", "class_day", "codes")
    assert load_text("[limits]\nday_eur = 80\n").site.limits.fitting == ("closed_hours", "month")


def test_a_site_with_only_a_name_is_watched_with_safe_defaults() -> None:
    settings = load_text('[site]\nname = "Garage Martin"\n')

    limits = settings.site.limits
    assert replace(limits, fitting=()) == Site().limits
    assert limits.fitting == ("closed_hours", "day", "month", "class_day", "codes")
    assert settings.site.hours.holidays == "FR"
    assert settings.site.mode is Mode.OBSERVE
    assert settings.site.observe_days == 14
    assert settings.switch is None


def test_an_empty_file_is_a_configuration() -> None:
    assert load_text("").site.name == "site"


def test_a_mode_that_is_written_holds_from_the_first_day() -> None:
    site = load_text('[judge]\nmode = "enforce"\n').site
    assert (site.mode, site.observe_days) == (Mode.ENFORCE, 0)


def test_many_sites_carry_their_own_hours_and_limits() -> None:
    settings = load_text(
        '[[site]]\nname = "A"\n[site.limits]\nday_eur = 5\n'
        '[[site]]\nname = "B"\n[site.hours]\nalways = true\n'
    )
    assert [site.name for site in settings.sites] == ["A", "B"]
    assert settings.sites[0].limits.day == micro_euros(5)
    assert settings.sites[1].hours.always


def test_a_limit_can_be_switched_off() -> None:
    assert load_text("[limits]\nmonth_eur = false\n").site.limits.month is None


def test_a_limit_of_nothing_lets_nothing_be_spent_and_switches_nothing_off() -> None:
    keys = ("closed_hours_eur", "day_eur", "month_eur", "national_alarm_day_eur")
    for amount in ("0", "0.0"):
        limits = load_text("[limits]\n" + "".join(f"{key} = {amount}\n" for key in keys)).site.limits
        assert (limits.closed_hours, limits.day, limits.month, limits.national_alarm_day) == (0, 0, 0, 0)


def test_hours_over_midnight_and_a_week_that_wraps() -> None:
    hours = load_text('[hours]\nfri-mon = "18:00-02:00"\n').site.hours
    assert [bool(day) for day in hours.ranges] == [True, False, False, False, True, True, True]
    assert hours.ranges[4] == ((1080, 120),)


def test_the_narrower_word_wins_wherever_it_stands() -> None:
    hours = load_text('[hours]\nwed = "closed"\nmon-fri = "08:00-18:30"\nfri = "08:00-16:00"\n').site.hours
    assert hours.ranges[2] == ()
    assert hours.ranges[0] == ((480, 1110),)
    assert hours.ranges[4] == ((480, 960),)


@pytest.mark.parametrize(
    ("text", "holidays"),
    [
        ("", "FR"),
        ('[hours]\nmon-fri = "08:00-18:30"\n', "FR"),
        ('[hours]\nholidays = ""\n', ""),
        ('[site]\ncountry = "BE"\n', "BE"),
        ('[site]\ncountry = "BE"\n[hours]\nholidays = "FR"\nsubdivision = "57"\n', "FR"),
        ('[site]\ncountry = "ZZ"\n', ""),
    ],
)
def test_holidays_are_those_of_the_country_unless_others_are_named(text: str, holidays: str) -> None:
    site = load_text(text).site
    assert site.hours.holidays == holidays
    Calendar(site).moment(1_795_000_000.0)


def test_no_outside_line_and_an_always_open_site() -> None:
    site = load_text('[site]\noutside_line = ""\n[hours]\nalways = true\n').site
    assert (site.outside_line, site.hours.always) == ("", True)


def test_relative_paths_start_at_the_folder_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("a-secret-of-the-test\n")
    settings = load_text('[asterisk]\nsecret_file = "secret"\n', tmp_path / "veilleur.toml", sections())
    assert settings.journal.file == tmp_path / "var" / "journal.db"
    assert isinstance(settings.switch, AsteriskSettings)
    assert settings.switch.secret == "a-secret-of-the-test"
    assert "a-secret-of-the-test" not in repr(settings)


def test_the_environment_goes_before_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VEILLEUR_AMI_SECRET", "from-the-environment")
    asterisk = load_text('[asterisk]\nsecret = "in-the-file"\n', switches=sections()).switch
    assert isinstance(asterisk, AsteriskSettings)
    assert asterisk.secret == "from-the-environment"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('[site]\nnme = "x"\n', "veilleur.toml:2: unknown key 'nme' in [site]; did you mean 'name'?"),
        (
            "[limit]\nday_eur = 3\n",
            "toml:1: unknown key 'limit' in the file; did you mean 'limits'?",
        ),
        ('[site]\n\nname = ""\n', "veilleur.toml:3: name = '' in [site] cannot be used"),
        ('[limits]\nday_eur = "much"\n', "veilleur.toml:2: day_eur = 'much' in [limits]"),
        ("[limits]\nday_eur = -1\n", "veilleur.toml:2: day_eur"),
        ("[limits]\nday_eur = nan\n", "veilleur.toml:2: day_eur"),
        ('[site]\ntimezone = "Mars/Base"\n', "veilleur.toml:2: timezone = 'Mars/Base' is not known"),
        ('[site]\ntimezone = "../etc/passwd"\n', "veilleur.toml:2: timezone"),
        ('[hours]\nmon-fri = "8-18"\n', "veilleur.toml:2: mon-fri = '8-18' in [hours] cannot be used"),
        ('[hours]\nlundi = "08:00-18:00"\n', "veilleur.toml:2: unknown key 'lundi' in [hours]"),
        ('[hours]\nholidays = "Utopia"\n', "veilleur.toml:2: holidays = 'Utopia'"),
        ('[hours]\nholidays = "FR"\nsubdivision = "ZZ"\n', "veilleur.toml:3: subdivision = 'ZZ'"),
        ('[hours]\nclosed = ["2026-08-21/2026-08-03"]\n', "veilleur.toml:2: closed holds"),
        ('[judge]\nmode = "kill"\n', "veilleur.toml:2: mode = 'kill' in [judge]"),
        ('[judge]\nmode_by_class = {moon = "ask"}\n', "'moon' is no class of numbers"),
        ("[asterisk]\nport = 99999\n", "veilleur.toml:2: port = 99999 in [asterisk]"),
        (
            '[asterisk]\nsecret_file = "a\\u0000b"\n',
            "veilleur.toml:2: 'secret_file' holds a control character",
        ),
        ('[site]\nname = "a\\nb"\n', "veilleur.toml:2: 'name' holds a control character"),
        ('[asterisk]\nsecret_file = "/dev/zero"\n', "veilleur.toml:2: secret_file /dev/zero cannot be read"),
        ('[asterisk]\nsecret_file = "nowhere"\n', "veilleur.toml:2: secret_file"),
        ("[site\n", "not valid TOML"),
        ("a = " + "9" * 5_000, "not valid TOML"),  # no TOMLDecodeError, as Python has it
        ("a = " + "[" * 5_000, "not valid TOML"),
        ('site = "Garage"\n', "veilleur.toml"),
        ('[[site]]\nname = "A"\n[[site]]\nname = "A"\n', "two sites are named 'A'"),
        ('[[site]]\nname = "A"\n[hours]\nalways = true\n', "write [site.hours] below each site"),
    ],
)
def test_a_mistake_is_one_sentence_with_file_line_and_value(text: str, sentence: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_text(text, switches=sections())
    message = str(caught.value)
    assert sentence in message
    assert message.endswith((".", "?"))
    assert "\n" not in message


def test_a_secret_in_a_wrong_place_is_not_printed() -> None:
    with pytest.raises(ConfigError) as caught:
        load_text("[asterisk]\nsecret = 123456789\n", switches=sections())
    assert "123456789" not in str(caught.value)


def test_a_missing_file_and_a_file_that_is_no_text(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load(tmp_path / "veilleur.toml")
    (tmp_path / "veilleur.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="not UTF-8"):
        load(tmp_path / "veilleur.toml")


def test_the_option_goes_before_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_config(Path("other.toml")) == Path("other.toml")
    (tmp_path / "veilleur.toml").write_text("")
    assert find_config() == Path("veilleur.toml")


def test_a_device_without_an_end_is_no_configuration() -> None:
    with pytest.raises(ConfigError, match="larger than a configuration"):
        load(Path("/dev/zero"))
