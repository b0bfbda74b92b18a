"""Which real packages the tests draft: exact versions, and the sha256 of each archive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Pin:
    """One version of one package on one registry."""

    registry: Literal["pypi", "npm"]
    name: str
    version: str
    sha256: str

    def __str__(self) -> str:
        return f"{self.name} {self.version} ({self.registry})"

    @property
    def short_name(self) -> str:
        """Its name as a folder: `@scope/name` → `name`."""
        return self.name.rpartition("/")[2]

    @property
    def file_name(self) -> str:
        """Its archive's name in the cache."""
        plain = self.name.strip("@").replace("/", "-")
        return f"{self.registry}-{plain}-{self.version}.tar.gz"


PINS = (
    Pin(
        "pypi",
        "autoflake",
        "2.3.1",
        "c98b75dc5b0a86459c4f01a1d32ac7eb4338ec4317a4469515ff1e687ecd909e",
    ),
    Pin(
        "pypi",
        "cachetools",
        "5.5.0",
        "2cc24fb4cbe39633fb7badd9db9ca6295d766d9c2995f245725a46715d050f2a",
    ),
    Pin(
        "pypi",
        "cruft",
        "2.16.0",
        "184662853fbc1c16c0137fe0e9444e0cbe95e40362f5ebb2d9fae33d9223e73f",
    ),
    Pin(
        "pypi",
        "markupsafe",
        "3.0.2",
        "ee55d3edf80167e48ea11a923c7386f4669df67d7994554387f84e7d8b0a2bf0",
    ),
    Pin(
        "pypi", "nh3", "0.2.18", "94a166927e53972a9698af9542ace4e38b9de50c34352b962f4d9a7d4c927af4"
    ),
    Pin(
        "pypi",
        "pypiserver",
        "2.3.2",
        "d2b16b12a667a9f356f1b022e039d5ad2c33a76986bb2fdb3f18633dbb1afca3",
    ),
    Pin(
        "pypi",
        "rpds-py",
        "0.20.0",
        "d72a210824facfdaf8768cf2d7ca25a042c30320b3020de2fa04640920d4e121",
    ),
    Pin(
        "pypi", "shiv", "1.0.8", "2a68d69e98ce81cb5b8fdafbfc1e27efa93e6d89ca14bfae33482e4176f561d6"
    ),
    Pin(
        "pypi",
        "towncrier",
        "24.8.0",
        "013423ee7eed102b2f393c287d22d95f66f1a3ea10a4baa82d298001a7f18af3",
    ),
    Pin(
        "npm",
        "@babel/code-frame",
        "7.24.7",
        "f320422032d7169a21ef6a465ffacf21baa4cad8b1260a6bbf9f63285dd10307",
    ),
    Pin(
        "npm",
        "@fastify/cors",
        "10.0.1",
        "1d7378e89a440e070b3d4e105e9ca29aac36383153d7b8a5f7ced7e1ee74ac90",
    ),
    Pin(
        "npm",
        "concurrently",
        "9.0.1",
        "c9f5d8cfb813ab049e1e01f10719832049b6f00e4df3658da27590f43f185fb9",
    ),
    Pin(
        "npm", "madge", "8.0.0", "c138079ce81e16a6ddbb5d93b04ca8dcede5d1d69843402ab98fe43077948b11"
    ),
    Pin(
        "npm",
        "p-limit",
        "6.1.0",
        "fb6038d622a853af19f9958b9d2f2e1343a51ca6468f07d3a112a4f2eab56182",
    ),
    Pin("npm", "qs", "6.13.0", "abffeabbdedc8e466c1bd75227e14ceb76e77f61be475dfcee0d3bbe6dd608fd"),
)
