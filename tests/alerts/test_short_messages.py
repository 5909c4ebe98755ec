"""Text messages: each fits one message of 160 characters, whatever site, country and word are called."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from babel import Locale
from tests.alerts.stories import Night

from veilleur.alerts import gsm7
from veilleur.alerts.composer import Composer
from veilleur.alerts.conversation import Conversation
from veilleur.alerts.gsm7 import SMS_SEPTETS, clipped, folded, is_plain, septets
from veilleur.alerts.short_messages import ShortMessages
from veilleur.alerts.short_texts import SHORT
from veilleur.config import load_text
from veilleur.words.decisions import DecisionKind, Reason, Subject
from veilleur.words.destinations import Destination
from veilleur.words.money import micro_euros

SETTINGS = load_text('[site]\nname = "Garage Martin"\ncountry = "FR"\n')
LATVIA = "0037129012345"
LONG_NAME = "Société d’ophtalmologie de l’Île-de-France, Hôpital Saint-Barthélemy – « œil & façade »"
LONG_WORD = "À l’œuvre, on connaît l’artisan"[:30]
LANGUAGES = pytest.mark.parametrize("language", ["fr", "en"])
NOTICES = ("limit_near", "limit_reached", "national_alarm", "passed_unwatched", "attack_probing")


class OneCountry:
    """A numbering plan in which every number is of one country."""

    def __init__(self, territory: str) -> None:
        self._territory = territory

    def destination(self, number: str, _is_outside: bool = False) -> Destination:
        return SETTINGS.numbering().destination(number)._replace(territory=self._territory)


def short(
    language: str, *, site: str = "Garage Martin", word: str = "TILLEUL", territory: str = ""
) -> ShortMessages:
    numbering = OneCountry(territory) if territory else SETTINGS.numbering()
    place = replace(SETTINGS.site, name=site)
    composer = Composer(place, numbering, language)  # type: ignore[arg-type]
    return ShortMessages(place, numbering, language, composer, word=word)  # type: ignore[arg-type]


def attacked(calls: int = 3) -> Conversation:
    night = Night()
    night.now += 86_400
    for _call in range(calls):
        night.refuse(LATVIA)
    night.alert("attack_calling")
    return night.book.conversations["i1"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_where_calls_are_seen_afterwards_no_text_message_says_that_anything_is_blocked(language: str) -> None:
    composer = Composer(SETTINGS.site, SETTINGS.numbering(), language, can_stop=False)
    messages = ShortMessages(SETTINGS.site, SETTINGS.numbering(), language, composer)
    night = Night()
    night.alert("attack_calling", number=LATVIA)
    one = night.book.conversations["i1"]
    texts = [messages.text(one, step) for step in ("first", "reminder")]
    one.answered(night.now, "keep", "Paul")
    texts += [messages.text(one, "settled"), messages.digest(2, night.now)]
    claims = ("reste bloque", "reste bloqué", "resté", "couper", "stays blocked", "stayed so", "cutting")
    assert [claim for claim in claims for text in texts if claim in text] == []


def test_the_model_text_in_french_and_english() -> None:
    spent = micro_euros("0.84")
    assert short("fr").text(attacked(), "first", spent, is_called=True) == (
        "VEILLEUR Garage Martin 2h14: 3 appels coupés vers la Lettonie. Perdu 0,84 €. "
        "Votre standard vous appelle. Sans réponse, tout reste bloqué. Mot: TILLEUL"
    )
    assert short("en", word="LINDEN").text(attacked(), "first", spent, is_called=True) == (
        "VEILLEUR Garage Martin 02:14: 3 calls cut to Latvia. Lost €0.84. "
        "Your own PBX is calling you. Without an answer all stays blocked. Word: LINDEN"
    )


def conversations() -> Iterator[tuple[Conversation, str]]:
    """Every kind of conversation at every step that is sent."""
    for step in ("first", "reminder", "again", "over"):
        yield attacked(10_000), step
    for code in ("attack_entered", "attack_calling", "cut_unconfirmed", "forward_unconfirmed"):
        for fields in ({}, {"number": LATVIA}, {"number": LATVIA, "observed": True}):
            night = Night()
            night.alert(code, **fields)
            yield night.book.conversations["i1"], "first"
    for code in NOTICES:
        night = Night()
        values = (("window", "closed_hours"), ("spent", "999999990000"), ("limit", "999999990000"))
        kind, site = DecisionKind.ALERT, Subject.SITE
        night.decide(kind, site, "", "", reasons=(Reason(code, 0, values),))
        yield next(iter(night.book.conversations.values())), "news"
    for name in ("drill 1795223640", "blind " + "p" * 60):
        one = Conversation(name, began_at=1_795_223_640.0, last_at=1_795_223_640.0)
        yield one, "over"
        yield one, "drill"


@LANGUAGES
def test_every_text_fits_with_the_longest_of_values(language: str) -> None:
    made = short(language, site=LONG_NAME, word=LONG_WORD)
    texts = [
        made.text(one, step, micro_euros("9999999.99"), is_called=is_called, is_last=is_last)
        for one, step in conversations()
        for is_called in (False, True)
        for is_last in (False, True)
    ]
    texts += [made.digest(10_000, 1_795_223_640.0, is_last=True), made.moved("é" * 60, 1_795_223_640.0)]
    assert len(texts) > 60
    for text in texts:
        assert is_plain(text), text
        assert septets(text) <= SMS_SEPTETS, text
        assert not any(sign in text for sign in ("http", "://", "www."))
        assert text.endswith(folded(LONG_WORD))


@LANGUAGES
def test_every_country_fits_and_that_all_stays_blocked_is_never_left_out(language: str) -> None:
    one, stays = attacked(10_000), "tout reste bloqué" if language == "fr" else "all stays blocked"
    for territory in Locale(language).territories:
        made = short(language, site=LONG_NAME, word=LONG_WORD, territory=territory)
        text = made.text(one, "first", micro_euros("9999999.99"), is_called=True, is_last=True)
        assert is_plain(text), text
        assert septets(text) <= SMS_SEPTETS, text
        assert stays in text


@LANGUAGES
def test_several_countries_are_a_number_of_countries(language: str) -> None:
    night = Night()
    for number in (LATVIA, "005399999999", "003225550000"):
        night.refuse(number)
    night.alert("attack_calling")
    text = short(language).text(night.book.conversations["i1"], "first")
    assert ("vers 3 pays" if language == "fr" else "to 3 countries") in text


@LANGUAGES
def test_the_sentences_are_written_in_the_alphabet(language: str) -> None:
    """A folded letter is a misspelt one: sentences use none that the alphabet does not have."""
    for sentence in SHORT.values():
        text = sentence.fr if language == "fr" else sentence.en
        assert folded(text) == text


class TestAlphabet:
    @pytest.mark.parametrize(
        ("text", "same"),
        [
            ("Hôtel de l’Île", "Hotel de l'Ile"),
            ("12\u00a0345,60\u202f€", "12 345,60 €"),
            ("façade « œil » …", 'facade " oeil " ...'),
            ("Ça coûte", "Ça coute"),
            ("Привет\x1b[2J\n", "??????" + "?[2J "),
        ],
    )
    def test_what_it_does_not_have_is_written_with_what_it_has(self, text: str, same: str) -> None:
        assert folded(text) == same
        assert is_plain(folded(text))

    def test_the_euro_and_brackets_count_two(self) -> None:
        assert septets("€[]{}\\~^|") == 18
        assert septets("éàùÇ") == 4

    def test_a_cut_text_ends_in_points_and_fits(self) -> None:
        for most in range(4, 40):
            assert septets(clipped("€" * 50, most)) <= most
        assert clipped("short", 10) == "short"


@pytest.mark.parametrize("letter", ["x", "€", "é", "œ"])
def test_a_text_of_any_length_is_clipped_and_counted_few_times(
    letter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[int] = []

    def count(text: str) -> int:
        counted.append(len(text))
        return septets(text)

    monkeypatch.setattr(gsm7, "septets", count)
    kept = gsm7.clipped(gsm7.folded(letter * 12_000), 160)
    assert septets(kept) <= 160
    assert kept.endswith("...")
    assert sum(counted) < 100_000
