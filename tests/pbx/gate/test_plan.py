"""The gate's configuration says what numbering and opening hours say, and takes no hostile answer."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from veilleur.config import load_text
from veilleur.numbering.emergency import emergency_forms
from veilleur.pbx.gate.certificate import TLS_CONFIG
from veilleur.pbx.gate.settings import Trunk
from veilleur.pbx.gate.setup.plan import CONFIG, UNIT, GatePlan, files, open_ranges
from veilleur.words.errors import ConfigError
from veilleur.words.site import Site

SECRET = "0123456789abcdef"
TRUNKS = (Trunk("sip.op.example", ("sip:203.0.113.5:5060", "sip:203.0.113.6:5060")),)


def plan(**more: object) -> GatePlan:
    values: dict[str, object] = {"trunks": TRUNKS, "secret": SECRET, "today": date(2026, 11, 30), **more}
    return GatePlan(**values)  # type: ignore[arg-type]


def pattern(text: str, first: str) -> re.Pattern[str]:
    """The first expression behind `=~` on a line that holds `first`."""
    line = next(line for line in text.splitlines() if first in line)
    return re.compile(line.split('=~ "')[1].split('"')[0])


def test_every_form_of_an_emergency_number_goes_first_and_nothing_longer() -> None:
    text = files(plan())[CONFIG]
    emergency = pattern(text, "unescape.user}) =~")
    for number in emergency_forms(Site()):
        assert emergency.match(number)
        assert not emergency.match(number + "0")
    assert not emergency.match("0112")
    route = text.partition("request_route {")[2]
    assert route.index("route(EMERGENCY)") < route.index("exit;\n    }\n    if (msg:len")


@pytest.mark.parametrize("number", ["0199001234", "+33612345678", "0033140000000", "0800123456", "3919"])
def test_national_numbers_pass_a_gate_that_is_alone(number: str) -> None:
    text = files(plan())[CONFIG]
    assert pattern(text, "$avp(number) =~").match(number)


@pytest.mark.parametrize(
    "number", ["0037129990000", "0899123456", "+37129990000", "%30199001234", "0199001234;x"]
)
def test_others_wait(number: str) -> None:
    text = files(plan())[CONFIG]
    assert not pattern(text, "$avp(number) =~").match(number)


@pytest.mark.parametrize(
    ("uri", "is_refused"),
    [
        ("sip:29990000;phone-context=%252B371@op.example", True),
        ("sip:29990000@op.example;user=phone;phone-context=%252b371", True),
        ("tel:29990000;phone-context=%252B371", True),
        ("sip:0%2%3530@op.example", True),
        ("sip:29990000;phone-context=%2B371@op.example", False),
        ("sip:%2331%230199001234@op.example;user=phone", False),
        ("sip:0199001234@op.example?Subject=50%25", False),
    ],
)
def test_what_is_escaped_twice_is_refused_in_a_parameter_too(uri: str, is_refused: bool) -> None:
    text = files(plan())[CONFIG]
    assert bool(pattern(text, '$var(side) == "out" && !has_totag() && $ru').search(uri)) == is_refused


@pytest.mark.parametrize(
    ("uri", "is_another"),
    [
        ("sip:0199001234@op.example;phone-context=+371", True),
        ("sip:0199001234@op.example:5060;user=phone;Phone-Context=%2B371", True),
        ("sip:0199001234@op.example;%70hone-context=+371", True),
        ("sip:0199001234@op.example;phone-context = +371", True),
        ("sip:0199001234@op.example;rn=0037129990000", True),
        ("sip:0199001234;phone-context=+371@op.example", True),
        ("tel:0199001234;phone-context=+371", True),
        ("sip:0199001234@op.example;user=phone", False),
        ("sip:%2331%230199001234@op.example;transport=tcp", False),
        ("tel:0199001234", False),
    ],
)
def test_where_a_call_may_be_sent_is_read_with_what_stands_behind_the_host(
    uri: str, is_another: bool
) -> None:
    """A 3xx of the PBX, and its REFER; Kamailio's =~ passes over case."""
    text = files(plan())[CONFIG]
    for first in ("$(ct{nameaddr.uri}) =~", "$(hdr(Refer-To){nameaddr.uri}{s.select,0,?}) =~"):
        assert bool(re.search(pattern(text, first).pattern, uri, re.IGNORECASE)) == is_another


