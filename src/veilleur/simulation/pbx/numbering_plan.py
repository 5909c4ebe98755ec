"""The company behind the embedded PBX: its telephones, its trunk, what its carrier charges.

The prices are assumptions for a story, of the order of French retail prices; they are no source.
"""

from __future__ import annotations

from dataclasses import dataclass

from veilleur.words.money import MicroEuro, Price, micro_euros

EMERGENCY_NUMBERS = frozenset({"15", "17", "18", "112", "114", "115", "116117", "119", "191", "196", "197"})

DIALLED_NATIONAL_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Company:
    """What the switch is configured with.

    trunk_channels: calls the trunk carries at once. prices: international prefix (without 00) ->
    micro-euros a minute, longest prefix wins; other_international is charged for all the rest.
    opening: local minutes after midnight, Monday to Friday. utc_offset_s: of the story's date.
    """

    name: str = "Garage Martin"
    extensions: tuple[str, ...] = ("101", "102", "103", "104", "105", "106")
    outside_line: str = "0"
    trunk: str = "carrier"
    trunk_channels: int = 4
    mailbox_context: str = "default"
    opening: tuple[int, int] = (8 * 60, 18 * 60 + 30)
    utc_offset_s: int = 3600
    other_international: MicroEuro = micro_euros("0.60")
    prices: tuple[tuple[str, MicroEuro], ...] = (
        ("53", micro_euros("1.10")),
        ("371", micro_euros("0.85")),
        ("32", micro_euros("0.25")),
        ("263", micro_euros("0.95")),
    )

    def dialled(self, number: str) -> str:
        """The number without the digit for an outside line; emergency numbers are left whole."""
        if number in EMERGENCY_NUMBERS or not self.outside_line:
            return number
        rest = number.removeprefix(self.outside_line)
        if number.startswith("00") and not rest.startswith("00") and len(rest) != DIALLED_NATIONAL_DIGITS:
            return number  # international, dialled without the outside digit
        national = len(number) == DIALLED_NATIONAL_DIGITS and number[1:2] != "0"
        return number if national else rest

    def is_emergency(self, number: str) -> bool:
        """Whether the whole string, with or without the outside digit, is an emergency number."""
        return self.dialled(number) in EMERGENCY_NUMBERS

    def must_wait(self, number: str) -> bool:
        """Whether the fail policy of law 9 holds it back outside opening hours."""
        plain = self.dialled(number)
        if plain in EMERGENCY_NUMBERS or plain.startswith("080"):
            return False
        return plain.startswith(("00", "+", "08", "3", "118"))

    def price(self, number: str) -> Price:
        """What the carrier charges: national calls are in the flat plan, emergency calls free."""
        plain = self.dialled(number)
        if not plain.startswith(("00", "+")):
            return Price(0)
        digits = plain.removeprefix("+") if plain.startswith("+") else plain[2:]
        fitting = [(len(prefix), rate) for prefix, rate in self.prices if digits.startswith(prefix)]
        return Price(max(fitting)[1] if fitting else self.other_international)

    def is_open(self, at: float) -> bool:
        """Whether the company is open at `at` (seconds since 1970 UTC)."""
        local = at + self.utc_offset_s
        weekday = (int(local // 86400) + 3) % 7  # 1970-01-01 was a Thursday
        minute = int(local % 86400) // 60
        return weekday < 5 and self.opening[0] <= minute < self.opening[1]


GARAGE = Company()
