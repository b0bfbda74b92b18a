import json
from typing import Any

import pytest

from moxi.facts.common.licence import Licences
from moxi.facts.common.licence.expressions import expression_of
from moxi.facts.common.licence.signatures import SIGNATURES, Signature, normalise
from moxi.facts.common.licence.texts import read_licence
from moxi.facts.index import Facts
from moxi.facts.model import Evidence, Fact, Licence, Note, Package
from moxi.facts.reader import Reader
from tests.helpers import MemorySnapshot

_AS_IS = """THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""
_GRANT = """Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so"""
MIT = f"""MIT License

Copyright (c) 2024 Somebody

{_GRANT}, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

{_AS_IS}"""
MIT_0 = f"MIT No Attribution\n\nCopyright 2024 Somebody\n\n{_GRANT}.\n\n{_AS_IS}"
ISC = """Copyright 2024 Somebody

Permission to use, copy, modify, and/or distribute this software for any
purpose with or without fee is hereby granted, provided that the above
copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH
REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND
FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS
OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER
TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF
THIS SOFTWARE.
"""
_CLAUSE_3 = """
3. Neither the name of the copyright holder nor the names of its contributors
   may be used to endorse or promote products derived from this software
   without specific prior written permission.
"""
BSD_3 = f"""Copyright (c) 2024, Somebody
All rights reserved.

Redistribution and use in source and binary forms, with or without
modification, are permitted provided that the following conditions are met:

1. Redistributions of source code must retain the above copyright notice, this
   list of conditions and the following disclaimer.

