"""Whoever has broken in cannot move the alert: who is reached stands in veilleur.toml alone."""

from __future__ import annotations

from veilleur.pbx.asterisk.telephone.pieces import TelephonePlan, context, manager_section


def test_the_pbx_itself_holds_no_number_of_anybody() -> None:
    """Nothing in the dialplan can be dialled, forwarded or written over to send the alert elsewhere."""
    plan = TelephonePlan()
    assert "Dial(" not in context(plan)
    assert "DB(" not in context(plan)
    login = manager_section(plan)
    assert "write = originate\n" in login
    assert "read" not in login
    assert "permit = 127.0.0.1" in login
