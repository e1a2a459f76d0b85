"""A PostGIS of our own for the tests: its own server, in its own folder, on a socket there."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_SERVERS = ("/usr/lib/postgresql", "/usr/pgsql", "/opt/homebrew/opt/postgresql")
"""Where distributions keep the server's programs, which are seldom on the path."""
_ROLE = "truceline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Programs:
    """The programs of one PostgreSQL, and whom to run them as."""

    initdb: Path
    postgres: Path
    psql: Path
    as_user: tuple[str, ...]
    """Words before each command: the server refuses to run as root."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """A running server."""

    programs: Programs
    socket: Path

    def run(self, sql: str) -> list[str]:
        """Return the first column of what a statement gives, row by row; fails on any error."""
        words: list[str | Path] = [
            "-h",
            self.socket,
            "-U",
            _ROLE,
            "-d",
            "postgres",
            "-XAtq",
            "-v",
            "ON_ERROR_STOP=1",
            "-c",
            sql,
        ]
        done = subprocess.run(
            [*self.programs.as_user, self.programs.psql, *words],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()


def programs() -> Programs | None:
    """Return the newest PostgreSQL here that has PostGIS, and whom to run it as; None if there is none."""
    homes = [Path(found).resolve().parent for found in [shutil.which("postgres")] if found]
    for root in _SERVERS:
        homes += sorted(Path(root).glob("*/bin"), reverse=True)
    psql = shutil.which("psql")
    for home in homes:
        if psql and (home / "initdb").exists() and (home / "postgres").exists() and _has_postgis(home):
            as_user = _as_user()
            if as_user is not None:
                return Programs(
                    initdb=home / "initdb", postgres=home / "postgres", psql=Path(psql), as_user=as_user
                )
    return None


def _has_postgis(home: Path) -> bool:
    config = home / "pg_config"
    shared = [home.parent / "share", Path("/usr/share/postgresql") / home.parent.name]
    if config.exists():
        done = subprocess.run([config, "--sharedir"], capture_output=True, text=True, check=False)
        shared += [Path(done.stdout.strip())] if done.returncode == 0 else []
    return any((folder / "extension" / "postgis.control").exists() for folder in shared)


def _as_user() -> tuple[str, ...] | None:
    if os.geteuid() != 0:
        return ()
    runuser = shutil.which("runuser")
    return (runuser, "-u", "postgres", "--") if runuser else None


@contextmanager
def running(found: Programs) -> Iterator[Database]:
    """Start a server in a new folder and end that one process, and no other, at the end."""
    home = Path(tempfile.mkdtemp(prefix="tl-pg-"))
    try:
        if found.as_user:
            shutil.chown(home, "postgres")
        data = home / "data"
        subprocess.run(
            [*found.as_user, found.initdb, "-D", data, "-U", _ROLE, "-A", "trust", "-E", "UTF8", "--no-sync"],
            check=True,
            capture_output=True,
            cwd="/",
        )
        settings = {"listen_addresses": "", "unix_socket_directories": str(home), "fsync": "off"}
        words = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        with (home / "log").open("wb") as log:
            server = subprocess.Popen(
                [*found.as_user, found.postgres, "-D", data, *words], stdout=log, stderr=log, cwd="/"
            )
        try:
            database = Database(programs=found, socket=home)
            _wait(database, server, home / "log")
            yield database
        finally:
            _end(server, data)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _wait(database: Database, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        if server.poll() is not None:
            break
        done = subprocess.run(
            [
                *database.programs.as_user,
                database.programs.psql,
                *("-h", database.socket, "-U", _ROLE, "-d", "postgres", "-c", "SELECT 1"),
            ],
            capture_output=True,
            check=False,
            cwd="/",
        )
        if done.returncode == 0:
            return
        # The client waits for nothing itself where the socket is not there yet.
        try:
            server.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
    raise AssertionError(f"the server did not start: {log.read_text(encoding='utf-8', errors='replace')}")


def _end(server: subprocess.Popen[bytes], data: Path) -> None:
    """Stop the server by the id it wrote itself: what we started may be the program that changed user."""
    pid_file = data / "postmaster.pid"
    if server.poll() is None and pid_file.exists():
        os.kill(int(pid_file.read_text(encoding="utf-8").split()[0]), 2)  # fast shutdown
    elif server.poll() is None:
        server.terminate()
    server.wait(60)
