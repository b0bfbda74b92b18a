"""Technologies that prose says the project is written in, built with or uses.

verified: files, manifests or code of the repository name it. refuted: it is a language of which
the repository holds no file, or a product that no text of it but the README knows.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.model import Evidence, Technology
from moxi.patterns import lazy_re
from moxi.verify.model import Claim, Finding, refuted, unknown, verified

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.verify.model import Verdict
    from moxi.verify.page import Page, Prose
    from moxi.verify.repository import Repository

LANGUAGES: dict[str, tuple[str, ...]] = {
    "Python": (".py", ".pyx", ".pyi"), "JavaScript": (".js", ".mjs", ".cjs", ".jsx"),
    "TypeScript": (".ts", ".tsx", ".mts", ".cts"), "Rust": (".rs",), "Go": (".go",),
    "Golang": (".go",), "Java": (".java",), "Kotlin": (".kt", ".kts"), "Ruby": (".rb", ".gemspec"),
    "PHP": (".php",), "C++": (".cpp", ".cc", ".cxx", ".hpp", ".hh", ".h"), "C#": (".cs",),
    "Swift": (".swift",), "Scala": (".scala",), "Haskell": (".hs", ".lhs"),
    "Elixir": (".ex", ".exs"), "Erlang": (".erl", ".hrl"), "Perl": (".pl", ".pm"),
    "Clojure": (".clj", ".cljs", ".cljc", ".edn"), "Lua": (".lua",), "Dart": (".dart",),
    "Zig": (".zig",), "Nim": (".nim",), "OCaml": (".ml", ".mli"),
    "F#": (".fs", ".fsx"), "Julia": (".jl",), "Fortran": (".f90", ".f", ".f95", ".for"),
    "Crystal": (".cr",), "COBOL": (".cob", ".cbl"), "Elm": (".elm",), "PureScript": (".purs",),
    "Objective-C": (".m", ".mm"), "Solidity": (".sol",), "CoffeeScript": (".coffee",),
}  # fmt: skip
PRODUCTS = (
    "PostgreSQL", "MySQL", "MariaDB", "SQLite", "MongoDB", "Redis", "Memcached", "Cassandra",
    "Elasticsearch", "OpenSearch", "ClickHouse", "DynamoDB", "CouchDB", "Neo4j", "InfluxDB",
    "RabbitMQ", "Kafka", "NATS", "Celery", "GraphQL", "gRPC", "Kubernetes", "Terraform", "Ansible",
    "Django", "Flask", "FastAPI", "Starlette", "SQLAlchemy", "Pydantic", "React", "Vue", "Angular",
    "Svelte", "Next.js", "Nuxt", "Express", "NestJS", "Fastify", "Koa", "Electron", "Tailwind",
    "Bootstrap", "jQuery", "Spring Boot", "Laravel", "Symfony", "Ruby on Rails", "Phoenix",
    "TensorFlow", "PyTorch", "NumPy", "pandas", "scikit-learn", "Keras", "OpenCV", "LangChain",
    "Tokio", "Actix", "Axum", "Rocket", "Gin", "Echo", "Fiber", "Cobra", "Prisma", "TypeORM",
    "Sequelize", "Mongoose", "Webpack", "Vite", "Rollup", "esbuild", "Babel", "Jest", "Vitest",
    "Mocha", "Cypress", "Playwright", "Storybook", "Firebase", "Supabase", "WebAssembly", "Qt",
    "GTK", "Docker",
)  # fmt: skip
_SAYS = lazy_re(
    r"\b(?P<how>(?:re)?written (?:entirely |completely |purely |mostly )?in|implemented in"
    r"|coded in|developed in|built (?:with|on|using|on top of|in|from)|powered by|based on"
    r"|implemented (?:with|using)|made with|developed (?:with|using)|runs on|backed by"
    r"|(?:this|the) (?:project|library|tool|package|app(?:lication)?|server|service|program"
    r"|repository) uses|it uses)\b",
    re.IGNORECASE,
)
_ANOTHER = lazy_re(
    r"\b(other|another|original|unlike|instead|if|when|that|which|your|any|apps|projects)\b",
    re.IGNORECASE,
)
_SUBJECT = lazy_re(
    r"^\W*$|^\W*(a|an) |\b(it|it's|we|this|the (project|library|tool|package|app|application|server"
    r"|service|program|backend|frontend|website|api|code|site|engine|framework|cli))\b",
    re.IGNORECASE,
)
_STACK = lazy_re(r"tech|stack|built|about|overview|introduc|feature", re.IGNORECASE)
_OBJECT = 90
"""characters behind the phrase in which its objects stand"""


def findings(page: Page, repository: Repository) -> Iterator[Finding]:
    """A claim for each language or product that such a phrase names."""
    for prose in page.prose:
        if prose.kind == "heading" or not repository.facts.package:
            continue
        seen: set[str] = set()
        for found in _SAYS.finditer(prose.text):
            intro = prose.section == (page.headings[0].text if page.headings else "")
            if prose.kind in ("item", "cell") and not _STACK.search(prose.section):
                continue
            if _of_another(prose.text[: found.start()], repository, intro=intro):
                continue
            behind = prose.text[found.end() :]
            tail = re.split(r"[.;:!?](?:\s|$)|\bfor\b|\band (?:is|has|can)\b", behind)
            for name in _named(tail[0][:_OBJECT]):
                if name not in seen:
                    seen.add(name)
                    yield _finding(name, f"{found.group('how')} {name}", prose, page, repository)


def _finding(name: str, text: str, prose: Prose, page: Page, repository: Repository) -> Finding:
    line = page.line_of(name, prose.line, prose.line + 8)
    claim = Claim("technology", text, line)
    if name in LANGUAGES:
        return Finding(claim, _language(name, repository))
    return Finding(claim, _product(name, repository))


def _of_another(before: str, repository: Repository, *, intro: bool) -> bool:
    """Whether the phrase may speak of something else: `a server that is written in`."""
    clause = re.split(r"[.;:!?]\s", before)[-1]
    if re.search(r"\w [(\[]$", clause):  # `runs the engine (written in Go)`
        return True
    if _ANOTHER.search(clause) and len(clause.split()) > 2:
        return True
    names = (
        repository.snapshot.metadata.name, *repository.package_names, *repository.programs
    )  # fmt: skip
    own = any(name and name.lower() in clause.lower() for name in names)
    subject = _SUBJECT.search(clause)
    described = subject is not None and subject.group().strip().lower() in ("a", "an")
    return not (own or (subject and (intro or not described)))


def _named(text: str) -> Iterator[str]:
    for name in (*LANGUAGES, *PRODUCTS):
        if re.search(rf"(?<![\w.#+-]){re.escape(name)}(?![\w#+])", text):
            yield name


def _language(name: str, repository: Repository) -> Verdict:
    suffixes = LANGUAGES[name]
    for path in repository.tree.paths:
        if path.endswith(suffixes):
            return verified(Evidence(path))
    if name == "JavaScript" and repository.has_suffix(*LANGUAGES["TypeScript"], ".vue", ".svelte"):
        return verified(Evidence(repository.any_of("package.json") or repository.tree.paths[0]))
    known = [other for other, endings in LANGUAGES.items() if repository.has_suffix(*endings)]
    if not known or not _main(repository):
        return unknown("the repository holds no source file")
    return refuted(f"the repository holds no {name} file", suggestion=_main(repository))


def _main(repository: Repository) -> str:
    package = repository.facts.package
    return package.value.ecosystem if package and package.value.ecosystem in LANGUAGES else ""


def _product(name: str, repository: Repository) -> Verdict:
    for fact in repository.facts.all(Technology):
        if fact.value.name == name:
            return verified(*fact.evidence)
    words = repository.words
    word = re.split(r"[ .]", name)[0]
    for spelling in (word, word.lower(), _SHORT.get(name, word.lower())):
        place = words.in_code(spelling)
        if place:
            return verified(place)
    short = _SHORT.get(name, word)
    if not words.complete or words.knows(short) or words.knows(word):
        return unknown("the repository speaks of it")
    return refuted(f"nothing in the repository knows {name}")


_SHORT = {
    "PostgreSQL": "postgres", "Kubernetes": "k8s", "scikit-learn": "sklearn", "PyTorch": "torch",
    "Elasticsearch": "elastic", "RabbitMQ": "amqp", "WebAssembly": "wasm", "Ruby on Rails": "rails",
    "Tailwind": "tailwindcss", "MongoDB": "mongo", "OpenCV": "cv2",
    "Spring Boot": "springframework", "Memcached": "memcache", "DynamoDB": "dynamo",
}  # fmt: skip
