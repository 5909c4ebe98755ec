"""What people read at 02:14: what happened, that it is blocked, what to do; numbers masked."""

from __future__ import annotations

import pytest
from tests.alerts.stories import NIGHT, Night

from veilleur.alerts.composer import Composer, Text
from veilleur.alerts.short_messages import ShortMessages
from veilleur.config import load_text
from veilleur.words.decisions import DecisionKind, Reason, Subject

SETTINGS = load_text('[site]\nname = "Garage Martin"\ncountry = "FR"\n')
LATVIA = "0037129012345"


def composer(language: str = "fr") -> Composer:
    return Composer(SETTINGS.site, SETTINGS.numbering(), language, word="tilleul", installer="01 99 00 12 34")


def attacked() -> Night:
    night = Night()
    night.now = NIGHT + 86_400  # the night of Saturday to Sunday
    for _call in range(3):
        night.refuse(LATVIA)
    night.alert("attack_calling")
    return night


def spaced(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def said(night: Night, step: str = "first", language: str = "fr", spent: int | None = 840_000) -> Text:
    return composer(language).text(night.book.conversations["i1"], step, spent)


def test_the_first_line_says_what_happened_and_stands_alone() -> None:
    text = said(attacked())
    assert spaced(text.line) == (
        "Garage Martin : 3 appels arrêtés vers la Lettonie à 2 h 14. Perdu : 0,84 €."
    )
    assert said(attacked(), language="en").line == (
        "Garage Martin: 3 calls stopped to Latvia at 02:14. Lost: €0.84."
    )


def test_the_subject_names_the_night_by_both_its_days_and_stays_the_same() -> None:
    night = attacked()
    subject = said(night).subject
    assert spaced(subject) == "[Veilleur] Garage Martin : appels vers la Lettonie, nuit du 21 au 22 novembre"
    night.refuse("005399999999")  # Cuba too, later
    night.alert("cut_unconfirmed")
    assert said(night, "reminder").subject == subject


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_alert_says_that_silence_is_safe_and_asks_for_no_secret(language: str) -> None:
    for step in ("first", "reminder", "again"):
        whole = spaced(said(attacked(), step, language).whole)
        assert ("tout reste bloqué" if language == "fr" else "everything stays blocked") in whole
        assert "http" not in whole
        assert "!" not in whole
        assert "tilleul" in whole
        assert "01 99 00 12 34" in whole


def test_numbers_are_masked_and_extensions_are_not() -> None:
    night = attacked()
    night.decide(DecisionKind.UNDO, Subject.FORWARD, "104/CF", "i1", extension="104")
    whole = spaced(said(night).whole)
    assert "2345" not in whole
    assert "+371 2901 ••••" in whole
    assert "Renvoi retiré : poste 104." in whole


def test_where_nothing_could_be_blocked_it_does_not_say_so() -> None:
    night = Night()
    night.alert("attack_calling", number=LATVIA)
    whole = spaced(said(night, spent=None).whole)
    assert "déjà bloqué" not in whole
    assert "continue de couper" in whole
    assert "Perdu" not in whole  # the guard could not say


def test_a_cut_that_is_not_confirmed_asks_to_pull_the_line() -> None:
    night = attacked()
    night.alert("cut_unconfirmed")
    assert "pas encore confirmée" in said(night).line


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    "reasons",
    [("cut_unconfirmed",), ("forward_unconfirmed",), ("protection_lost", "protection_dialplan")],
)
@pytest.mark.parametrize("calls_before", [0, 3])
def test_while_a_call_may_run_on_nothing_says_that_all_is_blocked(
    language: str, reasons: tuple[str, ...], calls_before: int
) -> None:
    """Earlier calls were stopped; whoever reads that all is blocked sleeps on beside one that runs."""
    night = Night()
    for _call in range(calls_before):
        night.refuse(LATVIA)
    night.decide(
        DecisionKind.ALERT, Subject.SITE, "", "i1", reasons=tuple(Reason(reason) for reason in reasons)
    )
    one = night.book.conversations["i1"]
    mail = spaced(said(night, language=language).whole)
    sms = ShortMessages(
        SETTINGS.site, SETTINGS.numbering(), language, composer(language), word="tilleul"
    ).text(one, "first")
    for text in (mail, sms):
        assert "déjà bloqué" not in text
        assert "already blocked" not in text
        assert "stays blocked" not in text
        assert "reste bloqué" not in text
        assert ("continue de couper" if language == "fr" else "goes on cutting") in text
    assert composer(language).spoken(one)[-1] == "telephone-running"


