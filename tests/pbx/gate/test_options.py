"""What set-up is given becomes addresses that the gate's configuration holds."""

from __future__ import annotations

from veilleur.pbx.gate.setup.options import GateAnswers, addresses_of, plan_of
from veilleur.words.site import Site


def answers(**more: object) -> GateAnswers:
    values: dict[str, object] = {
        "pbx": "192.0.2.1",
        "operator": "203.0.113.5",
        "gate": "192.0.2.9",
        "gate_port": 5070,
        "gate_public": "",
        "guard_port": 5079,
        "pbx_networks": "",
        "operator_networks": "",
        "transports": "udp",
        "certificate": "",
        "certificate_key": "",
        "calls_per_second": 100,
        "gate_secret_file": None,
        "waits": "closed",
        "write": None,
        "show_secret": False,
        **more,
    }
    return GateAnswers(**values)  # type: ignore[arg-type]


def test_addresses_of_ipv6_are_read_with_and_without_a_port() -> None:
    made = plan_of(
        answers(
            pbx="[2001:db8::1]:5062",
            operator="op.example=[2001:db8::5],[2001:db8::6]:5080",
            gate="2001:db8::9",
        ),
        Site(),
        "0" * 16,
    )
    assert made.pbx == "sip:[2001:db8::1]:5062"
    assert made.pbx_networks == ("2001:db8::1",)
    assert made.operator_networks == ("2001:db8::5", "2001:db8::6")


def test_addresses_of_ipv4_stay_what_they_are() -> None:
    made = plan_of(answers(operator="op.example=203.0.113.5:5080"), Site(), "0" * 16)
    assert (made.pbx, made.pbx_networks) == ("sip:192.0.2.1:5060", ("192.0.2.1",))
    assert made.operator_networks == ("203.0.113.5",)
    assert addresses_of("127.0.0.1") == ["127.0.0.1"]
