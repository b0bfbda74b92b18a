"""What Go programs read when they run: variables, ports, configuration files."""

from __future__ import annotations

from moxi.facts.model import Cli, ConfigFile, EnvVar, Note, Port, Setting
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


SETTINGS = """package main

import (
	"strings"

	"github.com/spf13/pflag"
	"github.com/spf13/viper"
)

func init() {
	viper.SetDefault("page-size", 25)
	viper.SetConfigName("settings")
	viper.AddConfigPath("$HOME/.config/tool")
	viper.SetEnvPrefix("tool")
	viper.SetEnvKeyReplacer(strings.NewReplacer("-", "_"))
	viper.AutomaticEnv()
	pflag.Int("page-size", viper.GetInt("page-size"), "Rows of a page")
	viper.BindPFlags(pflag.CommandLine)
}

func main() { pflag.Parse() }
"""


def test_viper_tells_where_it_looks_its_defaults_and_what_the_environment_sets() -> None:
    found = program(SETTINGS)
    file = ConfigFile("~/.config/tool/settings.yaml", "TOML and JSON are read, too")
    assert of(found, ConfigFile) == [file]
    assert lines(found, file) == ["main.go:12"]
    assert of(found, Setting) == [Setting("page-size", "", "25", "Rows of a page", file.name)]
    [note] = of(found, Note)
    assert note.markdown.endswith("such as `--page-size` by `TOOL_PAGE_SIZE`")
    assert of(found, Cli)[0].options[0].default == "25"


def test_the_keys_that_a_program_asks_viper_for() -> None:
    asked = SETTINGS.replace("pflag.Parse() }", 'pflag.Parse(); viper.GetString("theme") }')
    assert [setting.name for setting in of(program(asked), Setting)] == ["page-size", "theme"]


def test_without_a_replacer_a_dash_keeps_an_option_out_of_the_environment() -> None:
    replacer = '\tviper.SetEnvKeyReplacer(strings.NewReplacer("-", "_"))\n'
    assert not of(program(SETTINGS.replace(replacer, "")), Note)


def test_a_configuration_file_that_bears_the_name_of_the_program() -> None:
    found = program("""package main

import (
	"os"
	"path/filepath"
)

func path() string {
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return filepath.Join(home, ".config", "tool", "rules.toml")
}

func main() {
	os.ReadFile(path())
	os.ReadFile(filepath.Join(os.Getenv("HOME"), ".kube", "config"))
	os.ReadFile("/etc/other.d/01-tool.conf")
	os.ReadFile("tool.ini")
}
""")
    assert [file.name for file in of(found, ConfigFile)] == [
        "~/.config/tool/rules.toml",
        "tool.ini",
    ]


def test_a_variable_of_one_backend_is_not_required() -> None:
    found = program("""package main

import (
	"flag"
	"log"
	"os"
)

func main() {
	bucket := flag.String("bucket", "", "bucket to write to")
	flag.Parse()
	if *bucket != "" {
		key := os.Getenv("BUCKET_KEY")
		if key == "" {
			log.Fatal("BUCKET_KEY is not set")
		}
	}
	token := os.Getenv("TOOL_TOKEN")
	if token == "" {
		log.Fatal("TOOL_TOKEN is not set")
	}
}
""")
    required = {variable.name: variable.required for variable in of(found, EnvVar)}
    assert required == {"BUCKET_KEY": False, "TOOL_TOKEN": True}


def test_an_embedded_configuration_holds_the_defaults() -> None:
    code = """package main

import _ "embed"

//go:embed .tool.yml
var defaults []byte

//go:embed words.yml
var words []byte

func main() {}
"""
    sample = "# how wide a row is\nwidth: 80\n# how high\nheight: 20\ncolour: red\n"
    found = program(code, {".tool.yml": sample, "words.yml": "- a\n"})
    [file] = of(found, ConfigFile)
    assert file == ConfigFile(".tool.yml", "the defaults that are built in", ".tool.yml")
    assert lines(found, file) == ["main.go:5", ".tool.yml"]
    assert [setting.name for setting in of(found, Setting)] == ["width", "height"]


def test_a_profiler_that_is_started_beside_the_server_is_no_port_of_it() -> None:
    found = program("""package main

import (
	"net/http"
	_ "net/http/pprof"
)

func main() {
	go func() {
		http.ListenAndServe(":6060", nil)
	}()
	http.ListenAndServe(":8080", http.NewServeMux())
}
""")
    assert of(found, Port) == [Port(8080)]


def test_an_example_of_the_file_that_a_flag_names() -> None:
    code = """package main

import "flag"

func main() {
	flag.String("config", "", "path to the config file")
	flag.Parse()
}
"""
    found = program(code, {"config.example.yaml": "rows: 10\n"})
    assert of(found, ConfigFile) == [
        ConfigFile("config.yaml", "`-config` names it", "config.example.yaml")
    ]
    assert not of(program(code, {"config.yaml": "rows: 10\n"}), ConfigFile)


def test_meaning_of_a_variable_in_a_help_text() -> None:
    main = (
        'package main\n\nimport (\n\t"fmt"\n\t"os"\n)\n\nconst usage = `usage: tool\n\n'
        "Environment variables:\n\tTOOL_SECRET\tAsk for no secret, take this one\n`\n\n"
        'func main() {\n\tfmt.Println(usage, os.Getenv("TOOL_SECRET"))\n}\n'
    )
    (variable,) = of(program(main), EnvVar)
    assert variable.meaning == "Ask for no secret, take this one"
