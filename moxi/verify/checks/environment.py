"""Environment variables, in commands, in inline code and in blocks of settings.

verified: code, an image, a compose file or a settings template of the repository names it.
refuted: nothing does, and it is set for the repository's program or stands among its variables.
unknown: variables of other programs, and names that may be put together when the program runs.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from moxi.facts.common.programs import RULES
from moxi.facts.model import EnvVar
from moxi.patterns import lazy_re
from moxi.verify.context import is_past
from moxi.verify.model import Claim, Finding, refuted, unknown, verified
from moxi.verify.nearest import nearest
from moxi.verify.typed import is_usual, typed_commands

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.model import Evidence
    from moxi.verify.model import Verdict
    from moxi.verify.page import Page
    from moxi.verify.repository import Repository

_NAME = lazy_re(r"\$?\{?([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\}?(?:=.*)?")
_SETTING = lazy_re(r"^(?:export |set )?([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)=", re.MULTILINE)
_SPEAKS = lazy_re(
    r"\benv(ironment)?\b|\bvariables?\b|\bexport\b|\.env\b|\bsecrets?\b", re.IGNORECASE
)
_SETTINGS = lazy_re(r"\bsettings?\b|\bconfigur\w+", re.IGNORECASE)
_FOREIGN = lazy_re(
    r"(AWS|AZURE|GOOGLE|GCP|GITHUB|GITLAB|CI|RUNNER|DOCKER|COMPOSE|KUBE|XDG|LC|SSH|GIT|NPM|NODE|"
    r"PYTHON|PIP|VIRTUAL|CONDA|UV|POETRY|CARGO|RUST|GO|JAVA|MAVEN|GRADLE|LD|DYLD|HTTP|HTTPS|NO|"
    r"ALL|OPENAI|ANTHROPIC|HF|CUDA|NVIDIA|TF|PGADMIN|POSTGRES|MYSQL|MONGO|REDIS|PG|SENTRY|VERCEL|NEXT|VITE|"
    r"REACT|RAILS|DJANGO|FLASK|TWINE|HOMEBREW|TERM|USER|PATH|SHELL)_|.*_(HOME|PATH)$"
)

_BUILDERS = (
    "env-namespace", "env_prefix", "SetEnvPrefix", "envPrefix", "AutomaticEnv",
    "env_nested_delimiter", "auto_envvar_prefix", "with_prefix", "config.env", "environ_prefix",
)  # fmt: skip


def findings(page: Page, repository: Repository) -> Iterator[Finding]:
    """A claim for each variable; the same name on the same line counts once."""
    seen: dict[tuple[int, str], Verdict] = {}
    named = list(_named(page, repository))
    others = frozenset(_of_others(page, repository))
    there = Counter(group for name, _, group, *_ in named if _place(name, repository))
    for name, line, group, strong, around in named:
        certain = strong or (bool(group) and there[group] >= 2)
        verdict = _judged(name, repository, certain=certain)
        if verdict and verdict.status == "refuted" and _is_read(name, line, page):
            verdict = unknown("a command of the page reads it")
        if verdict and verdict.status == "refuted" and name in others:
            verdict = unknown("the page sets it for another program")
        if verdict and verdict.status == "refuted" and is_past(around):
            verdict = unknown("the sentence speaks of what was")
        if verdict and (line, name) not in seen:
            seen[line, name] = verdict
            yield Finding(Claim("environment", name, line), verdict)


def _of_others(page: Page, repository: Repository) -> Iterator[str]:
    """The variables that a command sets for a program which is no own one and runs none."""
    for typed in typed_commands(page, repository):
        name = typed.program.rpartition("/")[2]
        own = name in repository.programs or name in RULES or is_usual(name)
        if typed.assignments and not own and typed.program == name:
            yield from (assignment.partition("=")[0] for assignment in typed.assignments)


def _named(page: Page, repository: Repository) -> Iterator[tuple[str, int, int, bool, str]]:
    """Name, line, the table it stands in, whether it is plainly the program's, its sentence."""
    for typed in typed_commands(page, repository):
        own = typed.program.rpartition("/")[2] in repository.programs
        for assignment in typed.assignments:
            name = assignment.partition("=")[0]
            if re.fullmatch(r"[A-Z][A-Z0-9_]+", name):
                yield name, typed.line, 0, own, typed.around
        if typed.words[0] == "export":
            for word in typed.words[1:]:
                name = word.partition("=")[0]
                if re.fullmatch(r"[A-Z][A-Z0-9_]+", name):
                    yield name, typed.line, 0, False, typed.around
    for block in page.blocks:
        if block.language in ("env", "dotenv", "ini", "", "properties"):
            group = -block.line
            for found in _SETTING.finditer(block.code):
                line = block.line + block.code.count("\n", 0, found.start())
                yield found.group(1), line, group, False, ""
    for span in page.spans:
        whole = _NAME.fullmatch(span.text.strip())
        if not whole or span.linked:
            continue
        name = whole.group(1)
        spoken = _SPEAKS.search(f"{span.around} {span.section} {span.column}")
        spoken = spoken or _SETTINGS.search(span.section)
        if (
            spoken
            or _place(name, repository)
            or (_meant(name, repository) or len(_family(name, repository)) >= 3)
        ):
            plainly = spoken is not None and "env" in spoken.group().lower()
            yield name, span.line, span.table, plainly, span.around


