"""The frameworks and services among a project's dependencies that a reader would name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.facts.model import Fact, Technology
from moxi.facts.python.manifest import requirement_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.python.project import Project

_KNOWN: dict[str, tuple[str, str]] = {
    "fastapi": ("FastAPI", "web framework"), "flask": ("Flask", "web framework"),
    "django": ("Django", "web framework"), "starlette": ("Starlette", "web framework"),
    "djangorestframework": ("Django REST framework", "REST API"),
    "aiohttp": ("aiohttp", "asynchronous HTTP"), "tornado": ("Tornado", "web server"),
    "sanic": ("Sanic", "web framework"), "litestar": ("Litestar", "web framework"),
    "quart": ("Quart", "web framework"), "streamlit": ("Streamlit", "user interface"),
    "gradio": ("Gradio", "user interface"), "dash": ("Dash", "user interface"),
    "textual": ("Textual", "terminal interface"), "pyqt5": ("PyQt5", "desktop interface"),
    "pyqt6": ("PyQt6", "desktop interface"), "pyside6": ("PySide6", "desktop interface"),
    "kivy": ("Kivy", "user interface"), "pygame": ("Pygame", "graphics and input"),
    "sqlalchemy": ("SQLAlchemy", "database toolkit"), "sqlmodel": ("SQLModel", "database models"),
    "flask-sqlalchemy": ("Flask-SQLAlchemy", "database models"),
    "alembic": ("Alembic", "database migrations"), "peewee": ("Peewee", "database models"),
    "tortoise-orm": ("Tortoise ORM", "database models"),
    "psycopg": ("PostgreSQL", "database"), "psycopg2": ("PostgreSQL", "database"),
    "psycopg2-binary": ("PostgreSQL", "database"), "asyncpg": ("PostgreSQL", "database"),
    "pymongo": ("MongoDB", "database"), "motor": ("MongoDB", "database"),
    "redis": ("Redis", "cache and queues"), "celery": ("Celery", "background tasks"),
    "rq": ("RQ", "background tasks"), "dramatiq": ("Dramatiq", "background tasks"),
    "kafka-python": ("Kafka", "messaging"), "aiokafka": ("Kafka", "messaging"),
    "torch": ("PyTorch", "machine learning"), "tensorflow": ("TensorFlow", "machine learning"),
    "jax": ("JAX", "numerical computing"), "transformers": ("Transformers", "language models"),
    "scikit-learn": ("scikit-learn", "machine learning"), "numpy": ("NumPy", "arrays"),
    "pandas": ("pandas", "data frames"), "polars": ("Polars", "data frames"),
    "scipy": ("SciPy", "scientific computing"), "matplotlib": ("Matplotlib", "plots"),
    "opencv-python": ("OpenCV", "computer vision"), "langchain": ("LangChain", "language models"),
    "openai": ("OpenAI API", "language models"), "anthropic": ("Anthropic API", "language models"),
    "pydantic": ("Pydantic", "data validation"), "httpx": ("HTTPX", "HTTP client"),
    "requests": ("Requests", "HTTP client"), "click": ("Click", "command line"),
    "typer": ("Typer", "command line"), "rich": ("Rich", "terminal output"),
    "prompt-toolkit": ("prompt_toolkit", "interactive prompt"),
    "scrapy": ("Scrapy", "web scraping"), "selenium": ("Selenium", "browser automation"),
    "playwright": ("Playwright", "browser automation"),
    "beautifulsoup4": ("Beautiful Soup", "HTML parsing"), "boto3": ("boto3", "AWS"),
    "discord-py": ("discord.py", "Discord"),
    "python-telegram-bot": ("python-telegram-bot", "Telegram"),
    "aiogram": ("aiogram", "Telegram"), "graphene": ("Graphene", "GraphQL"),
    "strawberry-graphql": ("Strawberry", "GraphQL"), "grpcio": ("gRPC", "remote calls"),
    "jinja2": ("Jinja", "templates"), "uvicorn": ("Uvicorn", "ASGI server"),
    "gunicorn": ("Gunicorn", "WSGI server"),
    "django-allauth": ("django-allauth", "accounts"), "whitenoise": ("WhiteNoise", "static files"),
    "django-crispy-forms": ("django-crispy-forms", "forms"),
    "djangorestframework-simplejwt": ("Simple JWT", "accounts"),
    "django-debug-toolbar": ("Django Debug Toolbar", "debugging"),
    "django-ninja": ("Django Ninja", "REST API"), "wagtail": ("Wagtail", "web framework"),
    "drf-spectacular": ("drf-spectacular", "API schema"),
    "channels": ("Django Channels", "real-time messages"),
    "flask-login": ("Flask-Login", "accounts"), "flask-wtf": ("Flask-WTF", "forms"),
    "flask-migrate": ("Flask-Migrate", "database migrations"),
}  # fmt: skip


_PLUMBING = {"HTTP client", "command line", "terminal output", "templates", "data validation",
             "WSGI server", "arrays", "interactive prompt"}  # fmt: skip


def facts(project: Project) -> Iterator[Fact[Technology]]:
    """Known names among the dependencies, in the order in which they are stated."""
    manifest = project.manifest
    told: set[str] = set()
    frozen = len(manifest.dependencies) > 25
    for item in manifest.dependencies:
        name = requirement_name(item)
        known = _KNOWN.get(name)
        where = manifest.where.get(f"dependency:{name}")
        if known is None or known[0] in told or where is None:
            continue
        if frozen and where.path.endswith(".txt") and known[1] in _PLUMBING:
            continue  # a frozen list holds what others depend on, too
        told.add(known[0])
        yield Fact(Technology(*known), (where,))