def test_however_long_an_attack_the_last_alert_says_what_holds() -> None:
    night = Night()
    for call in range(200):
        night.refuse(f"00371290{call:05d}")
        night.alert("attack_calling")
    assert "tout reste bloqué" in said(night).whole
    night.alert("cut_unconfirmed")
    assert "pas encore confirmée" in said(night).line
    night.decide(
        DecisionKind.ALERT,
        Subject.SITE,
        "",
        "i1",
        reasons=(Reason("protection_lost"), Reason("protection_dialplan")),
    )
    for _call in range(200):
        night.alert("attack_calling")
    assert "bloqué" not in said(night).paragraphs[0]
    assert len(night.book.conversations["i1"].alerts) <= 50


def test_who_only_observes_is_not_told_that_something_was_blocked() -> None:
    night = Night()
    night.alert("attack_calling", number=LATVIA, observed=True)
    assert "rien n’a été bloqué" in said(night).whole


def afterwards(language: str) -> Composer:
    """The messages of a PBX that only prints its calls, whatever the mode."""
    return Composer(SETTINGS.site, SETTINGS.numbering(), language, can_stop=False)


@pytest.mark.parametrize(
    ("language", "nothing", "claims"),
    [
        (
            "fr",
            "ce standard ne laisse rien arrêter",
            ("reste bloqué", "garder bloqué", "couper", "laisser passer"),
        ),
        (
            "en",
            "nothing can be stopped on this PBX",
            ("stays blocked", "keep all blocked", "cutting", "let a number"),
        ),
    ],
)
def test_where_calls_are_seen_afterwards_no_message_says_that_anything_is_refused(
    language: str, nothing: str, claims: tuple[str, ...]
) -> None:
    night = Night()
    night.alert("attack_calling", number=LATVIA)
    one = night.book.conversations["i1"]
    texts = [afterwards(language).text(one, step).whole for step in ("first", "reminder", "again")]
    assert all(nothing in text for text in texts)
    one.answered(night.now, "keep", "Paul")
    texts += [afterwards(language).text(one, step).whole for step in ("settled", "over")]
    texts += [afterwards(language).button("keep"), afterwards(language).digest([one]).whole]
    assert [claim for claim in claims for text in texts if claim in text] == []
    assert afterwards(language).spoken(one)[-1] == "telephone-observes"


def test_the_end_says_who_answered_and_what_is_left_to_do() -> None:
    night = attacked()
    night.passes(0)
    night.book.conversations["i1"].answered(night.now, "keep", "Paul")
    text = said(night, "over")
    assert "c’est terminé" in text.line
    assert "Réponse de Paul" in text.whole
    assert "veilleur incidents i1" in text.whole


def test_a_name_from_the_network_steers_no_terminal_and_begins_no_line() -> None:
    night = attacked()
    evil = "104\r\nBcc: x@example.org\x1b[2J"
    night.decide(DecisionKind.LOCK, Subject.EXTENSION, evil, "i1", extension=evil)
    whole = said(night).whole
    assert "\x1b" not in whole
    assert not any(line.startswith("Bcc") for line in whole.splitlines())


def test_the_digest_is_one_message_and_says_what_nobody_answered() -> None:
    night = attacked()
    night.alert("attack_probing", incident="i2")
    night.decide(
        DecisionKind.ALERT,
        Subject.SITE,
        "",
        "",
        reasons=(Reason("limit_near", 0, (("window", "day"), ("spent", "30000000"), ("limit", "50000000"))),),
    )
    night.passes(6 * 3_600)
    whole = spaced(composer().digest(night.book.for_digest()).whole)
    assert "3 points" in whole
    assert "Personne n’a répondu" in whole
    assert "30,00 € dépensés" in whole
    assert "quelqu’un essaie d’entrer" in whole


def test_a_digest_of_a_flood_is_bounded() -> None:
    night = Night()
    for number in range(150):
        night.alert("attack_probing", incident=f"i{number}")
    assert len(composer().digest(night.book.for_digest()).whole.splitlines()) < 60
