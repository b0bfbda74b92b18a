"""Django sites, helper functions that read the environment, files that a `setup.py` reads."""

from __future__ import annotations

import pytest

from moxi.facts.model import (
    Cli,
    Description,
    EntryPoint,
    EnvVar,
    Note,
    Option,
    Package,
    Symbol,
    Task,
)
from moxi.facts.python.setup_files import Files
from moxi.facts.python.setuptools_manifest import source_root
from tests.facts.test_python import of, read_files, where

MANAGE = (
    "import os\nfrom django.core.management import execute_from_command_line\n\n"
    'if __name__ == "__main__":\n'
    '    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n'
    "    execute_from_command_line()\n"
)
COMMAND = """
from django.core.management.base import BaseCommand

class Command(BaseCommand):
    help = "Send the bills that are due."

    def add_arguments(self, parser):
        parser.add_argument("--loop", action="store_true", help="Go on for ever")

    def handle(self, *args, **options):
        pass
"""
SITE = {
    "requirements.txt": "Django==5.0\n",
    "shop/__init__.py": "",
    "shop/migrations/__init__.py": "",
    "shop/migrations/0001_initial.py": "",
    "shop/management/__init__.py": "",
    "shop/management/commands/__init__.py": "",
    "shop/management/commands/_shared.py": "class Command: pass\n",
    "shop/management/commands/helpers.py": "def f(): pass\n",
    "shop/management/commands/sendbills.py": COMMAND,
}


def test_management_commands_are_a_command_line() -> None:
    facts = read_files({**SITE, "manage.py": MANAGE})
    (cli,) = of(facts, Cli)
    assert (cli.program, cli.usage) == ("python manage.py", "python manage.py <command>")
    (command,) = cli.subcommands
    assert (command.name, command.help) == ("sendbills", "Send the bills that are due")
    assert [(o.flags, o.help) for o in command.options] == [(("--loop",), "Go on for ever")]
    assert isinstance(command.options[0], Option)
    assert where(facts, cli) == ["shop/management/commands/sendbills.py:4"]


@pytest.mark.parametrize("folder", ["", "backend"])
def test_the_database_is_set_up_before_the_site_is_started(folder: str) -> None:
    prefix = f"{folder}/" if folder else ""
    files = {f"{prefix}{path}" if path != "requirements.txt" else path: text
             for path, text in {**SITE, "manage.py": MANAGE}.items()}  # fmt: skip
    told = [(t.purpose, t.command, t.directory) for t in of(read_files(files), Task)]
    assert ("run", "python manage.py runserver", folder) in told
    assert ("setup", "python manage.py migrate", folder) in told


def test_without_own_migrations_nothing_is_migrated() -> None:
    files = {path: text for path, text in SITE.items() if "migrations" not in path}
    told = [task.command for task in of(read_files({**files, "manage.py": MANAGE}), Task)]
    assert "python manage.py runserver" in told
    assert "python manage.py migrate" not in told


def test_helpers_that_read_the_environment() -> None:
    helpers = (
        "import os\n\n"
        "def env_bool(name, default):\n    return os.getenv(name, default) == 'True'\n\n"
        "def env_int(name, default=0):\n    return int(os.environ.get(name, default=default))\n\n"
        "def must(key):\n    return os.environ[key]\n\n"
        "def label(name):\n    return name.upper()\n"
    )
    settings = (
        "from .env import env_bool, env_int, label, must\n"
        'DEBUG = env_bool("SHOP_DEBUG", "True")\n'
        'PAGES = env_int("SHOP_PAGES", default=5)\n'
        'KEY = must("SHOP_KEY")\n'
        'TITLE = label("SHOP_TITLE")\n'
    )
    facts = read_files(
        {**SITE, "manage.py": MANAGE, "shop/env.py": helpers, "shop/settings.py": settings}
    )
    assert of(facts, EnvVar) == [
        EnvVar("SHOP_DEBUG", "True"), EnvVar("SHOP_PAGES", "5"), EnvVar("SHOP_KEY"),
    ]  # fmt: skip
    assert where(facts, of(facts, EnvVar)[0]) == ["shop/settings.py:2"]


