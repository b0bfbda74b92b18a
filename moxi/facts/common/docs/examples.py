"""Examples of use that the documentation gives: whole code blocks, as they stand."""

from __future__ import annotations

import ast
import re
import warnings
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from moxi.facts.common.docs import install_lines
from moxi.facts.common.docs.inline import plain
from moxi.facts.common.docs.prose_rules import names_no_use
from moxi.facts.common.unbound import unbound
from moxi.facts.model import Evidence, Example, Fact
from moxi.facts.prose import collapse, without_options
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.common.docs.blocks import Block, Page
    from moxi.facts.common.docs.identity import Identity
    from moxi.facts.common.docs.pages import Pages, Topic
    from moxi.facts.index import Facts

MAX_EXAMPLES = 12
MAX_LINES = 40
_DEFINES = lazy_re(r"^(?:>>> )?(?:@|def |class |async def )", re.MULTILINE)
_WELL_KNOWN = ("np", "pd", "plt", "app", "self")
MAX_OF_A_SECTION = 2
_MARKED_BAD = lazy_re(r"❌|✗|✘|(?:#|//) ?(?:bad|wrong|incorrect|fails)\b", re.IGNORECASE)
_ANY_PAGE = 35
"""the rank of what a page on some part of a library shows"""
_BASE: dict[Topic, int] = {"quickstart": 0, "index": 10, "usage": 20}
_PER_PAGE = {"quickstart": 5, "index": 4, "usage": 4}
_ALIASES = {
    "py": "python", "python3": "python", "py3": "python", "pycon": "pycon", "javascript": "js",
    "node": "js", "nodejs": "js", "mjs": "js", "cjs": "js", "typescript": "ts", "golang": "go",
    "rs": "rust", "bash": "sh", "shell": "sh", "zsh": "sh", "shell-session": "console",
    "shellsession": "console", "sh-session": "console", "terminal": "console", "yml": "yaml",
    "ipython": "python", "default": "",
}  # fmt: skip
_CODE = {"python", "pycon", "js", "ts", "jsx", "tsx", "rust", "go", "vue", "svelte", "html"}
_SCRIPTS = ("js", "ts", "jsx", "tsx")
_SHELL = {"sh", "console", "powershell", "pwsh", "fish"}
_IMPORTS = lazy_re(
    r"^\s*(?:>>> )?(?:import|from|use|const|let|var|extern)\b|require\(", re.MULTILINE
)
_CHATTY = lazy_re(
    r"^(now|let's|then|next|here|or|and|but|so|finally|first|also|this|that|these|it|after|once|again"
    r"|as|in|if|when|we|you|your|i|the (following|same)|see|for (example|this)|e\.g\."
    r"|example|output|result)\b"
    r"|\blet's\b|\byou (had|can|get|should|will|may)\b|\b(with|by|using|the|to|as"
    r"|like|this|is|are)$",
    re.IGNORECASE,
)
_PLAIN_TITLE = lazy_re(
    r"^((basic |example )?usage|(usage )?examples?|quick ?start( guide)?|getting started"
    r"|introduction|overview|basics?"
    r"|tutorial|guide|user guide|using .*|install(ation)?.*|setup"
    r"|table of contents|documentation|home)\W*$",
    re.IGNORECASE,
)
_SETUP = lazy_re(
    r"\b(install\w*|set-?up|upgrad\w+|migrat\w+|develop\w*|contribut\w*|deprecat\w+|changelog|testing)\b",
    re.IGNORECASE,
)
# What it shows stands on names of the block before.
_CONTINUES = lazy_re(
    r"\bcan (then|now) be (used|called|passed)\b"
    r"|\bthe (function|class|code|example|snippet) above\b"
    r"|\bthe (above|previous|preceding) (function|class|code|example|snippet)\b",
    re.IGNORECASE,
)
_BAD = lazy_re(
    r"\b(don'?t|do not|wrong|incorrect|bad|avoid|broken|not work|fails?|error|deprecated|before)\b"
    r"|\b(raises?|raising|throws?|throwing|results? in|leads? to|causes?)\b(?:[^.:]|\.\w)*"
    r"(Error|Exception|Warning)\b|\b(invalid|illegal|does not compile|panics)\b",
    re.IGNORECASE,
)


_CONFIG_LANGUAGES = {"gitconfig", "ini", "toml", "yaml", "json", "conf", "kdl", "ron"}
# "Add this to your `~/.toolrc`:"
_INTO_FILE = lazy_re(
    r"\b(add|put|append|paste)\b.*\b(to|in|into)\b[^.]*`[^`]*[./]\w[^`]*`", re.IGNORECASE
)
# A docs tool takes it for the block's title, as it would in the line of the fence.
_OWN_TITLE = lazy_re(r"title=\"([^\"\n]+)\"\n+")
# The folder of the one who wrote the page, before a program in its output.
_PERSONAL = lazy_re(r"/(?:home|Users)/[\w.-]+/(?:[\w.-]+/)*bin/(?=\w)")
_SECRET = lazy_re(r"PRIVATE KEY|BEGIN CERTIFICATE|\bAKIA[0-9A-Z]{12}|\bgh[ps]_\w{20}")
_SYNOPSIS = lazy_re(r"\[[A-Za-z_-]+( [A-Za-z_\[\]-]+)*\]|<[A-Za-z _-]+>|\{[a-z_]+\}\.\.\.")


