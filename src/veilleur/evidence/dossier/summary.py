"""The first page: what happened in some sentences, four figures, a chart, the deadline.

In: a setting. Out: plain data for the template; the sentences alone for letters.
"""

from __future__ import annotations

from typing import Any

from veilleur.evidence.dossier import blocks
from veilleur.evidence.dossier.figures import figures
from veilleur.evidence.dossier.hours_chart import bars, step_of
from veilleur.evidence.dossier.places import place_name
from veilleur.evidence.dossier.setting import Setting
from veilleur.wording.deadlines import COMPLAINT_WITHIN_S

PLACES_IN_SENTENCE = 4
PLACES_ON_FIRST_PAGE = 6
BEGAN_FR, BEGAN_EN = "appel a commencé/appels ont commencé", "call began/calls began"
TRIED_FR = "appel sortant a été tenté/appels sortants ont été tentés"
TRIED_EN = "outgoing call was attempted/outgoing calls were attempted"


def summary_sentences(setting: Setting) -> list[str]:
    """What happened, in some sentences; letters say the same."""
    dossier, words, total = setting.dossier, setting.words, setting.dossier.total
    if not dossier.calls:
        span = words.span(dossier.began_at, dossier.last_at)
        return [words.say("summary.no_calls", site=dossier.site_name, span=span)]
    names = [place_name(place, words.lang) for place, _ in dossier.by_place()]
    if len(names) > PLACES_IN_SENTENCE:
        more = len(names) - PLACES_IN_SENTENCE
        others = words.count(more, "autre/autres", "other/others")
        names = [*names[:PLACES_IN_SENTENCE], others]
    sentences = [
        words.say(
            "summary.calls" if total.answered else "summary.calls_none",
            span=words.span(dossier.began_at, dossier.last_at),
            calls=words.count(total.tried, TRIED_FR, TRIED_EN),
            site=dossier.site_name,
            answered=words.count(total.answered, "a abouti/ont abouti", "was answered/were answered"),
            minutes=f"{words.number(total.seconds / 60, 1)}\u00a0{'minutes'}",
            places=words.listed(names),
        )
    ]
    if dossier.closed_calls:
        sentences.append(
            words.say(
                "summary.closed",
                closed=words.count(dossier.closed_calls, BEGAN_FR, BEGAN_EN),
                hours=words.say(f"summary.hours_{dossier.hours_source}"),
            )
        )
    sentences += [_normal(setting), _cost_sentence(setting)]
    stopped = sum(bool(call.state) for call in dossier.calls)
    if stopped:
        sentences.append(
            words.say(
                "summary.stopped",
                stopped=words.count(stopped, "appel/appels", "call/calls"),
                saved=words.money(dossier.saved_cost),
            )
        )
    return sentences


def _normal(setting: Setting) -> str:
    dossier, words = setting.dossier, setting.words
    if not dossier.months:
        return words.say("summary.before_unknown")
    same = sum(month.to_places for month in dossier.months)
    months = words.say("summary.one_month")
    if len(dossier.months) > 1:
        months = words.say("summary.some_months", months=words.number(len(dossier.months)))
    if not same:
        return words.say("summary.before_none", months=months)
    return words.say("summary.before_some", months=months, times=words.count(same, "fois/fois", "time/times"))


def cost_of(setting: Setting) -> str:
    """What the calls cost, as far as that is known, in some words."""
    words, total = setting.words, setting.dossier.total
    pair = setting.both(total)
    basis = words.basis(total)
    if pair is None:
        return f"{words.money(total.cost)} ({basis})"
    return words.say("summary.cost_with_tax", amount=words.money(pair[1]), basis=basis)


def _cost_sentence(setting: Setting) -> str:
    words, total = setting.words, setting.dossier.total
    if not total.cost:
        return words.say("summary.no_cost")
    pair = setting.both(total)
    if pair is None:
        return words.say("summary.cost_unknown_tax", amount=words.money(total.cost), basis=words.basis(total))
    return words.say(
        "summary.cost", ht=words.money(pair[0]), ttc=words.money(pair[1]), basis=words.basis(total)
    )


def summary(setting: Setting) -> dict[str, Any]:
    dossier, words, total = setting.dossier, setting.words, setting.dossier.total
    pair = setting.both(total)
    basis = words.basis(total)
    cost = words.money(total.cost if pair is None else pair[1])
    marks = {figure.name: figure.code for figure in figures(dossier)}
    priced = {"cost_bill": total.by_bill, "cost_deck": total.by_deck, "cost_estimate": total.by_estimate}
    used = [marks[name] for name, amount in priced.items() if amount]
    deadline = dossier.known_at + COMPLAINT_WITHIN_S
    return {
        "heading": words.say("summary.heading"),
        "sentences": summary_sentences(setting),
        "tiles": [
            [words.number(total.tried), words.say("summary.tile_tried"), marks["calls_tried"]],
            [words.number(total.answered), words.say("summary.tile_answered"), marks["calls_answered"]],
            [words.number(total.seconds / 60, 1), words.say("summary.tile_minutes"), marks["seconds"]],
            [
                cost,
                words.say("summary.tile_cost_plain" if pair is None else "summary.tile_cost", basis=basis),
                ", ".join(used),
            ],
        ],
        "chart": {
            "title": words.say(f"summary.chart_{step_of(dossier)}"),
            "bars": bars(dossier, words),
        },
        "places": _places(setting),
        "deadline": words.say("summary.deadline", deadline=words.moment(deadline)),
        "deadline_text": words.say("summary.deadline_text", known=words.moment(dossier.known_at)),
        "figures": words.say("summary.figures"),
    }


def _places(setting: Setting) -> blocks.Block:
    """The dearest destinations, in short; the chapter has all."""
    dossier, words = setting.dossier, setting.words
    rows = [
        [
            place_name(place, words.lang),
            words.number(total.tried),
            words.number(total.answered),
            words.number(total.seconds / 60, 1),
            words.money(total.cost) if total.cost else "–",
        ]
        for place, total in dossier.by_place()[:PLACES_ON_FIRST_PAGE]
    ]
    heads = [words.say(f"calls.{name}") for name in ("place", "tried", "answered", "minutes")]
    heads.append(words.say("annex.cost"))
    return blocks.table(heads, rows, widths=["1fr", *["auto"] * 4], right_from=1)
