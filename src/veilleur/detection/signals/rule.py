"""What a rule is: what decides without evidence, declared in one record with its sentences.

Out: `Rule`, `Form`. Pitfall: a rule has no weight; what has one is a signal (`declaration.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from veilleur.language import Sentence


class Form(NamedTuple):
    """A sentence of a rule for those of its reasons that have all these values."""

    fr: str
    en: str
    blanks: tuple[str, ...]


class Rule(NamedTuple):
    """One rule. fr, en: its sentence in both languages; blanks: the values that the sentence needs.

    forms: better sentences, the best first, for reasons with more values; an older journal has none of them.
    """

    code: str
    fr: str
    en: str
    blanks: tuple[str, ...] = ()
    forms: tuple[Form, ...] = ()

    @property
    def text(self) -> Sentence:
        """The sentence that needs least."""
        return Sentence(self.fr, self.en)

    def text_with(self, values: Mapping[str, str]) -> Sentence:
        """The best sentence that these values fill."""
        for form in self.forms:
            if all(blank in values for blank in form.blanks):
                return Sentence(form.fr, form.en)
        return self.text
