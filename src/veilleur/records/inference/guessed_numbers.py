"""What the numbers of a whole file show: the site's own, a missing plus, the meaning of an unknown word.

In: the two numbers and the word for the direction of each record. Out: what they show together.
Pitfall: ten digits are a whole number in North America, and part of one elsewhere: only a file in which the
most common beginning is a country's code, and no number begins with a zero, is read so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from veilleur.records.format import SHORT_NUMBER
from veilleur.records.inference.fields.field_types import is_outside_number
from veilleur.records.values.keywords import direction_in, is_plain_incoming
from veilleur.words.calls import Direction

WHOLE_NUMBER_DIGITS = 8  # of a number with its country's code
HOME_CODE_SHARE = 0.3  # of the different numbers: those of the site's own country
OWN_NUMBER_SHARE = 0.4  # of the records: a number that calls so often is the site's own
OWN_WITH_WORDS = 0.1  # of the records whose word says who of the two is the site
AGREEING_SHARE = 0.9  # of the records with a word: then it means what their numbers show
WORD_SEEN = 3  # records
LOCAL_AT_MOST = 4  # times as many numbers with their country as there are of ten digits, in North America
SPELLING_TAIL = 9  # digits that two spellings of one number share


class Parties(NamedTuple):
    """The numbers of one record, and its word for the direction."""

    caller: str
    called: str
    word: str


def tail_of(number: str) -> str:
    """The digits that every spelling of a number ends with."""
    return number.lstrip("+")[-SPELLING_TAIL:]


def own_numbers(records: Sequence[Parties], is_far: bool) -> frozenset[str]:
    """The ends of the site's own numbers on the public network, as far as its records show them.

    is_far: the called number is the other party's, whatever the direction.
    """
    own: Counter[str] = Counter()
    callers: Counter[str] = Counter()
    with_word = 0
    for caller, called, word in records:
        way = direction_in(word) if word else None
        if is_outside_number(caller):
            callers[tail_of(caller)] += 1
        if way is None:
            continue
        with_word += 1
        mine = called if way is Direction.IN and not is_far else caller
        if is_outside_number(mine):
            own[tail_of(mine)] += 1
    if with_word:
        return frozenset(
            number for number, count in own.items() if count >= max(2, with_word * OWN_WITH_WORDS)
        )
    least = max(2, OWN_NUMBER_SHARE * len(records))
    return frozenset(number for number, count in callers.items() if count >= least)


def telephones_in(records: Iterable[Parties]) -> frozenset[str]:
    """The short numbers that call outside numbers in these records: a site's telephones."""
    return frozenset(
        caller
        for caller, called, _word in records
        if caller.isdecimal() and 1 < len(caller) < SHORT_NUMBER and is_outside_number(called)
    )


def learned_words(
    records: Iterable[Parties], by_numbers: Callable[[str, str], Direction | None]
) -> dict[str, Direction]:
    """What words for a direction that are not known mean, as the numbers of their records show."""
    seen: dict[str, Counter[Direction]] = {}
    for caller, called, word in records:
        if not word or direction_in(word) is not None:
            continue
        way = by_numbers(caller, called)
        if way is not None:
            seen.setdefault(word.lower(), Counter())[way] += 1
    learned: dict[str, Direction] = {}
    for word, ways in seen.items():
        way, count = ways.most_common(1)[0]
        if count >= WORD_SEEN and count >= AGREEING_SHARE * ways.total():
            learned[word] = way
    if len(learned) > 1 and len(set(learned.values())) == 1:
        return {}  # the numbers look alike whatever the word: they show nothing
    return learned


def others_placed(
    records: Sequence[Parties], by_numbers: Callable[[str, str], Direction | None]
) -> dict[str, Direction]:
    """What kinds of calls (`TLC`, `Local`) mean beside a plain word for those that came in: calls placed.

    So the numbers must show it of nearly all of them.
    """
    words = {record.word.lower() for record in records if record.word}
    others = {word for word in words if direction_in(word) is None}
    if not others or not any(is_plain_incoming(word) for word in words):
        return {}
    if any(direction_in(word) is Direction.OUT for word in words):
        return {}
    ways = [by_numbers(record.caller, record.called) for record in records if record.word.lower() in others]
    is_shown = ways.count(Direction.OUT) >= AGREEING_SHARE * len(ways)
    return dict.fromkeys(others, Direction.OUT) if is_shown else {}


def are_signs_missing(numbers: Iterable[str]) -> bool:
    """Whether the outside numbers of a file are all in international form, without their sign."""
    import phonenumbers

    outside = {number for number in numbers if len(number) > SHORT_NUMBER and number.lstrip("+").isdecimal()}
    if len(outside) < 3 or any(number[0] in "0+" or len(number) < WHOLE_NUMBER_DIGITS for number in outside):
        return False
    codes: Counter[int] = Counter()
    for number in outside:
        try:
            found = phonenumbers.parse(f"+{number}")
        except phonenumbers.NumberParseException:
            return False
        if phonenumbers.is_possible_number(found):
            codes[found.country_code or 0] += 1
    if not codes:
        return False
    home, count = codes.most_common(1)[0]
    local = sum(len(number) == 10 for number in outside)
    if home == 1 and local * LOCAL_AT_MOST > sum(
        number[0] == "1" and len(number) == 11 for number in outside
    ):
        return False
    possible = codes.total() >= 0.9 * len(outside)
    return possible and count >= max(2, HOME_CODE_SHARE * len(outside))
