"""Ways to people that are no longer written: the old number hears of it."""

from __future__ import annotations

from pathlib import Path

from veilleur.config.alerts_section import Person
from veilleur.desk.former_ways import FormerWays

PAUL = Person("Paul", "paul@example.org", "https://ntfy.example.org/topic", "0639980001")


def started(folder: Path, *people: Person) -> list[Person]:
    """What a desk with these people finds gone at its start."""
    ways = FormerWays(folder / "alerts.people.json", people)
    gone = ways.gone()
    ways.keep()
    return gone


def test_a_number_that_was_changed_is_informed_by_itself_and_once(tmp_path: Path) -> None:
    assert started(tmp_path, PAUL) == []
    moved = Person("Paul", PAUL.mail, PAUL.ntfy, "0639980666")
    assert started(tmp_path, moved) == [Person("Paul", telephone="0639980001")]
    assert started(tmp_path, moved) == []


def test_who_is_taken_out_is_informed_by_telephone_and_mail(tmp_path: Path) -> None:
    started(tmp_path, PAUL)
    gone = started(tmp_path, Person("Nadia", "nadia@example.org"))
    assert {(one.telephone, one.mail) for one in gone} == {(PAUL.telephone, ""), ("", PAUL.mail)}


def test_a_secret_topic_is_kept_nowhere(tmp_path: Path) -> None:
    started(tmp_path, PAUL)
    assert "topic" not in (tmp_path / "alerts.people.json").read_text()


def test_another_name_or_another_order_is_no_change(tmp_path: Path) -> None:
    nadia = Person("Nadia", "nadia@example.org")
    started(tmp_path, PAUL, nadia)
    assert started(tmp_path, nadia, Person("Paul Martin", PAUL.mail, PAUL.ntfy, PAUL.telephone)) == []


def test_the_file_is_its_owners_alone_and_a_broken_one_stops_nobody(tmp_path: Path) -> None:
    started(tmp_path, PAUL)
    path = tmp_path / "alerts.people.json"
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_text('{"ways": [1]}')
    assert started(tmp_path, Person("Nadia", "nadia@example.org")) == []
