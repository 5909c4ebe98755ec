"""All signals and rules by their codes, and the sentence of a reason.

In: the records of `witnessed.py`, `computed.py` and `rules.py`. Out: `SIGNALS`, `sentence(reason, lang)`.
"""

from __future__ import annotations

from veilleur.detection.signals.computed import COMPUTED
from veilleur.detection.signals.declaration import GROUP_LIMITS_DB, Group, Signal
from veilleur.detection.signals.rules import RULES
from veilleur.detection.signals.witnessed import WITNESSED
from veilleur.language import say
from veilleur.words.decisions import Reason

__all__ = ["GROUP_LIMITS_DB", "RULES", "SIGNALS", "Group", "Signal", "sentence"]

SIGNALS: dict[str, Signal] = {signal.code: signal for signal in (*WITNESSED, *COMPUTED)}


def sentence(reason: Reason, lang: str) -> str:
    """The reason in French ("fr") or English (anything else); the bare code when undeclared."""
    values = dict(reason.values)
    signal, rule = SIGNALS.get(reason.code), RULES.get(reason.code)
    text = signal.text if signal is not None else rule.text_with(values) if rule is not None else None
    return reason.code if text is None else say(text, values, lang, values.get("zone", "Europe/Paris"))