def test_a_variable_with_several_defaults_is_told_without_one() -> None:
    settings = (
        "import os\n"
        "if os.getenv('DB_KIND') == 'postgres':\n    USER = os.getenv('DB_USER', 'postgres')\n"
        "else:\n    USER = os.getenv('DB_USER', 'root')\n"
    )
    facts = read_files({**SITE, "manage.py": MANAGE, "shop/settings.py": settings})
    assert EnvVar("DB_USER") in of(facts, EnvVar)


def test_a_heading_over_variables_is_not_the_meaning_of_the_first() -> None:
    settings = (
        "import os\n\n"
        "# how the mails get sent\n"
        "MAIL_VERIFY = os.getenv('MAIL_VERIFY')\n"
        "MAIL_HOST = os.getenv('MAIL_HOST')\n\n"
        "# how long a guest stays\n"
        "STAY = os.getenv('STAY')\n\n"
        "OTHER = 1\n"
    )
    facts = read_files({**SITE, "manage.py": MANAGE, "shop/settings.py": settings})
    assert [(v.name, v.meaning) for v in of(facts, EnvVar)] == [
        ("MAIL_VERIFY", ""), ("MAIL_HOST", ""), ("STAY", "how long a guest stays"),
    ]  # fmt: skip


# setup.py ----------------------------------------------------------------------------------------

ABOUT = '__title__ = "thing-kit"\n__summary__ = "Keeps things apart."\n__version__ = "1.2"\n'
BY_DICT = (
    "import os\nfrom setuptools import setup\n"
    "here = os.path.abspath(os.path.dirname(__file__))\nabout = {}\n"
    "with open(os.path.join(here, 'thing', '__about__.py'), encoding='utf-8') as f:\n"
    "    exec(f.read(), about)\n"
    "setup(name=about['__title__'], version=about['__version__'],\n"
    "      description=about['__summary__'], packages=['thing'])\n"
)
BY_PATH = (
    "from pathlib import Path\nfrom setuptools import setup\n"
    "here = Path(__file__).resolve().parent\n"
    "exec((here / 'thing' / '__about__.py').read_text())\n"
    "setup(name=__title__, version=__version__, description=__summary__, packages=['thing'])\n"
)


@pytest.mark.parametrize("setup", [BY_DICT, BY_PATH])
def test_setup_py_takes_names_from_a_file(setup: str) -> None:
    facts = read_files({"setup.py": setup, "thing/__init__.py": "", "thing/__about__.py": ABOUT})
    (package,) = of(facts, Package)
    assert (package.name, package.version) == ("thing-kit", "1.2")
    assert package.description == "Keeps things apart."


def test_setup_py_reads_requirements_of_a_file() -> None:
    setup = (
        "from setuptools import setup\n"
        "with open('requirements.txt') as f:\n"
        "    needed = [line.strip() for line in f if line.strip()]\n"
        "setup(name='thing', packages=['thing'], install_requires=needed)\n"
    )
    from moxi.facts.python.manifest import load
    from moxi.facts.reader import Reader
    from tests.helpers import MemorySnapshot

    files = {"setup.py": setup, "requirements.txt": "click>=8\n\nrich\n", "thing/__init__.py": ""}
    assert load(Reader(MemorySnapshot(files)), "").dependencies == ["click>=8", "rich"]


def test_files_outside_of_the_project_are_not_read() -> None:
    from moxi.facts.python.interpret import UNKNOWN
    from moxi.facts.reader import Reader
    from tests.helpers import MemorySnapshot

    files = Files(Reader(MemorySnapshot({"a/setup.py": "", "b.txt": "x", "a/c.txt": "y"})), "a")
    assert files.text("c.txt") == "y"
    assert files.text("../b.txt") is UNKNOWN
    assert files.text("/etc/passwd") is UNKNOWN


