"""Configuration of Rust programs: where its file is, and the types that it is read into."""

from __future__ import annotations

from moxi.facts.model import ConfigFile, Setting
from tests.facts.test_rust import facts, lines, of

MANIFEST = '[package]\nname = "kelp"\nversion = "0.1.0"\n[dependencies]\ntoml = "0.8"\n'
TYPES = """use serde::Deserialize;
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Config {
    /// How many mails are kept.
    #[serde(default = "Config::kept")]
    pub kept_mails: usize,
    /// See [the boxes](#boxes) for what is shown.
    pub boxes: Vec<String>,
    pub ui: Ui,
    #[serde(skip)]
    pub cache: Cache,
}
#[derive(Deserialize)]
#[serde(default)]
pub struct Ui {
    pub theme: Theme,
    /// Columns of a row.
    pub columns: u16,
}
impl Default for Ui {
    fn default() -> Self {
        Self { theme: Theme::Dark, columns: 80 }
    }
}
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme { Dark, Light }
impl Config {
    fn kept() -> usize {
        50
    }
}
fn path() -> PathBuf {
    ProjectDirs::from("org", "", "Kelp Box").unwrap().config_dir().join("config.toml")
}
pub fn load() -> Result<Config> {
    Ok(toml::from_str(&read(path())?)?)
}
"""


def test_the_keys_are_the_fields_of_the_type_that_the_file_is_read_into() -> None:
    found = facts({"Cargo.toml": MANIFEST, "src/main.rs": TYPES})
    file = ConfigFile("kelpbox/config.toml", "in the user's configuration directory, such as "
                      "`~/.config`")  # fmt: skip
    assert of(found, ConfigFile) == [file]
    group = "keys of `kelpbox/config.toml`"
    assert of(found, Setting) == [
        Setting("kept-mails", "integer", "50", "How many mails are kept", group),
        Setting("boxes", "list", "", "See the boxes for what is shown", group),
        Setting("ui.theme", "", "", "one of `dark`, `light`", group),
        Setting("ui.columns", "integer", "80", "Columns of a row", group),
    ]
    assert lines(found, of(found, Setting)[3]) == ["src/main.rs:19"]


def test_a_type_that_only_its_default_names() -> None:
    source = TYPES.replace("Result<Config>", "Result<Settled>").replace(
        "Ok(toml::from_str(&read(path())?)?)",
        "let read = if none() { Config::default() } else { toml::from_str(&text)? };\n"
        "    settle(read)",
    )
    found = facts({"Cargo.toml": MANIFEST, "src/main.rs": source})
    assert [setting.name for setting in of(found, Setting)][:2] == ["kept-mails", "boxes"]


def test_a_type_that_no_file_is_read_into_is_no_configuration() -> None:
    source = TYPES.replace("toml::from_str(&read(path())?)?", "ask_server()?")
    source = source.replace("config.toml", "mails.bin")
    assert of(facts({"Cargo.toml": MANIFEST, "src/main.rs": source}), Setting) == []
    answer = TYPES.replace("Config", "Answer")
    assert of(facts({"Cargo.toml": MANIFEST, "src/main.rs": answer}), Setting) == []


def test_the_file_that_confy_keeps() -> None:
    manifest = MANIFEST.replace("toml", "confy")
    source = 'fn main() { let c: Config = confy::load("Kelp", None).unwrap(); }\n'
    found = facts({"Cargo.toml": manifest, "src/main.rs": source})
    assert [file.name for file in of(found, ConfigFile)] == ["kelp/default-config.toml"]
    assert lines(found, of(found, ConfigFile)[0]) == ["src/main.rs:1"]
    other = manifest.replace('"0.8"', '{ version = "0.6", features = ["yaml_conf"] }')
    assert of(facts({"Cargo.toml": other, "src/main.rs": source}), ConfigFile) == []


def test_defaults_that_the_program_carries_in_it() -> None:
    source = TYPES + 'const SHIPPED: &str = include_str!("../default.toml");\n'
    files = {
        "Cargo.toml": MANIFEST,
        "src/main.rs": source,
        "default.toml": 'kept-mails = 9\n[ui]\ntheme = "dark"\n',
    }
    found = facts(files)
    given = {setting.name: setting.default for setting in of(found, Setting)}
    assert given == {"kept-mails": "50", "boxes": "", "ui.theme": "dark", "ui.columns": "80"}
    assert lines(found, of(found, Setting)[2]) == ["src/main.rs:17", "default.toml:3"]


def test_keys_of_tables_of_which_there_are_several_in_an_example() -> None:
    example = (
        "# How many mails are kept.\nkept = 5\n[colors]\n# Of the border.\nedge = 'red'\n\n"
        "# [[boxes]]\n# Where the box is.\n# path = 'x'\n"
    )
    files = {"Cargo.toml": MANIFEST, "src/main.rs": TYPES.replace("Config", "Answer"),
             "examples/config.toml": example}  # fmt: skip
    names = [setting.name for setting in of(facts(files), Setting)]
    assert names == ["kept", "colors.edge", "boxes.path"]


def test_keyboard_shortcuts_of_the_configuration_that_is_carried() -> None:
    source = 'const CONFIG: &str = include_str!("../.config/keys.toml");\nfn main() {}\n'
    keys = '[keybindings.List]\n"<Ctrl-q>" = "QuitNow"\nj = "Down"\n"<Tab>" = "NextBox"\n'
    files = {"Cargo.toml": MANIFEST, "src/main.rs": source, ".config/keys.toml": keys}
    found = facts(files)
    assert [(s.name, s.meaning, s.group) for s in of(found, Setting)] == [
        ("<Ctrl-q>", "quit now", "keyboard shortcuts in `List`"),
        ("j", "down", "keyboard shortcuts in `List`"),
        ("<Tab>", "next box", "keyboard shortcuts in `List`"),
    ]
    assert lines(found, of(found, Setting)[0]) == [".config/keys.toml:2"]
    files[".config/keys.toml"] = keys.replace("j =", "colour =")
    assert of(facts(files), Setting) == []


def test_names_that_are_tried_in_turn_in_the_folder_of_the_app() -> None:
    source = """fn dir() -> PathBuf {
    let args = AppStrategyArgs { app_name: env!("CARGO_PKG_NAME").to_string() };
    choose_app_strategy(args).config_dir()
}
fn main() {
    let config_dir = dir();
    let names = [("config.json5", 1), ("config.toml", 2)];
    for (name, _) in names { read(config_dir.join(name)); }
}
"""
    found = facts({"Cargo.toml": MANIFEST, "src/main.rs": source})
    names = [file.name for file in of(found, ConfigFile)]
    assert names == ["kelp/config.json5", "kelp/config.toml"]


def test_the_type_that_is_called_the_configuration_where_there_is_a_file() -> None:
    source = TYPES.replace("toml::from_str(&read(path())?)?", "reader.load(path())?")
    named = [s.name for s in of(facts({"Cargo.toml": MANIFEST, "src/main.rs": source}), Setting)]
    assert named == ["kept-mails", "boxes", "ui.theme", "ui.columns"]
