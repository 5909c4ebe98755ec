"""The chapters of proof: closure, measures, alerts, law, method, sources of figures, files, annexes.

In: a setting. Out: blocks for the template.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from importlib.resources import files as package_files

from veilleur.evidence.dossier import blocks
from veilleur.evidence.dossier.blocks import Block
from veilleur.evidence.dossier.content import Grade, ProvenCall
from veilleur.evidence.dossier.figures import figures, ranges
from veilleur.evidence.dossier.law import articles, rulings
from veilleur.evidence.dossier.setting import Setting
from veilleur.evidence.dossier.summary import BEGAN_EN, BEGAN_FR, closed_sentences, unended

CALLS_PRINTED = 400
RANGES_PRINTED = 6


def closed(setting: Setting) -> list[Block]:
    words = setting.words
    return [
        blocks.heading(words.say("closed.heading")),
        blocks.para(_closed_text(setting)),
        blocks.para(words.say("closed.list")),
    ]


def _closed_text(setting: Setting) -> str:
    dossier, words = setting.dossier, setting.words
    hours = words.say(f"summary.hours_{dossier.hours_source}")
    closed, calls = dossier.closed_calls, len(dossier.calls)
    if not calls:
        return words.say("calls.none")
    if not closed:
        return words.say("closed.none", hours=hours)
    if closed == calls:
        return " ".join(closed_sentences(setting))
    return words.say(
        "closed.text",
        closed=words.count(closed, BEGAN_FR, BEGAN_EN),
        calls=words.number(calls),
        hours=hours,
    )


def measures(setting: Setting) -> list[Block]:
    words = setting.words
    say = words.say
    if not any(step.kind == "done" for step in setting.dossier.steps):
        heads = [say("measures.when"), say("measures.what"), say("measures.who")]
        return [
            blocks.heading(say("measures.heading")),
            blocks.para(say("measures.none")),
            blocks.table(heads, [["", "", ""]] * 4, widths=["22%", "1fr", "25%"]),
        ]
    return [blocks.heading(say("measures.heading")), *setting.steps_table("done")]


def alerts(setting: Setting) -> list[Block]:
    dossier, words = setting.dossier, setting.words
    if dossier.grade is Grade.RECORDS_ONLY:
        text = [blocks.para(words.say("alerts.none", known=words.moment(dossier.known_at)))]
    elif not any(step.kind in ("alert", "answer") for step in dossier.steps):
        text = [blocks.para(words.say("alerts.none_watched"))]
    else:
        text = setting.steps_table("alert", "answer")
    return [blocks.heading(words.say("alerts.heading")), *text]


def law(setting: Setting) -> list[Block]:
    words = setting.words
    say = words.say
    day = words.day_of(setting.dossier.whole_span[0])
    items = []
    for article in articles(setting.day, words.lang):
        text = words.set(article.text) or say("law.uncovered")
        note = ""
        if article.checked is not None and article.since is not None:
            note = say(
                f"law.source_{article.read}",
                source=article.source,
                where=article.where,
                since=words.calendar_day(article.since),
                checked=words.calendar_day(article.checked),
            )
        items.append([words.set(article.title), text, note])
    decisions = [[words.set(one.court), words.set(one.text), ""] for one in rulings(words.lang)]
    return [
        blocks.heading(say("law.heading")),
        blocks.notice(say("law.intro", day=day)),
        blocks.items(items),
        blocks.subheading(say("law.rulings")),
        blocks.small(say("law.rulings_note")),
        blocks.items(decisions),
        blocks.para(say("law.looked_at")),
    ]


def method(setting: Setting) -> list[Block]:
    dossier, words = setting.dossier, setting.words
    known = tomllib.loads(package_files(__package__).joinpath("known_errors.toml").read_text("utf-8"))
    attacks = words.number(known["attacks"])
    if dossier.grade is Grade.RECORDS_ONLY:
        errors = words.say(
            "method.errors_records",
            attacks=attacks,
            found=words.number(known["records"]["found_per_cent"], 1),
            alerts=words.number(known["records"]["alerts_per_quarter"], 2),
        )
    else:
        errors = words.say(
            "method.errors_watched",
            attacks=attacks,
            found=words.number(known["asked"]["found_per_cent"], 1),
            honest=words.number(known["asked"]["stopped_per_quarter"], 2),
        )
    source = words.say("method.errors_source", date=known["date"], commit=known["commit"], seal=known["seal"])
    notes = [
        words.say(
            "method.rejected",
            lines=words.count(file.lines_rejected, "ligne/lignes", "line/lines"),
            file=file.name,
        )
        for file in dossier.files
        if file.lines_rejected
    ]
    lost = sum(not call.source.line for call in dossier.calls)
    if lost:
        notes.append(words.say("method.unlocated", calls=words.count(lost, "appel/appels", "call/calls")))
    notes += unended(setting)
    grade = "records" if dossier.grade is Grade.RECORDS_ONLY else "watched"
    return [
        blocks.heading(words.say("method.heading")),
        blocks.para(words.say("method.what")),
        blocks.para(errors),
        blocks.small(source),
        blocks.subheading(words.say("method.cannot")),
        blocks.bullets(words.lines(f"method.cannot_{grade}")),
        *(blocks.small(note) for note in notes),
    ]


def sources(setting: Setting) -> list[Block]:
    words = setting.words
    say = words.say
    rows = []
    for figure in figures(setting.dossier):
        value = words.money(int(figure.value)) if figure.unit == "micro_eur" else words.number(figure.value)
        name, how = say(f"sources.{figure.name}"), say(f"sources.{figure.how}")
        rows.append([figure.code, name, value, how, _lines_of(setting, figure.calls)])
    heads = [say(f"sources.{name}") for name in ("code", "what", "value", "how", "from")]
    return [
        blocks.heading(say("sources.heading")),
        blocks.para(say("sources.intro")),
        blocks.table(heads, rows, widths=["auto", "auto", "auto", "1fr", "1.4fr"]),
    ]


def files(setting: Setting) -> list[Block]:
    dossier, words = setting.dossier, setting.words
    say = words.say
    found: list[Block] = [blocks.heading(say("files.heading"))]
    if dossier.files:
        rows = [
            [file.kept_as, words.number(file.size_bytes), words.utc(file.read_at), file.sha256]
            for file in dossier.files
        ]
        heads = [say("files.name"), say("files.size"), say("files.read"), say("files.sha256")]
        found.append(blocks.para(say("files.absent" if setting.is_masked else "files.intro")))
        found.append(blocks.table(heads, rows, widths=["1fr", "auto", "auto", "38%"], mono_from=3))
    if dossier.journal_last:
        seq, digest = dossier.journal_head
        text = say("files.head", first=dossier.journal_first, last=dossier.journal_last, seq=seq, hash=digest)
        found.append(blocks.para(text))
    stamps = (
        say("files.stamps", authorities=", ".join(setting.authorities))
        if setting.authorities
        else (say("files.stamps_none"))
    )
    code = "files.verify_text" if setting.key else "files.verify_unsigned"
    verify = words.instructions(code, key=setting.key)
    return [*found, blocks.subheading(say("files.verify")), blocks.commands(verify), blocks.para(stamps)]


def annexes(setting: Setting) -> list[Block]:
    found = _annex_of_calls(setting) if setting.dossier.calls else []
    if setting.verifier:
        found += [
            blocks.annex(setting.words.say("annex.verifier")),
            blocks.commands(setting.words.instructions("annex.verifier_note")),
            blocks.code(setting.verifier),
        ]
    return found


def _annex_of_calls(setting: Setting) -> list[Block]:
    say, calls = setting.words.say, setting.dossier.calls
    rows = [_annex_row(setting, place, call) for place, call in enumerate(calls[:CALLS_PRINTED], start=1)]
    heads = [
        say("annex.number"),
        say("annex.at"),
        say("calls.extension"),
        say("calls.number"),
        say("annex.duration"),
        say("annex.cost"),
        say("annex.stopped"),
        say("timeline.proof"),
    ]
    widths = ["auto", "auto", "auto", "1fr", "auto", "auto", "auto", "auto"]
    table = blocks.table(heads, rows, widths=widths, is_small=True)
    found = [blocks.annex(say("annex.calls")), blocks.small(say("annex.calls_note"))]
    if any(call.state for call in calls[:CALLS_PRINTED]):
        found.append(blocks.small(say("annex.stopped_note")))
    found.append(blocks.without_empty_columns(table))
    left = len(calls) - CALLS_PRINTED
    if left > 0:
        found.append(blocks.para(say("annex.calls_more", count=setting.words.number(left))))
    return found


def _annex_row(setting: Setting, place: int, call: ProvenCall) -> list[str]:
    words = setting.words
    length = words.duration(call.seconds) if call.seconds else blocks.NOTHING
    return [
        str(place),
        words.local(call.at),
        setting.extension(call.extension),
        setting.number(call.called),
        length if call.is_end_known else words.say("annex.length_not_known"),
        words.money(call.cost) if call.is_cost_known else words.say("annex.cost_not_known"),
        words.say(f"annex.state_{call.state}") if call.state else "",
        setting.proof(call.source),
    ]


def _lines_of(setting: Setting, calls: Sequence[ProvenCall]) -> str:
    words = setting.words
    files: dict[str, list[int]] = {}
    for call in calls:
        files.setdefault(call.source.file, []).append(call.source.line)
    parts = []
    for file, lines in files.items():
        pairs = ranges(lines)
        shown = [f"{a}" if a == b else f"{a}–{b}" for a, b in pairs[:RANGES_PRINTED]]
        text = ", ".join(shown) + (", …" if len(pairs) > RANGES_PRINTED else "")
        if file == "journal":
            count = words.count(len(lines), "entrée/entrées", "entry/entries")
            parts.append(words.say("sources.entries", count=count, ranges=text))
        else:
            count = words.count(len(lines), "ligne/lignes", "line/lines")
            parts.append(words.say("sources.lines", file=file, count=count, ranges=text))
    return words.series(parts) or "–"
