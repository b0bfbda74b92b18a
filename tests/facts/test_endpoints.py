"""Endpoints of services: only those whose full path is certain, in four languages."""

from __future__ import annotations

import json

from moxi.config import Config
from moxi.draft import draft
from moxi.facts import extract
from moxi.facts.common.routes import is_worth, joined, meaning_of
from moxi.facts.model import ConfigFile, Endpoint, EnvVar, Overview, Port, Task
from moxi.snapshot.model import Metadata
from tests.helpers import MemorySnapshot, facts_of, values

FASTAPI = {"requirements.txt": "fastapi\nuvicorn\n"}
GO_MOD = "module example.com/acme/shop\n\ngo 1.22\n\nrequire github.com/{} v1.0.0\n"
CARGO = (
    '[package]\nname = "shop"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\n{} = "1"\n'
)


def routes(files: dict[str, str]) -> list[tuple[str, str, str]]:
    return [(e.method, e.path, e.meaning) for e in values(facts_of(files), Endpoint)]


def package(dependency: str, main: str = "server.js") -> dict[str, str]:
    manifest = {
        "name": "shop",
        "private": True,
        "main": main,
        "scripts": {"start": f"node {main}"},
        "dependencies": {dependency: "^4.0.0"},
    }
    return {"package.json": json.dumps(manifest)}


# What all share -------------------------------------------------------------------------------


def test_paths_that_tell_nothing_are_left_out() -> None:
    assert is_worth("/api/users/{id}")
    for path in ("/static/x", "/*", "/files/<path:name>", "/favicon.ico", "no-slash", "/admin/"):
        assert not is_worth(path)
    assert joined("/api/", "/users") == "/api/users"
    assert joined("", "/") == "/"


def test_a_meaning_is_a_sentence_without_the_address_before_it() -> None:
    assert meaning_of("GET /login Shows the form.") == "Shows the form"
    assert meaning_of("Get all users. And more.") == "Get all users"
    assert meaning_of("User routes") == meaning_of("const x = 1;") == meaning_of("TODO: this") == ""


# Python ---------------------------------------------------------------------------------------


def test_fastapi_routers_stand_below_their_prefixes() -> None:
    files = FASTAPI | {
        "app/__init__.py": "",
        "app/config.py": ("class Settings:\n    api: str = '/api'\n\n\nsettings = Settings()\n"),
        "app/main.py": (
            "import os\nfrom fastapi import FastAPI\nfrom app.config import settings\n"
            "from app.routers import hidden, users\n\napp = FastAPI()\n"
            "app.include_router(users.router, prefix=settings.api)\n"
            "app.include_router(hidden.router, prefix=os.environ['PREFIX'])\n\n\n"
            '@app.get(\'/health\')\ndef health():\n    """Says that it is up."""\n'
        ),
        "app/routers/__init__.py": "",
        "app/routers/users.py": (
            "from fastapi import APIRouter\n\nrouter = APIRouter(prefix='/users')\n\n\n"
            "@router.get('/{id}', summary='One user by number')\ndef one(id: int): ...\n\n\n"
            "@router.post('/', include_in_schema=False)\ndef secret(): ...\n"
        ),
        "app/routers/hidden.py": (
            "from fastapi import APIRouter\n\nrouter = APIRouter()\n\n\n"
            "@router.get('/x')\ndef x(): ...\n"
        ),
        "app/routers/lost.py": (
            "from fastapi import APIRouter\n\nrouter = APIRouter()\n\n\n"
            "@router.get('/never-mounted')\ndef x(): ...\n"
        ),
    }
    assert routes(files) == [
        ("GET", "/health", "Says that it is up"),
        ("GET", "/api/users/{id}", "One user by number"),
    ]


