"""Evidence and decisions of an incident as lines of a time-line, with the parts that lines may share.

In: evidence, a decision, the entry of the journal. Out: steps. Pitfall: a reason that only counts on is the
same reason: its last count holds.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from veilleur.detection.signals.catalog import sentence
from veilleur.evidence.dossier.content import Parts, Source, Step
from veilleur.wording.decisions import REASONS_MAX, decision_line
from veilleur.words.decisions import Decision, DecisionKind, Reason, Subject
from veilleur.words.incidents import Evidence

_OF_A_CALL = (Subject.REQUEST, Subject.CALL)
_TURNS = (DecisionKind.UNLOCK, DecisionKind.RESTORE)
_COUNT = "times"
Show = Callable[[str], str]
Place = Callable[[str, str], str]


def decision_step(decision: Decision, source: Source, show: Show, place: Place) -> Step:
    """The line of a decision. show: how a number is shown. place: of a language and a number, "to Latvia"."""
    return Step(
        at=decision.at,
        kind="alert" if decision.kind is DecisionKind.ALERT else "done",
        fr=decision_line(decision, "fr", show, partial(place, "fr")),
        en=decision_line(decision, "en", show, partial(place, "en")),
        source=source,
        parts_fr=_parts(decision, "fr", show, place),
        parts_en=_parts(decision, "en", show, place),
        attempt=decision.attempt,
        is_turn=decision.kind in _TURNS,
    )


def evidence_step(one: Evidence, source: Source) -> Step:
    """The line of a piece of evidence; a decision after it need not give it as a reason again."""
    reason = _with_times(one.reason, one.times)
    known = Parts(reasons=((_identity(reason), ""),))
    return Step(
        at=one.at,
        kind="seen",
        fr=_capital(sentence(reason, "fr")),
        en=_capital(sentence(reason, "en")),
        source=source,
        times=one.times,
        last_at=one.last_at if one.times > 1 else 0.0,
        is_counted=_says_how_often(reason),
        parts_fr=known,
        parts_en=known,
    )


def _parts(decision: Decision, lang: str, show: Show, place: Place) -> Parts:
    bare = decision._replace(reasons=(), attempt=1)
    whole = decision_line(bare, lang, show, partial(place, lang))
    act = whole
    if decision.subject in _OF_A_CALL:
        act = decision_line(bare._replace(number=""), lang, show, partial(place, lang))
    reasons = tuple({_identity(reason): sentence(reason, lang) for reason in decision.reasons}.items())
    return Parts(
        whole=whole,
        act=act,
        message=reasons[0][1] if reasons and decision.kind is DecisionKind.ALERT else "",
        reasons=reasons[:REASONS_MAX],
        has_more=len(reasons) > REASONS_MAX,
    )


def _identity(reason: Reason) -> str:
    """What makes it the same reason, however often it came."""
    values = sorted(pair for pair in reason.values if pair[0] != _COUNT)
    return "|".join((reason.code, *(f"{name}={value}" for name, value in values)))


def _says_how_often(reason: Reason) -> bool:
    """Whether its sentence has the count."""
    return sentence(_with_times(reason, 1), "en") != sentence(_with_times(reason, 2), "en")


def _with_times(reason: Reason, times: int) -> Reason:
    """The reason with how often it came, where its sentence says that."""
    return reason._replace(values=tuple({**dict(reason.values), _COUNT: str(times)}.items()))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
