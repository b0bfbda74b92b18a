"""Every check, one kind (or one closely related pair) a file; adding one is a line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from moxi.verify.model import Finding
    from moxi.verify.page import Page
    from moxi.verify.repository import Repository

    Check = Callable[[Page, Repository], Iterator[Finding]]


def checks() -> tuple[Check, ...]:
    """All checks; each gives the claims of its kind with their verdicts."""
    from moxi.verify.checks import (
        actions,
        badges,
        code,
        commands,
        environment,
        flags,
        imports,
        licence,
        links,
        packages,
        paths,
        placeholders,
        ports,
        technologies,
        terraform,
        versions,
    )

    return (
        links.findings,
        paths.findings,
        commands.findings,
        packages.findings,
        imports.findings,
        flags.findings,
        environment.findings,
        ports.findings,
        versions.findings,
        licence.findings,
        badges.findings,
        actions.findings,
        terraform.findings,
        code.findings,
        technologies.findings,
        placeholders.findings,
    )