def test_a_route_names_its_line_and_that_of_the_mount() -> None:
    files = FASTAPI | {
        "main.py": (
            "from fastapi import FastAPI, APIRouter\n\napp = FastAPI()\nrouter = APIRouter()\n\n\n"
            "@router.get('/x')\ndef x(): ...\n\n\napp.include_router(router, prefix='/v1')\n"
        )
    }
    (fact,) = facts_of(files).all(Endpoint)
    assert [str(e) for e in fact.evidence] == ["main.py:7", "main.py:11"]


def test_a_flask_factory_registers_blueprints_and_resources() -> None:
    files = {
        "requirements.txt": "flask\nflask-restful\n",
        "shop/__init__.py": (
            "from flask import Flask\nfrom flask_restful import Api\n\n\ndef create_app():\n"
            "    app = Flask(__name__)\n    register(app)\n    return app\n\n\n"
            "def register(app):\n    from shop.cart import bp\n"
            "    app.register_blueprint(bp, url_prefix='/basket')\n"
        ),
        "shop/cart.py": (
            "from flask import Blueprint\n\nbp = Blueprint('cart', __name__, url_prefix='/cart')\n"
            "\n\n@bp.route('/', methods=['GET', 'POST'])\ndef show(): ...\n\n\n"
            "@bp.route('/<int:item>', methods=ALL)\ndef item(): ...\n"
        ),
    }
    assert routes(files) == [("GET, POST", "/basket/", "")]


def test_two_applications_leave_open_which_one_answers() -> None:
    one = "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get('/a')\ndef a(): ...\n"
    assert routes(FASTAPI | {"one.py": one, "two.py": one}) == []


def test_django_follows_includes_from_the_root_configuration() -> None:
    files = {
        "requirements.txt": "django\n",
        "manage.py": (
            "import os\n\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'site_.settings')\n"
        ),
        "site_/__init__.py": "",
        "site_/settings.py": "ROOT_URLCONF = 'site_.urls'\n",
        "site_/urls.py": (
            "from django.contrib import admin\nfrom django.urls import include, path\n\n"
            "urlpatterns = [\n    path('admin/', admin.site.urls),\n"
            "    path('shop/', include('shop.urls')),\n]\n"
        ),
        "shop/__init__.py": "",
        "shop/views.py": 'def cart(request):\n    """Shows the cart."""\n',
        "shop/urls.py": (
            "from django.urls import path, re_path\nfrom shop import views\n\nurlpatterns = [\n"
            "    path('cart/<int:pk>/', views.cart),\n"
            "    re_path(r'^old/(?P<slug>[-\\w]+)/?$', views.cart),\n"
            "    re_path(r'^(a|b)/$', views.cart),\n]\n"
        ),
    }
    assert routes(files) == [
        ("", "/shop/cart/<int:pk>/", "Shows the cart"),
        ("", "/shop/old/<slug>", "Shows the cart"),
    ]


# JavaScript -----------------------------------------------------------------------------------


def test_express_routers_stand_below_their_mounts() -> None:
    files = package("express") | {
        "server.js": (
            "const express = require('express');\nconst users = require('./routes/users');\n"
            "const app = express();\napp.use(express.json());\napp.use('/api/users', users);\n"
            "app.use(process.env.BASE, require('./routes/lost'));\n"
            "// Says that it is up\napp.get('/health', (req, res) => res.send('ok'));\n"
            "\napp.get('*', (req, res) => res.send('?'));\napp.listen(3000);\n"
        ),
        "routes/users.js": (
            "const router = require('express').Router();\n"
            "const { list } = require('../controllers/users');\n"
            "router.route('/').get(list).post((req, res) => {});\n"
            "router.delete('/:id', (req, res) => {});\nmodule.exports = router;\n"
        ),
        "routes/lost.js": (
            "const router = require('express').Router();\n"
            "router.get('/lost', (req, res) => {});\nmodule.exports = router;\n"
        ),
        "controllers/users.js": (
            "// @desc    All users\n// @route   GET /api/users\n"
            "exports.list = async (req, res) => {};\n"
        ),
    }
    assert sorted(routes(files)) == [
        ("DELETE", "/api/users/:id", ""),
        ("GET", "/api/users", "All users"),
        ("GET", "/health", "Says that it is up"),
        ("POST", "/api/users", ""),
    ]


