"""Limits beside the windows, as a person reads them."""

from __future__ import annotations

from veilleur.wording.limits import written
from veilleur.words.money import micro_euros
from veilleur.words.site import Limits


def test_what_the_owner_wrote_beside_the_windows_is_said_and_nothing_else() -> None:
    limits = Limits(per_extension_30_days=micro_euros(40), longest_s=(("international", 7200),))
    assert written(Limits(), "en") == []
    assert written(limits, "en") == ["€40.00 in 30 days for each extension", "120 minutes at most abroad"]
    assert "par poste" in written(limits, "fr")[0]
    assert written(limits, "fr")[1] == "120 minutes au plus à l’étranger"
