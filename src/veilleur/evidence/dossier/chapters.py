"""The chapters of the facts: time-line, calls, money, traces, what was normal before.

In: a setting. Out: blocks for the template.
"""

from __future__ import annotations

from veilleur.evidence.dossier import blocks
from veilleur.evidence.dossier.blocks import Block
from veilleur.evidence.dossier.content import Grade, Step, Tax
from veilleur.evidence.dossier.places import place_name
from veilleur.evidence.dossier.setting import STEPS_PRINTED, Setting
from veilleur.evidence.dossier.wording import both

NUMBERS_PRINTED = 15
ORIGINS = ("extension", "forward", "voicemail", "disa", "transfer", "unknown")


def timeline(setting: Setting) -> list[Block]:
    dossier, words = setting.dossier, setting.words
    if dossier.clock is None:
        clock = words.say("timeline.clock_unknown")
    else:
        clock = words.say(
            "timeline.clock_known",
            median=words.number(dossier.clock.median, 1),
            least=words.number(dossier.clock.least, 1),
            most=words.number(dossier.clock.most, 1),
            events=words.number(dossier.clock.events),
        )
    rows = [
        [
            words.stamp(step.at),
            words.utc(step.at),
            _kind(setting, step),
            setting.step(step),
            setting.proof(step.source),
        ]
        for step in dossier.steps[:STEPS_PRINTED]
    ]
    head = [words.say(f"timeline.{name}") for name in ("local", "utc")]
    head += ["", words.say("timeline.what"), words.say("timeline.proof")]
    left = len(dossier.steps) - STEPS_PRINTED
    more = [blocks.para(words.say("timeline.more", count=words.number(left)))] if left > 0 else []
    return [
        blocks.heading(words.say("timeline.heading")),
        blocks.para(words.say("timeline.intro", zone=dossier.timezone, clock=clock)),
        blocks.table(head, rows, widths=["auto", "auto", "auto", "1fr", "auto"]),
        *more,
    ]


def calls(setting: Setting) -> list[Block]:
    dossier, words = setting.dossier, setting.words
    say = words.say
    money_heads = [say(f"calls.{name}") for name in ("bill", "deck", "estimate", "at_most")]
    heads = [say(f"calls.{name}") for name in ("tried", "answered", "minutes")] + money_heads
    widths = ["1fr", *["auto"] * 7]
    places = [[place_name(place, words.lang), *setting.amounts(total)] for place, total in dossier.by_place()]
    numbers = dossier.by_number()
    number_rows = [
        [setting.number(number), *setting.amounts(total)] for number, total in numbers[:NUMBERS_PRINTED]
    ]
    left = len(numbers) - NUMBERS_PRINTED
    more = [blocks.para(say("calls.more_numbers", count=words.number(left)))] if left > 0 else []
    extensions = [
        [setting.extension(name) or say("calls.no_extension"), *setting.amounts(total)]
        for name, total in dossier.by_extension()
    ]
    foot = [say("calls.total"), *setting.amounts(dossier.total)]
    return [
        blocks.heading(say("calls.heading")),
        blocks.para(say("calls.intro")),
        blocks.table([say("calls.place"), *heads], places, foot=foot, widths=widths, right_from=1),
        blocks.subheading(say("calls.numbers_heading")),
        blocks.table([say("calls.number"), *heads], number_rows, widths=widths, right_from=1),
        *more,
        blocks.subheading(say("calls.extensions_heading")),
        blocks.table(
            [say("calls.extension"), *heads], extensions[:NUMBERS_PRINTED], widths=widths, right_from=1
        ),
    ]


