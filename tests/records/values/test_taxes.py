"""Headings that say whether amounts are with or without tax, in the languages of bills; none is guessed."""

from __future__ import annotations

import pytest

from veilleur.records.values.taxes import tax_named


@pytest.mark.parametrize(
    "heading",
    [
        "Montant HT",
        "Coût H.T. €",
        "Prix (EUR HTVA)",
        "Montant hors taxes",
        "Amount excl. VAT",
        "Charge (ex VAT)",
        "Betrag ohne MwSt",
        "Netto",
        "Bedrag excl. BTW",
        "Importo senza IVA",
        "Importe sin IVA",
    ],
)
def test_without_tax(heading: str) -> None:
    found = tax_named(heading)
    assert found is not None
    assert "without tax" in found


@pytest.mark.parametrize(
    "heading",
    [
        "Montant TTC",
        "Prix T.T.C.",
        "Coût TVAC",
        "Amount incl. VAT",
        "Betrag inkl. MwSt.",
        "Bruttobetrag (brutto)",
        "Importo IVA inclusa",
        "Importe con IVA",
        "Montant toutes taxes comprises",
    ],
)
def test_with_tax(heading: str) -> None:
    found = tax_named(heading)
    assert found is not None
    assert "with tax" in found


@pytest.mark.parametrize(
    "heading", ["Montant", "Cost", "Rate", "Prix", "Network", "Height", "Total", "Taxe", "Heure"]
)
def test_nothing_is_said_of_what_says_nothing(heading: str) -> None:
    assert tax_named(heading) is None
