"""The rules of the house that no linter knows."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import resolve

from alongside.config.logs import QuietFormatter

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
CONTRACT = PROJECT["tool"]["importlinter"]["contracts"][0]["layers"]
# Written in pieces, so that this file does not find itself.
FORBIDDEN = {
    "a path of one machine": r"(?<![\w.*/])/(?:" + "work" + r"|farm|root)/\w",
    "an address of a package registry": "|".join(
        (r"pypi\." + "org", "python" + r"hosted\.org", r"registry\." + r"npmjs\.org")
    ),
    "the number of an issue": r"(?i)\b(?:iss" + r"ue|close[sd]?|fix(?:e[sd])?|PR) #\d+",
    "who writes it": r"(?i)\b(?:cla" + "ude|anth" + "ropic|co-auth" + "ored-by)\\b",
}


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def templates() -> list[Path]:
    return sorted((ROOT / "src").rglob("*.html"))


def floor_of(package: str) -> int:
    return next(number for number, line in enumerate(CONTRACT) if package in line.split(" | "))


def test_foreign_keys_point_down():
    upwards = []
    for model in apps.get_models():
        package = model.__module__.split(".")
        for field in model._meta.get_fields(include_hidden=False):
            target = field.related_model if field.concrete and field.is_relation else None
            if target is None or package[0] != "alongside" or not target.__module__.startswith("alongside."):
                continue
            if floor_of(target.__module__.split(".")[1]) < floor_of(package[1]):
                upwards.append(f"{model.__name__}.{field.name} -> {target.__name__}")
    assert upwards == []


def test_architecture_page_lists_the_layers_of_the_contract():
    page = (ROOT / "docs" / "architecture.md").read_text()
    block = re.search(r"```layers\n(.*?)```", page, re.DOTALL)
    assert block is not None
    listed = [re.split(r"\s{2,}", line)[0] for line in block[1].splitlines()]
    assert listed == CONTRACT


@pytest.mark.broad
@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_speaks_of_anything_but_the_project(what):
    pattern = re.compile(FORBIDDEN[what])
    found = []
    for path in tracked_files():
        for number, line in enumerate(path.read_text(errors="ignore").splitlines(), start=1):
            if pattern.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}")
    assert found == []


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("a script in the page", r"(?is)<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>"),
        ("a style in the page", r"(?i)<style\b|\sstyle\s*="),
        ("a handler in an attribute", r"(?i)\son[a-z]+\s*="),
        ("a script in a link", r"(?i)javascript:"),
        ("markup that is trusted blindly", r"\|\s*safe\b|autoescape\s+(?:off|false)"),
    ],
)
def test_no_template_holds(what, pattern):
    assert templates()
    assert [str(path.relative_to(ROOT)) for path in templates() if re.search(pattern, path.read_text())] == []


def settings_with(tmp_path: Path, **environment: str) -> dict:
    """The settings as another process reads them from this environment."""
    code = (
        "import json; from alongside.config import settings as s;"
        "print(json.dumps({k: getattr(s, k) for k in dir(s) if k.isupper()}, default=str))"
    )
    inherited = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment = inherited | {"ALONGSIDE_HOME": str(tmp_path), "PYTHONPATH": str(ROOT / "src")} | environment
    told = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True)
    return json.loads(told.stdout)


def test_settings_behind_https_keep_cookies_to_this_host(tmp_path):
    settings = settings_with(tmp_path, BASE_URL="https://desk.example", ALLOWED_HOSTS="")

    assert settings["ALLOWED_HOSTS"] == ["desk.example"]
    assert settings["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert settings["CSRF_COOKIE_NAME"].startswith("__Host-")
    assert settings["SESSION_COOKIE_SECURE"]
    assert settings["CSRF_COOKIE_SECURE"]
    assert settings["SECURE_HSTS_SECONDS"] >= 180 * 24 * 3600
    assert not settings["MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN"]


def test_settings_of_a_first_start_answer_this_machine_alone(tmp_path):
    settings = settings_with(tmp_path, BASE_URL="http://localhost:8000", ALLOWED_HOSTS="")

    assert settings["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert settings["DEBUG"] is False
    assert settings["ALLAUTH_TRUSTED_PROXY_COUNT"] == 0
    assert settings["PASSWORD_HASHERS"] == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0


def test_request_for_another_host_is_refused(client, db):
    assert client.get("/account/login/", headers={"host": "elsewhere.example"}).status_code == 400


def logged(record: logging.LogRecord) -> str:
    return QuietFormatter().format(record)


def test_log_names_the_kind_of_an_error_and_not_what_it_says():
    try:
        raise ValueError("Harlow's own words")
    except ValueError:
        record = logging.makeLogRecord({"msg": "Job 7 failed", "exc_info": sys.exc_info()})
    assert "Job 7 failed" in logged(record)
    assert "ValueError" in logged(record)
    assert "words" not in logged(record).replace('raise ValueError("Harlow\'s own words")', "")


def test_log_names_the_page_and_not_its_address(rf):
    request = rf.get("/come-in/a-secret-token/?q=private")
    request.resolver_match = resolve("/come-in/a-secret-token/")
    record = logging.makeLogRecord({"msg": "Error: %s", "args": (request.path,), "request": request})
    assert "sign_in_link" in logged(record)
    assert "secret" not in logged(record)


def test_every_page_carries_the_baseline(client, db):
    answer = client.get("/account/login/")

    policy = {part.strip() for part in answer["Content-Security-Policy"].split(";")}
    assert {"default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'"} <= policy
    assert {"base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'", "object-src 'none'"} <= policy
    assert not any("unsafe" in part or "*" in part for part in policy)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-DNS-Prefetch-Control"] == "off"
    assert answer["X-Frame-Options"] == "DENY"
