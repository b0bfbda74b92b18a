"""Variables and outputs of the repository's own Terraform module."""

from __future__ import annotations

import pytest

from moxi.snapshot.model import Metadata
from tests.verify.kit import judged, statuses

FILES = {
    "variables.tf": 'variable "pool_size" {\n  type = number\n}\n\nvariable "name" {}\n',
    "outputs.tf": 'output "pool_id" {\n  value = 1\n}\n',
}
HERE = Metadata("github.com", "octo-org", "terraform-aws-otter", default_branch="main")


def example(source: str, *lines: str) -> str:
    inner = "\n".join(f"  {line}" for line in (f'source = "{source}"', *lines))
    return f'# otter\n\n```hcl\nmodule "otter" {{\n{inner}\n}}\n```\n'


@pytest.mark.parametrize(
    "source",
    [
        "octo-org/otter/aws",
        "github.com/octo-org/terraform-aws-otter",
        "git::https://github.com/octo-org/terraform-aws-otter.git?ref=v1",
    ],
)
def test_an_example(source: str) -> None:
    text = example(
        source, 'version = "1.0"', "pool_size = 3", "pool_siz = 4", "name = {", "  inner = 1", "}"
    )
    found = judged(text, FILES, "terraform", metadata=HERE)
    assert {name: item.status for name, item in found.items()} == {
        "pool_size": "verified", "name": "verified", "pool_siz": "refuted",
    }  # fmt: skip
    assert str(found["pool_size"].verdict.evidence[0]) == "variables.tf:1"
    wrong = found["pool_siz"]
    assert (wrong.claim.line, wrong.verdict.suggestion) == (8, "pool_size")
    assert wrong.verdict.reason == "the module has no such variable"


@pytest.mark.parametrize(
    "source", ["terraform-aws-modules/vpc/aws", "./modules/pool", "github.com/sea/terraform-aws-x"]
)
def test_modules_of_others_are_no_claim(source: str) -> None:
    found = statuses(example(source, "zone = 3"), FILES, "terraform", metadata=HERE)
    assert found == {}


def test_a_table() -> None:
    table = (
        "# otter\n\n| Name | what |\n| --- | --- |\n| `pool_size` | a |\n| `name` | b |\n"
        "| `pool_id` | c |\n| `shore` | d |\n"
    )
    assert statuses(table, FILES, "terraform", metadata=HERE) == {
        "pool_size": "verified",
        "name": "verified",
        "pool_id": "verified",
        "shore": "refuted",
    }


def test_a_table_of_something_else() -> None:
    table = "# o\n\n| Name | what |\n| --- | --- |\n| `red` | a |\n| `blue` | b |\n"
    assert statuses(table, FILES, "terraform", metadata=HERE) == {}


def test_a_name_that_the_repository_knows_is_not_refuted() -> None:
    files = {**FILES, "main.tf": "locals {\n  shore = 1\n}\n"}
    table = (
        "# o\n\n| Name | w |\n| --- | --- |\n| `name` | b |\n| `pool_size` | b |\n| `shore` | d |\n"
    )
    found = statuses(table, files, "terraform", metadata=HERE)
    assert found == {"name": "verified", "pool_size": "verified"}


def test_without_a_module() -> None:
    text = example("octo-org/otter/aws", "zone = 1")
    assert statuses(text, {"a.py": ""}, "terraform", metadata=HERE) == {}