def test_a_heading_over_routes_is_not_the_meaning_of_the_first() -> None:
    files = package("express") | {
        "server.js": (
            "const app = require('express')();\n// Pages and forms\napp.get('/a', (q, s) => {});\n"
            "app.get('/b', (q, s) => {});\napp.listen(1234);\n"
        )
    }
    assert routes(files) == [("GET", "/a", ""), ("GET", "/b", "")]


def test_an_application_that_no_name_holds_leaves_all_open() -> None:
    files = package("express") | {
        "server.js": (
            "const express = require('express');\nclass Main { constructor() {\n"
            "  this.app = express();\n} }\n"
        ),
        "setup.js": (
            "const express = require('express');\nconst app = express();\n"
            "app.use(express.static('public'));\napp.use('/x', express.json());\n"
            "app.get('/setup', (q, s) => {});\napp.listen(1234);\n"
        ),
    }
    assert routes(files) == []


def test_hono_and_fastify_take_parts_in() -> None:
    hono = package("hono", "index.ts") | {
        "index.ts": (
            "import { Hono } from 'hono';\nimport books from './books';\n"
            "const app = new Hono().basePath('/api');\napp.route('/books', books);\n"
            "export default app;\n"
        ),
        "books.ts": (
            "import { Hono } from 'hono';\nconst app = new Hono();\n"
            "app.get('/', (c) => c.text('')).post('/:id', (c) => c.text(''));\n"
            "export default app;\n"
        ),
    }
    assert sorted(routes(hono)) == [("GET", "/api/books", ""), ("POST", "/api/books/:id", "")]
    fastify = package("fastify") | {
        "server.js": (
            "const fastify = require('fastify')();\n"
            "fastify.register(require('./users'), { prefix: '/v1' });\n"
            "fastify.listen({ port: 3000 });\n"
        ),
        "users.js": (
            "module.exports = async function (app) {\n  app.get('/users', async () => []);\n};\n"
        ),
    }
    assert routes(fastify) == [("GET", "/v1/users", "")]


def test_next_takes_routes_from_the_places_of_files() -> None:
    files = {
        "package.json": (
            '{"name": "web", "private": true, "scripts": {"dev": "next dev"},'
            ' "dependencies": {"next": "14.0.0", "react": "18.0.0"}}'
        ),
        "src/app/api/posts/[id]/route.ts": (
            "/** One post. */\nexport async function GET() {}\nexport async function PUT() {}\n"
        ),
        "src/app/(shop)/api/[...all]/route.ts": "export async function GET() {}\n",
        "pages/api/hello.js": "export default function handler() {}\n",
    }
    assert sorted(routes(files)) == [
        ("", "/api/hello", ""),
        ("GET", "/api/posts/:id", "One post"),
        ("PUT", "/api/posts/:id", ""),
    ]


# Go -------------------------------------------------------------------------------------------


def test_gin_groups_are_followed_into_functions() -> None:
    files = {
        "go.mod": GO_MOD.format("gin-gonic/gin"),
        "main.go": (
            'package main\n\nimport (\n\t"os"\n\n\t"example.com/acme/shop/users"\n'
            '\t"github.com/gin-gonic/gin"\n)\n\nfunc main() {\n\tr := gin.Default()\n'
            '\tv1 := r.Group("/v1")\n\tusers.Register(v1.Group("/users"))\n'
            '\thidden := r.Group(os.Getenv("BASE"))\n\thidden.GET("/lost", nil)\n'
            '\tif os.Getenv("DEBUG") != "" {\n\t\tr.GET("/maybe", nil)\n\t}\n\tr.Run()\n}\n'
        ),
        "users/users.go": (
            'package users\n\nimport "github.com/gin-gonic/gin"\n\n'
            'func Register(router *gin.RouterGroup) {\n\trouter.GET("/:id", One)\n}\n\n'
            "// One sends one user. It may fail.\nfunc One(c *gin.Context) {}\n"
        ),
    }
    assert routes(files) == [("GET", "/v1/users/:id", "Sends one user")]
    noted = "// One sends one user\n// swagger:operation GET /users/{id} user one\n"
    files["users/users.go"] = files["users/users.go"].replace(
        "// One sends one user. It may fail.\n", noted
    )
    assert routes(files) == [("GET", "/v1/users/:id", "Sends one user")]


