"""What a Go module is: its name, its roles, whether others can get it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.go import gomod
from moxi.facts.go.comments import synopsis
from moxi.facts.go.gomod import without_major
from moxi.facts.model import Evidence, Fact, Package, Runtime
from moxi.facts.paths import join
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from moxi.facts.go.module import GoPackage, Module
    from moxi.facts.model import Role
    from moxi.facts.reader import Reader

_HTTP = lazy_re(
    r"\bhttp\.ListenAndServe(?:TLS)?\(|\.ListenAndServe(?:TLS)?\(|\bhttp\.Serve(?:TLS)?\("
    r"|\bweb\.ListenAndServe\("
)
_SERVES = lazy_re(r"\.Serve(?:TLS)?\(\w")
_FRAMEWORKS = {
    "github.com/gin-gonic/gin": lazy_re(r"\.Run(?:TLS)?\("),
    "github.com/labstack/echo": lazy_re(r"\.Start(?:TLS|AutoTLS|Server)?\("),
    "github.com/gofiber/fiber": lazy_re(r"\.Listen(?:TLS)?\("),
    "google.golang.org/grpc": lazy_re(r"\bgrpc\.NewServer\("),
    "github.com/kataras/iris": lazy_re(r"\.(?:Run|Listen)\("),
    "github.com/valyala/fasthttp": lazy_re(r"\bfasthttp\.(?:ListenAndServe|Serve)"),
}
_FLAGS = lazy_re(
    r'"(?:flag|github\.com/(?:spf13/(?:cobra|pflag)|muesli/coral|urfave/cli|alecthomas/(?:kong|kingpin)|'
    r"jessevdk/go-flags|alexflint/go-arg|projectdiscovery/goflags|peterbourgon/ff)|"
    r"gopkg\.in/alecthomas/kingpin)\b"
)
_SERVERS = lazy_re(
    r"serve|http|api|app|web|route|rest|grpc|rpc|handler|cmd|transport|infra|control|daemon", re.I
)
_PLACEHOLDER = lazy_re(r"your|example|username|<|changeme|placeholder|^test/", re.IGNORECASE)


def project_fact(module: Module) -> Fact[Package] | None:
    """The module as a package, None where it holds no code of its own."""
    if not module.has_manifest:
        return _without_manifest(module)
    if not module.path:
        return None
    if not module.packages:
        return None
    public = is_public(module)
    found = Package(
        name=module.path,
        ecosystem="Go",
        roles=roles(module),
        description=synopsis(module),
        private=not public,
        published=public,
    )
    return Fact(found, (module.evidence,), module.folder)


def workspace_fact(reader: Reader, folder: str) -> Fact[Package] | None:
    """A go.work without a go.mod beside it: a folder that only holds modules together."""
    path = join(folder, "go.work")
    work = gomod.parse(reader.text(path))
    name = folder.rpartition("/")[2] or reader.snapshot.metadata.name
    if not work.uses or not name:
        return None
    evidence = Evidence(path, work.uses[0][1], work.uses[-1][1])
    return Fact(Package(name, "Go", workspace=True, private=True), (evidence,), folder)


def _without_manifest(module: Module) -> Fact[Package] | None:
    """A repository from the time before go.mod: Go files at its root or programs in `cmd/`."""
    if "" not in module.packages and not module.programs:
        return None
    name = module.path or module.name
    if not name:
        return None
    package = Package(name, "Go", roles(module), synopsis(module), published=bool(module.path))
    return Fact(package, (module.evidence,), module.folder)


def runtime_fact(module: Module) -> Fact[Runtime] | None:
    """The Go version that go.mod asks for."""
    if not module.has_manifest:
        return None
    version = module.mod.go
    if not re.fullmatch(r"\d+(?:\.\d+){0,2}(?:rc\d+|beta\d+)?", version):
        return Fact(Runtime("Go"), (module.evidence,))
    evidence = Evidence(module.manifest, module.mod.go_line, module.mod.go_line)
    short = re.sub(r"^(\d+\.\d+)\.0$", r"\1", version)
    return Fact(Runtime("Go", version, f"{short} or newer"), (evidence,))


def is_public(module: Module) -> bool:
    """Whether `go get` finds this module under its path: a host's name, not somebody else's."""
    path = module.path
    if not gomod.is_public(path) or _PLACEHOLDER.search(path) or module.mod.deprecated:
        return False
    if "internal" in module.folder.split("/"):
        return False
    metadata = module.reader.snapshot.metadata
    if metadata.url and path.startswith(f"{metadata.host}/"):
        # A repository that was moved keeps its module path, so the owner may be another one.
        parts = path.lower().split("/")
        return len(parts) > 2 and parts[2] == metadata.name.lower()
    return True


def roles(module: Module) -> tuple[Role, ...]:
    """What the module is to its users, the most telling role first."""
    library = _is_library(module)
    if not module.programs:
        return ("library",) if library else ()
    main = module.programs[0]
    found: list[Role] = []
    listens = listening(module, main)
    commands = _has_flags(module, main)
    if listens and (not commands or _is_server(module, main, listens)):
        found = ["service", "cli"] if commands else ["service"]
    else:
        found = ["cli", "service"] if listens else ["cli"]
    if not library:
        return tuple(found)
    leads = module.program_name(main).lower() in (
        module.name.lower(),
        module.reader.snapshot.metadata.name.lower(),
    )
    return (*found, "library") if leads else ("library", *found)


def _is_library(module: Module) -> bool:
    root = module.packages.get("")
    if root is not None and root.name != "main":
        return has_exports(root)
    if root is None and not module.programs:
        return any(has_exports(package) for package in module.libraries[:20])
    return root is None and bool(shown_packages(module))


def shown_packages(module: Module) -> list[GoPackage]:
    """The packages at the top of a module whose tests show others how to use them."""
    return [
        package
        for package in module.libraries[:20]
        if package.folder
        and "/" not in package.folder
        and has_exports(package)
        and any(
            "\nfunc Example" in module.reader.text(path)
            for path in module.test_files(package.folder)
        )
    ]


def has_exports(package: GoPackage) -> bool:
    """Whether a package declares anything that others may use."""
    exported = re.compile(r"^(?:func|type|var|const) [A-Z]|^\t[A-Z]\w*\s*(?:=|[\w*\[])", re.M)
    return any(exported.search(source.text) for source in package.sources)


def listening(module: Module, main: GoPackage) -> list[GoPackage]:
    """The packages of a program that start a server."""
    reachable = module.reachable(main)
    imported = {without_major(path) for package in reachable for path in package.imports}
    frameworks = [path for path in _FRAMEWORKS if path in imported]
    return [
        package
        for package in reachable
        if (package is main or _SERVERS.search(package.folder or package.name))
        and _starts_server(package, frameworks)
    ]


def _starts_server(package: GoPackage, frameworks: list[str]) -> bool:
    for source in package.sources:
        serves = "net/http" in source.text or "exporter-toolkit" in source.text
        if serves and _HTTP.search(source.text):
            return True
        if "http.Server{" in source.text and _SERVES.search(source.text):
            return True
        if any(_FRAMEWORKS[path].search(source.text) for path in frameworks):
            return True
    return False


def _has_flags(module: Module, main: GoPackage) -> bool:
    return any(
        _FLAGS.search(source.text)
        for package in module.reachable(main)
        if package is main or not package.folder.startswith("vendor")
        for source in package.sources
    )


def _is_server(module: Module, main: GoPackage, listens: list[GoPackage]) -> bool:
    """Whether serving is what the program is for, and not one thing that it also does."""
    name = module.program_name(main).lower()
    if main in listens or re.search(r"server|exporter|proxy|gateway|api$|daemon|[^e]d$", name):
        return True
    docker = module.reader.text(join(module.folder, "Dockerfile"))
    subcommands = re.search(
        r"\bAddCommand\(|\bSubcommands:|\bCommands:", "".join(s.text for s in main.sources)
    )
    return "\nEXPOSE " in docker and not subcommands
