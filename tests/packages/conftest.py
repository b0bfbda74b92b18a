"""Each package is downloaded, unpacked and drafted once a session."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.packages.fetch import FetchError, unpack
from tests.packages.kit import Drafted
from tests.packages.pins import PINS

if TYPE_CHECKING:
    from collections.abc import Callable

PINNED = {pin.name: pin for pin in PINS}


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Drafted]:
    """A pinned package by its name. One that cannot be had fails its tests in one line."""
    folder = tmp_path_factory.mktemp("packages")
    known: dict[str, Drafted | FetchError] = {}

    def drafted(name: str) -> Drafted:
        if name not in known:
            try:
                checkout = unpack(PINNED[name], folder)
            except FetchError as error:
                known[name] = error
            else:
                known[name] = Drafted.at(checkout)
        found = known[name]
        if isinstance(found, FetchError):
            pytest.fail(f"{found}", pytrace=False)
        return found

    return drafted