def money(setting: Setting) -> list[Block]:
    dossier, words, total = setting.dossier, setting.words, setting.dossier.total
    say = words.say
    rows = []
    for name, amount, tax in (
        ("bill", total.by_bill, dossier.tax),
        ("deck", total.by_deck, Tax.WITH),
        ("estimate", total.by_estimate, Tax.WITH),
    ):
        if not amount:
            continue
        pair = both(amount, tax, setting.per_cent)
        shown = [words.money(one) for one in pair] if pair else [words.doubtful(words.money(amount)), "?"]
        rows.append([say(f"money.row_{name}"), *shown])
    if total.at_most > total.cost:
        pair = both(total.at_most, Tax.WITH, setting.per_cent)
        shown = [words.money(one) for one in pair] if pair else ["?", words.money(total.at_most)]
        rows.append([say("money.at_most"), *shown])
    notes = []
    if setting.per_cent is None:
        notes.append(say("money.vat_unknown_country"))
    else:
        notes.append(say("money.vat", rate=setting.per_cent, source="CGI, art. 278"))
    if total.by_bill and dossier.tax is Tax.UNKNOWN:
        notes.append(say("money.tax_unknown"))
    table = [
        blocks.table(
            [say("money.basis"), say("money.ht"), say("money.ttc")],
            rows,
            widths=["1fr", "auto", "auto"],
            right_from=1,
        )
    ]
    return [
        blocks.heading(say("money.heading")),
        blocks.commands(words.instructions("money.intro")),
        *(table if rows else [blocks.para(say("summary.no_cost"))]),
        *(blocks.small(note) for note in notes),
    ]


def traces(setting: Setting) -> list[Block]:
    dossier, words = setting.dossier, setting.words
    say = words.say
    seen = [step for step in dossier.steps if step.kind == "seen"]
    found: list[Block] = [blocks.heading(say("traces.heading"))]
    if seen:
        rows = [
            [words.stamp(step.at), setting.step(step), setting.proof(step.source)]
            for step in seen[:STEPS_PRINTED]
        ]
        found += [
            blocks.para(say("traces.seen")),
            blocks.table(
                [say("timeline.local"), say("timeline.what"), say("timeline.proof")],
                rows,
                widths=["auto", "1fr", "auto"],
            ),
        ]
    else:
        found.append(blocks.para(say("traces.none")))
    by_origin = [(origin, [call for call in dossier.calls if call.origin == origin]) for origin in ORIGINS]
    rows = [
        [say(f"traces.origin_{origin}"), words.number(len(calls))] for origin, calls in by_origin if calls
    ]
    return [
        *found,
        blocks.para(say("traces.origins")),
        blocks.table([say("traces.origin"), say("before.calls")], rows, widths=["1fr", "auto"], right_from=1),
    ]


def before(setting: Setting) -> list[Block]:
    dossier, words = setting.dossier, setting.words
    say = words.say
    if not dossier.months:
        return [blocks.heading(say("before.heading")), blocks.para(say("before.none"))]
    rows = [
        [
            words.month(month.month),
            words.number(month.calls),
            words.number(month.seconds / 60, 1),
            words.number(month.abroad),
            words.money(month.abroad_cost),
            words.number(month.to_places),
        ]
        for month in dossier.months
    ]
    total = dossier.total
    foot = [
        say("before.attack"),
        words.number(total.tried),
        words.number(total.seconds / 60, 1),
        words.number(total.tried),
        words.money(total.cost),
        words.number(total.tried),
    ]
    heads = [
        say("before.month"),
        say("before.calls"),
        say("calls.minutes"),
        say("before.abroad"),
        say("before.abroad_cost"),
        say("before.same"),
    ]
    short = (
        [blocks.small(say("before.short", months=words.number(len(dossier.months))))]
        if len(dossier.months) < 12
        else []
    )
    return [
        blocks.heading(say("before.heading")),
        blocks.para(say("before.intro" if dossier.grade is Grade.RECORDS_ONLY else "before.journal")),
        blocks.table(heads, rows, foot=foot, widths=["1fr", *["auto"] * 5], right_from=1),
        *short,
    ]


def _kind(setting: Setting, step: Step) -> str:
    return setting.words.say(f"timeline.kind_{step.kind}")