class _Found(NamedTuple):
    example: Example
    evidence: Evidence


def examples(pages: Pages, identity: Identity, known: Facts) -> Iterator[Fact[Example]]:
    """The first code blocks of the pages that show the use, quickstarts before the others."""
    seen = {collapse(fact.value.code) for fact in known.all(Example)}
    found: list[_Found] = []
    for topic in ("quickstart", "index", "usage"):
        for place, page in pages.of(topic, limit=4):
            base = _BASE[place.topic] + min(place.depth, 3) * 2
            taken = 0
            for example in _on_page(pages, page, identity, base):
                key = collapse(example.example.code)
                if key not in seen:
                    seen.add(key)
                    found.append(example)
                    taken += 1
                if taken == _PER_PAGE[topic]:
                    break
    if not found:
        found = _elsewhere(pages, identity, seen)
    found.sort(key=lambda item: item.example.rank)
    for item in found[:MAX_EXAMPLES]:
        yield Fact(item.example, (item.evidence,), pages.folder)


def _elsewhere(pages: Pages, identity: Identity, seen: set[str]) -> list[_Found]:
    """Without a page that shows the use: the code on any page that takes a library in."""
    names = [name for name in identity.modules if len(name) > 1]
    forms = [f"{word}{name}" for name in names for word in ("import ", "from ", "use ")]
    quoted = [f"{mark}{name}{mark}" for name in names for mark in "\"'"]
    listed = "|".join(map(re.escape, names)) or r"(?!)"
    taken_in = re.compile(
        rf"""^\s*(?:>>> )?(?:from|import|use) (?:{listed})\b|\b(?:from|require\(|import) ?["']"""
        rf"""(?:{listed})["']|^\s*(?:import )?"(?:{listed})"$""",
        re.MULTILINE,
    )
    found: list[_Found] = []
    for page in pages.others(*forms, *quoted) if names else ():
        taken = [
            item
            for item in _on_page(pages, page, identity, _ANY_PAGE + len(found))
            if item.example.language in _CODE
            and taken_in.search(item.example.code)
            and not _MARKED_BAD.search(item.example.code)
            and collapse(item.example.code) not in seen
        ]
        found += taken[:1]
    return found


def _on_page(pages: Pages, page: Page, identity: Identity, base: int) -> Iterator[_Found]:
    headings: list[Block] = []
    number = 0
    opening: tuple[str, int] | None = None
    shown: Counter[str] = Counter()
    for block in page.blocks:
        if block.kind == "heading":
            headings = [h for h in headings if h.level < block.level] + [block]
            continue
        if block.kind != "code" or block.aside:
            continue
        section = plain(headings[-1].text) if headings else ""
        told = " ".join(plain(heading.text) for heading in headings)
        if _BAD.search(f"{section} {plain(block.lead)}"):
            continue
        code, written, path = pages.code(page, block)
        code = without_options(code)
        if _SETUP.search(told) and not _first_use(told, code, written, identity):
            continue
        if _CONTINUES.search(plain(block.lead)) and not _IMPORTS.search(code):
            continue
        named = _OWN_TITLE.match(code)
        if named:
            code = code[named.end() :]
        configures = bool(
            _ALIASES.get(written, written) in _CONFIG_LANGUAGES
            and _INTO_FILE.search(block.lead)
            and identity.mentioned(code)
        )
        language = written if configures else _language(code, written, identity)
        if language == "console":
            code = _PERSONAL.sub("", code)
        if not language or code.count("\n") >= MAX_LINES or _SECRET.search(code):
            continue
        imports = bool(_IMPORTS.search(code))
        if imports and identity.mentioned(code) and "\n" not in code and len(code) < 60:
            opening = (code, block.line)
            continue  # nothing but the import: it belongs to what follows
        used = configures or _uses(code, language, identity)
        hangs = not opening and language in ("python", "pycon") and _hangs(code, identity)
        used = used and (imports or not hangs)
        if used and language in _SCRIPTS and _is_broken(code):
            continue
        if not used or shown[section] == MAX_OF_A_SECTION:
            continue
        shown[section] += 1
        whole = imports or language in _SHELL
        # The page's own heading says what the project is, not what this block shows.
        own = bool(headings) and headings[-1].level == 1 and identity.mentioned(section)
        title = named.group(1) if named else _title(block, "" if own else section)
        rank = min(base + number + (0 if whole else 15) + 20 * hangs, 89)
        number += 1
        evidence = Evidence(path, block.line, block.end)
        if opening and not imports and language in ("python", "pycon", "js", "ts"):
            code = f"{opening[0]}\n{code}" if language == "pycon" else f"{opening[0]}\n\n{code}"
            evidence, rank = Evidence(path, opening[1], block.end), base
        opening = None
        if path != page.path:
            evidence = Evidence(path, 1, code.count("\n") + 1)
        yield _Found(Example(code, language, title, "docs", rank), evidence)


