"""Examples of a Go library from what its tests do and check."""

from __future__ import annotations

from moxi.facts.model import Example
from tests.facts import gokit

LIBRARY = """// Package ring keeps the last values.
package ring

type Level int

func (l Level) String() string { return "level" }

type Ring struct{}

func New(size int) *Ring { return nil }

func (r *Ring) Push(value string) error { return nil }

func (r *Ring) Last() string { return "" }

func (r *Ring) Level() Level { return 0 }

func Reverse(text string) string { return text }

func hidden() int { return 1 }
"""


def _examples(test: str, library: str = LIBRARY) -> list[Example]:
    files = {"go.mod": "module github.com/octo-org/ring\n\ngo 1.22\n", "ring.go": library}
    return gokit.of(gokit.facts({**files, "ring_test.go": test}), Example)


def _code(body: str) -> str:
    head = 'package ring\n\nimport "testing"\n\nfunc TestRing(t *testing.T) {\n'
    found = _examples(f"{head}{body}}}\n")
    return found[0].code if found else ""


def test_checks_become_results() -> None:
    code = _code(
        "\tr := New(3)\n"
        '\tif err := r.Push("a"); err != nil {\n\t\tt.Fatal(err)\n\t}\n'
        '\tif got := r.Last(); got != "a" {\n\t\tt.Errorf("got %q", got)\n\t}\n'
    )
    assert code == (
        "r := ring.New(3)\n"
        'err := r.Push("a")\n'
        "if err != nil {\n\tlog.Fatal(err)\n}\n"
        "fmt.Println(r.Last()) // a"
    )


def test_a_type_that_prints_itself_is_compared() -> None:
    code = _code("\tr := New(3)\n\tif r.Level() != 0 {\n\t\tt.Fatal()\n\t}\n")
    assert code.endswith("fmt.Println(r.Level() == 0) // true")


def test_rows_of_a_table() -> None:
    test = """package ring_test

import (
	"testing"

	"github.com/octo-org/ring"
)

func TestReverse(t *testing.T) {
	tests := []struct {
		in, want string
	}{
		{"abc", "cba"},
		{in: "xy", want: "yx"},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			got := ring.Reverse(tt.in)
			if got != tt.want {
				t.Errorf("got %q", got)
			}
		})
	}
}
"""
    (found,) = _examples(test)
    assert found.code == (
        'fmt.Println(ring.Reverse("abc")) // cba\nfmt.Println(ring.Reverse("xy")) // yx'
    )
    assert found.origin == "tests"


def test_assertions_of_testify() -> None:
    code = _code('\tassert.Equal(t, "cba", Reverse("abc"))\n')
    assert code == 'fmt.Println(ring.Reverse("abc")) // cba'


def test_ends_at_what_others_cannot_write() -> None:
    assert _code("\tr := New(hidden())\n\tif r.Last() != `` {\n\t\tt.Fatal()\n\t}\n") == ""
    assert _code("\tr := New(3)\n\thelper(t, r)\n") == ""
    fields = '\tr := &Ring{size: 3}\n\tif r.Last() != "" {\n\t\tt.Fatal()\n\t}\n'
    assert _code(fields) == ""


def test_a_variable_that_hides_the_package() -> None:
    assert _code('\tring := New(3)\n\tif ring.Last() != "" {\n\t\tt.Fatal()\n\t}\n') == ""


def test_nothing_is_declared_that_nothing_uses() -> None:
    code = _code(
        '\tr, size := New(3), 2\n\tif r.Last() != "a" {\n\t\tt.Fatal()\n\t}\n\tother := New(1)\n'
    )
    assert code == "r, _ := ring.New(3), 2\nfmt.Println(r.Last()) // a"


def test_a_written_example_stands_alone() -> None:
    test = (
        'package ring\n\nfunc ExampleNew() {\n\tr := New(3)\n\tr.Push("a")\n}\n\n'
        'func TestLast(t *testing.T) {\n\tif New(1).Last() != "b" {\n\t\tt.Fatal()\n\t}\n}\n'
    )
    assert [found.origin for found in _examples(test)] == ["examples"]


def test_a_variable_is_declared_once() -> None:
    library = LIBRARY + "\nfunc Read(text string) (int, error) { return 0, nil }\n"
    body = (
        "\tone, err := Read(`1`)\n\tif err != nil {\n\t\tt.Fatal(err)\n\t}\n"
        "\tif one != 1 {\n\t\tt.Fatal()\n\t}\n"
        "\ttwo, err := Read(`2`)\n\tif err != nil {\n\t\tt.Fatal(err)\n\t}\n\ttwo++\n"
    )
    head = 'package ring\n\nimport "testing"\n\nfunc TestRing(t *testing.T) {\n'
    (found,) = _examples(f"{head}{body}}}\n", library)
    assert found.code.count("err := ") == 1
    assert "\n_, err = ring.Read(`2`)\n" in found.code
