"""The owner's settings, `.moxi.yml` or `.github/moxi.yml`: read once, validated, passed on.

They are plain dataclasses, so that a repository without such a file costs no validator; pydantic
is imported where there is one to be checked (`moxi.config_file`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from moxi.errors import ConfigError
from moxi.snapshot.model import Text
from moxi.verify.model import Kind  # noqa: TC001  pydantic reads it when it runs

if TYPE_CHECKING:
    from moxi.snapshot.model import Snapshot

CONFIG_PATHS = (".moxi.yml", ".github/moxi.yml")

SectionId = Literal[
    "about", "badges", "toc", "features", "install", "usage", "api", "actions", "configuration",
    "services", "packages", "development", "structure", "documentation", "contributing",
    "contact", "license",
]  # fmt: skip
SECTION_IDS: tuple[SectionId, ...] = get_args(SectionId)

BadgeStyle = Literal["flat", "flat-square", "for-the-badge", "plastic", "social", "none"]
BADGE_STYLES: tuple[BadgeStyle, ...] = get_args(BadgeStyle)

_STRICT = {
    "extra": "forbid",
    "use_attribute_docstrings": True,
    "alias_generator": lambda name: name.replace("_", "-"),
}


@dataclass(frozen=True, slots=True)
class SectionConfig:
    """What the owner says about one section; `toc: off` is short for `toc: {enabled: off}`."""

    __pydantic_config__ = _STRICT

    enabled: bool = True
    """whether the section is written when there are facts for it"""
    heading: str = ""
    """a heading of the owner's instead of the usual one"""


@dataclass(frozen=True, slots=True)
class ExtraSection:
    """A section in the owner's own words."""

    __pydantic_config__ = _STRICT

    id: str
    """lower-case letters, digits and hyphens; not the id of a section of Moxi's"""
    heading: str
    """without `#`"""
    markdown: str = ""
    """the text; or give `path`"""
    path: str = ""
    """a Markdown file in the repository that holds the text"""
    after: str = ""
    """the id of the section that it follows; the end of the README when left out"""


@dataclass(frozen=True, slots=True)
class ReadmeConfig:
    """The README of one package: what is given here stands instead of the repository's."""

    __pydantic_config__ = _STRICT

    path: str
    """the package's folder"""
    title: str | None = None
    badges: BadgeStyle | None = None
    sections: dict[SectionId, SectionConfig] = field(default_factory=dict)
    order: tuple[str, ...] | None = None
    extra_sections: tuple[ExtraSection, ...] | None = None


@dataclass(frozen=True, slots=True)
class Suppression:
    """Claims that `moxi check` is silent about."""

    __pydantic_config__ = _STRICT

    text: str = "*"
    """a pattern as of file names that the whole claim matches: `docs/*`, `--legacy`"""
    kind: Kind | None = None
    """of the claims, such as `path`; every kind when left out"""


@dataclass(frozen=True, slots=True)
class CheckConfig:
    """What the owner says about `moxi check`."""

    __pydantic_config__ = _STRICT

    ignore: tuple[Suppression, ...] = ()
    """claims that are not reported"""


@dataclass(frozen=True, slots=True)
class Config:
    """All settings; without a file, the defaults."""

    __pydantic_config__ = _STRICT

    title: str = ""
    """of the README, instead of the project's name"""
    badges: BadgeStyle = "flat"
    """the style of the badges, or `none`"""
    sections: dict[SectionId, SectionConfig] = field(default_factory=dict)
    """sections switched on or off, or given another heading"""
    order: tuple[str, ...] = ()
    """ids of sections in the order wanted; those not named follow in their usual order"""
    ignore: tuple[str, ...] = ()
    """patterns as in `.gitignore` of files that are not read for facts"""
    extra_sections: tuple[ExtraSection, ...] = ()
    """sections in the owner's own words"""
    check: CheckConfig = field(default_factory=CheckConfig)
    """settings of `moxi check`"""
    readmes: tuple[ReadmeConfig, ...] = ()
    """further READMEs, one for each package that has its own"""

    def enabled(self, section: str) -> bool:
        """Whether a section is wanted, should there be facts for it."""
        own = self.sections.get(cast("SectionId", section))
        return own is None or own.enabled

    def heading(self, section: str) -> str:
        """The owner's heading of a section, `""` for the usual one."""
        own = self.sections.get(cast("SectionId", section))
        return own.heading if own else ""

    def for_folder(self, folder: str) -> Config:
        """The settings of the README in one folder: `readmes` win over the repository's."""
        own = next((readme for readme in self.readmes if readme.path == folder), None)
        if own is None:
            return self if not folder else replace(self, title="")
        return replace(
            self,
            title=own.title or "",
            badges=own.badges or self.badges,
            sections={**self.sections, **own.sections},
            order=self.order if own.order is None else own.order,
            extra_sections=(
                self.extra_sections if own.extra_sections is None else own.extra_sections
            ),
        )

    def as_object(self) -> dict[str, Any]:
        """The settings as they would stand in JSON, keys as in the file."""
        from pydantic import TypeAdapter

        value: dict[str, Any] = TypeAdapter(Config).dump_python(self, mode="json", by_alias=True)
        return value


def load(snapshot: Snapshot) -> Config:
    """The settings for what the snapshot was opened on, its whole or a folder.

    Raises ConfigError at the first mistake of the file, by line.
    """
    found = [path for path in CONFIG_PATHS if path in snapshot.tree]
    if not found:
        return Config()
    if len(found) > 1:
        raise ConfigError(found[0], 0, f"{found[1]} is there too, keep one of the two")
    content = snapshot.read(found[0])
    if not isinstance(content, Text):
        raise ConfigError(found[0], 0, f"cannot be read ({content.reason})")
    from moxi.config_file import ConfigFile

    return ConfigFile(found[0], content.text, snapshot).config().for_folder(snapshot.scope)


def schema() -> dict[str, Any]:
    """The JSON schema of the file, for editors."""
    from pydantic import TypeAdapter

    described = TypeAdapter(Config).json_schema(by_alias=True)
    for name in ("Config", "ReadmeConfig"):
        owner = described if name == "Config" else described["$defs"][name]
        owner["properties"]["sections"]["additionalProperties"] = {
            "anyOf": [{"type": "boolean"}, {"$ref": "#/$defs/SectionConfig"}]
        }
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **described}
