"""$DATABASE_URL in, Django's database settings out: SQLite in the data folder when it is empty."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

# The design's rules for writing on SQLite. FULL: a commit that was answered survives a power cut.
SQLITE_OPTIONS = {
    "timeout": 30,
    "transaction_mode": "IMMEDIATE",
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY;"
        "PRAGMA mmap_size=268435456; PRAGMA cache_size=-32000; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;"
    ),
}


def database_from_url(url: str, *, home: Path) -> dict[str, Any]:
    """`sqlite:///path` or `postgresql://user:password@host:port/name`; else ValueError."""
    parts = urlsplit(url)
    if parts.scheme in ("", "sqlite"):
        name = unquote(parts.path) if url else str(home / "alongside.sqlite3")
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": name,
            "CONN_MAX_AGE": None,
            "OPTIONS": dict(SQLITE_OPTIONS),
        }
    if parts.scheme in ("postgres", "postgresql"):
        said = dict(parse_qsl(parts.query, keep_blank_values=True))
        if unread := sorted(said.keys() - {"host", "port"}):
            # Left out in silence, "sslmode" would leave the way there open.
            raise ValueError(
                f"{unread[0]} is not read from there. Say it by PostgreSQL's own variables, such as $PGSSLMODE"
            )
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or said.get("host", ""),
            "PORT": str(parts.port or said.get("port", "")),
            "CONN_MAX_AGE": None,
            # A server that was started anew has cut every connection: each is tried before a request relies on it.
            "CONN_HEALTH_CHECKS": True,
        }
    raise ValueError("it must begin with sqlite:/// or postgresql://")
