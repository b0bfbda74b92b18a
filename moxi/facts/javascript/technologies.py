"""Frameworks, databases and tools that an application is built with, by its dependencies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.facts.model import Fact, Technology

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.javascript.manifest import Manifest

HOST = "host"
_KNOWN = {
    "next": ("Next.js", "web framework"),
    "nuxt": ("Nuxt", "web framework"),
    "@remix-run/react": ("Remix", "web framework"),
    "@sveltejs/kit": ("SvelteKit", "web framework"),
    "astro": ("Astro", "web framework"),
    "gatsby": ("Gatsby", "web framework"),
    "@angular/core": ("Angular", "user interface"),
    "react": ("React", "user interface"),
    "react-native": ("React Native", "mobile apps"),
    "vue": ("Vue", "user interface"),
    "svelte": ("Svelte", "user interface"),
    "solid-js": ("Solid", "user interface"),
    "preact": ("Preact", "user interface"),
    "electron": ("Electron", "desktop app"),
    "express": ("Express", "HTTP server"),
    "fastify": ("Fastify", "HTTP server"),
    "koa": ("Koa", "HTTP server"),
    "@nestjs/core": ("NestJS", "server framework"),
    "@hapi/hapi": ("hapi", "HTTP server"),
    "hono": ("Hono", "HTTP server"),
    "socket.io": ("Socket.IO", "real-time messages"),
    "@apollo/server": ("Apollo Server", "GraphQL server"),
    "@trpc/server": ("tRPC", "typed API"),
    "@prisma/client": ("Prisma", "database access"),
    "prisma": ("Prisma", "database access"),
    "drizzle-orm": ("Drizzle", "database access"),
    "typeorm": ("TypeORM", "database access"),
    "sequelize": ("Sequelize", "database access"),
    "knex": ("Knex", "database access"),
    "mongoose": ("Mongoose", "MongoDB access"),
    "mongodb": ("MongoDB", "database"),
    "pg": ("PostgreSQL", "database"),
    "mysql2": ("MySQL", "database"),
    "mysql": ("MySQL", "database"),
    "better-sqlite3": ("SQLite", "database"),
    "sqlite3": ("SQLite", "database"),
    "redis": ("Redis", "cache"),
    "ioredis": ("Redis", "cache"),
    "bullmq": ("BullMQ", "job queue"),
    "tailwindcss": ("Tailwind CSS", "styles"),
    "bootstrap": ("Bootstrap", "styles"),
    "@mui/material": ("Material UI", "components"),
    "vite": ("Vite", "build"),
    "webpack": ("webpack", "build"),
    "typescript": ("TypeScript", "language"),
}
_DRIVERS = ("mongodb", "pg", "mysql2", "mysql", "better-sqlite3", "sqlite3", "redis", "ioredis")
_LAST = frozenset({"vite", "webpack", "typescript"})


_HOSTS = {
    "vite": "Vite", "rollup": "Rollup", "webpack": "webpack", "eslint": "ESLint",
    "postcss": "PostCSS", "tailwindcss": "Tailwind CSS", "prettier": "Prettier",
    "stylelint": "Stylelint", "@babel/core": "Babel", "nuxt": "Nuxt", "gatsby": "Gatsby",
    "react": "React", "react-native": "React Native", "vue": "Vue", "svelte": "Svelte",
    "solid-js": "Solid", "preact": "Preact", "@angular/core": "Angular", "express": "Express",
    "fastify": "Fastify", "next": "Next.js", "graphql": "GraphQL",
}  # fmt: skip


_OF_DOCS = {"vue": frozenset(("vuepress", "vitepress")), "react": frozenset(("@docusaurus/core",))}


def _host(manifest: Manifest) -> Iterator[Fact[Technology]]:
    """What a plugin or a library is made for: the package that must be there beside it."""
    meta = manifest.table("peerDependenciesMeta")
    peers = [
        name
        for name in manifest.dependencies("peerDependencies")
        if not (isinstance(said := meta.get(name), dict) and said.get("optional") is True)
    ]
    for name, title in _HOSTS.items():
        if name in peers:
            yield Fact(Technology(title, HOST), (manifest.line("peerDependencies", name),))
            return


def technologies(manifest: Manifest, roles: tuple[str, ...]) -> Iterator[Fact[Technology]]:
    """What an application or service is built with; a library's dependencies are its own affair."""
    if not {"app", "service"}.intersection(roles):
        yield from _host(manifest)
        return
    told: set[str] = set()
    runtime = manifest.dependencies("dependencies")
    everything = manifest.dependencies()
    drivers = {_KNOWN[name][0] for name in _DRIVERS if name in everything}
    for name, (title, purpose) in _KNOWN.items():
        pool = everything if "app" in roles or name in _LAST else runtime
        if _OF_DOCS.get(name, frozenset()).intersection(everything):
            continue  # the pages of its documentation are made with it
        if name in _DRIVERS and len(drivers) > 2:
            continue  # it speaks to databases of others (a monitor, an admin tool)
        if name in pool and title not in told:
            told.add(title)
            yield Fact(Technology(title, purpose), (manifest.dependency_line(name),))
