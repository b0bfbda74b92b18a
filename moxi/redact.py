"""Secrets taken out of a repository's texts before any of them leaves the machine."""

from __future__ import annotations

import re
from posixpath import basename
from typing import TYPE_CHECKING

from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

REDACTED = "[redacted]"
MAX_LINE = 2_000
"""Characters: a longer line is data, of which no prompt needs more."""

# By form alone: what detect-secrets has no plugin for, or finds only within quotes.
_FORMS = (
    lazy_re(r"-----BEGIN [A-Z ]*PRIVATE KEY( BLOCK)?-----.*?(?:-----END [A-Z ]*-----|\Z)", re.S),
    lazy_re(r"(?<=://)[^/\s:@'\"<>${}]*:[^/\s@'\"<>${}]+(?=@)"),
    lazy_re(r"\b(?:A3T[A-Z0-9]|AKIA|ASIA|AGPA|AIDA|AROA|ANPA)[A-Z0-9]{16}\b"),
    lazy_re(r"\bAIza[\w-]{35}\b|\bya29\.[\w-]{20,}|\bGOCSPX-[\w-]{20,}"),
    lazy_re(r"\bgh[pousr]_\w{20,}|\bgithub_pat_\w{20,}|\bgh[su]_[\w.-]{30,}"),
    lazy_re(r"\bgl(?:pat|dt|rt|cbt|ptt|soat)-[\w-]{16,}"),
    lazy_re(r"\bxox[abeprs]-[\w-]{10,}|\bxapp-[\w-]{20,}|hooks\.slack\.com/services/[\w/]{20,}"),
    lazy_re(r"\b(?:sk|rk|pk)_(?:live|test)_\w{16,}|\bwhsec_\w{16,}"),
    lazy_re(r"\bsk-(?:ant-|proj-|svcacct-)?[\w-]{20,}"),
    lazy_re(r"\bhf_[A-Za-z]{20,}\b|\bnpm_\w{30,}|\bpypi-\w[\w-]{30,}|\brubygems_\w{30,}"),
    lazy_re(r"\bdo[oprt]_v1_[a-f0-9]{40,}|\bshp(?:at|ss|ca|pa)_[a-fA-F0-9]{30,}"),
    lazy_re(r"\bSG\.[\w-]{16,}\.[\w-]{16,}|\bkey-[0-9a-f]{32}\b|\blin_api_\w{30,}"),
    lazy_re(r"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*"),
    lazy_re(r"(?i)(?<=AccountKey=)[\w+/=]{40,}|(?<=SharedAccessKey=)[\w+/=]{20,}"),
    lazy_re(r"(?i)(?<=\bsig=)[\w%]{30,}"),
    lazy_re(r"(?i)(?<=bearer )[\w.~+/=-]{16,}|(?<=basic )[\w+/]{16,}={0,2}"),
    lazy_re(r"\b\d{8,10}:AA[\w-]{32,}"),
    lazy_re(r"\bage-secret-key-1[a-z0-9]{50,}", re.I),
)
# By the name that it is given to: `DB_PASSWORD=…`, `"client_secret": "…"`, `_authToken=…`.
_ASSIGNED = lazy_re(
    r"""(?ix)
    (?P<name>(?<![\w.-])[\w.-]*(?:passw(?:or)?d|passwd|passphrase|pwd|secret|token|api[_-]?key|apikey|_auth\b
        |access[_-]?key|private[_-]?key|encryption[_-]?key|signing[_-]?key|credential|dsn
        |salt|_key\b)[\w.-]*)
    (?P<sign>["']?\s*(?::=|=>|=|:)\s*)
    (?P<quote>["'`]?)
    (?P<value>[^\s"'`,;<>(){}\[\]$%#]{8,})
    (?P=quote)(?=[\s"'`,;)}\]]|$)
    """
)
_DIGIT, _LETTER = lazy_re(r"\d"), lazy_re(r"[A-Za-z]")
_PLACEHOLDER = lazy_re(
    r"(?i)^(?:x{3,}|\*{3,}|\.{3,}|changeme|change[_-]me.*|your[_-].*|my[_-].*|example.*|dummy.*"
    r"|placeholder.*|redacted|required|optional|undefined|secrets?[._].*|process\.env.*|os\.environ.*"
    r"|true|false|none|null|string|str|boolean)$"
)
_ADDRESS = lazy_re(r"\w+://|\.{0,2}/")
_TELLING = lazy_re(r"(?i)[\w+/=.-]{16,}|pass|secret|token|key|pwd|cred")
_PLUGINS = (
    "ArtifactoryDetector", "AWSKeyDetector", "AzureStorageKeyDetector", "BasicAuthDetector",
    "CloudantDetector", "DiscordBotTokenDetector", "GitHubTokenDetector", "GitLabTokenDetector",
    "IbmCloudIamDetector", "IbmCosHmacDetector", "JwtTokenDetector", "KeywordDetector",
    "MailchimpDetector", "NpmDetector", "OpenAIDetector", "PrivateKeyDetector",
    "PypiTokenDetector", "SendGridDetector", "SlackDetector", "SoftlayerDetector",
    "SquareOAuthDetector", "StripeDetector", "TelegramBotTokenDetector", "TwilioKeyDetector",
)  # fmt: skip
"""Of detect-secrets: all but those for any string of high entropy, which hashes have too."""

