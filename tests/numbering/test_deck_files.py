"""Price lists of several makers become prices by prefix, and a bad line is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from veilleur.numbering.deck_files import read_deck
from veilleur.numbering.feeds import read_feed
from veilleur.words.errors import ConfigError, InputError
from veilleur.words.money import Price


def test_a_plain_list_without_names(tmp_path: Path) -> None:
    deck = tmp_path / "tariff.csv"
    deck.write_text("371, 0.50\n\n# seen on the bill\n+53,0.90,0.10,60,30\n0899,0.80\n00263,1.10\n")
    assert read_deck(deck) == {
        "371": Price(500_000),
        "53": Price(900_000, 100_000, 60, 30),
        "33899": Price(800_000),
        "263": Price(1_100_000),
    }


def test_a_list_with_the_headings_of_a2billing_loses_its_carriers_eleven(tmp_path: Path) -> None:
    # Layout: the import notes of Star2Billing/a2billing; `11` is that carrier's, the figures are ours.
    deck = tmp_path / "rates.csv"
    deck.write_text(
        "dialprefix;destination;rate initial;buyrate;initblock\n"
        "11371;latvia;0.50;0.20;30\n1153;cuba;0.9;0.3;60\n"
    )
    assert read_deck(deck) == {"371": Price(500_000, 0, 30, 1), "53": Price(900_000, 0, 60, 1)}


def test_directory_numbers_alone_keep_their_eleven(tmp_path: Path) -> None:
    deck = tmp_path / "tariff.csv"
    deck.write_text("prefix,eur_per_minute\n118712,2.99\n118218,2.99\n")
    assert set(read_deck(deck)) == {"118712", "118218"}


def cgrates(folder: Path, destinations: str, rates: str, destination_rates: str) -> Path:
    (folder / "Destinations.csv").write_text(destinations)
    (folder / "Rates.csv").write_text(rates)
    (folder / "DestinationRates.csv").write_text(destination_rates)
    return folder


def test_a_folder_of_cgrates_gives_the_dearest_rate_of_each_destination(tmp_path: Path) -> None:
    # Layout: cgrates/cgrates, data/tariffplans; the figures are ours.
    folder = cgrates(
        tmp_path,
        "#Id,Prefix\nDST_LV,+371\nDST_LV,+372\nDST_CU,53\nDST_NONE,99\n",
        "#Id,ConnectFee,Rate,RateUnit,RateIncrement,GroupIntervalStart\n"
        "RT_DAY,0.2,0.5,60s,60s,0s\nRT_DAY,0,0.4,60s,1s,60s\n\nRT_NIGHT,0,0.01,1s,1s,0s\n",
        "#Id,DestinationId,RatesTag,RoundingMethod,RoundingDecimals\n"
        "DR_1,DST_LV,RT_DAY,*up,4\nDR_2,DST_CU,RT_NIGHT,*up,4\n",
    )
    assert read_deck(folder) == {
        "371": Price(500_000, 200_000, 60, 1),
        "372": Price(500_000, 200_000, 60, 1),
        "53": Price(600_000, 0, 1, 1),
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("371;free\n", r"tariff.csv:1: 'free' is no amount"),
        ("371;0.5\nLatvia;0.5\n", r"tariff.csv:2: prefix 'Latvia' is not digits"),
        ("country;cost\n371;0.5\n", r"tariff.csv:1: no columns prefix and eur_per_minute"),
        ("371;-1\n", r"tariff.csv:1: '-1' is no amount"),
        ("371;NaN\n", r"tariff.csv:1: 'NaN' is no amount"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(tmp_path: Path, text: str, said: str) -> None:
    deck = tmp_path / "tariff.csv"
    deck.write_text(text)
    with pytest.raises(InputError, match=said):
        read_deck(deck)


def test_a_missing_list_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_deck(tmp_path / "none.csv")


def test_a_cgrates_rate_that_is_missing_is_named(tmp_path: Path) -> None:
    folder = cgrates(tmp_path, "DST_LV,371\n", "RT,0,1,60s,1s,0s\n", "DR,DST_LV,RT_GONE,*up\n")
    with pytest.raises(InputError, match=r"DestinationRates.csv:1: rate 'RT_GONE'"):
        read_deck(folder)


@pytest.mark.parametrize("cell", ["x" * 200_000, '"371' + "0" * 200_000])
def test_a_row_that_is_no_csv_is_one_sentence(tmp_path: Path, cell: str) -> None:
    deck = tmp_path / "tariff.csv"
    deck.write_text(f"prefix,eur_per_minute\n371,{cell}\n")
    with pytest.raises(InputError, match=r"tariff\.csv:2: no row of CSV"):
        read_deck(deck)
    with pytest.raises(InputError, match=r"tariff\.csv:2: no row of CSV"):
        read_feed(deck)


def test_line_ends_of_any_machine_are_line_ends(tmp_path: Path) -> None:
    deck = tmp_path / "tariff.csv"
    deck.write_bytes(b"371,0.50\r53,0.90\r\n263,1.10\n")
    assert set(read_deck(deck)) == {"371", "53", "263"}


def test_a_device_without_an_end_is_one_sentence() -> None:
    with pytest.raises(InputError, match="larger than a list"):
        read_deck(Path("/dev/zero"))
    with pytest.raises(InputError, match="larger than a list"):
        read_feed(Path("/dev/zero"))
