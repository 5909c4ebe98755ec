"""The signals and rules declared as data, one line each, with the sentence shown to people.

In: the weights of `weights.py`. Out: `SIGNALS`, `RULES`, `sentence(reason, lang)`.
Easily read wrong: a group gives at most its limit however many of its signals fire, because
signals of one group tell much the same thing twice; and most weights are not here, but computed for each
call from the company's own habits.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from veilleur.detection.signals.weights import WEIGHTS_DB
from veilleur.language import Sentence, say
from veilleur.words.decisions import Reason


class Group(StrEnum):
    """What a signal speaks of; signals of one group are taken as correlated."""

    TIME = "time"
    PLACE = "place"
    PRICE = "price"
    NUMBER = "number"
    EXTENSION = "extension"
    RHYTHM = "rhythm"
    DURATION = "duration"
    ORIGIN = "origin"
    ENTRY = "entry"
    IDENTITY = "identity"


# Least and most evidence, in decibans, that one group may give. The least is how far habit excuses: a
# tenth of the thieves call at the company's own hours, to its own countries.
GROUP_LIMITS_DB: dict[Group, tuple[int, int]] = {
    Group.TIME: (-8, 18),
    Group.PLACE: (-10, 16),
    Group.PRICE: (-6, 12),
    Group.NUMBER: (-20, 12),
    Group.EXTENSION: (-6, 8),
    Group.RHYTHM: (-30, 50),
    Group.DURATION: (-3, 10),
    Group.ORIGIN: (-3, 25),
    Group.ENTRY: (0, 45),
    Group.IDENTITY: (0, 12),
}


class Signal(NamedTuple):
    """One kind of evidence.

    weight_db: decibans of one occurrence; 0 when they are computed from the company's own habits.
    half_life_s: seconds after which half is left; 0 for evidence that holds for the judged call only.
    most_db: what repeats may add up to. attack: MITRE ATT&CK technique, "" when none fits.
    source: of the weight.
    """

    code: str
    group: Group
    weight_db: int
    half_life_s: float
    text: Sentence
    most_db: int = 0
    attack: str = ""
    source: str = ""


HOUR = 3600.0
DAY = 24 * HOUR
_LEARNED = "the company’s own habits (detection/profile/profile.py)"
_BY_HAND = "set by hand from the documented cases"


def _door(
    code: str, group: Group, half_life_s: float, fr: str, en: str, most_db: int = 0, attack: str = ""
) -> Signal:
    weight = WEIGHTS_DB[code]
    return Signal(
        code=code,
        group=group,
        weight_db=weight,
        half_life_s=half_life_s,
        text=Sentence(fr, en),
        most_db=max(weight, most_db),
        attack=attack,
        source=_BY_HAND,
    )


def _habit(code: str, group: Group, fr: str, en: str, source: str = _LEARNED) -> Signal:
    return Signal(code, group, 0, 0.0, Sentence(fr, en), source=source)


_E, _O, _I = Group.ENTRY, Group.ORIGIN, Group.IDENTITY

_DOORS = (
    _door(
        code="wrong_pin",
        group=_E,
        half_life_s=DAY,
        fr="la messagerie {about} a subi {times|essai/essais} de mauvais code",
        en="mailbox {about} was tried with a wrong PIN {times|time/times}",
        most_db=26,
        attack="T1110",
    ),
    _door(
        code="pin_sweep",
        group=_E,
        half_life_s=3 * DAY,
        fr="des codes de messagerie ont été essayés en série ({times} fois)",
        en="voicemail PINs were tried in series ({times} times)",
        most_db=25,
        attack="T1110.003",
    ),
    _door(
        code="pin_after_guessing",
        group=_E,
        half_life_s=7 * DAY,
        fr="le code de la messagerie {about} a été trouvé après des essais",
        en="the PIN of mailbox {about} was found after guessing",
        most_db=30,
        attack="T1110.001",
    ),
    _door(
        code="pin_after_wrong",
        group=_E,
        half_life_s=3 * DAY,
        fr="le code de la messagerie {about} a été trouvé au bout de quelques essais",
        en="the PIN of mailbox {about} was found after a few tries",
        most_db=16,
        attack="T1110.001",
    ),
    _door(
        code="pin_changed",
        group=_E,
        half_life_s=3 * DAY,
        fr="le code de la messagerie {about} vient d’être changé",
        en="the PIN of mailbox {about} has just been changed",
        most_db=8,
        attack="T1098",
    ),
    _door(
        code="forward_set_abroad",
        group=_E,
        half_life_s=3 * DAY,
        fr="le poste {about} a été renvoyé vers un numéro surveillé",
        en="extension {about} was forwarded to a watched number",
        most_db=20,
    ),
    _door(
        code="forward_after_entry",
        group=_E,
        half_life_s=7 * DAY,
        fr="un renvoi du poste {about} a été posé après une intrusion",
        en="a forward of extension {about} was set after a break-in",
        most_db=36,
    ),
    _door(
        code="unasked_leg",
        group=_O,
        half_life_s=DAY,
        fr="un appel est parti sans que Veilleur ait été interrogé",
        en="a call left without Veilleur having been asked",
        most_db=35,
    ),
    _door(
        code="wrong_code",
        group=_E,
        half_life_s=DAY,
        fr="le code demandé au poste {about} n’a pas été donné ({times} fois)",
        en="the code asked of extension {about} was not given ({times} times)",
        most_db=30,
        attack="T1110",
    ),
    _door(
        code="registration_guessing",
        group=_E,
        half_life_s=DAY,
        fr="des mots de passe de poste ont été essayés depuis {about}",
        en="telephone passwords were tried from {about}",
        most_db=8,
        attack="T1110",
    ),
    _door(
        code="registered_after_guessing",
        group=_E,
        half_life_s=7 * DAY,
        fr="un appareil s’est enregistré après des essais de mot de passe ({about})",
        en="a device registered after passwords had been tried ({about})",
        most_db=20,
        attack="T1110.001",
    ),
    _door(
        code="new_network",
        group=_I,
        half_life_s=7 * DAY,
        fr="le poste {about} appelle depuis un réseau inconnu",
        en="extension {about} calls from an unknown network",
        most_db=8,
        attack="T1078",
    ),
    _door(
        code="new_telephone",
        group=_I,
        half_life_s=7 * DAY,
        fr="le poste {about} est un appareil inconnu",
        en="extension {about} is an unknown device",
        most_db=6,
        attack="T1078",
    ),
    _door(
        code="short_test_call",
        group=Group.RHYTHM,
        half_life_s=DAY,
        fr="un court appel d’essai a eu lieu",
        en="a short test call was made",
        most_db=4,
    ),
    _door(
        code="prefix_enumeration",
        group=Group.RHYTHM,
        half_life_s=DAY,
        fr="des numéros inexistants ont été essayés",
        en="numbers that do not exist were tried",
        most_db=16,
    ),
    _door(
        "decoy_mailbox", _E, 7 * DAY, "la messagerie leurre a été touchée", "the decoy mailbox was touched"
    ),
    _door("decoy_extension", _E, 7 * DAY, "le poste leurre a été touché", "the decoy extension was touched"),
)

_HABITS = (
    _habit("closed_hours", Group.TIME, "il est {hour} h, l’entreprise est fermée et n’appelle guère alors",
           "it is {hour}:00, the company is closed and hardly calls then"),
    _habit("new_hour", Group.TIME, "l’entreprise n’appelle guère à {hour} h",
           "the company hardly calls at {hour}:00"),
    _habit("open_hours", Group.TIME, "l’entreprise est ouverte", "the company is open"),
    _habit("usual_hour", Group.TIME, "l’entreprise appelle souvent à cette heure",
           "the company often calls at this hour"),
    _habit("new_territory_site", Group.PLACE, "l’entreprise n’a jamais appelé ce pays : {place|territory}",
           "the company never called this country: {place|territory}"),
    _habit("new_territory_extension", Group.PLACE,
           "le poste {extension} n’a jamais appelé ce pays : {place|territory}",
           "extension {extension} never called this country: {place|territory}"),
    _habit("rare_territory", Group.PLACE, "l’entreprise appelle rarement ce pays : {place|territory}",
           "the company rarely calls this country: {place|territory}"),
    _habit("known_territory", Group.PLACE, "l’entreprise appelle souvent ce pays : {place|territory}",
           "the company often calls this country: {place|territory}"),
    _habit("new_kind_of_number", Group.PLACE, "l’entreprise n’a jamais appelé ce genre de numéro",
           "the company never called this kind of number"),
    _habit("known_kind_of_number", Group.PLACE, "l’entreprise appelle souvent ce genre de numéro",
           "the company often calls this kind of number"),
    _habit("price_high", Group.PRICE, "la minute coûte {amount|euros}", "a minute costs {amount|euros}",
           "price against an even one (detection/profile/population_priors.py)"),
    _habit("price_low", Group.PRICE, "l’appel est bon marché", "the call is cheap",
           "price against an even one (detection/profile/population_priors.py)"),
    _habit("range_risk", Group.PRICE, "cette tranche de numéros a servi à des fraudes connues",
           "this range of numbers was used in known frauds", "numbering/territories.py, halved"),
    _habit("new_number", Group.NUMBER, "ce numéro n’a jamais été appelé", "this number was never called"),
    _habit("known_number", Group.NUMBER, "ce numéro est connu de l’entreprise",
           "the company knows this number"),
    _habit("new_extension", Group.EXTENSION, "le poste {extension} ne fait guère d’appels de ce genre",
           "extension {extension} hardly makes calls of this kind"),
    _habit("usual_extension", Group.EXTENSION, "le poste {extension} fait souvent des appels de ce genre",
           "extension {extension} often makes calls of this kind"),
    _habit("burst", Group.RHYTHM, "l’appel suit de près d’autres appels suspects",
           "the call closely follows other suspicious calls", "detection/judge/attack_filter.py"),
    _habit("errand", Group.RHYTHM, "l’appel suit un appel semblable, comme il est d’usage",
           "the call follows a similar one, as calls often do", "detection/judge/attack_filter.py"),
    _habit("attack_shows", Group.RHYTHM, "les appels qui ont suivi montrent une attaque",
           "the calls that followed show an attack", "detection/judge/attack_filter.py"),
    _habit("long_call", Group.DURATION, "l’appel est bien plus long que d’habitude",
           "the call is much longer than usual"),
    _habit("usual_length", Group.DURATION, "l’appel a une durée habituelle", "the call is of usual length"),
    _habit("forwarded_call_abroad", _O, "l’appel part par un renvoi", "the call leaves through a forward"),
    _habit("voicemail_dialout", _O, "l’appel part de la messagerie", "the call leaves from voicemail"),
    _habit("disa_abroad", _O, "l’appel part d’un accès extérieur (DISA)", "the call leaves through DISA"),
    _habit("transfer_abroad", _O, "l’appel part par un transfert", "the call leaves through a transfer"),
    _habit("unknown_network", _I, "le poste {extension} n’a jamais appelé depuis ce réseau",
           "extension {extension} never called from this network"),
)  # fmt: skip

SIGNALS: dict[str, Signal] = {signal.code: signal for signal in (*_DOORS, *_HABITS)}

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
    "caller_locked": (
        "cet appelant extérieur a essayé trop de codes",
        "this outside caller tried too many PINs",
    ),
    "code_locked": (
        "trop de codes faux ont été donnés sur ce poste",
        "too many wrong codes were keyed at this extension",
    ),
    "code_guessing": (
        "le code demandé avant l’appel est cherché par essais",
        "the code asked before a call is being guessed",
    ),
    "too_many_calls": ("trop d’appels partent à la fois", "too many calls leave at once"),
    "national_alarm": (
        "les appels nationaux du jour coûtent plus que prévu",
        "the day’s national calls cost more than expected",
    ),
    "forward_in_telephone": (
        "le renvoi est réglé dans le téléphone lui-même : il faut l’y retirer",
        "the forward is set in the telephone itself: remove it there",
    ),
    "forward_found": (
        "ce renvoi existait déjà : vérifiez s’il est voulu",
        "this forward was already there: check whether it is wanted",
    ),
    "attack_probing": ("quelqu’un essaie d’entrer", "somebody tries to get in"),
    "attack_entered": (
        "quelqu’un est entré, ou a laissé une porte ouverte",
        "somebody got in, or left a door open",
    ),
    "attack_calling": ("des appels suspects sont arrêtés", "suspicious calls are being stopped"),
    "feed_blind": ("le standard n’est plus visible", "the switch cannot be seen"),
    "cut_unconfirmed": ("la coupure n’est pas confirmée", "the cut is not confirmed"),
    "forward_unconfirmed": (
        "le retrait ou le retour du renvoi n’est pas confirmé",
        "removing or restoring the forward is not confirmed",
    ),
    "emergency_needs_line": (
        "la place est donnée à un appel d’urgence",
        "room is made for an emergency call",
    ),
    "owner_refused": ("le responsable a refusé", "the owner refused"),
    "owner_accepted": ("le responsable a accepté", "the owner accepted"),
    "paused": ("la surveillance est en pause", "the watch is paused"),
    "passed_unwatched": ("l’appel est passé sans surveillance", "the call passed unwatched"),
    "unwatched_calls": (
        "pendant que Veilleur ne regardait pas, du {from|day} à {from|clock} au {to|day} à {to|clock}, il "
        "est passé {calls|appel/appels} à l’étranger ou à tarif majoré, pour environ {cost|euros}",
        "while Veilleur was not watching, from {from|day} {from|clock} to {to|day} {to|clock}, "
        "{calls|call/calls} abroad or at a premium rate passed, about {cost|euros}",
    ),
    "unwatched_unknown": (
        "Veilleur n’a pas regardé du {from|day} à {from|clock} au {to|day} à {to|clock}, et les relevés "
        "du standard ne disent pas quels appels sont passés",
        "Veilleur was not watching from {from|day} {from|clock} to {to|day} {to|clock}, and the PBX’s "
        "records do not tell which calls passed",
    ),
    "pin_guessing": ("des codes de messagerie sont essayés", "voicemail PINs are being guessed"),
    "faulty_dialler": (
        "un appareil appelle seul ce numéro, encore et encore",
        "a machine calls this number by itself, over and over",
    ),
    "wave_of_new_places": (
        "plusieurs pays chers, jamais appelés auparavant, l’ont été en quelques jours",
        "several dear countries that were never called before were called within a few days",
    ),
    "code_not_known": (
        "qui a appelé ce numéro auparavant ne connaissait pas le code",
        "whoever called this number before did not know the code",
    ),
    "unknown_detour": (
        "l’appel vient d’ailleurs que d’un poste connu et va vers un numéro inconnu de l’entreprise : "
        "au responsable de l’accepter",
        "the call does not come from a known telephone and goes to a number the company does not know: "
        "the owner has to accept it",
    ),
    "new_habit": (
        "ce numéro devient une habitude coûteuse dont personne n’a répondu",
        "this number becomes a costly habit that nobody has vouched for",
    ),
    "observing": ("Veilleur observe seulement", "Veilleur only observes"),
}


RULES: dict[str, Sentence] = {code: Sentence(*texts) for code, texts in _RULE_TEXTS.items()}


def sentence(reason: Reason, lang: str) -> str:
    """The reason in French ("fr") or English (anything else); the bare code when undeclared."""
    signal = SIGNALS.get(reason.code)
    text = signal.text if signal else RULES.get(reason.code)
    values = dict(reason.values)
    return say(text, values, lang, values.get("zone", "Europe/Paris")) if text else reason.code


def page() -> str:
    """docs/signals.md: every signal and rule, as this file declares them."""
    lines = [
        "# Signals and rules",
        "",
        "Generated from `detection/signals/catalog.py`. A deciban is ten times the decimal logarithm of how",
        'many times likelier the evidence is in an attack than without one. "learned" means: computed for',
        "each call from what the company usually does. A group gives no less and no more than its limits.",
        "",
        "| signal | group (least, most) | decibans (with repeats) | half-life, hours | ATT&CK | in French "
        "| in English | source |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for s in SIGNALS.values():
        least, most = GROUP_LIMITS_DB[s.group]
        weight = f"{s.weight_db} ({s.most_db})" if s.weight_db else "learned"
        hours = str(round(s.half_life_s / HOUR)) if s.half_life_s else "-"
        cells = (
            s.code,
            f"{s.group.value} ({least}, {most})",
            weight,
            hours,
            s.attack or "-",
            *s.text,
            s.source,
        )
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    lines += ["", "| rule | in French | in English |", "|---|---|---|"]
    lines += [f"| {code} | {text.fr} | {text.en} |" for code, text in RULES.items()]
    return "\n".join(lines) + "\n"
