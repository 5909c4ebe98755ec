"""The first page: what happened in some sentences, four figures, a chart, the deadline.

In: a setting. Out: plain data for the template; the sentences alone for letters.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from veilleur.evidence.dossier import blocks
from veilleur.evidence.dossier.figures import figures
from veilleur.evidence.dossier.hours_chart import bars, step_of
from veilleur.evidence.dossier.places import place_name
from veilleur.evidence.dossier.setting import Setting
from veilleur.wording.deadlines import COMPLAINT_WITHIN_S

PLACES_IN_SENTENCE = 4
PLACES_ON_FIRST_PAGE = 6
APART_S = 60.0  # the sentences give minutes
BEGAN_FR, BEGAN_EN = "appel a commencé/appels ont commencé", "call began/calls began"
TRIED_FR = "appel sortant a été tenté/appels sortants ont été tentés"
TRIED_EN = "outgoing call was attempted/outgoing calls were attempted"


def summary_sentences(setting: Setting) -> list[str]:
    """What happened, in some sentences that stand alone; letters say them."""
    dossier, words, total = setting.dossier, setting.words, setting.dossier.total
    if not dossier.calls:
        return _no_calls(setting)
    names = [place_name(place, words.lang) for place, _ in dossier.by_place()]
    if len(names) > PLACES_IN_SENTENCE + 1:
        others = words.count(len(names) - PLACES_IN_SENTENCE, "autre/autres", "other/others")
        names = [*names[:PLACES_IN_SENTENCE], others]
    calls = words.say(
        "summary.calls" if total.answered else "summary.calls_none",
        span=words.span(*dossier.calls_span),
        calls=words.count(total.tried, TRIED_FR, TRIED_EN),
        site=dossier.site_name,
        answered=words.count(total.answered, "a abouti/ont abouti", "was answered/were answered"),
        minutes=f"{words.number(total.seconds / 60, 1)}\u00a0{'minutes'}",
        places=words.listed(names),
    )
    return [
        calls,
        *closed_sentences(setting),
        *_signs(setting),
        _normal(setting),
        cost_sentence(setting),
        *(unended(setting) if total.cost else []),
        *_stopped(setting),
    ]


def first_page_sentences(setting: Setting) -> list[str]:
    """The same beside the figures and the table of the first page, which are not said again."""
    dossier, words, total = setting.dossier, setting.words, setting.dossier.total
    if not dossier.calls:
        return _no_calls(setting)
    calls = words.say(
        "summary.page_calls",
        span=words.span(*dossier.calls_span),
        calls=words.say("summary.page_call" if total.tried == 1 else "summary.page_some"),
        site=dossier.site_name,
    )
    places = dossier.by_place()
    where = (
        [words.say("summary.page_place", place=place_name(places[0][0], words.lang))]
        if len(places) == 1
        else []
    )
    return [
        calls,
        *where,
        *closed_sentences(setting),
        *_signs(setting),
        _normal(setting),
        *_cost_caveats(setting),
        *_stopped(setting),
    ]


def _no_calls(setting: Setting) -> list[str]:
    dossier, words = setting.dossier, setting.words
    span = words.span(dossier.began_at, dossier.last_at)
    return [words.say("summary.no_calls", site=dossier.site_name, span=span)]


def _signs(setting: Setting) -> list[str]:
    """The hours of the attack as such, where they reach beyond those of its calls."""
    dossier, words = setting.dossier, setting.words
    first, last = dossier.calls_span
    if first - dossier.began_at < APART_S and dossier.last_at - last < APART_S:
        return []
    return [words.say("summary.signs", span=words.span(dossier.began_at, dossier.last_at))]


def closed_sentences(setting: Setting) -> list[str]:
    """How many calls began while the company was closed; as a number where it is not all of them."""
    dossier, words = setting.dossier, setting.words
    closed, tried = dossier.closed_calls, len(dossier.calls)
    if not closed:
        return []
    hours = words.say(f"summary.hours_{dossier.hours_source}")
    if closed < tried:
        return [words.say("summary.closed", closed=words.count(closed, BEGAN_FR, BEGAN_EN), hours=hours)]
    return [words.say("summary.closed_one" if tried == 1 else "summary.closed_all", hours=hours)]


def _stopped(setting: Setting) -> list[str]:
    dossier, words = setting.dossier, setting.words
    stopped, tried = sum(bool(call.state) for call in dossier.calls), len(dossier.calls)
    if not stopped:
        return []
    calls = words.count(stopped, "appel/appels", "call/calls")
    if stopped == tried:
        calls = words.say("summary.this_call" if tried == 1 else "summary.all_calls")
    return [words.say("summary.stopped", stopped=calls, saved=words.money(dossier.saved_cost))]


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


def cost_sentence(setting: Setting) -> str:
    """What the calls cost, or why that is nothing or not known."""
    words, total = setting.words, setting.dossier.total
    if not total.cost:
        return words.say(f"summary.{_why_free(setting)}")
    pair = setting.both(total)
    if pair is None:
        caveat = "cost_unknown_rate" if setting.per_cent is None else "cost_unknown_tax"
        return words.say(f"summary.{caveat}", amount=words.money(total.cost), basis=words.basis(total))
    return words.say(
        "summary.cost", ht=words.money(pair[0]), ttc=words.money(pair[1]), basis=words.basis(total)
    )


def _why_free(setting: Setting) -> str:
    """Why there is no cost: nobody answered, it is not known, or the calls were free."""
    if not setting.dossier.total.answered:
        return "no_cost"
    return "free" if all(call.is_end_known for call in setting.dossier.calls) else "cost_not_known"


def unended(setting: Setting) -> list[str]:
    """How many calls lack their length and cost, because nobody saw their end."""
    words, calls = setting.words, sum(not call.is_end_known for call in setting.dossier.calls)
    if not calls:
        return []
    return [words.say("summary.unended", calls=words.count(calls, "appel/appels", "call/calls"))]


def _cost_caveats(setting: Setting) -> list[str]:
    """What the amount beside the sentences does not say of itself."""
    words, total = setting.words, setting.dossier.total
    if not total.cost:
        return [] if not total.answered else [words.say(f"summary.{_why_free(setting)}")]
    if setting.both(total) is not None:
        return unended(setting)
    caveat = "money.vat_unknown_country" if setting.per_cent is None else "money.tax_unknown"
    return [words.say(caveat), *unended(setting)]


def summary(setting: Setting) -> dict[str, Any]:
    dossier, words, total = setting.dossier, setting.words, setting.dossier.total
    cost, cost_label = _cost_tile(setting)
    marks = {figure.name: figure.code for figure in figures(dossier)}
    priced = {"cost_bill": total.by_bill, "cost_deck": total.by_deck, "cost_estimate": total.by_estimate}
    used = [marks[name] for name, amount in priced.items() if amount]
    deadline, shown = dossier.known_at + COMPLAINT_WITHIN_S, bars(dossier, words)
    return {
        "heading": words.say("summary.heading"),
        "sentences": first_page_sentences(setting),
        "tiles": [
            [words.number(total.tried), words.say("summary.tile_tried"), marks["calls_tried"]],
            [words.number(total.answered), words.say("summary.tile_answered"), marks["calls_answered"]],
            [words.number(total.seconds / 60, 1), words.say("summary.tile_minutes"), marks["seconds"]],
            [cost, cost_label, ", ".join(used)],
        ],
        "chart": {
            "title": " ".join(_chart_titles(setting, shown)),
            "bars": shown,
        },
        "places": _places(setting),
        "deadline": words.say("summary.deadline", deadline=words.moment(deadline)),
        "deadline_text": words.say("summary.deadline_text", known=words.moment(dossier.known_at)),
        "figures": words.say("summary.figures"),
    }


def _chart_titles(setting: Setting, shown: Sequence[dict[str, Any]]) -> list[str]:
    """What the bars are, and how many calls they leave out."""
    words, calls = setting.words, len(setting.dossier.calls)
    titles = [words.say(f"summary.chart_{step_of(setting.dossier)}")]
    within = sum(bar["count"] for bar in shown)
    if within < calls:
        titles.append(words.say("summary.chart_last", shown=words.number(within), calls=words.number(calls)))
    return titles


def _cost_tile(setting: Setting) -> tuple[str, str]:
    """The amount of the first page, and what it is."""
    words, total = setting.words, setting.dossier.total
    pair, basis = setting.both(total), words.basis(total)
    if not total.cost and _why_free(setting) == "cost_not_known":
        return "?", words.say("summary.tile_cost_not_known")
    if pair is None:
        return words.money(total.cost), words.say("summary.tile_cost_plain", basis=basis)
    if not total.cost:
        return words.money(0), words.say("summary.tile_cost", basis=basis)
    return words.money(pair[1]), words.say("summary.tile_cost_both", ht=words.money(pair[0]), basis=basis)


def _places(setting: Setting) -> blocks.Block:
    """The dearest destinations, in short; the chapter has all. A single one stands in the sentences."""
    dossier, words = setting.dossier, setting.words
    groups = [(place_name(place, words.lang), total) for place, total in dossier.by_place()]
    rows = [
        [
            name,
            words.number(total.tried),
            words.number(total.answered),
            words.number(total.seconds / 60, 1),
            words.money(total.cost) if total.cost else blocks.NOTHING,
        ]
        for name, total in setting.shortened(groups, PLACES_ON_FIRST_PAGE)
    ]
    heads = [words.say(f"calls.{name}") for name in ("place", "tried", "answered", "minutes")]
    heads.append(words.say("annex.cost"))
    shown = rows if len(rows) > 1 else []
    return blocks.without_empty_columns(
        blocks.table(heads, shown, widths=["1fr", *["auto"] * 4], right_from=1)
    )
