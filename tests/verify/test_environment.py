"""Environment variables that the repository reads, and those that others do."""

from __future__ import annotations

import pytest

from tests.verify.kit import judged, sh, statuses

FILES = {
    "pyproject.toml": (
        '[project]\nname = "otter"\nversion = "1.0"\n[project.scripts]\notter = "otter:main"\n'
    ),
    "otter/__init__.py": (
        "import os\n\nPORT = os.environ['OTTER_PORT']\nDEPTH = os.getenv('OTTER_MAX_DEPTH', '3')\n"
        "POOL = os.environ.get(f'OTTERPOOL_{name}')\n"
    ),
    ".env.example": "OTTER_PORT=80\nSEA_NAME=north\n",
}


def variables(readme: str) -> dict[str, str]:
    return statuses(f"# otter\n\n{readme}\n", FILES, "environment")


def test_verified_where_it_is_read() -> None:
    found = judged("# otter\n\n" + sh("OTTER_PORT=8080 otter"), FILES, "environment")
    port = found["OTTER_PORT"]
    assert (port.status, port.claim.line) == ("verified", 4)
    assert str(port.verdict.evidence[0]) in ("otter/__init__.py:3", ".env.example:1")


def test_refuted_before_the_own_program() -> None:
    found = judged("# otter\n\n" + sh("OTTER_MAX_DPTH=4 otter"), FILES, "environment")
    verdict = found["OTTER_MAX_DPTH"].verdict
    assert (verdict.status, verdict.suggestion) == ("refuted", "OTTER_MAX_DEPTH")
    assert verdict.fix == ("OTTER_MAX_DPTH", "OTTER_MAX_DEPTH")
    assert verdict.reason == "nothing in the repository reads this variable"


def test_refuted_in_a_table_of_variables() -> None:
    table = (
        "| variable | what |\n| --- | --- |\n| `OTTER_PORT` | port |\n| `SEA_NAME` | sea |\n"
        "| `LAKE_SHORE` | shore |\n"
    )
    assert variables(table) == {
        "OTTER_PORT": "verified",
        "SEA_NAME": "verified",
        "LAKE_SHORE": "refuted",
    }


def test_settings_of_a_file() -> None:
    assert variables("```env\nOTTER_PORT=1\nSEA_NAME=x\nLAKE_SHORE=y\n```") == {
        "OTTER_PORT": "verified",
        "SEA_NAME": "verified",
        "LAKE_SHORE": "refuted",
    }


@pytest.mark.parametrize("form", ["`$OTTER_PORT`", "`${OTTER_PORT}`", "`OTTER_PORT=80`"])
def test_forms_in_a_sentence(form: str) -> None:
    assert variables(f"Set the variable {form} first.") == {"OTTER_PORT": "verified"}


@pytest.mark.parametrize(
    ("name", "readme"),
    [
        ("OTTERPOOL_NORTH", "Set the environment variable `OTTERPOOL_NORTH`."),
        ("AWS_REGION", "Set the environment variable `AWS_REGION`."),
        ("OTTER_PORT_FILE", "Set the environment variable `OTTER_PORT_FILE`."),
        ("OTTER_KEY", sh("OTTER_KEY=x badger run") + "\nSet the variable `OTTER_KEY`."),
        ("PGADMIN_DEFAULT_EMAIL", "Set the environment variable `PGADMIN_DEFAULT_EMAIL`."),
        ("GITHUB_TOKEN", sh("export GITHUB_TOKEN=x")),
        ("LAKE_SHORE", "The environment variable `LAKE_SHORE` was removed in version 2."),
    ],
)
def test_unknown(name: str, readme: str) -> None:
    assert variables(readme) == {name: "unknown"}


@pytest.mark.parametrize(
    "readme",
    ["The constant `LAKE_SHORE` is what it is.", "LAKE_SHORE", "```python\nLAKE_SHORE = 1\n```"],
)
def test_what_is_no_variable_is_no_claim(readme: str) -> None:
    assert variables(readme) == {}


def test_prefixes_of_a_settings_class() -> None:
    files = {
        **FILES,
        "otter/settings.py": (
            "from pydantic_settings import BaseSettings\n\n"
            "class Settings(BaseSettings):\n    model_config = {'env_prefix': 'OTTER_'}\n"
            "    water_level: int = 3\n"
        ),
    }
    text = "# otter\n\nSet the environment variable `OTTER_WATER_LEVEL`.\n"
    assert statuses(text, files, "environment")["OTTER_WATER_LEVEL"] in ("verified", "unknown")


def test_variables_of_a_service_of_others() -> None:
    files = {"docker-compose.yml": "services:\n  sea:\n    image: sea\n    env_file: sea.env\n"}
    text = "# otter\n\nSet the environment variable `LAKE_SHORE`.\n"
    assert statuses(text, files, "environment") == {"LAKE_SHORE": "unknown"}


def test_variables_of_an_image_of_others() -> None:
    files = {"Dockerfile": "FROM busybox\nENV OTTER_PORT=80\n"}
    found = statuses("# otter\n\n" + sh("export LAKE_SHORE=3"), files, "environment")
    assert found == {"LAKE_SHORE": "unknown"}
