"""What Go programs read when they run: variables, ports, configuration files."""

from __future__ import annotations

from moxi.facts.model import ConfigFile, EnvVar, Port
from tests.facts.gokit import fixture, lines, of, program


def test_the_variables_of_a_service() -> None:
    found = fixture("go_service")
    variables = {variable.name: variable for variable in of(found, EnvVar)}
    assert variables["LINKD_SECRET"] == EnvVar(
        "LINKD_SECRET", "", "signs the session cookie", required=True
    )
    assert lines(found, variables["LINKD_SECRET"]) == ["cmd/linkd/main.go:17"]
    assert variables["LINKD_REGION"].default == "eu-1"
    assert variables["LINKD_WORKERS"].default == "4"
    assert lines(found, variables["LINKD_WORKERS"]) == ["internal/config/config.go:28"]


def test_variables_of_struct_tags_carry_their_prefixes() -> None:
    variables = {variable.name: variable for variable in of(fixture("go_service"), EnvVar)}
    assert variables["LINKD_ADDRESS"].meaning == "where the service listens"
    assert variables["LINKD_LOG_LEVEL"].meaning == "debug, info or error"
    assert variables["LINKD_DB_URL"].required
    assert not {"ADDRESS", "URL", "DB_URL"} & set(variables)


def test_a_prefix_that_is_not_known_hides_the_names() -> None:
    found = program("""package main

import (
	"os"
	"github.com/caarlos0/env/v11"
)

type config struct {
	Port int `env:"PORT"`
}

func main() {
	_ = env.ParseWithOptions(&config{}, env.Options{Prefix: os.Args[1]})
}
""")
    assert of(found, EnvVar) == []


def test_envconfig_builds_names_from_fields() -> None:
    found = program("""package main

import "github.com/kelseyhightower/envconfig"

type config struct {
	Port     int    `default:"80"`
	MaxConns int    `split_words:"true"`
	Token    string `envconfig:"API_TOKEN" required:"true"`
}

func main() {
	var c config
	envconfig.MustProcess("tool", &c)
}
""")
    assert of(found, EnvVar) == [
        EnvVar("TOOL_PORT", "80"),
        EnvVar("TOOL_MAX_CONNS"),
        EnvVar("TOOL_API_TOKEN", required=True),
    ]


def test_variables_of_the_machine_and_of_tests_are_not_settings() -> None:
    found = program("""package main

import "os"

const name = "TOOL_" + "TOKEN"

func main() {
	_ = os.Getenv("HOME") + os.Getenv("CI") + os.Getenv("TOOL_TEST_DB") + os.Getenv(name)
	// os.Getenv("COMMENTED_OUT")
	println(`os.Getenv("QUOTED")`)
}
""")
    assert [variable.name for variable in of(found, EnvVar)] == ["TOOL_TOKEN"]


def test_ports_in_code_flags_and_variables() -> None:
    found = fixture("go_service")
    assert of(found, Port) == [Port(8080), Port(9102)]
    assert lines(found, Port(9102)) == ["internal/server/server.go:17"]
    assert lines(found, Port(8080)) == ["internal/config/config.go:14"]
    flagged = program("""package main

import (
	"flag"
	"net/http"
)

func main() {
	addr := flag.String("listen-address", ":9115", "where to listen")
	peer := flag.String("peer", ":7000", "whom to ask")
	flag.Parse()
	go http.ListenAndServe("127.0.0.1:6060", nil)
	http.ListenAndServe(*addr, nil)
}
""")
    assert of(flagged, Port) == [Port(9115)]


def test_viper_names_its_file_and_variables() -> None:
    found = program("""package main

import "github.com/spf13/viper"

func main() {
	viper.SetConfigName("tool")
	viper.SetConfigType("yaml")
	viper.SetEnvPrefix("tool")
	viper.BindEnv("token")
	viper.BindEnv("host", "TOOL_SERVER")
}
""")
    assert of(found, ConfigFile) == [ConfigFile("tool.yaml")]
    assert [variable.name for variable in of(found, EnvVar)] == ["TOOL_TOKEN", "TOOL_SERVER"]
