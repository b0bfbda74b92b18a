"""What a developer of a Go module runs, what it is built with, and where its pages are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from moxi.facts.go.install import is_complete
from moxi.facts.go.project import is_public, roles
from moxi.facts.model import Evidence, Fact, Link, Task, Technology
from moxi.facts.paths import is_vendored, join

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.go.module import Module

LINTERS = (".golangci.yml", ".golangci.yaml", ".golangci.toml", ".golangci.json")
_TECHNOLOGIES = {
    "github.com/gin-gonic/gin": ("Gin", "web framework"),
    "github.com/labstack/echo": ("Echo", "web framework"),
    "github.com/gofiber/fiber": ("Fiber", "web framework"),
    "github.com/go-chi/chi": ("chi", "HTTP router"),
    "github.com/gorilla/mux": ("Gorilla mux", "HTTP router"),
    "github.com/beego/beego": ("Beego", "web framework"),
    "google.golang.org/grpc": ("gRPC", "remote procedure calls"),
    "connectrpc.com/connect": ("Connect", "remote procedure calls"),
    "github.com/99designs/gqlgen": ("gqlgen", "GraphQL server"),
    "github.com/jackc/pgx": ("PostgreSQL", "database"),
    "github.com/lib/pq": ("PostgreSQL", "database"),
    "gorm.io/driver/postgres": ("PostgreSQL", "database"),
    "github.com/go-sql-driver/mysql": ("MySQL", "database"),
    "gorm.io/driver/mysql": ("MySQL", "database"),
    "github.com/mattn/go-sqlite3": ("SQLite", "database"),
    "modernc.org/sqlite": ("SQLite", "database"),
    "gorm.io/driver/sqlite": ("SQLite", "database"),
    "go.mongodb.org/mongo-driver": ("MongoDB", "database"),
    "github.com/redis/go-redis": ("Redis", "in-memory store"),
    "github.com/go-redis/redis": ("Redis", "in-memory store"),
    "github.com/gomodule/redigo": ("Redis", "in-memory store"),
    "gorm.io/gorm": ("GORM", "object-relational mapper"),
    "entgo.io/ent": ("Ent", "entity framework"),
    "github.com/segmentio/kafka-go": ("Apache Kafka", "message broker"),
    "github.com/IBM/sarama": ("Apache Kafka", "message broker"),
    "github.com/nats-io/nats.go": ("NATS", "message broker"),
    "github.com/rabbitmq/amqp091-go": ("RabbitMQ", "message broker"),
    "github.com/charmbracelet/bubbletea": ("Bubble Tea", "terminal user interface"),
    "charm.land/bubbletea": ("Bubble Tea", "terminal user interface"),
    "github.com/rivo/tview": ("tview", "terminal user interface"),
    "go.etcd.io/bbolt": ("bbolt", "embedded key-value store"),
    "github.com/dgraph-io/badger": ("Badger", "embedded key-value store"),
    "k8s.io/client-go": ("Kubernetes", "orchestration"),
    "sigs.k8s.io/controller-runtime": ("controller-runtime", "Kubernetes operators"),
    "github.com/prometheus/client_golang": ("Prometheus", "metrics"),
    "go.temporal.io/sdk": ("Temporal", "workflows"),
    "github.com/wailsapp/wails": ("Wails", "desktop applications"),
    "fyne.io/fyne": ("Fyne", "graphical user interface"),
}
_ONLY_IN_PROGRAMS = {"Prometheus", "Kubernetes"}


def develop_facts(module: Module) -> Iterator[Fact[Any]]:
    """Tasks, technologies and links."""
    yield from _tasks(module)
    yield from _technologies(module)
    yield from _links(module)


def _tasks(module: Module) -> Iterator[Fact[Task]]:
    if not module.has_manifest:
        return
    where = module.folder
    tree = module.reader.tree
    if all(is_complete(module, program) for program in module.programs):
        yield Fact(
            Task("build", "go build ./...", runner="go", directory=where), (module.evidence,)
        )
    tests = [
        path
        for path in tree.under(where)
        if path.endswith("_test.go")
        and not is_vendored(path)
        and "/testdata/" not in f"/{path}"
        and _in_module(module, path)
    ]
    if tests:
        first = min(tests, key=lambda path: (path.count("/"), path))
        evidence = (Evidence(first),)
        yield Fact(Task("test", "go test ./...", runner="go", directory=where), evidence)
    for name in LINTERS:
        path = join(where, name)
        if path in tree:
            task = Task("lint", "golangci-lint run", runner="golangci-lint", directory=where)
            yield Fact(task, (Evidence(path),))
            break
    if found := _generates(module):
        task = Task("build", "go generate ./...", "regenerate generated code", "go", False, where)
        yield Fact(task, (found,))


def _in_module(module: Module, path: str) -> bool:
    """Whether no other go.mod stands between a file and the module's folder."""
    folder = path.rpartition("/")[0]
    while folder != module.folder and folder:
        if join(folder, "go.mod") in module.reader.tree:
            return False
        folder = folder.rpartition("/")[0]
    return True


def _generates(module: Module) -> Evidence | None:
    for package in module.packages.values():
        for source in package.sources:
            found = re.search(r"^//go:generate\s", source.text, re.MULTILINE)
            if found:
                line = source.text.count("\n", 0, found.start()) + 1
                return Evidence(source.path, line, line)
    return None


def _technologies(module: Module) -> Iterator[Fact[Technology]]:
    imported = {path for package in module.packages.values() for path in package.imports}
    seen: set[str] = set()
    for requirement in module.mod.requires:
        bare = re.sub(r"/v\d+$", "", requirement.path)
        found = _TECHNOLOGIES.get(bare)
        if found is None or requirement.indirect or found[0] in seen:
            continue
        if found[0] in _ONLY_IN_PROGRAMS and not module.programs:
            continue
        used = any(
            (path + "/").startswith(bare + "/")
            and (found[0] != "MongoDB" or path.endswith(("/mongo", "/mongo-driver")))
            for path in imported
        )
        if not used:
            continue
        seen.add(found[0])
        evidence = Evidence(module.manifest, requirement.line, requirement.line)
        yield Fact(Technology(*found), (evidence,))


def _links(module: Module) -> Iterator[Fact[Any]]:
    """The library's page on pkg.go.dev, which documents every public module."""
    if not is_public(module) or "library" not in roles(module):
        return
    url = f"https://pkg.go.dev/{module.path}"
    yield Fact(Link("documentation", url, "Go reference"), (module.evidence,))
