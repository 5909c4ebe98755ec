"""The chapters of the facts: time-line, calls, money, traces, what was normal before.

In: a setting. Out: blocks for the template.
"""

from __future__ import annotations

from collections.abc import Sequence

from veilleur.evidence.dossier import blocks
from veilleur.evidence.dossier.blocks import Block
from veilleur.evidence.dossier.content import Grade, Tax
from veilleur.evidence.dossier.places import place_name
from veilleur.evidence.dossier.setting import Groups, Setting
from veilleur.evidence.dossier.summary import cost_sentence
from veilleur.evidence.dossier.wording import both

GROUPS_PRINTED = 15
WIDTHS = ["1fr", *["auto"] * 7]
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
    return [
        blocks.heading(words.say("timeline.heading")),
        blocks.para(words.say("timeline.intro", zone=dossier.timezone, clock=clock)),
        blocks.para(words.say("timeline.codes")),
        *setting.steps_table(),
    ]


def calls(setting: Setting) -> list[Block]:
    dossier, words = setting.dossier, setting.words
    say = words.say
    if not dossier.calls:
        return [blocks.heading(say("calls.heading")), blocks.para(say("calls.none"))]
    money_heads = [say(f"calls.{name}") for name in ("bill", "deck", "estimate", "at_most")]
    heads = [say(f"calls.{name}") for name in ("tried", "answered", "minutes")] + money_heads
    places = [(place_name(place, words.lang), total) for place, total in dossier.by_place()]
    numbers = [(setting.number(number), total) for number, total in dossier.by_number()]
    extensions = [
        (setting.extension(name) or say("calls.no_extension"), total)
        for name, total in dossier.by_extension()
    ]

    def table(name: str, groups: Groups, foot: Sequence[str] = ()) -> Block:
        shown = groups if foot else setting.shortened(groups, GROUPS_PRINTED)
        rows = [[one, *setting.amounts(total)] for one, total in shown]
        whole = blocks.table([say(name), *heads], rows, foot=foot, widths=WIDTHS, right_from=1)
        return blocks.without_empty_columns(whole)

    return [
        blocks.heading(say("calls.heading")),
        blocks.para(say("calls.intro")),
        table("calls.place", places, [say("calls.total"), *setting.amounts(dossier.total)]),
        blocks.subheading(say("calls.numbers_heading")),
        table("calls.number", numbers),
        blocks.subheading(say("calls.extensions_heading")),
        table("calls.extension", extensions),
    ]


def money(setting: Setting) -> list[Block]:
    dossier, words, total = setting.dossier, setting.words, setting.dossier.total
    say = words.say
    if not dossier.calls:
        return [blocks.heading(say("money.heading")), blocks.para(say("calls.none"))]
    rows = []
    for name, amount, tax in (
        ("bill", total.by_bill, dossier.tax),
        ("deck", total.by_deck, Tax.WITH),
        ("estimate", total.by_estimate, Tax.WITH),
    ):
        if not amount:
            continue
        pair = both(amount, tax, setting.per_cent)
        shown = (
            [words.money(one) for one in pair]
            if pair
            else [words.with_question_mark(words.money(amount)), "?"]
        )
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
        *(table if rows else [blocks.para(cost_sentence(setting))]),
        *(blocks.small(note) for note in notes),
    ]


def traces(setting: Setting) -> list[Block]:
    dossier, words = setting.dossier, setting.words
    say = words.say
    found: list[Block] = [blocks.heading(say("traces.heading"))]
    if any(step.kind == "seen" for step in dossier.steps):
        found += [blocks.para(say("traces.seen")), *setting.steps_table("seen")]
    else:
        found.append(blocks.para(say("traces.none")))
    if not dossier.calls:
        return found
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
