"""Every sentence of a dossier and its letters is set as its language has it; all of them are read."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from tests.cli.test_owner_commands import a_night
from tests.evidence.dossier import cases

from veilleur.audit.checks import CATALOGUE
from veilleur.cli.options import settings_or_default
from veilleur.cli.proof.sources import gathered
from veilleur.detection.signals.catalog import RULES, SIGNALS, sentence
from veilleur.evidence import dossier as dossier_room
from veilleur.evidence.dossier import letters as letters_room
from veilleur.evidence.dossier.content import (
    AuditDone,
    Basis,
    ClockOffset,
    ConfigurationCompared,
    Dossier,
    SnapshotTaken,
    Source,
    Step,
    Tax,
)
from veilleur.evidence.dossier.document import document
from veilleur.evidence.dossier.letters.letters import letters
from veilleur.evidence.dossier.setting import Setting
from veilleur.evidence.dossier.wording import Words
from veilleur.journal import Journal
from veilleur.words import events as ev
from veilleur.words.decisions import Reason

LANGUAGES = ("fr", "en")
ENTRY = Source("journal", 7, "ab" * 32)
# Of a French text: what stands without its narrow no-break space, and quotes of a typewriter.
FRENCH_FAULT = re.compile(r"[ \u00a0][:;?!»]|[^\s:][;?!»]|[^\s\u202f]:(?=\s|$)|«(?!\u202f)|['\"]")
ENGLISH_FAULT = re.compile(r"[ \u00a0\u202f][:;?!,.)]|[«»'\"]|(?<=\w)…(?=\w)")
ISO_DAY = re.compile(r"(?<![\w-])\d{4}-(?:0[1-9]|1[0-2])(?:-\d{2})?(?![\w-])")
PROGRAM_AS_NAME = re.compile(r"(?<![\w./-])(?<!«\u202f)(?<!“)veilleurs?\b(?![./]\w)")
A_VEILLEUR = re.compile(
    r"\b(?:[Uu]n|[Aa]ucun|[Ll]e|[Cc]e|[Ss]on|[Dd]u|[Aa]u) [Vv]eilleur\b|\b(?:[Aa]|[Nn]o|[Tt]he) [Gg]uard\b"
)


class Said(NamedTuple):
    """One text of a page. kind: of its block, "cell" within a table, "letter" or "source"."""

    where: str
    kind: str
    text: str


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Setting]]:
    """By language: dossiers of each grade and copy, with all that a page may have to say."""
    folder = tmp_path_factory.mktemp("language")
    made = list(_dossiers(folder))
    return {lang: [one for dossier in made for one in _settings(dossier, lang)] for lang in LANGUAGES}


def _dossiers(folder: Path) -> Iterator[Dossier]:
    case = cases.dossier(folder)
    yield case
    yield replace(case, calls=(), steps=(), months=())
    priced = [
        call._replace(basis=(Basis.BILL, Basis.DECK, Basis.ESTIMATE)[place % 3], source=Source("", 0, ""))
        for place, call in enumerate(case.calls)
    ]
    rejected = tuple(file._replace(lines_rejected=3) for file in case.files)
    yield replace(case, calls=tuple(priced), files=rejected, country="BE", hours_source="default")
    silent = tuple(call._replace(seconds=0.0, basis=Basis.NONE, cost=0, at_most=0) for call in case.calls)
    yield replace(case, calls=silent, tax=Tax.WITHOUT, hours_source="records", months=case.months * 3)
    watched = _watched(folder / "watched")
    yield replace(watched, steps=tuple(_every_reason(watched.began_at)))
    yield watched


def _watched(folder: Path) -> Dossier:
    """An incident of a journal, with alerts, a failed feed, audits and snapshots."""
    folder.mkdir()
    config = folder / "veilleur.toml"
    journal_file = folder / "journal.db"
    config.write_text(
        '[site]\nname = "Garage Martin"\nextensions = ["10X"]\n[judge]\nmode = "enforce"\n'
        f'[journal]\nfile = "{journal_file}"\n'
    )
    began_at = cases.READ_AT
    undone = a_night(config, began_at=began_at)
    journal, at = Journal(journal_file), began_at + 3_600 * 25 + 100
    for event in (
        ev.AlertSent(at, at, "i1", "first", "Paul", "sms"),
        ev.AlertSent(at, at, "i1", "first", "Paul", "mail", why="no route to host"),
        ev.AlertSent(at, at, "i1", "first", "", "telephone", outcome="no_answer"),
        *(ev.AlertAnswered(at + 9, at + 9, "i1", answer, "sms", "Paul") for answer in ANSWERS),
        ev.AlertAnswered(at + 9, at + 9, "i1", "keep"),
        ev.UndoRequested(at + 10, at + 10, undone[0]),
        ev.FeedLost(at + 11, at + 11, "asterisk", "connection lost"),
        ev.FeedRestored(at + 12, at + 12, "asterisk"),
    ):
        journal.append_event("Garage Martin", event)
    journal.close()
    made = gathered(
        "i1", folder, settings_or_default(config), cases.MADE_AT + 90_000, b"", whole=True
    ).dossier
    shots = tuple(
        SnapshotTaken(made.began_at + 60 * place, why, "cd" * 32, ENTRY)
        for place, why in enumerate(("start", "change", "daily", "incident"))
    )
    return replace(
        made,
        audits=(AuditDone(made.began_at - 60, 40, tuple(CATALOGUE), 3, ENTRY, is_signed=True),),
        snapshots=shots,
        compared=ConfigurationCompared(shots[0], shots[3], ("etc/asterisk/sip.conf",), ("-a", "+b")),
        clock=ClockOffset(0.1, 0.2, 1.5, 1_200),
    )


# Words that are right with and without, such as "passe" and "passé".
BOTH_WAYS = frozenset(
    "alerte change commande compare compte comptes demande donne entre garde juges limite mesure passe"
    " refuse trouve".split()
)
BLANKS = {
    **dict.fromkeys(
        ("about", "times", "hour", "extension", "days", "minutes", "numbers", "calls", "count"), "3"
    ),
    **dict.fromkeys(("amount", "spent", "limit", "dearest", "cost", "length", "from", "to"), "1790000000"),
    "place": "LV",
    "number": "+37129990000",
    "names": "cron",
}
ANSWERS = ("keep", "allow", "unknown", "seen", "unproven")


def _every_reason(at: float) -> Iterator[Step]:
    """A line for each sentence that a decision may give as its reason, as one decision after the other."""
    for code in (*SIGNALS, *RULES):
        reason = Reason(code, 0, tuple(BLANKS.items()))
        yield Step(
            at, "alert", f"Alerte\u00a0: {sentence(reason, 'fr')}", f"Alert: {sentence(reason, 'en')}", ENTRY
        )


def _settings(dossier: Dossier, lang: str) -> Iterator[Setting]:
    checks = {number: one.rule for number, one in CATALOGUE.items()}
    for is_masked, key in ((False, ""), (True, "ab12 cd34")):
        yield Setting(
            dossier,
            Words(lang, dossier.timezone),
            is_masked=is_masked,
            key=key,
            authorities=["https://stamps.example/tsa"] if key else (),
            verifier="print('a program')\n",
            checks=checks,
        )


def said(setting: Setting) -> Iterator[Said]:
    """Each text that a person reads, but programs, hashes and names of files alone in their cell."""
    page = document(setting)
    for name in ("title", "subtitle", "copy", "lawyer"):
        yield Said(name, "para", page[name])
    for name, value in [*page["about"], *page["grade"].items()]:
        yield Said(f"about {name}", "para", str(value))
    summary = page["summary"]
    for text in [*summary["sentences"], summary["deadline"], summary["deadline_text"], summary["figures"]]:
        yield Said("first page", "para", text)
    for tile in summary["tiles"]:
        yield from (Said("tile", "cell", text) for text in tile)
    yield Said("chart", "para", summary["chart"]["title"])
    for block in [*page["blocks"], summary["places"]]:
        yield from _of_block(block)
    for letter in letters(setting):
        for text in _texts(letter._asdict()):
            yield Said(f"letter {letter.file}", "letter", text)


def _of_block(block: dict[str, Any]) -> Iterator[Said]:
    kind = block["kind"]
    if kind == "code":
        return
    if kind == "table":
        for row in [block["heads"], *block["rows"], block["foot"]]:
            yield from (Said("table", "cell", text) for text in row[: block["mono_from"]])
    elif kind == "commands":  # what stands between backticks is code, and shown as code
        yield from (Said(kind, "para", text) for text in block["text"].split("`")[::2])
    else:
        for text in _texts({key: value for key, value in block.items() if key != "kind"}):
            yield Said(kind, "para", text)


def sources(lang: str) -> Iterator[Said]:
    """The texts as they are kept, those too that no dossier here happens to show."""
    words = Words(lang, "Europe/Paris")
    for room, name in ((dossier_room, "texts"), (letters_room, "letters")):
        kept = tomllib.loads(files(room).joinpath(f"{name}.{lang}.toml").read_text("utf-8"))
        for text in _texts(kept):
            for part in text.split("`")[::2]:
                yield Said(f"{name}.{lang}.toml", "source", words.set(re.sub(r"\{\w+\}", "0", part)))
    law = tomllib.loads(files(dossier_room).joinpath("law.toml").read_text("utf-8"))
    for article in law["article"]:
        for version in article["version"]:
            for text in (version[lang], version.get(f"source_{lang}", version["source"])):
                yield Said("law.toml", "source", words.set(text))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, one in value.items():
            if key != "file":
                yield from _texts(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from _texts(one)


def everything(settings: dict[str, list[Setting]], lang: str) -> list[Said]:
    """All of it, each text once."""
    found = [one for setting in settings[lang] for one in said(setting)]
    return list(dict.fromkeys([*found, *sources(lang)]))


def test_enough_is_read(settings: dict[str, list[Setting]]) -> None:
    for lang in LANGUAGES:
        assert len(everything(settings, lang)) > 500


def test_french_has_its_narrow_spaces_and_its_own_quotes(settings: dict[str, list[Setting]]) -> None:
    found = [one for one in everything(settings, "fr") if one.text != "?"]
    assert [one for one in found if FRENCH_FAULT.search(one.text)] == []


def test_english_has_no_french_space_and_no_french_quote(settings: dict[str, list[Setting]]) -> None:
    assert [one for one in everything(settings, "en") if ENGLISH_FAULT.search(one.text)] == []


def test_the_timeline_for_spreadsheets_breaks_no_line_before_a_mark(
    settings: dict[str, list[Setting]],
) -> None:
    """What this room says; the sentences of signals are set on the page alone."""
    steps = [step for setting in settings["fr"] for step in setting.dossier.steps if step.source != ENTRY]
    assert {step.kind for step in steps} == {"seen", "done", "alert", "answer", "calls"}
    assert [step.fr for step in steps if re.search(r" [:;?!»]|« |['\"]", step.fr)] == []
    assert [step.en for step in steps if ENGLISH_FAULT.search(step.en)] == []


def test_french_words_have_their_accents(settings: dict[str, list[Setting]]) -> None:
    """A word that stands here without the accents that it has elsewhere, or a capital without its own."""
    texts = [one.text for one in everything(settings, "fr")]
    # Whole words: four letters of a hash, such as "cede", are none.
    vocabulary = {word.lower() for text in texts for word in re.findall(r"\b[^\W\d_]{4,}\b", text)}
    accented = {bare(word): word for word in vocabulary if bare(word) != word}
    assert {word: accented[word] for word in vocabulary & accented.keys() if word not in BOTH_WAYS} == {}
    assert [text for text in texts if re.match(r"A |Etabli|Etat|Echec|Ecrit|Ete\b", text)] == []


def bare(word: str) -> str:
    """The word without its accents."""
    return word.translate(str.maketrans("àâäçéèêëîïôöùûüÿ", "aaaceeeeiioouuuy"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_people_read_days_by_name_of_the_month(settings: dict[str, list[Setting]], lang: str) -> None:
    """A day in figures stands in tables of proof alone, in UTC, and in references and names of files."""
    found = [one for one in everything(settings, lang) if one.kind != "cell"]
    assert [one for one in found if ISO_DAY.search(one.text)] == []
    months = [row for setting in settings[lang] for row in table_of_months(setting)]
    assert months
    assert [month for month in months if ISO_DAY.search(month)] == []


def table_of_months(setting: Setting) -> list[str]:
    """The names of the months before."""
    head = setting.words.say("before.month")
    tables = [block for block in document(setting)["blocks"] if block["kind"] == "table"]
    return [row[0] for block in tables if block["heads"][0] == head for row in block["rows"]]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_product_has_one_name_with_a_capital(settings: dict[str, list[Setting]], lang: str) -> None:
    found = everything(settings, lang)
    assert [one for one in found if PROGRAM_AS_NAME.search(one.text) or A_VEILLEUR.search(one.text)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_commands_are_set_as_code_and_nothing_stands_in_backticks(
    settings: dict[str, list[Setting]], lang: str
) -> None:
    assert [one for one in everything(settings, lang) if "`" in one.text] == []
    blocks = [block for setting in settings[lang] for block in document(setting)["blocks"]]
    commands = {block["text"].split("`")[1] for block in blocks if block["kind"] == "commands"}
    assert {command.partition(" ")[0] for command in commands} == {"veilleur", "sha256sum", "python3"}


def test_no_capital_begins_in_the_middle_of_an_amount(settings: dict[str, list[Setting]]) -> None:
    texts = [one.text for one in everything(settings, "en") if one.kind in ("para", "letter")]
    assert any(re.search(r"€[\d,.]+ including VAT", text) for text in texts)
    assert [text for text in texts if re.search(r"\d (?:With|Without|Including|Excluding) VAT", text)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_letters_tell_measures_and_traces_one_by_one(settings: dict[str, list[Setting]], lang: str) -> None:
    """The reasons of a measure hold semicolons of their own: a sentence of all of them would not be read."""
    watched = settings[lang][-1]
    insurer, complaint = letters(watched)[2:4]
    for letter, kind, heading in ((insurer, "done", "measures"), (complaint, "seen", "traces")):
        label = watched.words.say(f"letters.{heading}")
        place = next(n for n, text in enumerate(letter.paragraphs) if text.startswith(label))
        assert len(letter.paragraphs[place]) <= len(label) + 2
        items = [text for text in letter.paragraphs[place + 1 :] if text.startswith("– ")]
        steps = [step for step in watched.dossier.steps if step.kind == kind]
        assert 2 <= len(items) <= len(steps) + 1
        assert all(item.endswith(".") and ".." not in item for item in items)


@pytest.mark.parametrize(
    ("lang", "one_day", "two_days"),
    [
        (
            "fr",
            "la période du lundi 23 mars 2026, de 22 h 30 à 22 h 43 :",
            "au mardi 24 mars 2026 à 22 h 30 :",
        ),
        (
            "en",
            "the period of Monday 23 March 2026, from 22:30 to 22:43:",
            "to Tuesday 24 March 2026 at 22:30:",
        ),
    ],
)
def test_a_period_names_a_day_once(
    settings: dict[str, list[Setting]], lang: str, one_day: str, two_days: str
) -> None:
    by_records = settings[lang][0]
    assert one_day in plain(letters(by_records)[0].paragraphs)
    longer = replace(by_records.dossier, last_at=by_records.dossier.began_at + 86_400)
    last = longer.calls[-1]._replace(at=longer.last_at)
    longer = replace(longer, calls=(*longer.calls, last))
    text = plain(letters(Setting(longer, by_records.words, is_masked=False))[0].paragraphs)
    assert ("période du lundi" if lang == "fr" else "period from Monday") in text
    assert two_days in text


def plain(texts: tuple[str, ...]) -> str:
    """The texts with spaces of one kind."""
    return re.sub(r"\s", " ", " ".join(texts))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_measures_that_no_record_tells_are_left_to_the_signatory(
    settings: dict[str, list[Setting]], lang: str
) -> None:
    by_records = settings[lang][0]
    insurer, complaint = letters(by_records)[2:4]
    assert any(by_records.words.say("letters.to_complete") in text for text in insurer.paragraphs)
    assert not [text for text in complaint.paragraphs if by_records.words.say("letters.traces") in text]