def _is_read(name: str, line: int, page: Page) -> bool:
    """Whether another line of the page reads a variable."""
    read = re.compile(rf"\$\{{?{name}\b")
    return any(
        name in text and read.search(text)
        for number, text in enumerate(page.lines, 1)
        if number != line
    )


def _place(name: str, repository: Repository) -> Evidence | None:
    for fact in repository.facts.all(EnvVar):
        if fact.value.name == name:
            return fact.evidence[0]
    return repository.words.in_code(name)


def _known(repository: Repository) -> list[str]:
    return [fact.value.name for fact in repository.every(EnvVar) if isinstance(fact.value, EnvVar)]


def _meant(name: str, repository: Repository) -> str:
    """The variable of which a name that nothing knows is plainly a misspelling."""
    words = repository.words
    if len(name) < 6 or words.knows(name) or not words.complete:
        return ""
    older = re.sub(r"_(OLD|NEW|NEXT|LEGACY|\d)$", "", name)
    if older != name and _place(older, repository):
        return older
    return nearest(name, (*_known(repository), *words.capitals), 0.88)


def _family(name: str, repository: Repository) -> list[str]:
    """The repository's variables that begin as a name does: `APP_KEY` beside `APP_TOKEN`."""
    prefix = name.split("_")[0] + "_"
    if len(prefix) < 4:
        return []
    known = dict.fromkeys((*_known(repository), *repository.words.capitals))
    return [item for item in known if item.startswith(prefix)]


def _judged(name: str, repository: Repository, *, certain: bool) -> Verdict | None:
    place = _place(name, repository)
    if place:
        return verified(place)
    meant = _meant(name, repository)
    if _FOREIGN.match(name):
        return unknown("it may be another program's")
    if not repository.words.complete or repository.words.knows(name):
        return unknown("other pages speak of it")
    parts = name.split("_")
    starts = [f"{'_'.join(parts[:count])}_" for count in range(1, len(parts))]
    if not meant and any(
        start in repository.words or f"{start}$" in repository.words for start in starts
    ):
        return unknown("the name may be put together when the program runs")
    known = _known(repository)
    family = _family(name, repository)
    if re.search(r"_\d+_", name):
        return unknown("one of a numbered row")
    if name.endswith("_FILE") and repository.words.knows(name.removesuffix("_FILE")):
        return unknown("a file that holds the variable's value")
    if repository.words.holds_parts(name) and any(
        repository.words.knows(builder) for builder in _BUILDERS
    ):
        return unknown("the name may be put together when the program runs")
    meant = meant or nearest(name, known, 0.7)
    package = repository.facts.package
    ecosystem = package.value.ecosystem if package else ""
    if not ecosystem or ecosystem.startswith("Docker") or ecosystem == "GitHub Actions":
        certain = False  # images and tools of others read their own
        family = family if ecosystem == "GitHub Actions" else []
    if certain or len(family) >= 2 or meant:
        close = meant and nearest(name, known, 0.85) == meant
        return refuted(
            "nothing in the repository reads this variable",
            suggestion=meant,
            fix=(name, meant) if close else None,
        )
    return unknown("it may be another program's")
