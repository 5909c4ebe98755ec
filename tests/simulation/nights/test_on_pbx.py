"""A made company lives through the embedded PBX, and an attacker on it is seen as real ones are."""

from collections import Counter
from datetime import UTC, date, datetime
from itertools import takewhile

import pytest
from tests.laws.harness import SITE

from veilleur.pbx.asterisk.ami.protocol import Parser
from veilleur.pbx.asterisk.events.translator import Translator
from veilleur.simulation import attacks, companies
from veilleur.simulation.engine.steps import moment_of
from veilleur.simulation.nights.on_pbx import LiveLife, switch_of
from veilleur.simulation.pbx import EmbeddedPbx, Outcome
from veilleur.words.events import Event

DAY = date(2026, 3, 3)
MIDNIGHT = datetime(2026, 3, 3, tzinfo=UTC).timestamp() - 3600


def lived(attack: str, word: str = "", kind: str = "office") -> tuple[EmbeddedPbx, LiveLife, list[Event]]:
    """A day of a company with an attack from ten in the morning; each question is answered with `word`."""
    company = companies.make(kind, 3)
    pbx = switch_of(company, MIDNIGHT, asks=bool(word))
    session = pbx.ami.connect()
    pbx.ami.receive(session, b"Action: Login\r\nUsername: veilleur\r\nSecret: \r\n\r\n")
    hostile = attacks.make(attack, 5, company, MIDNIGHT + 10 * 3600).steps() if attack else None
    end = MIDNIGHT + 86_400
    honest = takewhile(lambda step: moment_of(step) < end, companies.honest_day(company, DAY))
    life = LiveLife(pbx, honest, hostile)
    life.begin()
    translator = Translator(SITE)
    parser = Parser(translator.wanted)
    found: list[Event] = []
    while (upcoming := pbx.next_at) is not None and upcoming < end + 3 * 86_400:
        pbx.step()
        for ask in pbx.drain_asks():
            ask.receive(f'SET VARIABLE VEILLEUR "{word}"\n'.encode())
        pbx.settle()
        for message in parser.feed(session.take_output()):
            found += translator.step(message, pbx.now)
    return pbx, life, found


def test_an_honest_day_runs_over_the_switch_and_leaves_nothing_behind() -> None:
    pbx, life, events = lived("")
    assert life.done
    assert len(pbx.facts) > 10
    assert {fact.outcome for fact in pbx.facts} <= {Outcome.ENDED, Outcome.CONGESTED}
    assert pbx.channels == {}
    kinds = Counter(type(event).__name__ for event in events)
    assert kinds["CallStarted"] == kinds["CallEnded"] == len(pbx.facts)
    assert 0 < kinds["CallAnswered"] < kinds["CallStarted"]


@pytest.mark.parametrize("attack", ["A", "I", "O", "T"])
def test_an_attacker_burns_money_over_the_switch(attack: str) -> None:
    pbx, life, _events = lived(attack)
    hostile = [fact for fact in pbx.facts if fact.hostile]
    assert sum(fact.cost for fact in hostile) > 1_000_000
    assert life.feedback().passed > 0
    assert pbx.channels == {}


def test_a_refused_attacker_gives_up_and_has_burned_nothing() -> None:
    pbx, life, _events = lived("S", word="refuse")
    hostile = [fact for fact in pbx.facts if fact.hostile]
    assert {fact.outcome for fact in hostile} == {Outcome.REFUSED}
    assert len(hostile) == attacks.attacker.GIVES_UP_AFTER
    assert life.hostile is None
    assert sum(fact.cost for fact in hostile) == 0


def test_the_same_seed_gives_the_same_bytes() -> None:
    def bytes_of() -> bytes:
        company = companies.make("craftsman", 9)
        pbx = switch_of(company, MIDNIGHT, asks=False)
        session = pbx.ami.connect()
        pbx.ami.receive(session, b"Action: Login\r\nUsername: veilleur\r\nSecret: \r\n\r\n")
        LiveLife(
            pbx, iter(companies.honest_day(company, DAY)), attacks.make("G", 2, company, MIDNIGHT).steps()
        ).begin()
        pbx.advance(MIDNIGHT + 2 * 86_400)
        return session.take_output()

    first = bytes_of()
    assert len(first) > 10_000
    assert first == bytes_of()
