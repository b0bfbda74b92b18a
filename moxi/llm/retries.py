"""Pauses between tries: as long as the server asks for, else growing, with jitter."""

from __future__ import annotations

import math
import random
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FIRST, LONGEST = 0.5, 8.0
"""Seconds, where the server names none."""
MAX_RETRY_AFTER = 120.0
"""Seconds: a server that asks for more is not waited for."""


def pauses(tries: int) -> Iterator[Callable[[str | None], None]]:
    """For each of `tries` a function to call when it has failed, with the `Retry-After` header if
    there is one; after the last one it does not wait."""
    for number in range(tries):
        last = number == tries - 1

        def pause(retry_after: str | None, number: int = number, last: bool = last) -> None:
            if not last:
                time.sleep(seconds(retry_after, number))

        yield pause


def seconds(retry_after: str | None, number: int) -> float:
    """How long to wait after try `number` (from 0)."""
    try:
        asked = float(retry_after or "nan")
    except ValueError:
        asked = math.nan
    if 0 < asked <= MAX_RETRY_AFTER:
        return asked
    jitter = 1 - 0.25 * random.random()  # noqa: S311  no secret hangs on it
    return min(FIRST * 2.0**number, LONGEST) * jitter
