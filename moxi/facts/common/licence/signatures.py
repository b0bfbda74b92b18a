"""How a licence is told by its text: phrases that stand in it in order, and phrases that do not."""

# ruff: noqa: E501

from __future__ import annotations

import re
from dataclasses import dataclass

from moxi.patterns import lazy_re

_COPYRIGHT = lazy_re(
    r"^[\s#*/;>-]*(portions\s+)?(copyright(?!\s+(notices?|holders?|owners?|laws?|licen[sc]es?|"
    r"statements?|and|or|interests?|in|to|rights?|is|as)\b)|©|\(c\)\s*\d).*$"
    r"|^.*all rights reserved\.?\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_BULLET = lazy_re(r"^\s*(?:[*-]|\(?\w{1,2}[.)])\s+", re.MULTILINE)


def normalise(text: str) -> str:
    """The words of a text, lower case, without copyright lines, bullets and punctuation."""
    text = _BULLET.sub(" ", _COPYRIGHT.sub(" ", text)).lower().replace("licence", "license")
    return f" {' '.join(re.findall(r'[a-z0-9]+', text.replace(chr(39), '').replace('’', '')))} "


@dataclass(frozen=True, slots=True)
class Signature:
    """One licence. The first phrase stands near its start, the last near its end."""

    spdx: str
    phrases: tuple[str, ...]
    absent: tuple[str, ...] = ()
    span: int = 0
    """number of words from the first phrase to the last in the licence's own text; 0: it varies"""


@dataclass(frozen=True, slots=True)
class Match:
    """A licence found in a normalised text, and the part of the text that it takes up."""

    spdx: str
    start: int
    end: int
    excess: int
    """how many words more than the licence's own text stand between its first and last phrase"""
    span: int


def match(signature: Signature, text: str) -> Match | None:
    """The signature's first occurrence in a normalised text."""
    start = end = -1
    for phrase in signature.phrases:
        found = text.find(f" {phrase} ", max(end - 1, 0))
        if found < 0:
            return None
        start = found if start < 0 else start
        end = found + len(phrase) + 1
    if any(f" {phrase} " in text[max(start - 400, 0) : end + 200] for phrase in signature.absent):
        return None
    excess = text.count(" ", start, end) - signature.span if signature.span else 0
    return Match(signature.spdx, start, end, excess, signature.span)


_GRANT = "permission is hereby granted free of charge to any person obtaining a copy"
_NOTICE = "shall be included in all copies or substantial portions of the"
_MIT_END = "or the use or other dealings in"
_REDISTRIBUTION = "redistribution and use in source and binary forms with or without modification are permitted provided that the following conditions are met"
_BSD_END = "out of the use of this software even if advised of the possibility of such damage"
_ADVERTISING = "all advertising materials mentioning features or use of this software must display"
_GPL_END = "end of terms and conditions"

SIGNATURES: tuple[Signature, ...] = (
    Signature("NCSA", (_GRANT, "redistributions of source code must retain the above copyright notice",
                       "to endorse or promote products derived from this software", "or other dealings with"), span=222),
    Signature("X11", (_GRANT, _NOTICE, "except as contained in this notice the name",
                      "to promote the sale use or other dealings in this software without prior written authorization"),
              ("distribute with modifications",), span=196),
    Signature("MIT", (_GRANT, "use copy modify merge publish distribute sublicense and or sell copies",
                      _NOTICE, _MIT_END),
              ("except as contained in this notice", "redistributions of source code", "unicode",
               "sublicense on a royalty free basis", "must not be used for", "acknowledgment shall be used",
               "good not evil", "governed by the laws", "intellectual property of", "open data commons"), span=161),
    Signature("MIT-0", (_GRANT, "use copy modify merge publish distribute sublicense and or sell copies",
                        _MIT_END), (_NOTICE, "subject to the following conditions", "redistributions of"), span=136),
    Signature("ISC", ("permission to use copy modify and or distribute this software for any purpose with or without fee is hereby granted provided that the above copyright notice and this permission notice appear in all copies",
                      "arising out of or in connection with the use or performance of this software"), span=110),
    Signature("ISC", ("permission to use copy modify and distribute this software for any purpose with or without fee is hereby granted provided that the above copyright notice and this permission notice appear in all copies",
                      "arising out of or in connection with the use or performance of this software"), span=108),
    Signature("0BSD", ("permission to use copy modify and or distribute this software for any purpose with or without fee is hereby granted the software is provided as is",
                       "arising out of or in connection with the use or performance of this software"), span=98),
    Signature("BSD-4-Clause", (_REDISTRIBUTION, "redistributions of source code must retain", _ADVERTISING,
                               "endorse or promote products derived from this software", _BSD_END), span=231),
    Signature("BSD-3-Clause-Clear", (_REDISTRIBUTION.replace("provided that", "subject to the limitations in the disclaimer below provided that"),
                                     "no express or implied licenses to any", "even if advised of the possibility of such damage"), span=236),
    Signature("BSD-3-Clause", (_REDISTRIBUTION, "redistributions of source code must retain the above",
                               "redistributions in binary form must reproduce the above",
                               "endorse or promote products derived from this software", _BSD_END),
              (_ADVERTISING, "no nuclear", "nuclear facility", "patent", "prior written permission from the openssl", "acknowledgment", "acknowledgement", "open source initiative", "export"), span=214),
    Signature("BSD-2-Clause", (_REDISTRIBUTION, "redistributions of source code must retain the above",
                               "redistributions in binary form must reproduce the above", _BSD_END),
              ("endorse or promote", _ADVERTISING, "patent", "views and conclusions", "altered source",
               "acknowledgment", "acknowledgement", "misrepresented", "must include a link"), span=184),
    Signature("Zlib", ("this software is provided as is without any express or implied warranty in no event will the authors be held liable",
                       "must not be misrepresented", "altered source versions must be plainly marked",
                       "this notice may not be removed or altered from any source distribution"),
              ("acknowledgment in the product documentation is required", "acknowledgment see the following", "acknowledgement see the following"), span=130),
    Signature("BSL-1.0", ("permission is hereby granted free of charge to any person or organization obtaining a copy of the software and accompanying documentation covered by this license",
                          "machine executable object code generated by a source language processor",
                          "arising from out of or in connection with the software or the use or other dealings in the software"), span=205),
    Signature("Unlicense", ("this is free and unencumbered software released into the public domain",
                            "anyone is free to copy modify publish use compile sell or distribute this software",
                            "in connection with the software or the use or other dealings in the software"), span=191),
    Signature("WTFPL", ("do what the fuck you want to public license", "you just do what the fuck you want to"), span=66),
    Signature("PostgreSQL", ("permission to use copy modify and distribute this software and its documentation for any purpose without fee and without a written agreement is hereby granted",
                             "maintenance support updates enhancements or modifications"), span=143),
    Signature("PSF-2.0", ("this license agreement is between the python software foundation psf and the individual or organization licensee accessing and otherwise using",
                          "by copying installing or otherwise using"),
              ("beopen python open source license agreement version 1", "cnri license agreement"), span=355),
    Signature("Python-2.0", ("this license agreement is between the python software foundation psf",
                             "beopen python open source license agreement version 1"), span=373),
    Signature("BlueOak-1.0.0", ("blue oak model license", "this license gives everyone as much permission to work with this software as possible",
                                "will be liable to anyone for any damages related to"), span=242),
    Signature("Vim", ("vim license", "charityware")),
    Signature("Vim", ("there are no restrictions on distributing unmodified copies", "the maintainer"), span=125),
    Signature("MS-PL", ("microsoft public license", "this license governs use of the accompanying software",
                        "fitness for a particular purpose and non infringement"), ("reciprocal license",), span=403),
    Signature("MS-RL", ("microsoft reciprocal license", "this license governs use of the accompanying software"), span=13),
    Signature("OFL-1.1", ("sil open font license version 1 1", "out of the use or inability to use the font software"), span=634),
    Signature("Artistic-2.0", ("the artistic license 2 0", "everyone is permitted to copy and distribute verbatim copies of this license document",
                               "arising in any way out of the use of the package"), span=1347),
    Signature("Apache-2.0", ("apache license version 2 0", "terms and conditions for use reproduction and distribution",
                             "grant of patent license", "accepting warranty or additional liability"),
              ("the licensor retains the right to",), span=1319),
    Signature("Apache-2.0", ("licensed under the apache license version 2 0 the license you may not use this file except in compliance with the license",
                             "see the license for the specific language governing permissions and limitations under the license"), span=86),
    Signature("MPL-2.0", ("mozilla public license version 2 0", "covered software is provided under this license on an as is basis",
                          "incompatible with secondary licenses"), span=2241),
    Signature("MPL-2.0", ("this source code form is subject to the terms of the mozilla public license v 2 0",
                          "you can obtain one at"), ("1 definitions",), span=34),
    Signature("EPL-2.0", ("eclipse public license v 2 0", "the accompanying program is provided under the terms of this eclipse public license",
                          "agreement steward"), span=1812),
    Signature("EPL-1.0", ("eclipse public license v 1 0", "agreement steward"), span=1465),
    Signature("EUPL-1.2", ("european union public license v 1 2", "the work is provided under the terms of this license"), span=77),
    Signature("EUPL-1.2", ("this european union public license the eupl applies to the work", "licensed under the eupl", "the provisions of this license"),
              ("eupl v 1 1", "v 1 0"), span=1506),
    Signature("AGPL-3.0", ("gnu affero general public license version 3", "remote network interaction use with the gnu general public license", _GPL_END), span=5161),
    Signature("LGPL-3.0", ("gnu lesser general public license version 3", "incorporates the terms and conditions of version 3 of the gnu general public license",
                           "permanent authorization for you to choose that version for the library"), span=1209),
    Signature("GPL-3.0", ("gnu general public license version 3 29 june 2007", "preamble", _GPL_END), span=5198),
    Signature("LGPL-2.1", ("gnu lesser general public license version 2 1", "preamble", "end of terms and conditions"), span=4032),
    Signature("GPL-2.0", ("gnu general public license version 2 june 1991", "preamble", _GPL_END), span=2477),
    Signature("CC0-1.0", ("creative commons legal code cc0 1 0 universal", "to the greatest extent permitted by"), span=502),
    Signature("CC0-1.0", ("cc0 1 0 universal", "statement of purpose", "affirmer"), span=257),
    Signature("CC-BY-3.0", ("attribution 3 0 unported", "provided under the terms of this creative commons public license")),
    Signature("CC-BY-SA-3.0", ("attribution sharealike 3 0 unported", "provided under the terms of this creative commons public license")),
    Signature("CC-BY-4.0", ("licensed under a creative commons attribution 4 0 international license",), span=9),
    Signature("CC-BY-SA-4.0", ("licensed under a creative commons attribution sharealike 4 0 international license",), span=10),
    Signature("CC-BY-4.0", ("creative commons attribution 4 0 international public license", "the licensed rights"), span=13),
    Signature("CC-BY-SA-4.0", ("creative commons attribution sharealike 4 0 international public license", "the licensed rights"), span=14),
    Signature("CC-BY-NC-4.0", ("creative commons attribution noncommercial 4 0 international public license",), span=9),
    Signature("CC-BY-NC-SA-4.0", ("creative commons attribution noncommercial sharealike 4 0 international public license",), span=10),
    Signature("CC-BY-ND-4.0", ("creative commons attribution noderivatives 4 0 international public license",), span=9),
    Signature("CC-BY-NC-ND-4.0", ("creative commons attribution noncommercial noderivatives 4 0 international public license",), span=10),
    Signature("BUSL-1.1", ("business source license 1 1", "you may make production use", "change date")),
    Signature("BUSL-1.1", ("business source license 1 1", "additional use grant", "change license")),
    Signature("SSPL-1.0", ("server side public license", "offering the program as a service", _GPL_END), span=4737),
    Signature("Elastic-2.0", ("elastic license 2 0", "you may not provide the software to third parties as a hosted or managed service"), span=81),
    Signature("FSL-1.1-MIT", ("functional source license version 1 1", "mit future license"), span=9),
    Signature("FSL-1.1-ALv2", ("functional source license version 1 1", "alv2 future license"), span=9),
    Signature("FSL-1.1-ALv2", ("functional source license version 1 1", "apache license version 2 0"), span=450),
    Signature("FSL-1.1-MIT", ("functional source license version 1 1", "permitted purpose", "make available the software under the mit license")),
    Signature("PolyForm-Noncommercial-1.0.0", ("polyform noncommercial license 1 0 0",), span=6),
    Signature("PolyForm-Shield-1.0.0", ("polyform shield license 1 0 0",)),
    Signature("PolyForm-Small-Business-1.0.0", ("polyform small business license 1 0 0",), span=7),
)  # fmt: skip
