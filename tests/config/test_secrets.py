"""Secrets of the configuration: in no repr, and read by nobody else without a word."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

import veilleur
from veilleur.config import JournalSection, Settings, load
from veilleur.config.exposed_files import exposed_files, old_python
from veilleur.pbx.registry import sections

SECRET_NAMES = {"secret", "password", "passphrase", "token", "access_token", "smtp_password", "page_code"}
SECRET_NAMES |= {"passcode", "totp_secret", "otp_secret", "verification_key", "api_key"}
MARK = "very-secret-mark"


def _classes() -> list[type[Any]]:
    """Every dataclass and model of the package that has a field for a secret."""
    found: dict[str, type[Any]] = {}
    for module in pkgutil.walk_packages(veilleur.__path__, "veilleur."):
        if module.name.endswith("__main__") or ".bench" in module.name:
            continue
        for one in vars(importlib.import_module(module.name)).values():
            if isinstance(one, type) and one.__module__.startswith("veilleur.") and _secrets(one):
                found[f"{one.__module__}.{one.__qualname__}"] = one
    return list(found.values())


def _secrets(one: type[Any]) -> list[str]:
    if is_dataclass(one):
        names = {field.name: str(field.type) for field in fields(one)}
    elif issubclass(one, BaseModel):
        names = {name: str(field.annotation) for name, field in one.model_fields.items()}
    elif issubclass(one, tuple) and hasattr(one, "_fields"):
        names = {name: str(kind) for name, kind in one.__annotations__.items()}
    else:
        return []
    kinds = ("str", "bytes")
    return [name for name in names if name in SECRET_NAMES and any(kind in names[name] for kind in kinds)]


def test_there_are_such_classes() -> None:
    assert {"AsteriskSettings", "SmdrSettings"} <= {one.__name__ for one in _classes()}


@pytest.mark.parametrize("one", _classes(), ids=lambda one: one.__qualname__)
def test_a_secret_stands_in_no_repr(one: type[Any]) -> None:
    if issubclass(one, BaseModel):
        made = one.model_construct(**dict.fromkeys(_secrets(one), MARK))
    elif issubclass(one, tuple):
        made = one(*(MARK if name in _secrets(one) else None for name in one._fields))
    else:
        made = one.__new__(one)
        for field in fields(one):
            object.__setattr__(made, field.name, MARK if field.name in _secrets(one) else None)
    assert MARK not in repr(made)
    assert MARK not in str(made)


def test_a_whole_configuration_prints_without_its_secret(tmp_path: Path) -> None:
    config = tmp_path / "veilleur.toml"
    config.write_text(f'[site]\nname = "G"\n[asterisk]\nsecret = "{MARK}"\n')
    assert MARK not in repr(load(config, sections()))


@pytest.mark.parametrize(("mode", "is_named"), [(0o600, False), (0o640, False), (0o604, True), (0o660, True)])
def test_a_secret_that_others_may_read_is_named_with_what_to_do(
    tmp_path: Path, mode: int, is_named: bool
) -> None:
    secret = tmp_path / "ami-secret"
    secret.write_text(MARK)
    secret.chmod(mode)
    config = tmp_path / "veilleur.toml"
    config.write_text('[site]\nname = "G"\n[asterisk]\nsecret_file = "ami-secret"\n')

    said = [str(one) for one in exposed_files(load(config, sections()))]

    assert bool(said) is is_named
    if is_named:
        assert f"{secret}" in said[0]
        assert f"{mode:04o}" in said[0]
        assert f"chmod 600 {secret}" in said[0]
        assert MARK not in said[0]


def test_a_journal_that_others_may_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    path.touch(0o600)
    settings = Settings(journal=JournalSection(path))
    assert list(exposed_files(settings)) == []
    path.chmod(0o644)
    assert len(list(exposed_files(settings))) == 1


def test_a_python_with_known_holes_is_named_and_one_of_a_distribution_is_not() -> None:
    assert "3.11.14" in str(old_python((3, 11, 7), "/opt/python/bin/python3"))
    assert old_python((3, 11, 14), "/opt/python/bin/python3") is None
    assert old_python((3, 14, 0), "/opt/python/bin/python3") is None
    assert old_python((3, 11, 2), "/usr/bin/env") is None
