"""The sections of a README, in a reader's order; one file each.

A section is a function `build(view, body)` that adds Markdown blocks and the facts they state to
`body`. Adding none leaves the section out: there is no placeholder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from moxi.draft.sections import (
    about,
    actions,
    api,
    configuration,
    contact,
    contributing,
    development,
    documentation,
    features,
    install,
    licence,
    packages,
    services,
    structure,
    usage,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from moxi.draft.model import Body
    from moxi.draft.view import View


class SectionKind(NamedTuple):
    """A section's id, its default heading (empty: it stands below the title) and its builder."""

    id: str
    heading: str
    build: Callable[[View, Body], None]


SECTIONS: tuple[SectionKind, ...] = (
    SectionKind("about", "", about.build),
    SectionKind("features", "Features", features.build),
    SectionKind("install", "Install", install.build),
    SectionKind("usage", "Usage", usage.build),
    SectionKind("actions", "Inputs and outputs", actions.build),
    SectionKind("api", "API", api.build),
    SectionKind("configuration", "Configuration", configuration.build),
    SectionKind("services", "Services", services.build),
    SectionKind("packages", "Packages", packages.build),
    SectionKind("development", "Development", development.build),
    SectionKind("structure", "Project structure", structure.build),
    SectionKind("documentation", "Documentation", documentation.build),
    SectionKind("contributing", "Contributing", contributing.build),
    SectionKind("contact", "Contact", contact.build),
    SectionKind("license", "License", licence.build),
)
