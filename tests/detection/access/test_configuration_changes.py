"""A changed configuration is one alert of the site, with the sentence of its kind."""

from __future__ import annotations

import pytest

from veilleur.detection import Watch
from veilleur.numbering import DialPlan
from veilleur.words.audit.configuration import ChangeKind
from veilleur.words.decisions import DecisionKind, Subject
from veilleur.words.events import ConfigurationChanged
from veilleur.words.site import Site

AT = 1_780_000_000.0


def code_of(what: str) -> str:
    site = Site(name="Garage Martin")
    (decision,) = Watch(site, DialPlan(site)).step(
        ConfigurationChanged(AT, AT, what, 2, "AMI: eve, AMI: bob")
    )
    assert (decision.kind, decision.subject) == (DecisionKind.ALERT, Subject.SITE)
    (reason,) = decision.reasons
    assert dict(reason.values) == {"count": "2", "names": "AMI: eve, AMI: bob"}
    return reason.code


@pytest.mark.parametrize("kind", ChangeKind)
def test_each_kind_has_its_own_sentence(kind: ChangeKind) -> None:
    name = kind.value
    assert code_of(name) in {f"new_{name}", f"{name}_changed"}


def test_a_kind_of_a_later_version_is_alerted_as_changed_files() -> None:
    assert code_of("of a later version") == "files_changed"