2. Redistributions in binary form must reproduce the above copyright notice,
   this list of conditions and the following disclaimer in the documentation
   and/or other materials provided with the distribution.
{_CLAUSE_3}
THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND
ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE FOR
ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES
(INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES;
LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON
ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT
(INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS
SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
"""
BSD_2 = BSD_3.replace(_CLAUSE_3, "")
APACHE = """Licensed under the Apache License, Version 2.0 (the "License");
you may not use this file except in compliance with the License.
You may obtain a copy of the License at

    http://www.apache.org/licenses/LICENSE-2.0

Unless required by applicable law or agreed to in writing, software
distributed under the License is distributed on an "AS IS" BASIS,
WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
See the License for the specific language governing permissions and
limitations under the License.
"""


def text_of(spdx: str) -> str:
    """A stand-in for a long text: its telling phrases with as many words between them."""
    signature = next(item for item in SIGNATURES if item.spdx == spdx)
    return stand_in(signature)


def stand_in(signature: Signature) -> str:
    words = sum(len(phrase.split()) for phrase in signature.phrases)
    gap = max(signature.span - words, 0) // max(len(signature.phrases) - 1, 1)
    return ("\n\n" + "lorem " * gap + "\n\n").join(signature.phrases)


def fact(files: dict[str, str], known: Facts | None = None, folder: str = "") -> Fact[Any] | None:
    reader = Reader(MemorySnapshot(files))
    found = [
        item
        for item in Licences().facts(reader, known or Facts(), folder)
        if isinstance(item.value, Licence)
    ]
    assert len(found) <= 1
    return found[0] if found else None


def licence(files: dict[str, str]) -> Licence | None:
    found = fact(files)
    return found.value if found else None


# By its text ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "spdx"),
    [
        (MIT, "MIT"), (MIT_0, "MIT-0"), (ISC, "ISC"), (BSD_3, "BSD-3-Clause"),
        (BSD_2, "BSD-2-Clause"), (APACHE, "Apache-2.0"),
        (ISC.replace(", provided that the above\ncopyright notice and this permission notice "
                     "appear in all copies", ""), "0BSD"),
        (MIT.replace("\n", "\r\n").upper(), "MIT"),
        ("# License\n\n" + "\n".join(f"> {line}" for line in MIT.split("\n")), "MIT"),
        ("(The MIT License)\n\n" + MIT.replace('"Software"', "'Software'"), "MIT"),
        (MIT + "\n\nCopyright 2020 Somebody Else\n", "MIT"),
        (BSD_3.replace("1. ", "* ").replace("2. ", "* ").replace("3. ", "* "), "BSD-3-Clause"),
        (BSD_3.replace("copyright holder nor", "Acme Corporation of Exampleville nor"),
         "BSD-3-Clause"),
    ],
)  # fmt: skip
def test_a_text_is_recognised(text: str, spdx: str) -> None:
    reading = read_licence(text)
    assert (reading.ids, reading.addition) == ((spdx,), "")


@pytest.mark.parametrize("signature", SIGNATURES, ids=lambda s: f"{s.spdx}-{s.phrases[0][:20]}")
def test_each_signature_finds_its_own_licence(signature: Signature) -> None:
    assert read_licence(stand_in(signature)).ids[0] == signature.spdx


@pytest.mark.parametrize(
    "text",
    [
        MIT.replace("The above copyright notice", "It shall be used for Good, not Evil. X"),
        MIT.replace("subject to the following", "except for people whose name starts with an A and "
                    "all those who work for them or with them, subject to the following"),
        MIT[: len(MIT) // 2],
        BSD_2.replace("THIS SOFTWARE IS", "3. All advertising materials mentioning features or "
                      "use of this software must display an acknowledgement.\n\nTHIS SOFTWARE IS"),
        "Permission is hereby granted, free of charge, to my friends.",
        "",
        "Licensed under the MIT license.",
    ],
)  # fmt: skip
def test_a_changed_text_is_not_taken_for_the_licence(text: str) -> None:
    assert read_licence(text).ids == ()


def test_additions_are_told() -> None:
    clause = '"Commons Clause" License Condition v1.0\n\nThe grant does not include …\n'
    assert licence({"LICENSE": clause + MIT}) == Licence(
        "MIT with the Commons Clause", ("LICENSE",)
    )
    personal = MIT + "\nThis software may not be used for commercial use by companies.\n"
    assert licence({"LICENSE": personal}) == Licence("MIT with additional terms", ("LICENSE",))
    linking = text_of("GPL-3.0") + "\n\nAs a special exception, the copyright holders permit …"
    assert licence({"LICENSE": linking}) == Licence("GPL-3.0 with an exception", ("LICENSE",))


def test_the_licence_of_what_is_bundled_is_not_the_main_one() -> None:
    bundled = f"Thing contains a copy of other:\n\n{text_of('MIT')}"
    rest = f"\nThe rest:\n\n{text_of('Zlib')}"
    assert read_licence(bundled + rest).ids == ("Zlib", "MIT")
    assert read_licence(text_of("MIT") + rest).ids == ("MIT", "Zlib")


def test_normalising_keeps_what_only_looks_like_a_copyright_line() -> None:
    text = "Copyright (c) 2024 A\ncopyright notice and\n(c) 2020 B\n(c) you must\nCopyright B\n"
    assert normalise(text) == " copyright notice and you must "


# In the repository ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["LICENSE", "license.md", "LICENCE.txt", "COPYING", "License.rst", "MIT-LICENSE.txt",
     "LICENSE-MIT", "LICENSES/MIT.txt"],
)  # fmt: skip
def test_where_the_text_stands(name: str) -> None:
    found = fact({name: f"\n{MIT}"})
    assert found is not None
    assert found.value == Licence("MIT", (name,))
    assert found.evidence == (Evidence(name, 2, 2),)


@pytest.mark.parametrize(
    "name",
    ["license.py", "LICENSE-3rdparty.txt", "licenses.json", "docs/LICENSE", "LICENSE.header",
     "vendor/LICENSE", "third_party_licenses.txt"],
)  # fmt: skip
def test_what_is_not_the_project_s_licence(name: str) -> None:
    assert fact({name: MIT}) is None


def test_a_package_has_its_own_or_the_root_s() -> None:
    files = {"LICENSE": MIT, "a/LICENSE": ISC, "a/x": "", "b/x": ""}
    own, root = fact(files, folder="a"), fact(files, folder="b")
    assert own is not None
    assert own.value == Licence("ISC", ("a/LICENSE",))
    assert root is not None
    assert (root.value, root.folder) == (Licence("MIT", ("LICENSE",)), "b")
    inner = Fact(Package("x", "Python"), (Evidence("a/x"),), folder="a")
    found = fact(files, known=Facts([inner]))
    assert found is not None
    assert found.value.expression == "ISC"


# Held against the manifests -------------------------------------------------------------------

CARGO = '[package]\nname = "x"\nlicense = "MIT OR Apache-2.0"\n'


def test_two_texts() -> None:
    files = {"LICENSE-APACHE": APACHE, "LICENSE-MIT": MIT}
    both = ("LICENSE-APACHE", "LICENSE-MIT")
    assert licence(files) == Licence("Apache-2.0, MIT", both)
    found = fact({**files, "Cargo.toml": CARGO})
    assert found is not None
    assert found.value == Licence("MIT OR Apache-2.0", both)
    assert found.evidence[-1] == Evidence("Cargo.toml", 3, 3)
    old = CARGO.replace(" OR ", "/")
    assert licence({**files, "Cargo.toml": old}) == Licence("MIT OR Apache-2.0", both)
    said = {**files, "COPYING": "This project is dual-licensed; choose either of the two.\n"}
    assert licence(said) == Licence("Apache-2.0 OR MIT", both)
    assert licence({"COPYING": text_of("GPL-3.0"), "COPYING.LESSER": text_of("LGPL-3.0")}) == (
        Licence("LGPL-3.0", ("COPYING.LESSER", "COPYING"))
    )


@pytest.mark.parametrize(
    ("manifest", "text", "raw", "line"),
    [
        ("package.json", '{\n  "license": "ISC"\n}', "ISC", 2),
        ("Cargo.toml", '[package]\nlicense = "ISC"\n', "ISC", 2),
        ("pyproject.toml", '[project]\nname = "x"\nlicense = "Apache-2.0"\n', "Apache-2.0", 3),
        ("pyproject.toml", '[project]\nlicense = {text = "GPLv3+"}\n', "GPLv3+", 2),
        ("pyproject.toml",
         '[project]\nclassifiers = [\n  "License :: OSI Approved :: BSD License",\n]\n',
         "BSD License", 3),
        ("setup.cfg", "[metadata]\nlicense = BSD\n", "BSD", 2),
        ("setup.py", "from setuptools import setup\nsetup(\n  license='Apache 2.0',\n)\n",
         "Apache 2.0", 3),
        ("composer.json", '{"license": "proprietary",\n "x": 1}', "", 0),
    ],
)  # fmt: skip
def test_a_contradiction(manifest: str, text: str, raw: str, line: int) -> None:
    found = fact({"LICENSE": MIT, manifest: text})
    assert found is not None
    expected = f"{manifest} says {raw}, LICENSE is the MIT text" if raw else ""
    assert found.value == Licence("MIT", ("LICENSE",), expected)
    if raw:
        assert found.evidence[-1] == Evidence(manifest, line, line)


@pytest.mark.parametrize(
    ("spdx", "raw", "expression"),
    [
        ("GPL-3.0", "GPL-3.0-or-later", "GPL-3.0-or-later"), ("GPL-3.0", "GPL", "GPL-3.0"),
        ("GPL-2.0", "GPL-2.0+", "GPL-2.0+"), ("BSD-3-Clause", "BSD", "BSD-3-Clause"),
        ("Apache-2.0", "Apache License, Version 2.0", "Apache-2.0"),
        ("Apache-2.0", "Apache Software License", "Apache-2.0"),
        ("MPL-2.0", "MPL-2.0 AND CC-BY-4.0", "MPL-2.0 AND CC-BY-4.0"),
        ("Unlicense", "(MIT OR Unlicense)", "MIT OR Unlicense"),
        ("MIT", "see the file", "MIT"), ("MIT", "SEE LICENSE IN LICENSE", "MIT"),
    ],
)  # fmt: skip
def test_an_agreement(spdx: str, raw: str, expression: str) -> None:
    text = MIT if spdx == "MIT" else text_of(spdx)
    files = {"LICENSE": text, "package.json": json.dumps({"license": raw})}
    assert licence(files) == Licence(expression, ("LICENSE",))


def test_a_manifest_alone() -> None:
    found = fact({"package.json": '{\n  "name": "x",\n  "license": "MIT"\n}'})
    assert found is not None
    assert found.value == Licence("MIT")
    assert found.evidence == (Evidence("package.json", 3, 3),)
    workspace = {
        "Cargo.toml": '[workspace.package]\nlicense = "MPL-2.0"\n',
        "a/Cargo.toml": "[package]\nlicense.workspace = true\n",
    }
    inherited = fact(workspace, folder="a")
    assert inherited is not None
    assert (inherited.value, inherited.evidence) == (
        Licence("MPL-2.0"),
        (Evidence("Cargo.toml", 2, 2),),
    )
    assert licence({"package.json": '{"license": "UNLICENSED"}'}) == Licence("UNLICENSED")


def test_a_file_of_another_name_that_the_manifest_gives() -> None:
    files = {"package.json": '{"license": "SEE LICENSE IN TERMS.md"}', "TERMS.md": MIT}
    assert licence(files) == Licence("MIT", ("TERMS.md",))


def test_texts_that_are_no_known_licence() -> None:
    own = "Acme Community License 1.0\n\nYou may look at it.\n"
    assert licence({"LICENSE": own}) == Licence("Acme Community License 1.0", ("LICENSE",))
    found = licence({"LICENSE": own, "package.json": '{"license": "ISC"}'})
    assert found is not None
    assert found.contradiction == (
        "package.json says ISC, LICENSE is headed “Acme Community License 1.0”"
    )
    reserved = "Copyright 2024 Acme. All rights reserved.\n"
    assert licence({"LICENSE": reserved}) == Licence("All rights reserved", ("LICENSE",))
    assert licence({"LICENSE": "Some words that say nothing."}) is None


def test_a_text_with_changed_words_is_what_the_manifest_says() -> None:
    changed = BSD_2.replace("EVEN IF ADVISED", "\nEVEN WHEN ADVISED")
    files = {"LICENSE": changed, "package.json": '{"license": "BSD-2-Clause"}'}
    assert licence(files) == Licence("BSD-2-Clause", ("LICENSE",))
    other = {"LICENSE": changed, "package.json": '{"license": "MIT"}'}
    assert licence(other) == Licence("MIT")
    three = {"LICENSE": changed.replace("THIS SOFTWARE IS", _CLAUSE_3 + "THIS SOFTWARE IS")}
    assert licence({**files, **three}) == Licence("BSD-2-Clause")


def test_headers_of_sources_where_nothing_else_speaks() -> None:
    header = "// SPDX-License-Identifier: Apache-2.0\n"
    found = fact({"a.go": f"\n{header}", "b.go": header, "c.go": "package c\n"})
    assert found is not None
    assert (found.value, found.evidence) == (Licence("Apache-2.0"), (Evidence("a.go", 2, 2),))
    assert fact({"a.go": header, "b.go": header.replace("Apache-2.0", "MIT")}) is None


@pytest.mark.parametrize(
    ("raw", "expression"),
    [
        ("MIT", "MIT"), ("mit", "MIT"), ("The MIT License (MIT)", "MIT"), ("MIT/X11", "MIT"),
        ("BSD 3-Clause License", "BSD-3-Clause"), ("GPLv3+", "GPL-3.0-or-later"),
        ("MIT/Apache-2.0", "MIT OR Apache-2.0"), ("Apache-2.0 / MIT", "Apache-2.0 OR MIT"),
        ("MIT or Apache-2.0", "MIT OR Apache-2.0"), ("Whatever", ""), ("", ""),
        ("Apache-2.0 WITH LLVM-exception", "Apache-2.0 WITH LLVM-exception"),
    ],
)  # fmt: skip
def test_expressions_of_manifests(raw: str, expression: str) -> None:
    assert expression_of(raw) == expression


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("package.json", '{"license": 3}'), ("package.json", '{"licenses": [1, {"type": 2}]}'),
        ("Cargo.toml", "package = 3\nworkspace = 4\n"), ("Cargo.toml", "[package]\nlicense = 3\n"),
        ("Cargo.toml", "[package]\nlicense = {workspace = true}\n"),
        ("pyproject.toml", "project = 1\ntool = 2\n"),
        ("pyproject.toml", "[project]\nlicense = {text = 1, file = 2}\nclassifiers = [1]\n"),
        ("setup.cfg", "[metadata]\nlicense\n"), ("setup.cfg", "[metadata]\n x\n=\n"),
        ("setup.py", "setup(license=x, classifiers=y, **z)\n"), ("setup.py", "setup(license=\n"),
        ("composer.json", '{"license": [1]}'), ("CITATION.cff", "license: [x]\n"),
        ("LICENSE", "\n \n"),
    ],
)  # fmt: skip
def test_malformed_manifests_say_nothing(path: str, text: str) -> None:
    assert fact({path: text}) is None


CLASSIFIED = """[project]
name = "kelp"
classifiers = [
    "License :: OSI Approved :: {}",
    "License :: OSI Approved :: {}",
]
"""


@pytest.mark.parametrize(
    ("first", "second", "text", "told"),
    [
        ("BSD License", "ISC License (ISCL)", ISC, "ISC"),  # a family whose text is not there
        ("MIT License", "ISC License (ISCL)", ISC, "ISC, MIT"),
        ("MIT License", "ISC License (ISCL)", f"{MIT}\n{ISC}", "MIT, ISC"),
        ("MIT License", "ISC License (ISCL)", "", "MIT, ISC"),
        ("MIT License", "ISC License (ISCL)",
         f"Dual licensed: either of these, at your option.\n\n{MIT}\n{ISC}", "MIT OR ISC"),
    ],
)  # fmt: skip
def test_several_classifiers_are_no_choice(first: str, second: str, text: str, told: str) -> None:
    files = {"pyproject.toml": CLASSIFIED.format(first, second)}
    found = licence({**files, "LICENSE": text} if text else files)
    assert found is not None
    assert (found.expression, found.contradiction) == (told, "")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("License: CC-BY-SA-3.0\n\nSome terms.\n", "CC-BY-SA-3.0"),
        ("# License: OFL-1.1\n\nSome terms.\n", "OFL-1.1"),
        ("Acme License\n\nSome terms.\n", "Acme License"),
        ("Attribution-ShareAlike 3.0 Unported\n\nThe work (as defined below) is provided under "
         "the terms of this Creative Commons Public License.\n", "CC-BY-SA-3.0"),
        ("This work is licensed under a Creative Commons Attribution 4.0 International License.\n",
         "CC-BY-4.0"),
    ],
)  # fmt: skip
def test_a_licence_by_its_headline_and_creative_commons(text: str, told: str) -> None:
    found = licence({"LICENSE": text})
    assert found is not None
    assert found.expression == told


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Copyright (c) 2014-2016 Jo Doe <jo@kelp.example>", "Copyright 2014-2016 Jo Doe"),
        ("Copyright © 2014, Kelp Inc. All rights reserved.", "Copyright 2014, Kelp Inc"),
        ("Copyright (c) 2014 Jo Doe (https://kelp.example)", "Copyright 2014 Jo Doe"),
        ("Copyright (c) [year] [fullname]", ""),
        ("Copyright (c) <year> <owner>", ""),
        ("Copyright (c) 2014", ""),
    ],
)
def test_the_holders_of_the_copyright(line: str, said: str) -> None:
    text = "MIT License\n\n" + line + "\n\n" + MIT[MIT.index("Permission") :]
    facts = Licences().facts(Reader(MemorySnapshot({"LICENSE": text})), Facts(), "")
    notes = [(f.value.markdown, str(f.evidence[0])) for f in facts if isinstance(f.value, Note)]
    assert notes == ([(said, "LICENSE:3")] if said else [])


def test_a_text_cut_short_is_the_licence_of_its_heading_and_the_manifest() -> None:
    text = "GNU AFFERO GENERAL PUBLIC LICENSE\nVersion 3, 19 November 2007\n\nPreamble\n\nEnd.\n"
    files = {"LICENSE": text, "package.json": '{"name": "x", "license": "AGPL-3.0"}'}
    assert licence(files) == Licence("AGPL-3.0", ("LICENSE",))
