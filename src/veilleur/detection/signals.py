"""The signals and rules declared as data, one line each, with the sentence shown to people.

In: nothing but the weights of `weights.py`. Out: `SIGNALS`, `RULES`, `sentence(reason, lang)`.
Easily read wrong: a group gives at most its limit however many of its signals fire, because
signals of one group tell much the same thing twice.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from veilleur.detection.weights import WEIGHTS_DB
from veilleur.language import Sentence, say
from veilleur.words.decisions import Reason


class Group(StrEnum):
    """What a signal speaks of; signals of one group are taken as correlated."""

    TIME = "time"
    PLACE = "place"
    PRICE = "price"
    RHYTHM = "rhythm"
    ORIGIN = "origin"
    ENTRY = "entry"
    IDENTITY = "identity"


# Most evidence, in decibans, that one group may give. Set by hand, like the weights.
GROUP_LIMIT_DB: dict[Group, int] = {
    Group.TIME: 16,
    Group.PLACE: 18,
    Group.PRICE: 12,
    Group.RHYTHM: 30,
    Group.ORIGIN: 35,
    Group.ENTRY: 45,
    Group.IDENTITY: 12,
}


class Signal(NamedTuple):
    """One kind of evidence.

    weight_db: decibans. half_life_s: seconds after which half is left; 0 for evidence that holds
    for the judged call only. attack: MITRE ATT&CK technique, "" when none fits. source: of the weight.
    """

    code: str
    group: Group
    weight_db: int
    half_life_s: float
    text: Sentence
    attack: str = ""
    source: str = "set by hand, not calibrated"


HOUR = 3600.0
DAY = 24 * HOUR


def _signal(code: str, group: Group, half_life_s: float, fr: str, en: str, attack: str = "") -> Signal:
    return Signal(code, group, WEIGHTS_DB[code], half_life_s, Sentence(fr, en), attack)


_E, _O, _P, _T, _R, _I = Group.ENTRY, Group.ORIGIN, Group.PLACE, Group.TIME, Group.RHYTHM, Group.IDENTITY

SIGNALS: dict[str, Signal] = {
    s.code: s
    for s in (
        _signal(
            "wrong_pin",
            _E,
            DAY,
            "un code de messagerie faux a été essayé",
            "a wrong voicemail PIN was tried",
            "T1110",
        ),
        _signal(
            "pin_sweep",
            _E,
            3 * DAY,
            "des codes ont été essayés en série",
            "PINs were tried in series",
            "T1110.003",
        ),
        _signal(
            "pin_after_guessing",
            _E,
            7 * DAY,
            "le code a été trouvé après des essais",
            "the PIN was found after guessing",
            "T1110.001",
        ),
        _signal(
            "pin_changed",
            _E,
            3 * DAY,
            "le code de la messagerie a été changé",
            "the voicemail PIN was changed",
            "T1098",
        ),
        _signal(
            "forward_set_abroad",
            _E,
            7 * DAY,
            "un renvoi vers un numéro surveillé a été posé",
            "a forward to a watched number was set",
        ),
        _signal(
            "forward_after_entry",
            _E,
            7 * DAY,
            "un renvoi a été posé après une intrusion",
            "a forward was set after a break-in",
        ),
        _signal(
            "forwarded_call_abroad", _O, 0, "l’appel part par un renvoi", "the call leaves through a forward"
        ),
        _signal(
            "voicemail_dialout", _O, 0, "l’appel part de la messagerie", "the call leaves from voicemail"
        ),
        _signal(
            "disa_abroad", _O, 0, "l’appel part d’un accès extérieur (DISA)", "the call leaves through DISA"
        ),
        _signal(
            "transfer_abroad", _O, 0, "l’appel part par un transfert", "the call leaves through a transfer"
        ),
        _signal(
            "unasked_leg", _O, DAY, "l’appel est parti sans autorisation", "the call left without a permit"
        ),
        _signal(
            "registration_guessing",
            _E,
            DAY,
            "des mots de passe de poste ont été essayés",
            "telephone passwords were guessed",
            "T1110",
        ),
        _signal(
            "new_network",
            _I,
            7 * DAY,
            "le poste vient d’un réseau inconnu",
            "the telephone comes from an unknown network",
            "T1078",
        ),
        _signal(
            "new_telephone",
            _I,
            7 * DAY,
            "le poste est un appareil inconnu",
            "the telephone is an unknown device",
            "T1078",
        ),
        _signal("closed_hours", _T, 0, "l’entreprise est fermée", "the company is closed"),
        _signal(
            "new_hour", _T, 0, "jamais d’appel de ce genre à cette heure", "no such call at this hour before"
        ),
        _signal(
            "new_territory_site",
            _P,
            0,
            "l’entreprise n’a jamais appelé ce pays",
            "the company never called this country",
        ),
        _signal(
            "new_territory_extension",
            _P,
            0,
            "ce poste n’a jamais appelé ce pays",
            "this extension never called this country",
        ),
        _signal("new_number", _P, 0, "ce numéro n’a jamais été appelé", "this number was never called"),
        _signal("price_high", Group.PRICE, 0, "l’appel est cher", "the call is expensive"),
        _signal(
            "range_risk",
            Group.PRICE,
            0,
            "cette tranche de numéros sert à la fraude",
            "this range of numbers is used for fraud",
        ),
        _signal("burst", _R, 0, "les appels se suivent trop vite", "the calls follow each other too fast"),
        _signal(
            "concurrency", _R, 0, "plusieurs appels coûteux sont en cours", "several costly calls are running"
        ),
        _signal(
            "same_number_repeated",
            _R,
            0,
            "le même numéro est déjà en ligne",
            "the same number is already on line",
        ),
        _signal("short_test_call", _R, DAY, "un court appel d’essai a eu lieu", "a short test call was made"),
        _signal(
            "prefix_enumeration",
            _R,
            DAY,
            "des numéros inexistants ont été essayés",
            "numbers that do not exist were tried",
        ),
        _signal(
            "decoy_mailbox",
            _E,
            7 * DAY,
            "la messagerie leurre a été touchée",
            "the decoy mailbox was touched",
        ),
        _signal(
            "decoy_extension", _E, 7 * DAY, "le poste leurre a été touché", "the decoy extension was touched"
        ),
        _signal("known_number", _P, 0, "ce numéro est habituel", "this number is usual"),
        _signal("known_territory", _P, 0, "ce pays est habituel", "this country is usual"),
        _signal("open_hours", _T, 0, "l’entreprise est ouverte", "the company is open"),
    )
}

# Codes of rules, which carry no evidence: (French, English). The codes are those `watch.py` emits.
_RULE_TEXTS: dict[str, tuple[str, str]] = {
    "cap_closed_hours": ("le plafond des heures de fermeture est atteint", "the closed-hours cap is reached"),
    "cap_day": ("le plafond du jour est atteint", "the day’s cap is reached"),
    "cap_month": ("le plafond du mois est atteint", "the month’s cap is reached"),
    "cap_extension_day": ("le plafond du poste est atteint", "the extension’s cap is reached"),
    "cap_class_day": (
        "le plafond de ce genre d’appel est atteint",
        "the cap of this class of call is reached",
    ),
    "extension_locked": ("le poste est verrouillé", "the extension is locked"),
    "mailbox_locked": ("la messagerie est verrouillée", "the mailbox is locked"),
    "feed_blind": ("le standard n’est plus visible", "the switch cannot be seen"),
    "cut_unconfirmed": ("la coupure n’est pas confirmée", "the cut is not confirmed"),
    "emergency_needs_line": (
        "la place est donnée à un appel d’urgence",
        "room is made for an emergency call",
    ),
    "owner_refused": ("le responsable a refusé", "the owner refused"),
    "owner_accepted": ("le responsable a accepté", "the owner accepted"),
    "paused": ("la surveillance est en pause", "the watch is paused"),
    "passed_unwatched": ("l’appel est passé sans surveillance", "the call passed unwatched"),
    "pin_guessing": ("des codes de messagerie sont essayés", "voicemail PINs are being guessed"),
    "observing": ("Veilleur observe seulement", "Veilleur only observes"),
}


RULES: dict[str, Sentence] = {code: Sentence(*texts) for code, texts in _RULE_TEXTS.items()}


def sentence(reason: Reason, lang: str) -> str:
    """The reason in French ("fr") or English (anything else); the bare code when undeclared."""
    signal = SIGNALS.get(reason.code)
    text = signal.text if signal else RULES.get(reason.code)
    return say(text, dict(reason.values), lang) if text else reason.code


def page() -> str:
    """docs/signals.md: every signal and rule, as this file declares them."""
    lines = [
        "# Signals and rules",
        "",
        "Generated from `detection/signals.py`. The weights are set by hand and not calibrated yet.",
        "",
        "| signal | group (limit) | decibans | half-life, hours | ATT&CK | in French | in English | source |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for s in SIGNALS.values():
        group = f"{s.group.value} ({GROUP_LIMIT_DB[s.group]})"
        cells = (s.code, group, s.weight_db, round(s.half_life_s / HOUR), s.attack or "-", *s.text, s.source)
        lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    lines += ["", "| rule | in French | in English |", "|---|---|---|"]
    lines += [f"| {code} | {text.fr} | {text.en} |" for code, text in RULES.items()]
    return "\n".join(lines) + "\n"
