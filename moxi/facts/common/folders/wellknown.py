"""Folders that a convention names, held against what they hold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moxi.facts.model import Evidence
from moxi.facts.paths import is_test

if TYPE_CHECKING:
    from collections.abc import Sequence

    from moxi.facts.reader import Reader

Said = tuple[str, Evidence] | None
_SOURCE = (
    ".py", ".js", ".mjs", ".cjs", ".ts", ".tsx", ".jsx", ".go", ".rs", ".rb", ".java", ".kt", ".c",
    ".cc", ".cpp", ".h", ".cs", ".php", ".sh", ".bash", ".bats", ".ps1", ".lua", ".swift", ".vue",
    ".svelte", ".ex", ".exs", ".zig", ".fish", ".zsh",
)  # fmt: skip
_IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".ico", ".avif", ".mp4", ".excalidraw")
_PAGES = (".md", ".mdx", ".rst", ".adoc", ".txt", ".html", ".ipynb")


@dataclass(frozen=True, slots=True)
class _Convention:
    names: str
    """a regular expression over a folder's name"""
    role: str
    holds: str
    """a regular expression over the paths in it"""
    share: float = 0.0
    """of its files that must match; with 0 one is enough"""


def _ending(suffixes: Sequence[str]) -> str:
    return "(" + "|".join(re.escape(suffix) for suffix in suffixes) + ")$"


_CONVENTIONS = (
    _Convention(r"e2e|end-to-end|e2e-tests?", "end-to-end tests", _ending(_SOURCE), 0.3),
    _Convention(r"cypress", "end-to-end tests (Cypress)", r"\.(cy|spec)\.[jt]sx?$"),
    _Convention(r"prisma", "the Prisma schema and its migrations", r"(^|/)migrations/.*\.sql$"),
    _Convention(r"prisma", "the Prisma schema", r"\.prisma$"),
    _Convention(r"integration[-_]tests?", "integration tests", _ending(_SOURCE), 0.2),
    _Convention(r"acceptance[-_]tests?", "acceptance tests", _ending(_SOURCE), 0.2),
    _Convention(r"examples?|samples?|_examples?", "examples", r"."),
    _Convention(r"demos?", "demos", r"."),
    _Convention(r"docs?|documentation", "documentation", _ending(_PAGES)),
    _Convention(r"man|manpages?", "manual pages", r"\.[1-8](\.\w+)?$", 0.5),
    _Convention(r"bench|benches|benchmarks?|benchsuite", "benchmarks", _ending(_SOURCE)),
    _Convention(r"fuzz|fuzzing", "fuzz tests", r"fuzz|Cargo\.toml|" + _ending(_SOURCE), 0.1),
    _Convention(r"scripts?", "scripts", _ending((*_SOURCE, ".pl", ".awk")) + r"|(^|/)[^/.]+$", 0.3),
    _Convention(r"completions?|complete", "shell completions",
        r"\.(fish|bash|zsh|ps1|elv|nu)$|(^|/)_[\w-]+$"),
    _Convention(
        r"locales?|i18n|translations?|lang|langs|languages|po",
        "translations", r"\.(json|po|pot|ya?ml|ftl|mo|properties|toml|arb)$", 0.6,
    ),
    _Convention(r"migrations?|alembic", "database migrations", r"\.(py|sql|js|ts|rb|go)$", 0.5),
    _Convention(r"charts?|helm", "Helm chart", r"(^|/)Chart\.yaml$"),
    _Convention(r"terraform|infra|infrastructure|modules", "Terraform configuration", r"\.tf$",
    0.4),
    _Convention(r"ansible|playbooks|roles", "Ansible playbooks",
    r"(tasks/main|playbook\w*|site)\.ya?ml$"),
    _Convention(r"k8s.*|kubernetes|manifests|kustomize", "Kubernetes manifests", r"\.ya?ml$", 0.6),
    _Convention(r"grafana|dashboards?", "Grafana dashboards", r"\.json$", 0.4),
    _Convention(r"proto|protos|protobuf", "Protocol Buffers definitions", r"\.proto$", 0.3),
    _Convention(r"schemas?|json-?schemas?", "schemas", r"\.(json|xsd|graphql|avsc|yaml)$", 0.6),
    _Convention(r"templates?|views|layouts", "templates",
        r"\.(html?|jinja2?|j2|tmpl|tpl|gotmpl|ejs|hbs|pug|erb|txt|njk|mustache|liquid"
        r"|jade)$", 0.5),
    _Convention(r"notebooks?", "notebooks", r"\.ipynb$", 0.4),
    _Convention(r"typings|types|@types", "type definitions", r"\.d\.ts$", 0.5),
    _Convention(
        r"assets?|images?|img|imgs|media|screenshots?|logos?|art|pictures|figures",
        "images", _ending(_IMAGES), 0.8,
    ),
    _Convention(r"static|public|www", "static files",
        r"\.(html?|css|js|svg|png|ico|jpe?g|woff2?|webp|txt|json|gif)$", 0.8),
    _Convention(r"tests?|__tests__|__test__|specs?|testing", "tests", _ending(_SOURCE), 0.1),
    _Convention(r"testdata|test[-_]data|fixtures", "test data", r"."),
    _Convention(r"patches", "patches", r"\.(patch|diff)$", 0.6),
    _Convention(r"snap", "snap package", r"snapcraft\.yaml$"),
    _Convention(r"debian", "Debian packaging", r"(^|/)control$"),
    _Convention(r"flatpak", "Flatpak packaging", r"\.(ya?ml|json|xml)$"),
    _Convention(r"packaging|pkg|dist|package", "packaging",
        r"\.(spec|rb|nuspec|desktop|service|wxs|iss)$|(^|/)(PKGBUILD|control"
        r"|postinst)$", 0.2),
    _Convention(r"systemd|init|initscripts", "service files", r"\.(service|timer|socket|init)$",
    0.5),
    _Convention(r"docker|dockerfiles?|container", "container images", r"Dockerfile", 0.1),
    _Convention(r"fonts?", "fonts", r"\.(woff2?|ttf|otf|eot)$", 0.6),
    _Convention(r"styles?|css|scss", "style sheets", r"\.(s?css|sass|less|styl)$", 0.8),
)  # fmt: skip


def role(reader: Reader, folder: str) -> Said:
    """What a convention says of a folder, where its content agrees."""
    name = folder.rpartition("/")[2].lower()
    if folder == ".github/workflows":
        flows = [p for p in reader.tree.files(folder) if p.endswith((".yml", ".yaml"))]
        return ("GitHub Actions workflows", Evidence(flows[0])) if flows else None
    for convention in _CONVENTIONS:
        if not re.fullmatch(convention.names, name):
            continue
        paths = reader.tree.under(folder)
        holds = re.compile(convention.holds, re.IGNORECASE)
        fitting = [path for path in paths if holds.search(path[len(folder) :])]
        if fitting and len(fitting) >= convention.share * len(paths):
            if convention.role == "tests" and not any(map(is_test, fitting)):
                continue
            if convention.role == "Kubernetes manifests" and not _any_text(
                reader, fitting, "apiVersion:"
            ):
                continue
            return convention.role, Evidence(fitting[0])
    return None


def _any_text(reader: Reader, paths: Sequence[str], needle: str) -> bool:
    return any(needle in reader.text(path) for path in paths[:3])
