"""Codes are judged by length, number, sequence, repeats and what many people choose."""

from __future__ import annotations

import pytest

from veilleur.words.audit import PinFault, faults_of

FACTORY, SHORT, GUESSABLE, COMMON = PinFault.FACTORY, PinFault.SHORT, PinFault.GUESSABLE, PinFault.COMMON


@pytest.mark.parametrize(
    ("pin", "number", "faults"),
    [
        ("", "201", {PinFault.EMPTY}),
        ("0000", "201", {FACTORY, SHORT, GUESSABLE, COMMON}),
        ("201", "201", {FACTORY, SHORT, GUESSABLE}),
        ("201201", "201", {GUESSABLE, COMMON}),
        ("971028", "201", {GUESSABLE}),
        ("4802", "201", {SHORT}),
        ("847203", "2010001", {SHORT}),
        ("345678", "201", {GUESSABLE}),
        ("987654", "201", {GUESSABLE}),
        ("7777777", "201", {GUESSABLE, COMMON}),
        ("1984", "201", {SHORT, COMMON}),
        ("3112", "201", {SHORT, COMMON}),
        ("140789", "201", {COMMON}),
        ("14071989", "201", {COMMON}),
        ("147258", "201", {COMMON}),
        ("939393", "201", {COMMON}),
        ("847203", "201", set()),
        ("84720391", "201", set()),
    ],
)
def test_the_faults_of_a_code(pin: str, number: str, faults: set[PinFault]) -> None:
    assert set(faults_of(pin, number)) == faults


def test_letters_and_other_signs_are_no_crash() -> None:
    for pin in ("abc", "12a4", "١٢٣٤", "*#", "1" * 10_000):
        faults_of(pin, "201")
