"""What a `package.json` is the manifest of: its roles, and whether a registry has it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.javascript.entry import main_entry
from moxi.facts.javascript.manifest import TYPED, Manifest, workspace_patterns
from moxi.facts.javascript.publication import is_of_an_action, publication
from moxi.facts.model import Evidence, Fact, Package
from moxi.facts.paths import join
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from moxi.facts.model import Role

_PLUGIN = lazy_re(
    r"^(?:@[^/]+/)?(?:eslint-(?:plugin|config|formatter)|babel-(?:plugin|preset)|stylelint-|"
    r"prettier-plugin|postcss-|vite-plugin|rollup-plugin|webpack-plugin|unplugin-|gatsby-plugin|"
    r"gatsby-transformer|gatsby-source|grunt-|gulp-|karma-|hubot-|remark-lint-|rehype-|"
    r"cordova-plugin|nuxt-|n8n-nodes-|homebridge-|tailwindcss-|metalsmith-|hexo-|docusaurus-plugin)"
    r"|^@[^/]+/(?:eslint-plugin|eslint-config|plugin-)|-(?:loader|webpack-plugin|vite-plugin)$"
)
_SERVERS = (
    "express", "fastify", "koa", "@nestjs/core", "@hapi/hapi", "hapi", "restify", "polka", "hono",
    "@hono/node-server", "@tinyhttp/app", "@adonisjs/core", "@feathersjs/feathers", "sails",
    "moleculer", "h3", "nitropack", "apollo-server", "@apollo/server", "socket.io", "probot",
    "elysia", "@loopback/core", "@strapi/strapi", "strapi", "graphql-yoga",
)  # fmt: skip
_APPS = (
    "next", "nuxt", "react-scripts", "gatsby", "@angular/core", "astro", "@sveltejs/kit", "expo",
    "electron", "@remix-run/react", "@docusaurus/core", "vuepress", "vitepress", "@11ty/eleventy",
    "@vue/cli-service", "react-native", "@ionic/core", "@tauri-apps/api", "@redwoodjs/core",
)  # fmt: skip
_TOOLS = lazy_re(
    r"(?:^|[\s\"'/])(?:next|nuxt|nuxi|react-scripts|gatsby|ng|astro|vite|expo|electron|remix|"
    r"docusaurus|vuepress|vitepress|eleventy|vue-cli-service|react-native|ionic|tauri|rw|"
    r"electron-builder|electron-forge)(?=[\s\"']|$)",
    re.MULTILINE,
)
_PARSERS = (
    "commander", "yargs", "meow", "cac", "sade", "citty", "arg", "minimist", "mri", "@oclif/core",
    "oclif", "clipanion", "caporal", "vorpal", "optimist", "nopt", "command-line-args", "inquirer",
    "ink", "ora", "gluegun", "clerc", "yargs-parser", "getopts", "args", "cleye",
)  # fmt: skip
_CLI_WORDS = lazy_re(r"\b(cli|command[- ]line|bin|terminal)\b", re.IGNORECASE)
_OTHER_LANGUAGES = (
    "pyproject.toml", "setup.py", "setup.cfg", "Cargo.toml", "go.mod", "pom.xml", "build.gradle",
    "build.gradle.kts", "composer.json", "Gemfile", "mix.exs", "CMakeLists.txt", "Package.swift",
    "requirements.txt", "manage.py", "pubspec.yaml",
)  # fmt: skip
_BUILDS = {"build", "prepare", "prepublish", "prepublishOnly", "prepack", "compile", "dist"}


def package_fact(manifest: Manifest) -> Fact[Package] | None:
    """The project of a manifest; None where it only holds tools for developing something else."""
    if not manifest.data:
        return None
    if manifest.is_deno and not (manifest.name or manifest.scripts):
        return None  # settings for a formatter or a compiler
    globs, globs_line = workspace_patterns(manifest)
    sources = manifest.own_sources()
    is_workspace = bool(globs) and (
        manifest.private or not (manifest.has_entry or manifest.data.get("bin"))
    )
    if is_workspace and sources and _is_product(roles_of(manifest, sources)):
        is_workspace = False  # an app that keeps some packages of its own beside it
    if not is_workspace and _only_tooling(manifest, sources):
        return None
    roles = roles_of(manifest, sources)
    published = publication(manifest, roles)
    name = manifest.name or manifest.folder.rpartition("/")[2]
    if not name:
        name = manifest.reader.snapshot.metadata.name
    if not name or (is_workspace and not (roles or sources or globs)):
        return None
    evidence = [manifest.line("name") if manifest.name else Evidence(manifest.path)]
    for found in (manifest.line("description"), globs_line, published):
        if found and found.line_start and found not in evidence:
            evidence.append(found)
    value = Package(
        name=name,
        ecosystem=_language(manifest, sources),
        roles=() if is_workspace else roles,
        description=plain_description(manifest.string("description")),
        version=manifest.string("version"),
        private=manifest.private,
        published=published is not None and not is_workspace,
        workspace=is_workspace,
    )
    return Fact(value, tuple(evidence))


def plain_description(text: str) -> str:
    """A manifest's description without badges, images and HTML."""
    text = re.sub(r"!?\[\]\([^)]*\)|!\[[^\]]*\]\([^)]*\)|<[^>]+>", "", text)
    text = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text)
    return " ".join(text.split())