# API ---------------------------------------------------------------------------------------------


def test_methods_of_the_main_classes() -> None:
    client = (
        "class Client:\n"
        "    '''Talks to the server.'''\n"
        "    def get(self, url, *, retries=3):\n        '''Fetch one page.'''\n"
        "    def bare(self): ...\n"
        "    def _inner(self):\n        '''Not for others.'''\n"
        "    @property\n    def size(self):\n        '''How large it is.'''\n"
    )
    manifest = '[project]\nname = "thing"\n[build-system]\nrequires = []\n'
    files = {"pyproject.toml": manifest, "thing/__init__.py": client}
    facts = read_files({**files, "tests/test_a.py": "from thing import Client\n"})
    assert of(facts, Symbol) == [
        Symbol("Client", "class", "Client", "Talks to the server.", 0),
        Symbol("Client.get", "method", "Client.get(url, *, retries=3)", "Fetch one page.", 0),
    ]
    assert where(facts, of(facts, Symbol)[1]) == ["thing/__init__.py:3"]


def test_methods_of_a_module_that_is_compiled() -> None:
    stub = (
        'class Parser:\n    """Reads bytes."""\n'
        '    def feed(self, data: bytes) -> int:\n        """Take some."""\n'
    )
    manifest = '[project]\nname = "thing"\n[build-system]\nrequires = []\n'
    files = {
        "pyproject.toml": manifest,
        "thing/__init__.py": 'from ._core import Parser\n__all__ = ["Parser"]\n',
        "thing/_core.pyi": stub,
    }
    assert [s.name for s in of(read_files(files), Symbol)] == ["Parser", "Parser.feed"]


# Apps and sites ----------------------------------------------------------------------------------

APP = {
    "pyproject.toml": '[project]\nname = "django-thing"\n[build-system]\nrequires = []\n',
    "django_thing/__init__.py": "",
    "django_thing/apps.py": (
        "from django.apps import AppConfig\n\nclass Thing(AppConfig):\n    name = 'django_thing'\n"
    ),
}


def test_an_app_is_named_in_the_settings_of_a_site() -> None:
    facts = read_files(APP)
    (note,) = of(facts, Note)
    assert note.markdown == "Then add `django_thing` to `INSTALLED_APPS` in the settings of Django."
    assert where(facts, note) == ["django_thing/apps.py:4"]


def test_a_site_for_the_tests_of_an_app_is_not_started() -> None:
    manage = MANAGE.replace("shop.settings", "tests.settings")
    facts = read_files({**APP, "manage.py": manage, "tests/settings.py": "DEBUG = True\n"})
    assert "python manage.py runserver" not in [task.command for task in of(facts, Task)]
    (package,) = of(facts, Package)
    assert "service" not in package.roles


FACTORY = (
    "from flask import Flask\n\n"
    "def create_app(config):\n    app = Flask(__name__)\n    return app\n"
)
COMMANDS = (
    "import click\nfrom app import create_app\n\n"
    "app = create_app('default')\n\n"
    "@app.cli.command()\ndef make_all():\n    '''Make all of it. At once.'''\n\n"
    "@click.command('seed')\ndef seed_command():\n    '''Fill the database.'''\n\n"
    "app.cli.add_command(seed_command)\n"
)


def test_flask_is_started_where_the_application_is_made() -> None:
    files = {
        "requirements.txt": "-r requirements/common.txt\n",
        "requirements/common.txt": "flask\nflask-migrate\n",
        "app/__init__.py": FACTORY,
        "shop.py": COMMANDS,
        "migrations/env.py": "",
    }
    facts = read_files(files)
    told = [(task.purpose, task.command) for task in of(facts, Task)]
    assert ("run", "flask --app shop run") in told
    assert ("setup", "flask --app shop db upgrade") in told
    cli = next(cli for cli in of(facts, Cli) if cli.program == "flask --app shop")
    assert [(c.name, c.help) for c in cli.subcommands] == [
        ("make-all", "Make all of it"), ("seed", "Fill the database"),
    ]  # fmt: skip
    assert where(facts, cli) == ["shop.py:7", "shop.py:11"]


