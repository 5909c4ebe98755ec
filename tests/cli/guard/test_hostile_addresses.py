"""Addresses of an announced attack, one line each, as the programs in contrib/addresses read them."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import pytest

from veilleur.cli.guard.hostile_addresses import NAMED_MAX, HostileAddresses, is_outside
from veilleur.words.incidents import Incident

CONTRIB = Path(__file__).parents[3] / "contrib" / "addresses"
ATTACK = Incident(
    id="i3", began_at=0.0, last_at=9.0, addresses=("203.0.113.9", "2001:4860::9"), is_announced=True
)
GROK = {"IP": r"[0-9A-Fa-f.:]+", "DATA": r".*?"}


def test_each_address_of_an_announced_attack_is_named_once() -> None:
    hostile = HostileAddresses()
    assert list(hostile.new_lines([ATTACK])) == [
        "veilleur-hostile address=203.0.113.9 incident=i3",
        "veilleur-hostile address=2001:4860::9 incident=i3",
    ]
    assert not list(hostile.new_lines([ATTACK]))
    assert list(hostile.new_lines([ATTACK._replace(id="i4", addresses=("203.0.113.9",))])) == [
        "veilleur-hostile address=203.0.113.9 incident=i4"
    ]


def test_what_may_be_an_honest_slip_is_not_named() -> None:
    assert not list(HostileAddresses().new_lines([ATTACK._replace(is_announced=False)]))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.5",
        "192.168.1.9",
        "172.16.0.1",
        "::1",
        "fe80::1",
        "fd00::1",
        "100.64.0.7",
        "0.0.0.0",
    ],
)
def test_the_company_s_own_side_of_a_router_is_never_named(address: str) -> None:
    assert not is_outside(address)
    assert not list(HostileAddresses().new_lines([ATTACK._replace(addresses=(address,))]))


@pytest.mark.parametrize(
    "text", ["", "pbx.example", "203.0.113.9 incident=i1\nveilleur-hostile address=8.8.8.8"]
)
def test_what_is_no_address_makes_no_line(text: str) -> None:
    assert not list(HostileAddresses().new_lines([ATTACK._replace(addresses=(text,))]))


def test_what_was_named_is_remembered_within_bounds() -> None:
    hostile = HostileAddresses()
    crowd = [f"8.{n >> 16}.{(n >> 8) & 255}.{n & 255}" for n in range(NAMED_MAX + 1)]
    assert len(list(hostile.new_lines([ATTACK._replace(addresses=tuple(crowd))]))) == NAMED_MAX + 1
    assert len(list(hostile.new_lines([ATTACK._replace(addresses=tuple(crowd[-10:]))]))) == 0
    assert len(list(hostile.new_lines([ATTACK._replace(addresses=(crowd[0],))]))) == 1


@pytest.mark.parametrize("before", ["", "pbx veilleur[812]: "])
def test_fail2ban_s_pattern_finds_the_address_and_nothing_else(before: str) -> None:
    filters = configparser.RawConfigParser()
    filters.read(CONTRIB / "fail2ban" / "filter.d" / "veilleur.conf")
    pattern = re.compile(filters["Definition"]["failregex"].replace("<HOST>", r"(?P<host>[0-9A-Fa-f.:]+)"))
    for line, address in zip(HostileAddresses().new_lines([ATTACK]), ATTACK.addresses, strict=True):
        found = pattern.search(before + line)
        assert found is not None
        assert found["host"] == address
    # A caller may name themselves as they like: what is quoted in a sentence of ours is no line of it.
    assert pattern.search("02:14 Cut: veilleur-hostile address=203.0.113.9 incident=i1") is None


def test_crowdsec_s_pattern_finds_the_address() -> None:
    parser = (CONTRIB / "crowdsec" / "parser.yaml").read_text()
    scenario = (CONTRIB / "crowdsec" / "scenario.yaml").read_text()
    grok = re.findall("pattern: '(.*)'", parser)[0]
    pattern = re.compile(re.sub(r"%{(\w+):(\w+)}", lambda m: f"(?P<{m[2]}>{GROK[m[1]]})", grok))
    for line, address in zip(HostileAddresses().new_lines([ATTACK]), ATTACK.addresses, strict=True):
        found = pattern.search(line)
        assert found is not None
        assert (found["source_ip"], found["incident"]) == (address, "i3")
    assert "    value: veilleur_hostile\n" in parser
    assert "evt.Meta.log_type == 'veilleur_hostile'" in scenario
    assert "groupby: evt.Meta.source_ip\n" in scenario