def test_chi_routes_stand_in_nested_functions_and_mounts() -> None:
    files = {
        "go.mod": GO_MOD.format("go-chi/chi/v5"),
        "main.go": (
            'package main\n\nimport (\n\t"net/http"\n\n\t"github.com/go-chi/chi/v5"\n)\n\n'
            'func main() {\n\tr := chi.NewRouter()\n\tr.Get("/ping", ping)\n'
            '\tr.Route("/api", func(r chi.Router) {\n\t\tr.Post("/items", nil)\n\t})\n'
            '\tr.Mount("/todo", todo())\n\thttp.ListenAndServe(":80", r)\n}\n\n'
            "func todo() http.Handler {\n\trg := chi.NewRouter()\n"
            '\trg.Group(func(r chi.Router) {\n\t\tr.Get("/{id}", nil)\n\t})\n\treturn rg\n}\n\n'
            "func ping(w http.ResponseWriter, r *http.Request) {}\n"
        ),
    }
    assert routes(files) == [
        ("GET", "/ping", ""),
        ("POST", "/api/items", ""),
        ("GET", "/todo/{id}", ""),
    ]


def test_the_patterns_of_net_http() -> None:
    files = {
        "go.mod": "module example.com/acme/shop\n\ngo 1.22\n",
        "main.go": (
            'package main\n\nimport "net/http"\n\nfunc main() {\n\tmux := http.NewServeMux()\n'
            '\tmux.HandleFunc("GET /items/{id}", nil)\n\tmux.HandleFunc("/health", nil)\n'
            '\tmux.HandleFunc("/all/", nil)\n\tmux.HandleFunc("/", nil)\n'
            '\thttp.ListenAndServe(":80", mux)\n}\n'
        ),
    }
    assert routes(files) == [("GET", "/items/{id}", ""), ("", "/health", "")]


# Rust -----------------------------------------------------------------------------------------


def test_axum_routers_are_merged_and_nested() -> None:
    files = {
        "Cargo.toml": CARGO.format("axum"),
        "src/main.rs": (
            "mod users;\nuse axum::{routing::get, Router};\n\nasync fn main() {\n"
            '    let app = Router::new()\n        .route("/health", get(health))\n'
            '        .nest("/api", api());\n    axum::serve(listener, app).await.unwrap();\n}\n\n'
            "fn api() -> Router {\n    users::router().merge(Router::new())\n}\n\n"
            "/// Says that it is up.\nasync fn health() {}\n"
        ),
        "src/users.rs": (
            "use axum::{routing::get, Router};\n\npub fn router() -> Router {\n"
            '    Router::new().route("/users/:id", get(one).delete(gone))\n}\n\n'
            "async fn one() {}\nasync fn gone() {}\n"
        ),
    }
    assert routes(files) == [
        ("GET", "/health", "Says that it is up"),
        ("GET", "/api/users/:id", ""),
        ("DELETE", "/api/users/:id", ""),
    ]


def test_actix_scopes_services_and_configurations() -> None:
    files = {
        "Cargo.toml": CARGO.format("actix-web"),
        "src/main.rs": (
            "use actix_web::{get, web, App, HttpServer};\n\n/// Greets whoever asks.\n"
            '#[get("/hello")]\nasync fn hello() -> &\'static str { "" }\n\n'
            "fn routes(cfg: &mut web::ServiceConfig) {\n"
            '    cfg.service(web::scope("/v1").service(hello).route("/x", web::post().to(x)));\n'
            "}\n\nasync fn x() {}\n\nasync fn main() {\n"
            "    HttpServer::new(|| App::new().configure(routes)).run().await;\n}\n"
        ),
    }
    assert routes(files) == [("GET", "/v1/hello", "Greets whoever asks"), ("POST", "/v1/x", "")]