def _is_broken(code: str) -> bool:
    """Whether JavaScript or TypeScript is a fragment, or not well written; `…` stands for more."""
    if code.lstrip().startswith("."):
        return True
    if "..." in code or "…" in code or not {"(", "{", "="}.intersection(code):
        return False
    from moxi.facts.syntax import parse

    return all(parse(grammar, code).has_error for grammar in ("tsx", "typescript"))


def _first_use(told: str, code: str, written: str, identity: Identity) -> bool:
    """Whether a block below "Installation" is the first use that follows it: code that takes the
    project in and does something with it."""
    words = {match[0].lower() for match in _SETUP.finditer(told)}
    return (
        all(word.startswith(("install", "setup", "set-up")) for word in words)
        and _ALIASES.get(written, written) in _CODE
        and code.strip().count("\n") > 1
        and bool(_IMPORTS.search(code))
        and identity.mentioned(code)
    )


def _language(code: str, written: str, identity: Identity) -> str:
    """The language of a block, told from its text where the page does not name it."""
    language = _ALIASES.get(written, written)
    first = code.lstrip().split("\n")[0]
    if language in _SHELL or language in ("", "text", "none", "plain"):
        if first.startswith(">>> "):
            return "pycon"
        if re.search(r"^\s*\$ ", code, re.MULTILINE):
            return "console"
        if language in _SHELL:
            return language
        if _starts_with_program(first, identity):
            return "sh"
        return "python" if not language and _is_python(code) else ""
    if language == "python" and re.search(r"^>>> ", code, re.MULTILINE):
        return "pycon"
    return language if language in _CODE or language in ("yaml", "toml", "json") else ""


def _is_python(code: str) -> bool:
    if "import " not in code and "(" not in code:
        return False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _hangs(code: str, identity: Identity) -> bool:
    """Whether Python code rests on a variable that only an earlier block makes."""
    if _DEFINES.search(code):
        return False  # what it is put into, a reader may know
    names = unbound(code)
    if names is None:
        return ">>> " in code
    # A class that the page took in before is known to who reads on; a variable is not.
    return any(name.islower() for name in names - {*identity.modules, *_WELL_KNOWN})


def _starts_with_program(line: str, identity: Identity) -> bool:
    words = install_lines.words_of(install_lines.without_prompt(line))
    while words and (words[0] in ("sudo", "npx", "uvx") or re.match(r"^[A-Z_]+=", words[0])):
        words = words[1:]
    return bool(words) and words[0] in (*identity.programs, identity.repository)


def _uses(code: str, language: str, identity: Identity) -> bool:
    """Whether a block shows the project itself in use."""
    if language in _SHELL:
        lines = [line for line in code.split("\n") if line.strip()]
        prompted = any(line.lstrip().startswith("$ ") for line in lines)
        commands = [
            install_lines.without_prompt(line) if prompted else line.strip()
            for line in lines
            if (line.lstrip().startswith("$ ") if prompted else not line.lstrip().startswith("#"))
        ]
        if any((read := install_lines.read(line)) and read.label != "npx" for line in commands):
            return False
        if len(commands) == 1 and _SYNOPSIS.search(commands[0]):
            return False
        return any(_calls_program(line, identity) for line in commands)
    if language in ("yaml", "toml", "json"):
        slug = f"{identity.owner}/{identity.repository}@"
        return len(slug) > 3 and slug.lower() in code.lower()
    return identity.mentioned(code)


def _calls_program(command: str, identity: Identity) -> bool:
    return any(
        _starts_with_program(part.strip(), identity) for part in re.split(r"\|\||&&|[|;]", command)
    )


def _title(block: Block, section: str) -> str:
    """What a block shows: the sentence that leads to it, else its heading."""
    lead = plain(block.lead)
    if lead.endswith(":"):
        sentence = re.split(r"(?<=[.!?])\s+", lead)[-1].removesuffix(":").strip()
        words = sentence.split()
        if 2 <= len(words) <= 14 and words[0][0].isupper() and not _CHATTY.search(sentence):
            return sentence
    section = re.sub(r"^(step )?\d+[.:)]\s*", "", section, flags=re.IGNORECASE)
    plain_one = _PLAIN_TITLE.match(section) or names_no_use(section)
    if section and not plain_one and len(section) <= 70:
        return section.rstrip(".:")
    return ""