_SECRET_FILE = lazy_re(
    r"""(?ix)
    \.env(?:\.(?!example|sample|template|dist|defaults?\b)[\w.-]+)?(?<!\.example)(?<!\.sample)
        (?<!\.template)(?<!\.dist)
    | .*\.(?:pem|key|p12|pfx|jks|keystore|kdbx?|ppk|asc|gpg|tfstate|tfstate\.backup|ovpn|age)
    | id_(?:rsa|dsa|ecdsa|ed25519)(?:\.\w+)?
    | \.(?:npmrc|pypirc|netrc|pgpass|htpasswd|git-credentials|dockercfg|boto|s3cfg|vault-token)
    | _netrc | htpasswd | kubeconfig | master\.key
    | (?:.*[-_.])?(?:credentials?|secrets?)(?:\.(?:json|ya?ml|toml|ini|env|txt|csv|properties|enc))?
    | .*service[-_]?account.*\.json
    | (?:terraform|.*\.auto)\.tfvars(?:\.json)?
    """
)
_SECRET_FOLDERS = frozenset({".aws", ".ssh", ".gnupg", ".kube", ".docker"})


def is_secret_file(path: str) -> bool:
    """Whether a file's name says that it holds secrets; such a file is never read for a model."""
    folders = path.split("/")[:-1]
    name = basename(path)
    return bool(_SECRET_FILE.fullmatch(name)) or not _SECRET_FOLDERS.isdisjoint(folders)


def redacted(text: str) -> str:
    """A text with `[redacted]` in the place of each secret; everything else stays.

    Needs the extra `[model]`. Nothing is verified over the network.
    """
    text = "\n".join(_shortened(line) for line in text.split("\n"))
    for form in _FORMS:
        text = form.sub(REDACTED, text)
    text = _ASSIGNED.sub(_without_value, text)
    lines = text.split("\n")
    telling = [number for number, line in enumerate(lines) if _TELLING.search(line)]
    for number, secrets in zip(telling, _found([lines[n] for n in telling]), strict=True):
        for secret in secrets:
            lines[number] = lines[number].replace(secret, REDACTED)
    return "\n".join(lines)


def _shortened(line: str) -> str:
    """A line of `MAX_LINE` characters at most; no word is cut: half a secret looks like none."""
    if len(line) <= MAX_LINE:
        return line
    return f"{line[:MAX_LINE].rpartition(' ')[0]} …"


def _without_value(match: re.Match[str]) -> str:
    value = match["value"]
    quoted = bool(match["quote"])
    telling = _DIGIT.search(value) and _LETTER.search(value)
    if _PLACEHOLDER.match(value) or not (telling or quoted) or _ADDRESS.match(value):
        return match[0]
    return f"{match['name']}{match['sign']}{match['quote']}{REDACTED}{match['quote']}"


def _found(lines: list[str]) -> Iterator[list[str]]:
    """The secrets of each line, by detect-secrets, the longest first: one may hold another."""
    if not lines:
        return
    from detect_secrets.core.scan import scan_line
    from detect_secrets.settings import transient_settings

    with transient_settings({"plugins_used": [{"name": name} for name in _PLUGINS]}):
        for line in lines:
            found = {secret.secret_value or "" for secret in scan_line(line)} - {"", REDACTED}
            yield sorted((one for one in found if " " not in one), key=len, reverse=True)
