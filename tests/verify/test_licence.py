"""The licence that a README states, against the text and the manifest."""

from __future__ import annotations

import pytest

from tests.verify.kit import judged, statuses

MIT = (
    "MIT License\n\nCopyright (c) 2024 Otter\n\n"
    "Permission is hereby granted, free of charge, to any person obtaining a copy of this "
    'software and associated documentation files (the "Software"), to deal in the Software '
    "without restriction, including without limitation the rights to use, copy, modify, merge, "
    "publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons "
    "to whom the Software is furnished to do so, subject to the following conditions:\n\n"
    "The above copyright notice and this permission notice shall be included in all copies or "
    "substantial portions of the Software.\n\n"
    'THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, '
    "INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR "
    "PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE "
    "FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR "
    "OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER "
    "DEALINGS IN THE SOFTWARE.\n"
)
FILES = {"LICENSE": MIT, "package.json": '{"name": "otter", "license": "MIT"}'}
DUAL = {
    "LICENSE-MIT": MIT,
    "LICENSE-APACHE": "Apache License\nVersion 2.0, January 2004\n",
    "Cargo.toml": ('[package]\nname = "otter"\nversion = "1.0.0"\nlicense = "MIT OR Apache-2.0"\n'),
    "src/lib.rs": "",
}


def licences(readme: str, files: dict[str, str] | None = None) -> dict[str, str]:
    return statuses(f"# otter\n\n{readme}\n", FILES if files is None else files, "licence")


@pytest.mark.parametrize(
    "readme",
    [
        "## License\n\nMIT",
        "## License\n\n[MIT](LICENSE)",
        "## Licence\n\nMIT © Otter",
        "Released under the MIT license.",
        "This project is licensed under the terms of the MIT License.",
        "## Copying\n\nUnder the MIT licence.",
    ],
)
def test_verified(readme: str) -> None:
    assert licences(readme) == {"MIT": "verified"}


def test_where() -> None:
    found = judged("# otter\n\n## License\n\nWords.\nMIT.\n", FILES, "licence")["MIT"]
    assert found.claim.line == 6
    assert found.verdict.evidence[0].path in ("LICENSE", "package.json")


@pytest.mark.parametrize(
    ("readme", "text"),
    [
        ("## License\n\nApache-2.0", "Apache-2.0"),
        ("## License\n\nApache License 2.0", "Apache License 2.0"),
        ("Licensed under the BSD 3-Clause license.", "BSD 3-Clause"),
        ("Released under GPLv3, see the license.", "GPLv3"),
        ("## License\n\nISC", "ISC"),
        ("## License\n\nGNU Affero General Public License", "GNU Affero General Public License"),
        ("## License\n\nMozilla Public License 2.0", "Mozilla Public License"),
    ],
)
def test_refuted(readme: str, text: str) -> None:
    found = judged(f"# otter\n\n{readme}\n", FILES, "licence")
    (item,) = found.values()
    assert (item.claim.text, item.status) == (text, "refuted")
    assert (item.verdict.reason, item.verdict.suggestion) == ("the repository states MIT", "MIT")


def test_a_dual_licence() -> None:
    text = (
        "## License\n\nLicensed under either of\n\n- Apache License, Version 2.0\n- MIT license\n"
    )
    assert set(licences(text, DUAL).values()) == {"verified"}
    assert set(licences("## License\n\nMIT OR Apache-2.0", DUAL).values()) == {"verified"}
    assert licences("## License\n\nGPL-3.0", DUAL) == {"GPL-3.0": "refuted"}


def test_a_second_licence_file() -> None:
    files = {**FILES, "LICENSE.GPLv2": "other terms\n"}
    assert licences("## License\n\nMIT or GPL-2.0", files) == {
        "MIT": "verified",
        "GPL-2.0": "verified",
    }


@pytest.mark.parametrize(
    "readme",
    [
        "## License\n\nThe icons are licensed under Apache-2.0.",
        "## License\n\nIt bundles parts with an ISC licence.",
        "Before 2.0 it was released under the GPL license.",
        "## License\n\nsea.seal: [ISC](https://github.com/sea/seal/blob/main/LICENSE)",
        "## Third-party licenses\n\n- a: MPL-2.0\n- b: ISC\n- c: Apache-2.0\n",
    ],
)
def test_the_licence_of_a_part_is_unknown(readme: str) -> None:
    found = licences(readme)
    assert found
    assert set(found.values()) == {"unknown"}


def test_no_licence_in_the_repository() -> None:
    assert licences("## License\n\nMIT", {"a.py": ""}) == {"MIT": "unknown"}


@pytest.mark.parametrize("readme", ["It checks for an ISC.", "MIT is in Boston.", "Ask the BSD."])
def test_no_claim(readme: str) -> None:
    assert licences(readme) == {}
