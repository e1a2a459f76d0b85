"""People at the pages of a running centre, by HTTP alone: they read, write, and keep count."""

from __future__ import annotations

import http.client
import json
import random
import re
import secrets
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import urlencode, urlsplit

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_MARK = re.compile(r"\?mark=([^\"]+)\"")
_CASE = re.compile(r'href="(/case/[A-Z]+-\d+-\d+)"')

_IDLE_S = 5.0


@dataclass
class Tally:
    """What came of everything that people asked."""

    pages_s: list[float] = field(default_factory=list)
    polls_s: list[float] = field(default_factory=list)
    """Pages that ask by themselves whether something is new."""
    writes_s: list[float] = field(default_factory=list)
    answers_s: list[float] = field(default_factory=list)
    """What applies there and then, each assessed."""
    errors: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    """The words of every report that the server said it had taken."""
    lock: threading.Lock = field(default_factory=threading.Lock)


class Visitor:
    """Somebody with a browser's cookies and one connection."""

    def __init__(self, address: str, login: str, password: str, tally: Tally) -> None:
        self.host = urlsplit(address).netloc
        self.tally, self.cookies = tally, dict[str, str]()
        self.connection = http.client.HTTPConnection(self.host, timeout=60)
        self.used = time.perf_counter()
        page = self.ask("GET", "/login/")
        form = {"csrfmiddlewaretoken": _TOKEN.findall(page)[0], "login": login, "password": password}
        self.ask("POST", "/login/", form)

    def ask(
        self,
        method: str,
        path: str,
        form: Mapping[str, str] | None = None,
        *,
        kept: list[float] | None = None,
        fragment: bool = False,
    ) -> str:
        """Ask for a page and return it, or note what was wrong; time goes to `kept`."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers |= {"HX-Request": "true"} if fragment else {}
        body = None
        if form is not None:
            body = urlencode(form)
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Referer": f"http://{self.host}/",
            }
        began = time.perf_counter()
        if began - self.used > _IDLE_S:  # as a browser does, before the server closes it
            self.connection.close()
        self.used = began
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException) as error:
            self.connection.close()
            return self._wrong(f"{method} {path}: {type(error).__name__}")
        if kept is not None:
            with self.tally.lock:
                kept.append(time.perf_counter() - began)
        for told in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = told.partition(";")[0].partition("=")
            self.cookies[name] = value
        if answer.status >= 400:
            return self._wrong(f"{method} {path}: {answer.status} {text[:300]}")
        return answer.headers["Location"] if answer.status == 302 else text

    def _wrong(self, what: str) -> str:
        with self.tally.lock:
            self.tally.errors.append(what)
        return ""

    def read(self, told: random.Random) -> None:
        """Look at what waits, ask twice whether something is new, and open a case or the handover."""
        page = self.ask("GET", "/", kept=self.tally.pages_s)
        for _ in range(2):
            mark = (_MARK.findall(page) or [""])[0]
            time.sleep(told.uniform(0.5, 1.0))
            page = self.ask("GET", f"/?mark={mark}", kept=self.tally.polls_s, fragment=True) or page
        links = _CASE.findall(page)
        path = told.choice([*links, "/handover"]) if links else "/handover"
        self.ask("GET", path, kept=self.tally.pages_s)

    def write(self, told: random.Random, *, answered: bool) -> None:
        """Take a report as the page does: apart, what applies, then logged."""
        form = self.ask("GET", "/report", kept=self.tally.pages_s)
        tokens = _TOKEN.findall(form)
        if not tokens:
            return
        words = (
            f"shelling, {told.randint(1, 9)} km W of Saraqib, 1 h ago, 2 dead, note {told.getrandbits(48)}"
        )
        given = {"csrfmiddlewaretoken": tokens[0], "words": words, "source": "S17"}
        self.ask("POST", "/report", {**given, "does": "apart"}, kept=self.tally.writes_s, fragment=True)
        if answered:
            self.ask("POST", "/report/answer", given, kept=self.tally.answers_s, fragment=True)
        taken = self.ask("POST", "/report", {**given, "does": "log"}, kept=self.tally.writes_s)
        if not taken.startswith("/case/"):
            if taken:
                self._wrong(f"not taken: {unescape(taken)[:300]}")
            return
        with self.tally.lock:
            self.tally.written.append(words)
        page = self.ask("GET", taken, kept=self.tally.pages_s)
        tokens = _TOKEN.findall(page)
        if f'action="{taken}/triage"' in page and tokens:
            done = {"csrfmiddlewaretoken": tokens[0]}
            self.ask("POST", f"{taken}/triage", done, kept=self.tally.writes_s)


def crowd(
    address: str,
    readers: Sequence[tuple[str, str]],
    writers: Sequence[tuple[str, str]],
    *,
    seconds: float,
    read_every_s: float,
    write_every_s: float,
) -> Tally:
    """Let people read and write at once for a time, each at its own pace, and return what came of it."""
    tally = Tally()
    people = [(True, *one) for one in writers] + [(False, *one) for one in readers]
    ends = time.monotonic() + seconds
    start = threading.Barrier(len(people))

    def work(number: int, is_writer: bool, login: str, password: str) -> None:
        told = random.Random(number)
        one = Visitor(address, login, password, tally)
        start.wait()
        every = write_every_s if is_writer else read_every_s
        while (left := ends - time.monotonic()) > 0:
            time.sleep(min(left, every * told.uniform(0.5, 1.5)))
            if is_writer:
                one.write(told, answered=told.random() < 0.5)
            else:
                one.read(told)
        one.connection.close()

    threads = [threading.Thread(target=work, args=(number, *one)) for number, one in enumerate(people)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return tally


def lost_writes(held_in: str, written: Sequence[str]) -> list[str]:
    """Return the words that the server said it had taken and that its store does not hold, once each."""
    from truceline.db.connecting import forget
    from truceline.db.opened import open_store
    from truceline.db.projecting import all_of

    store = open_store(held_in)
    held = Counter(
        str(one.change.tree["words"])
        for one in all_of(store, "reports")
        if one.version and isinstance(one.change.tree, dict)
    )
    forget(store.address)
    return [words for words in written if held[words] != 1]


def add_logins(home: Path, roles: Sequence[str]) -> list[tuple[str, str]]:
    """Make a login for each role in a process of its own; return each with its password."""
    code = (
        "import json, sys; from truceline.web.server import add_login\n"
        "home, first, *roles = sys.argv[1:]\n"
        "made = [(f'{first}{n}', role) for n, role in enumerate(roles)]\n"
        "sides = {'liaison_officer': 'opposition', 'co_chair': 'government'}\n"
        "print(json.dumps([(name, add_login(home, 'idlib', name=name, role=role, side=sides.get(role, '')))"
        " for name, role in made]))"
    )
    command = [sys.executable, "-c", code, str(home), f"p{secrets.token_hex(2)}-", *roles]
    made = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [(name, password) for name, password in json.loads(made)]
