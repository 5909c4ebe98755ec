"""What else than numbers speaks for a country: the language of the headings, a currency, an operator's name.

In: headings, currencies, names of trunks. Out: hints such as `language:nl`, and the countries they speak for.
Pitfall: a hint never decides alone: the numbers dialled at home must be numbers of that country too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from veilleur.records.inference.fields.field_words import words_of

WORDS_NEEDED = 2  # of a language, among the headings
_LANGUAGES = {
    "de": """
        datum uhrzeit rufnummer zielrufnummer dauer nebenstelle teilnehmer richtung betrag anrufer angerufener
        zeit anschluss beginn ende nst zielnummer verbindungsdauer nettobetrag anruf gesprachsdauer
        ziel quelle
    """,
    "fr": "heure poste appele duree numero sens montant appelant cout ligne destinataire debut",
    "nl": "tijd duur gebeld bestemming bedrag oproepnummer toestel richting beller uur gebelde gesprek",
    "it": """
        ora durata chiamato chiamante importo direzione costo interno chiamata destinazione giorno localita
    """,
    "es": "fecha duracion llamado llamante importe telefono llamada origen extension sentido coste",
    "sv": "tid uppringt samtalstid kostnad anknytning riktning samtalslangd starttid inkommande utgaende",
    "da": "dato tidspunkt kaldt varighed belob retning lokalnummer besvaret tid",
    "no": "dato klokkeslett oppringt varighet belop retning besvart",
    "pl": "godzina numer kwota kierunek czas trwania wybrany wewnetrzny rozmowy koszt",
    "pt": "duracao origem valor ramal chamada chamado localidade operadora discado telefone",
}
_COUNTRIES = {
    "language:de": ("DE", "CH", "AT"),
    "language:nl": ("NL", "BE"),
    "language:it": ("IT", "CH"),
    "language:es": ("ES", "MX", "AR", "CL", "CO", "PE"),
    "language:sv": ("SE",),
    "language:da": ("DK",),
    "language:no": ("NO",),
    "language:pl": ("PL",),
    "language:pt": ("BR", "PT"),
    "currency:CHF": ("CH",),
    "currency:GBP": ("GB",),
    "currency:BRL": ("BR",),
    "currency:INR": ("IN",),
    "currency:ZAR": ("ZA",),
    "currency:MAD": ("MA",),
    "currency:TND": ("TN",),
    "currency:XOF": ("SN", "CI"),
    "currency:PLN": ("PL",),
    "currency:SEK": ("SE",),
    "currency:NOK": ("NO",),
    "currency:DKK": ("DK",),
    "currency:CZK": ("CZ",),
    "currency:RON": ("RO",),
    "currency:AUD": ("AU",),
    "currency:NZD": ("NZ",),
    "currency:kr": ("SE", "NO", "DK"),
    "currency:CAD": ("CA",),
    "currency:MXN": ("MX",),
    "currency:$": ("AU", "NZ", "US", "MX", "AR", "CL", "CO"),
}
_OPERATORS = {
    "swisscom": "CH",
    "sunrise": "CH",
    "peoplefone": "CH",
    "proximus": "BE",
    "telenet": "BE",
    "belgacom": "BE",
    "kpn": "NL",
    "voys": "NL",
    "ziggo": "NL",
    "telekom": "DE",
    "sipgate": "DE",
    "easybell": "DE",
    "1und1": "DE",
    "plusnet": "DE",
    "movistar": "ES",
    "telefonica": "ES",
    "tim": "IT",
    "telecomitalia": "IT",
    "fastweb": "IT",
    "telstra": "AU",
    "optus": "AU",
    "vivo": "BR",
    "embratel": "BR",
    "gamma": "GB",
    "btwholesale": "GB",
}


def language_hint(names: Sequence[str]) -> str:
    """The language that headings are written in, as a hint; empty for English and an unclear one."""
    words = {word for name in names for word in words_of(name)}
    seen = {language: len(words & set(text.split())) for language, text in _LANGUAGES.items()}
    best = max(seen, key=lambda language: seen[language])
    others = max(count for language, count in seen.items() if language != best)
    return f"language:{best}" if seen[best] >= WORDS_NEEDED and seen[best] > others else ""


def countries_of(hints: Iterable[str], trunks: Iterable[str]) -> tuple[str, ...]:
    """The countries that hints and names of trunks speak for, money and operators before languages.

    A country that several of them speak for goes before those of one.
    """
    said = sorted(hints)  # currency before language
    named = (
        _OPERATORS[word]
        for trunk in trunks
        for word in words_of(trunk.replace("_", " "))
        if word in _OPERATORS
    )
    found = [*named, *(country for hint in said for country in _COUNTRIES.get(hint, ()))]
    often = Counter(found)
    return tuple(sorted(often, key=lambda country: -often[country]))