def _is_product(roles: tuple[Role, ...]) -> bool:
    return bool({"service", "app"}.intersection(roles))


def _language(manifest: Manifest, sources: list[str]) -> str:
    entry, key = main_entry(manifest)
    if key and entry in sources:
        return "TypeScript" if entry.endswith(TYPED) else "JavaScript"
    sizes = {True: 0, False: 0}
    for path in sources:
        found = manifest.reader.tree.get(path)
        sizes[path.endswith(TYPED)] += found.size if found else 0
    if sizes[True] == sizes[False]:
        typed = "typescript" in manifest.dependencies() and not sources
        return "TypeScript" if typed else "JavaScript"
    return "TypeScript" if sizes[True] > sizes[False] else "JavaScript"


def _only_tooling(manifest: Manifest, sources: list[str]) -> bool:
    """Whether the manifest only holds tools for a repository in another language, or for docs."""
    if manifest.data.get("bin") or (manifest.has_entry and not manifest.private):
        return False
    tree = manifest.reader.tree
    known = manifest.dependencies()
    if any(name in known for name in _APPS) or any(name in known for name in _SERVERS):
        return False
    other = any(join(manifest.folder, name) in tree for name in _OTHER_LANGUAGES)
    if other and (manifest.private or not manifest.name or not manifest.string("version")):
        return True
    return not sources and (manifest.private or not manifest.name or other)


def roles_of(manifest: Manifest, sources: list[str]) -> tuple[Role, ...]:
    """What a user would come for, most telling first."""
    known = manifest.dependencies()
    runtime = manifest.dependencies("dependencies")
    roles: list[Role] = []
    vscode = "vscode" in manifest.table("engines")
    if vscode or _PLUGIN.search(manifest.name):
        roles.append("plugin")
    is_cli = bool(manifest.bins)
    is_library = not vscode and _is_library(manifest, sources)
    if (manifest.is_deno and not manifest.name) or is_of_an_action(manifest):
        is_library = False
    starts = any(name in manifest.scripts for name in ("start", "dev", "serve", "develop"))
    framework = any(name in known for name in _APPS)
    # A monorepo of packages for several frameworks has them too, and starts none.
    framework = framework and (
        starts or not manifest.scripts or bool(_TOOLS.search("\n".join(manifest.scripts.values())))
    )
    app = framework or _is_browser_app(manifest, known)
    serves = any(name in runtime for name in _SERVERS)
    exported = (
        manifest.data.get("exports") or manifest.data.get("files") or manifest.data.get("bin")
    )
    if app and (manifest.private or not exported) and not roles:
        if serves and "next" not in known:
            roles.append("service")
        roles.append("app")
        is_library = False
    elif serves and starts and not exported and not roles and not is_cli:
        roles.append("service")
        is_library = False
    if is_cli and manifest.bare_name.startswith("create-"):
        roles, is_library = [*roles, "template"], False
    if is_library and not exported and serves and starts and _listens(manifest):
        is_library = False
    if is_cli and is_library:
        first = _leads_as_cli(manifest, known)
        roles += ["cli", "library"] if first else ["library", "cli"]
    elif is_cli:
        roles.insert(0, "cli")
    elif is_library:
        roles.append("library")
    return tuple(dict.fromkeys(roles))


def _is_browser_app(manifest: Manifest, known: dict[str, str]) -> bool:
    tree = manifest.reader.tree
    builds = any(
        name in known for name in ("vite", "parcel", "webpack", "@rsbuild/core", "snowpack")
    )
    pages = ("index.html", "src/index.html", "public/index.html")
    return builds and any(join(manifest.folder, page) in tree for page in pages)


def _is_library(manifest: Manifest, sources: list[str]) -> bool:
    main = manifest.string("main")
    if any(manifest.data.get(key) for key in ("module", "exports", "types", "typings", "browser")):
        return True
    if main and (not manifest.private or manifest.data.get("files")):
        stem = manifest.inside(main)
        built = stem not in manifest.reader.tree
        plain = main.endswith(".js") and "/" not in main.removeprefix("./")
        if built and plain and not _BUILDS & manifest.scripts.keys():
            return False  # what `npm init` writes by itself, and nothing makes it
        return built or stem in sources or not sources
    if manifest.private or manifest.data.get("bin") or not manifest.name:
        return False
    entries = ("index.js", "index.mjs", "index.ts", "src/index.js", "src/index.ts", "index.d.ts")
    return any(join(manifest.folder, entry) in manifest.reader.tree for entry in entries)


def _listens(manifest: Manifest) -> bool:
    """Whether the main file starts a server, rather than offering something to import."""
    main = manifest.inside(manifest.string("main"))
    return ".listen(" in manifest.reader.text(main) if main in manifest.reader.tree else False


def _leads_as_cli(manifest: Manifest, known: dict[str, str]) -> bool:
    """Whether people come for the command first, for the module second."""
    if manifest.data.get("preferGlobal") is True or manifest.name.endswith("-cli"):
        return True
    words = " ".join((*manifest.strings("keywords"), manifest.string("description")))
    if _CLI_WORDS.search(words):
        return True
    return any(name in known for name in _PARSERS)
