"""What `make test` says of its own time."""

from __future__ import annotations

from tools.test_all import summary

TOOK = {"types": 20.0, "switches": 180.0, "tests": 300.0, "lab": 400.0}


def test_a_run_that_had_to_install_machines_is_not_mistaken_for_a_warm_one() -> None:
    assert summary({**TOOK, "switches": 0.4}, []) == "--- all: 720 s, warm"
    assert summary(TOOK, ["Asterisk 22", "Debian 12"]) == (
        "--- all: 720 s, and 180 s before to install Asterisk 22, Debian 12 (cold)"
    )
