"""What manifests write in their licence field, as SPDX expressions."""

from __future__ import annotations

import re

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

# Spellings that are no SPDX id, without case, spaces and punctuation.
_ALIASES = {
    "mitlicense": "MIT", "themitlicense": "MIT", "mitlicence": "MIT", "themitlicensemit": "MIT",
    "mitlicensemit": "MIT", "expat": "MIT", "mitx11": "MIT", "apache2": "Apache-2.0",
    "apache20": "Apache-2.0", "apachelicense20": "Apache-2.0", "apachelicense2": "Apache-2.0",
    "apachelicenseversion20": "Apache-2.0", "apachev2": "Apache-2.0", "asl2": "Apache-2.0",
    "asl20": "Apache-2.0", "apache2license": "Apache-2.0", "apache20license": "Apache-2.0",
    "apachesoftwarelicense20": "Apache-2.0", "apachesoftwarelicenseversion20": "Apache-2.0",
    "apachelicensev20": "Apache-2.0", "bsd3": "BSD-3-Clause", "3clausebsd": "BSD-3-Clause",
    "bsd3clause": "BSD-3-Clause", "newbsd": "BSD-3-Clause", "modifiedbsd": "BSD-3-Clause",
    "bsd3clauselicense": "BSD-3-Clause", "3clausebsdlicense": "BSD-3-Clause",
    "newbsdlicense": "BSD-3-Clause", "revisedbsd": "BSD-3-Clause", "bsd2": "BSD-2-Clause",
    "bsd2clause": "BSD-2-Clause", "2clausebsd": "BSD-2-Clause", "simplifiedbsd": "BSD-2-Clause",
    "bsd2clauselicense": "BSD-2-Clause", "isclicense": "ISC", "isclicenseiscl": "ISC",
    "iscl": "ISC", "mpl2": "MPL-2.0", "mpl20": "MPL-2.0", "mozillapubliclicense20": "MPL-2.0",
    "mozillapubliclicense20mpl20": "MPL-2.0", "gplv2": "GPL-2.0", "gpl2": "GPL-2.0",
    "gplv2only": "GPL-2.0-only", "gplv3": "GPL-3.0", "gpl3": "GPL-3.0", "gnugplv3": "GPL-3.0",
    "gnugplv2": "GPL-2.0", "gplv2plus": "GPL-2.0-or-later", "gpl2plus": "GPL-2.0-or-later",
    "gplv3plus": "GPL-3.0-or-later", "gpl3plus": "GPL-3.0-or-later", "gpl30": "GPL-3.0",
    "gplv3orlater": "GPL-3.0-or-later", "gplv2orlater": "GPL-2.0-or-later", "lgplv3": "LGPL-3.0",
    "lgpl3": "LGPL-3.0", "lgplv3plus": "LGPL-3.0-or-later", "lgplv21": "LGPL-2.1",
    "lgplv21plus": "LGPL-2.1-or-later", "agplv3": "AGPL-3.0", "agpl3": "AGPL-3.0",
    "agplv3plus": "AGPL-3.0-or-later", "gnuaffero": "AGPL-3.0", "theunlicense": "Unlicense",
    "theunlicenseunlicense": "Unlicense", "cc0": "CC0-1.0", "cc010universal": "CC0-1.0",
    "boost": "BSL-1.0", "boostsoftwarelicense10": "BSL-1.0", "zliblicense": "Zlib",
    "psf": "PSF-2.0", "psfl": "PSF-2.0", "wtfpllicense": "WTFPL", "unlicense": "Unlicense",
    "apachelicense": "Apache-2.0", "apachesoftwarelicense": "Apache-2.0", "apache": "Apache-2.0",
}  # fmt: skip
_CLASSIFIERS = {
    "MIT License": "MIT", "MIT No Attribution License (MIT-0)": "MIT-0",
    "Apache Software License": "Apache-2.0", "ISC License (ISCL)": "ISC",
    "BSD License": "BSD", "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "GNU General Public License v3 (GPLv3)": "GPL-3.0",
    "GNU General Public License v3 or later (GPLv3+)": "GPL-3.0-or-later",
    "GNU General Public License v2 (GPLv2)": "GPL-2.0",
    "GNU General Public License v2 or later (GPLv2+)": "GPL-2.0-or-later",
    "GNU General Public License (GPL)": "GPL",
    "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0",
    "GNU Lesser General Public License v3 or later (LGPLv3+)": "LGPL-3.0-or-later",
    "GNU Affero General Public License v3": "AGPL-3.0",
    "GNU Affero General Public License v3 or later (AGPLv3+)": "AGPL-3.0-or-later",
    "Python Software Foundation License": "PSF-2.0", "The Unlicense (Unlicense)": "Unlicense",
    "Boost Software License 1.0 (BSL-1.0)": "BSL-1.0", "zlib/libpng License": "Zlib",
    "CC0 1.0 Universal (CC0 1.0) Public Domain Dedication": "CC0-1.0",
    "European Union Public Licence 1.2 (EUPL 1.2)": "EUPL-1.2",
    "Eclipse Public License 2.0 (EPL-2.0)": "EPL-2.0",
    "Artistic License": "Artistic", "Zope Public License": "ZPL-2.1",
}  # fmt: skip
FAMILIES = ("BSD", "GPL", "LGPL", "AGPL", "CC", "Artistic", "CDDL", "EPL", "EUPL", "MPL", "ZPL")
"""names that leave the version open"""


def expression_of(raw: str) -> str:
    """A licence field as an SPDX expression or a family; `""` for what is neither."""
    raw = " ".join(raw.split())
    if not raw or len(raw) > 120:
        return ""
    if raw.upper() == "UNLICENSED":
        return "UNLICENSED"
    single = _single(raw)
    if single:
        return single
    parts = [part.strip(" ()") for part in re.split(r"\s*/\s*|\s+or\s+", raw, flags=re.IGNORECASE)]
    known = [_single(part) for part in parts]
    if len(known) > 1 and all(known) and not re.search(r"\band\b", raw, re.IGNORECASE):
        return " OR ".join(known)
    try:
        expression = str(canonicalize_license_expression(raw))
    except (InvalidLicenseExpression, ValueError):
        return ""
    inner = re.fullmatch(r"\(([^()]*)\)", expression)
    return inner.group(1) if inner else expression


def _single(raw: str) -> str:
    bare = re.sub(r"[^a-z0-9]", "", raw.lower().replace("+", "plus").replace("licence", "license"))
    if bare in _ALIASES:
        return _ALIASES[bare]
    if raw.upper() in FAMILIES or bare in ("bsdlicense", "bsdstyle"):
        return "BSD" if bare.startswith("bsd") else raw.upper()
    try:
        return str(canonicalize_license_expression(raw)) if " " not in raw else ""
    except (InvalidLicenseExpression, ValueError):
        return ""


def of_classifier(classifier: str) -> str:
    """`License :: OSI Approved :: MIT License` → `MIT`."""
    return _CLASSIFIERS.get(classifier.rpartition(" :: ")[2], "")


def ids_of(expression: str) -> list[str]:
    """The licence ids of an expression, without `-only` and `-or-later`."""
    words = re.sub(r"[(),]", " ", re.sub(r"\bWITH\s+\S+", "", expression)).split()
    return [base(word) for word in words if word not in ("OR", "AND")]


def base(spdx: str) -> str:
    """`GPL-3.0-or-later` → `GPL-3.0`."""
    return re.sub(r"(-only|-or-later|\+)$", "", spdx)


def is_family(expression: str) -> bool:
    """Whether it names a family of licences only."""
    return expression in FAMILIES