# Around them ----------------------------------------------------------------------------------


def test_the_draft_shows_them_in_one_table_and_folds_the_rest() -> None:
    source = "from fastapi import FastAPI\n\napp = FastAPI()\n" + "".join(
        f"\n\n@app.{method}('/item{n}')\ndef {method}{n}(): ...\n"
        for n in range(14)
        for method in ("post", "get")
    )
    snapshot = MemorySnapshot(FASTAPI | {"main.py": source}, metadata=Metadata(name="shop"))
    text = draft(extract(snapshot), snapshot, Config()).markdown
    assert "Endpoints:\n\n| method | path |\n| --- | --- |\n| GET, POST | `/item0` |" in text
    assert "<summary>2 more</summary>" in text
    assert text.index("uvicorn") < text.index("Endpoints:")


def test_alembic_sets_up_the_database() -> None:
    files = {
        "requirements.txt": "fastapi\nuvicorn\nalembic\n",
        "main.py": "from fastapi import FastAPI\n\napp = FastAPI()\n",
        "alembic.ini": "[alembic]\nscript_location = migrations\n",
        "migrations/env.py": "",
        "migrations/versions/0001_init.py": "def upgrade(): ...\n",
    }
    setups = [t.command for t in values(facts_of(files), Task) if t.purpose == "setup"]
    assert "alembic upgrade head" in setups
    inside = {f"backend/{path}": text for path, text in files.items()} | {
        "compose.yml": "services:\n  api:\n    build: ./backend\n    command: uvicorn main:app\n",
        "backend/Dockerfile": "FROM python:3.12\nCOPY . .\n",
    }
    found = [t.command for t in values(facts_of(inside), Task)]
    assert "docker compose exec api alembic upgrade head" in found
    inside["backend/start.sh"] = "alembic upgrade head && uvicorn main:app\n"
    found = [t.command for t in values(facts_of(inside), Task)]
    assert not any("alembic" in command for command in found)


def test_the_variable_of_the_port_is_told_with_it() -> None:
    files = package("express") | {
        "server.js": (
            "const app = require('express')();\nconst port = process.env.PORT || 5000;\n"
            "app.listen(port);\n"
        )
    }
    snapshot = MemorySnapshot(files)
    text = draft(extract(snapshot), snapshot, Config()).markdown
    assert "It listens on port 5000; `PORT` sets another." in text


def test_a_comment_on_a_call_says_nothing_of_the_variable_in_it() -> None:
    files = package("express") | {
        "server.js": (
            "require('./config/db');\nfunction check(token) {\n  // Verify the token\n"
            "  return jwt.verify(token, process.env.JWT_SECRET);\n}\n"
        ),
        "config/db.js": "connect(process.env.MONGO_URI);\n",
        "config/webpack.js": "module.exports = process.env.ANALYZE;\n",
    }
    found = {v.name: v.meaning for v in values(facts_of(files), EnvVar)}
    assert found == {"JWT_SECRET": "", "MONGO_URI": ""}


def test_a_docstring_of_a_template_is_no_description() -> None:
    files = {
        "requirements.txt": "flask\n",
        "autoapp.py": (
            '"""Create an application instance."""\nfrom flask import Flask\n\n'
            "app = Flask(__name__)\n"
        ),
    }
    assert values(facts_of(files), Overview) == []


