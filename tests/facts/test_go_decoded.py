"""Keys of a configuration file, from the struct that a Go program decodes it into."""

from __future__ import annotations

from moxi.facts.model import ConfigFile, Setting
from tests.facts import gokit

MAIN = """package main

import (
	"os"
	"path/filepath"

	"github.com/BurntSushi/toml"
)

type Config struct {
	Name  string `toml:"name"` // who it is for (default: nobody)
	Web   Web    `toml:"web"`
	Other string `toml:"-"`
}

type Web struct {
	// Port is where it listens (default: 80 on most systems).
	Port *int `toml:"port"`
}

func path() string {
	dir, err := os.UserConfigDir()
	if err != nil {
		dir = os.Getenv("HOME")
	}
	return filepath.Join(dir, "tool", "config.toml")
}

func main() {
	var config Config
	toml.DecodeFile(path(), &config)
}
"""


def test_fields_are_keys() -> None:
    found = gokit.program(MAIN)
    assert [file.name for file in gokit.of(found, ConfigFile)] == ["~/.config/tool/config.toml"]
    name, port = gokit.of(found, Setting)
    assert (name.name, name.type, name.default) == ("name", "string", "nobody")
    assert name.meaning == "who it is for"
    assert (port.name, port.type, port.default) == ("web.port", "int", "")
    assert port.group == "~/.config/tool/config.toml"
    assert gokit.lines(found, port) == ["main.go:18"]


def test_what_is_no_configuration() -> None:
    assert not gokit.of(gokit.program(MAIN.replace("Config ", "Reply ")), Setting)
    assert not gokit.of(gokit.program(MAIN.replace("BurntSushi/toml", "octo-org/toml")), Setting)


def test_fields_of_the_options_of_a_library() -> None:
    library = (
        "package ring\n\n// Options say how it works.\n//\n// Bare is the number of spares.\n"
        "type Options struct {\n\t// Size is the number of values.\n"
        "\tSize int\n\tOnDrop func(string) // called for each value that is dropped\n"
        "\tBare int\n\thidden bool // not theirs\n}\n\nfunc New(o Options) {}\n"
    )
    found = gokit.facts({"go.mod": "module github.com/octo-org/ring\n", "ring.go": library})
    size, drop, bare = gokit.of(found, Setting)
    assert (size.name, size.type, size.meaning) == ("Size", "int", "The number of values")
    assert bare.meaning == "The number of spares"
    assert (drop.name, drop.meaning) == ("OnDrop", "called for each value that is dropped")
    assert drop.group == "fields of `ring.Options`"


def test_keys_below_lists_and_tables() -> None:
    main = MAIN.replace("Port *int", "Ports Ports").replace('`toml:"port"`', '`toml:"ports"`')
    main = main.replace("Other string", "Rules map[string]Rule").replace(
        '`toml:"-"`', '`toml:"rules"`'
    )
    main += '\ntype Ports []Port\n\ntype Port struct {\n\tNumber int `toml:"number"`\n}\n'
    main += '\ntype Rule struct {\n\tPath string `toml:"path"`\n}\n'
    found = [setting.name for setting in gokit.of(gokit.program(main), Setting)]
    assert found == ["name", "web.ports[].number", "rules.NAME.path"]
