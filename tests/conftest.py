"""Settings for all tests."""

from __future__ import annotations

import pytest
from hypothesis import settings

# Derandomised: the same commit gives the same verdict; no deadline: the machine may be slow.
settings.register_profile("moxi", deadline=None, derandomize=True)
settings.load_profile("moxi")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew")


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden"))