def test_overseas_numbers_that_look_national_wait() -> None:
    text = files(plan())[CONFIG]
    line = next(line for line in text.splitlines() if "$avp(number) =~" in line)
    dear = re.compile(line.split('=~ "')[2].split('"')[0])
    assert dear.match("0262123456")
    assert not dear.match("0140000000")


def test_opening_hours_over_midnight_are_two_ranges() -> None:
    site = load_text('[site]\n[hours]\nfri = "20:00-02:00"\n', Path("x")).site
    assert open_ranges(site) == [(5, 1200, 1440), (6, 0, 120)]
    assert "$var(day) == 5 && $var(clock) >= 1200" in files(plan(site=site))[CONFIG]


@pytest.mark.parametrize(
    ("waits", "has_hours"), [("closed", True), ("always", False), ("never", False)]
)  # fmt: skip
def test_the_fail_policy_is_the_sites_choice(waits: str, has_hours: bool) -> None:
    alone = files(plan(waits=waits))[CONFIG].partition("\nroute[ALONE]")[2].partition("\n}")[0]
    assert ("IS_OPEN" in alone) is has_hours
    assert ('"absent"' in alone) is (waits != "never")


def test_each_address_of_the_operator_is_a_hop_of_the_same_trunk() -> None:
    text = files(plan())[CONFIG]
    assert '$avp(try) == 2) {\n        $du = "sip:203.0.113.6:5060";' in text
    hosts = re.compile(re.search(r'if \(\$rd =~ "([^"]*)" \|\|', text)[1])  # type: ignore[index]
    assert hosts.match("sip.op.example")
    assert hosts.match("203.0.113.5")
    assert not hosts.match("sipxop.example")
    assert not hosts.match("evil.example")


def test_an_idle_gate_looks_up_no_load() -> None:
    """It took 2 % of a core, all day."""
    assert 'modparam("pipelimit", "load_fetch", 0)' in files(plan())[CONFIG]


def test_an_operator_that_is_a_name_is_looked_up_and_an_address_is_not() -> None:
    assert 'srv_query("_sip._udp.sip.op.example"' in files(plan(trunks=(Trunk("sip.op.example"),)))[CONFIG]
    for trunk in (Trunk("203.0.113.5"), Trunk("[2001:db8::5]"), *TRUNKS):
        assert "srv_query" not in files(plan(trunks=(trunk,)))[CONFIG]


def test_tls_has_its_own_file_and_port() -> None:
    made = files(plan(transports=("udp", "tls"), certificate="/c.pem", key="/k.pem", directory="/etc/g"))
    assert "certificate = /c.pem" in made[TLS_CONFIG]
    assert "listen=tls:127.0.0.1:5071" in made[CONFIG]
    assert '"/etc/g/tls.cfg"' in made[CONFIG]
    assert "User=veilleur-gate" in made[UNIT]


@pytest.mark.parametrize(
    "more",
    [
        {"trunks": ()},
        {"trunks": (Trunk('x" || 1 == "1'),)},
        {"trunks": (Trunk("op.example", ("sip:a\n",)),)},
        {"pbx": "sip:1.2.3.4;evil"},
        {"pbx_networks": ("1.2.3.4 || 1==1",)},
        {"secret": 'x"'},
        {"secret": ""},
        {"waits": "sometimes"},
        {"address": "a b"},
    ],
)
def test_an_answer_that_would_be_configuration_is_refused(more: dict[str, object]) -> None:
    with pytest.raises(ConfigError):
        plan(**more)