def test_a_factory_that_needs_arguments_is_no_way_to_start() -> None:
    files = {"requirements.txt": "flask\n", "app/__init__.py": FACTORY}
    assert not [task for task in of(read_files(files), Task) if task.purpose == "run"]


def test_console_scripts_as_an_entry_point_group() -> None:
    manifest = (
        '[project]\nname = "thing"\n[build-system]\nrequires = []\n'
        '[project.entry-points.console_scripts]\nthing-go = "thing.cli:main"\n'
    )
    facts = read_files({"pyproject.toml": manifest, "thing/__init__.py": "", "thing/cli.py": ""})
    (entry,) = of(facts, EntryPoint)
    assert (entry.name, entry.target) == ("thing-go", "thing.cli:main")
    assert where(facts, entry) == ["pyproject.toml:6"]


def test_setup_py_is_read_as_on_a_usual_system() -> None:
    setup = (
        "import sys\nfrom setuptools import setup\n"
        "if sys.platform == 'win32':\n    points = {'console_scripts': ['thing_w = thing:main']}\n"
        "else:\n    points = {'console_scripts': ['thing = thing:main']}\n"
        "setup(name='thing', packages=['thing'], entry_points=points)\n"
    )
    facts = read_files({"setup.py": setup, "thing/__init__.py": "def main(): ...\n"})
    assert [entry.name for entry in of(facts, EntryPoint)] == ["thing"]


def test_what_a_site_says_of_itself_and_its_key() -> None:
    manage = f'"""Django\'s command-line utility for administrative tasks."""\n{MANAGE}'
    settings = (
        "import os\n\n# SECURITY WARNING: keep the secret key secret!\n"
        f"KEY = os.environ.get('SHOP_KEY', 'insecure-{'x1' * 20}')\n"
    )
    facts = read_files({**SITE, "manage.py": manage, "shop/settings.py": settings})
    assert not of(facts, Description)
    assert of(facts, EnvVar) == [EnvVar("SHOP_KEY")]


def test_a_name_that_is_imported_makes_a_library_first() -> None:
    manifest = (
        '[project]\nname = "slugger"\ndescription = "Slugs for titles"\n'
        '[project.scripts]\nslug = "slugger.cli:main"\n[build-system]\nrequires = []\n'
    )
    files = {
        "pyproject.toml": manifest,
        "slugger/__init__.py": '__all__ = ["slugger"]\ndef slugger(text): ...\n',
        "slugger/cli.py": "def main(): ...\n",
    }
    (package,) = of(read_files(files), Package)
    assert package.roles == ("library", "cli")
    other = {**files, "slugger/__init__.py": '__all__ = ["run"]\ndef run(text): ...\n'}
    (package,) = of(read_files(other), Package)
    assert package.roles == ("cli", "library")


@pytest.mark.parametrize(
    ("name", "folder", "root"),
    [("", "src", "src"), ("axle", "axle", ""), ("axle", "lib/axle", "lib"), ("axle", "code", "")],
)
def test_roots_of_package_dir(name: str, folder: str, root: str) -> None:
    assert source_root(name, folder) == root


@pytest.mark.parametrize(
    ("dev", "command"),
    [
        ("pytest\n", "pip install -r requirements.txt -r requirements-dev.txt"),
        ("-r requirements.txt\npytest\n", "pip install -r requirements-dev.txt"),
    ],
)
def test_what_developers_need_comes_on_top(dev: str, command: str) -> None:
    facts = read_files({**SITE, "manage.py": MANAGE, "requirements-dev.txt": dev})
    assert command in [task.command for task in of(facts, Task) if task.purpose == "setup"]
