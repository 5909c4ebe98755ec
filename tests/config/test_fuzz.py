"""Whatever stands in veilleur.toml, it is a configuration that can be watched with, or one sentence."""

from __future__ import annotations

import datetime
import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from veilleur.config import Settings, load_text, model
from veilleur.detection import Watch
from veilleur.pbx import registry
from veilleur.words.errors import ConfigError
from veilleur.words.events import CallRequested

WORDS = [
    "FR", "BE", "ZZ", "", " ", "Europe/Paris", "America/New_York", "../etc", "08:00-18:30", "always",
    "closed", "08:00-12:00,14:00-18:30", "22:00-06:00", "00:00-24:00", "24:00-24:00",
    "2026-08-03/2026-08-21", "2026-12-24", "premium", "observe", "ask", "enforce", "1XX", "2XX,301",
    "0", "*", "57", "fr", "/dev/zero", "var/x", "a\x00b",
]  # fmt: skip
DAYS = ["mon", "mon-fri", "sat-mon", "sun", "wed", "lundi", "mon-", "-"]
texts = st.one_of(st.sampled_from(WORDS), st.text(max_size=8))
scalars = st.one_of(
    texts,
    st.booleans(),
    st.integers(-10, 100_000),
    st.integers(-(10**30), 10**30),
    st.floats(),
    st.dates(datetime.date(1, 1, 1)),
)
values = st.one_of(
    scalars,
    st.lists(scalars, max_size=3),
    st.dictionaries(texts, scalars, max_size=2),
)


def _keys(section: type[BaseModel]) -> list[str]:
    return [*section.model_fields, *(DAYS if section is model.HoursModel else ())]


def _sections() -> dict[str, list[str]]:
    """Every section that the file knows, with its keys."""
    found = {}
    for owner in (model.file_shape(registry.sections()), model.SiteModel):
        for name, field in owner.model_fields.items():
            section = model.inner_model(field.annotation)
            if section is not None:
                found[name] = _keys(section)
    return found


SECTIONS = _sections()


def toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value).replace("\x7f", "\\u007f")
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {toml(one)}" for key, one in value.items()) + "}"
    if isinstance(value, float):
        return {"nan": "nan", "inf": "inf", "-inf": "-inf"}.get(repr(value), repr(value))
    return str(value)


@st.composite
def sections(draw: st.DrawFn) -> str:
    lines = []
    for name in draw(st.lists(st.sampled_from(sorted(SECTIONS)), unique=True, max_size=3)):
        lines.append(f"[{name}]")
        keys = draw(st.lists(st.sampled_from(SECTIONS[name]), unique=True, max_size=3))
        lines += [f"{json.dumps(key)} = {toml(draw(values))}" for key in keys]
    return "\n".join([*lines, ""])


def read(text: str) -> Settings | None:
    try:
        return load_text(text, switches=registry.sections())
    except ConfigError as error:
        sentence = str(error)
        assert "\n" not in sentence
        assert sentence.endswith((".", "?"))
        assert sentence.startswith("veilleur.toml")
        return None


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(sections())
def test_any_value_of_any_key_is_taken_or_refused_in_one_sentence(text: str) -> None:
    found = read(text)
    if found is not None and not found.site.tariff.file:
        watch = Watch(found.site, found.numbering())
        decisions = watch.step(CallRequested(1.795e9, 1.795e9, "c1", "104", "112"))
        assert [one.kind.value for one in decisions if one.target == "c1"] == ["allow"]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_taken_or_refused_in_one_sentence(text: str) -> None:
    read(text)


def test_every_section_and_key_is_tried() -> None:
    assert {"site", "hours", "limits", "judge", "asterisk", "journal"} <= set(SECTIONS)
    assert "mon-fri" in SECTIONS["hours"]
