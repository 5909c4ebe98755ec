"""One MariaDB for all tests of this folder, emptied for each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from lab.freepbx.database import FreePbxDatabase, running


@pytest.fixture(scope="session")
def server() -> Iterator[FreePbxDatabase]:
    with running() as database:
        yield database


@pytest.fixture
def database(server: FreePbxDatabase) -> FreePbxDatabase:
    server.empty()
    return server
