"""Secrets do not leave the machine; what only looks like one stays readable.

Each secret is put together here from parts, so that no scanner takes this file for a leak.
"""

from __future__ import annotations

import pytest

from moxi.redact import MAX_LINE, REDACTED, is_secret_file, redacted

HEX = "0123456789abcdef" * 4
MIX = "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3z"
KEY = "PRIVATE" + " KEY"
SECRETS = {
    "AWS key id": "AKIA" + "Z7QH3M5K2P9X4R8T",
    "AWS secret": f"aws_secret_access_key = {MIX}{'Qw8r'[:4]}XY",
    "GitHub token": "ghp_" + MIX[:36].ljust(36, "7"),
    "GitHub fine-grained": "github_pat_" + MIX * 2,
    "GitHub installation": "ghs_123456_" + MIX,
    "GitLab token": "glpat-" + MIX[:20],
    "Slack token": "xoxb-" + "123456789012-" + MIX[:24],
    "Slack hook": "https://hooks.slack.com/services/T0000A000/B0000A000/" + MIX[:24],
    "Stripe key": "sk_live_" + MIX[:24],
    "Stripe webhook": "whsec_" + MIX[:32],
    "OpenAI key": "sk-proj-" + MIX + MIX[:10],
    "Anthropic key": "sk-ant-api03-" + MIX + MIX[:10],
    "Hugging Face token": "hf_" + "abcdefghijKLMNOPqrstuvwxYZabcdefgh",
    "npm token": "npm_" + MIX[:36].ljust(36, "7"),
    "npmrc": "//registry.example/:_authToken=" + MIX,
    "PyPI token": "pypi-AgEIcHlwaS5vcmc" + MIX,
    "Google API key": "AIza" + (MIX + "_-0")[:35],
    "Google refresh": "ya29." + MIX,
    "Azure storage": "DefaultEndpointsProtocol=https;AccountKey=" + MIX + MIX + "==",
    "private key": f"-----BEGIN RSA {KEY}-----\n{MIX}\n{MIX}\n-----END RSA {KEY}-----",
    "PGP key": f"-----BEGIN PGP {KEY} BLOCK-----\n{MIX}\n-----END PGP {KEY} BLOCK-----",
    "JSON Web Token": "eyJ" + MIX[:20] + ".eyJ" + MIX[:20] + "." + MIX,
    "URL with password": "postgres://app:" + MIX[:12] + "@db.example:5432/app",
    "password in YAML": "password: " + MIX[:14],
    "password in code": f'DB_PASSWORD = "{MIX[:10]}"',
    "secret in JSON": f'{{"client_secret": "{MIX}"}}',
    "bearer header": "Authorization: Bearer " + MIX,
    "SendGrid key": "SG." + MIX[:22] + "." + MIX + MIX[:9],
    "Telegram bot": "123456789:AA" + MIX[:33],
    "DigitalOcean token": "dop_v1_" + HEX,
    "Mailgun key": "key-" + HEX[:32],
    "Django key": f"SECRET_KEY = '{MIX}'",
}  # fmt: skip

PARTS = (MIX[:10], MIX[3:15], HEX[:16], "Z7QH3M5K", "KLMNOPqrst")
"""Of which each secret has one at least."""


@pytest.mark.parametrize("kind", SECRETS)
def test_a_secret_is_taken_out(kind: str) -> None:
    text = f"# settings\n{SECRETS[kind]}\nlast line\n"
    told = redacted(text)
    assert REDACTED in told
    for part in PARTS:
        assert part not in told
    assert "# settings" in told
    assert told.endswith("last line\n")


@pytest.mark.parametrize(
    "text",
    [
        "commit " + "3f786850e387550fdab836ed7e6dc881de23001b",
        '"integrity": "sha512-' + "q1bCd2EfGh" * 8 + 'AA=="',
        "id: 123e4567-e89b-12d3-a456-426614174000",
        "token: ${{ secrets.GITHUB_TOKEN }}",
        "const key = process.env.API_KEY;",
        'password = os.environ["DB_PASSWORD"]',
        '"author": "A. Person"',
        "API_KEY=your-api-key",
        "TOKEN=",
        'help="The token to sign in with"',
        "def tokens(text: str) -> int:",
        "https://user@host.example/path",
        "--password-file FILE  where the password is read from",
    ],
)
def test_what_only_looks_like_one_stays(text: str) -> None:
    assert redacted(text) == text


def test_a_line_of_data_is_cut_short() -> None:
    assert len(redacted("x" * 100_000)) < 3_000
    assert len(redacted("a word " * 10_000)) < 3_000


def test_a_secret_on_the_cut_is_not_halved() -> None:
    told = redacted("x " * ((MAX_LINE - 10) // 2) + SECRETS["AWS key id"] + " y" * 2_000)
    assert "AKIA" not in told


@pytest.mark.parametrize(
    "path",
    [
        ".env", ".env.local", ".env.production", "deploy/.env", "id_rsa", ".ssh/config",
        "keys/server.pem", "server.key", "certs/a.p12", ".npmrc", ".pypirc", ".netrc",
        "config/credentials.json", "secrets.yml", "my-secrets.yaml", "gcp-service-account.json",
        "terraform.tfstate", "prod.auto.tfvars", "kubeconfig", "config/master.key", ".aws/config",
    ],
)  # fmt: skip
def test_files_that_hold_secrets_are_known(path: str) -> None:
    assert is_secret_file(path)


@pytest.mark.parametrize(
    "path",
    [
        ".env.example", ".env.sample", "env.py", "src/secrets.py", "docs/secrets.md", "tokens.go",
        "src/credentials.ts", "keyboard.js", "pkg/key/key.go", "pyproject.toml", "main.tf",
    ],
)  # fmt: skip
def test_other_files_are_not(path: str) -> None:
    assert not is_secret_file(path)