def test_scripts_and_prisma_set_the_database_up() -> None:
    scripts = {
        "start": "node server.js",
        "db:seed": "node seed.js",
        "db:drop": "node drop.js",
        "db:migrate": "knex migrate:latest",
        "dev": 'concurrently "npm run dev:server" "npm run dev:client"',
        "dev:server": "nodemon server.js",
        "dev:client": "vite",
    }
    manifest = {
        "name": "shop",
        "private": True,
        "scripts": scripts,
        "dependencies": {"express": "^4.0.0", "prisma": "^5.0.0"},
    }
    files = {
        "package.json": json.dumps(manifest),
        "server.js": "require('express')().listen(3000);\n",
        "prisma/schema.prisma": "datasource db {}\n",
        "prisma/migrations/0001_init/migration.sql": "create table a (b int);\n",
    }
    found = [t for t in values(facts_of(files), Task) if t.purpose == "setup"]
    assert [(t.command, t.description) for t in found] == [
        ("npm install", ""),
        ("npx prisma migrate deploy", "create the database tables"),
        ("npm run db:migrate", "create the database tables"),
        ("npm run db:seed", "seed the database"),
    ]
    runs = {t.command: t.description for t in values(facts_of(files), Task) if t.purpose == "run"}
    assert runs["npm run dev"] == "start the server and the client"


def test_the_example_of_an_env_file_that_is_there_is_not_one_of_dot_env() -> None:
    files = {
        "go.mod": "module example.com/acme/shop\n\ngo 1.22\n",
        "main.go": "package main\n\nfunc main() {}\n",
        "compose.yml": "services:\n  db:\n    image: postgres\n    env_file: app.env\n",
        "app.env": "PORT=8000\n",
        "example.env": "# The port\n# @see {@link https://example.com/port}\nPORT=8000\n",
    }
    assert ".env" not in [c.name for c in values(facts_of(files), ConfigFile)]
    del files["app.env"]
    facts = facts_of(files)
    assert ".env" in [c.name for c in values(facts, ConfigFile)]
    assert {v.name: v.meaning for v in values(facts, EnvVar)}["PORT"] == "The port"


def test_a_part_in_a_folder_is_started_there_and_does_not_name_the_whole() -> None:
    files = {
        "backend/Cargo.toml": CARGO.format("axum").replace("shop", "backend"),
        "backend/src/main.rs": (
            "fn main() {\n    let app = Router::new();\n    axum::serve(listener, app);\n}\n"
        ),
        "LICENSE": "",
    }
    snapshot = MemorySnapshot(files, metadata=Metadata(name="shop"))
    text = draft(extract(snapshot), snapshot, Config()).markdown
    assert text.startswith("# shop\n")
    assert "(cd backend && cargo run)" in text


def test_without_a_port_the_variable_that_sets_it_is_told() -> None:
    files = package("hono", "index.js") | {
        "index.js": "import { serve } from './serve.js';\n"
        "serve(Number(process.env.PORT ?? 9999));\n"
    }
    snapshot = MemorySnapshot(files)
    text = draft(extract(snapshot), snapshot, Config()).markdown
    assert "It listens on the port that `PORT` sets (such as 9999)." in text


def test_gin_listens_on_its_own_port_where_none_is_given() -> None:
    files = {
        "go.mod": GO_MOD.format("gin-gonic/gin"),
        "main.go": (
            'package main\n\nimport "github.com/gin-gonic/gin"\n\nfunc main() {\n'
            "\tr := gin.Default()\n\tr.Run()\n}\n"
        ),
    }
    assert [p.number for p in values(facts_of(files), Port)] == [8080]


def test_the_port_of_an_image_is_not_that_of_a_checkout() -> None:
    files = {
        "Cargo.toml": CARGO.format("axum"),
        "src/main.rs": "fn main() {\n    axum::serve(listener, app);\n}\n",
        "Dockerfile": 'FROM rust\nCOPY . .\nEXPOSE 8000\nCMD ["shop", "0.0.0.0:8000"]\n',
    }
    snapshot = MemorySnapshot(files, metadata=Metadata(name="shop"))
    text = draft(extract(snapshot), snapshot, Config()).markdown
    assert "cargo run" in text
    assert "It listens on port 8000" not in text
