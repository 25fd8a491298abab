"""Apps whose conf files, lookups and views are broken in every small way: what reads them says so, and never fails."""

from __future__ import annotations

import gzip
import io
import random
import tarfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from .attack import Finding, Options
from .changes import VALUES, garbled
from .seeds import MANAGEMENT
from .served import Answer, Served, served

_HANG = 5.0
_APP = "guest"
_FOLDER = Path(__file__).parent / _APP
_INSTALLED = "its installation"
_STARTS = 4
_READS = 6
_LISTINGS = [route for route in MANAGEMENT if route.method == "GET" and "{" not in route.path]
_EVENT = b'{"event": "t=1700000000 a=1 b=x", "sourcetype": "guest", "source": "/var/log/a"}'
FILES: Mapping[str, bytes] = {
    str(path.relative_to(_FOLDER)): path.read_bytes()
    for path in sorted(_FOLDER.rglob("*.*"))
    if "__pycache__" not in path.parts
}
"""Those of an app that has a bit of everything."""
_SEARCHES = (
    "search sourcetype=guest | table a b c d e tag eventtype",
    "search `thing(1)` | head 1",
    "| inputlookup thing.csv",
    "| datamodel Guest Thing search | head 1",
    "| inputlookup kv",
    "search tag=web | lookup lookup a OUTPUT b",
    "search eventtype=thing | stats count by a",
    "| savedsearch thing",
)


def confs(options: Options) -> Iterator[Finding]:
    """The server starts anew now and then, and finds the last of these apps installed."""
    rounds = max(20, options.requests // 100)
    installed, asked, bad, faults = Counter[int](), Counter[str](), list[str](), Counter[str]()
    for start in range(0, rounds, rounds // _STARTS):
        with served("--data-dir", str(options.folder / "data")) as server:
            for _ in range(start, min(start + rounds // _STARTS, rounds)):
                files = _changed(options.chance)
                answers = _asked(server, options, files)
                installed[answers[_INSTALLED].status] += 1
                for what, answer in answers.items():
                    asked[f"{answer.status // 100}xx"] += 1
                    if answer.status == 500 or answer.seconds > options.within(_HANG):
                        wrong = ", ".join(name for name, data in files.items() if data != FILES[name])
                        bad.append(f"{what} is {answer.status} after {answer.seconds:.1f} s with {wrong}")
            faults.update(server.tracebacks())
    found = ", ".join(f"{count} {status}" for status, count in sorted(installed.items()))
    yield Finding(f"{rounds} apps with broken files", f"installing them is {found}", set(installed) <= {201, 400})
    found = ", ".join(f"{count:,} {kind}" for kind, count in sorted(asked.items()))
    yield Finding("what reads them", found + "".join(f"; {text}" for text in bad[:5]), not bad)
    yield Finding("tracebacks in its log", ", ".join(faults) or "none", not faults)
    with served("--data-dir", str(options.folder / "data")) as server:
        removed = server.ask("DELETE", f"/services/apps/local/{_APP}").status
        form = {"search": "search index=* | stats count", "exec_mode": "oneshot"}
        (row,) = server.ask("POST", "/services/search/jobs", form).json()["results"]
        found = f"{removed}, and a search finds {row['count']} events"
        yield Finding("when the app is taken away", found, removed == 200 and row["count"] != "0")


def _asked(server: Served, options: Options, files: Mapping[str, bytes]) -> dict[str, Answer]:
    """Install an app of these files, and ask for what reads them."""
    archive = options.folder / "guest.spl"
    archive.write_bytes(_packed(files))
    form = {"name": str(archive), "filename": "1", "update": "1"}
    answers = {_INSTALLED: server.ask("POST", "/services/apps/local", form)}
    for what, (method, path, form) in _requests(options.chance).items():
        answers[what] = server.ask(method, path, form)
    answers["HEC"] = server.post_events(_EVENT)
    return answers


def _requests(chance: random.Random) -> dict[str, tuple[str, str, dict[str, str]]]:
    """Some of what reads conf files: any collection, and searches that need what is in them."""
    space = f"/servicesNS/{chance.choice(('admin', 'nobody', '-'))}/{chance.choice((_APP, '-'))}"
    reads = {route.path: ("GET", f"{space}/{route.path}", {}) for route in chance.sample(_LISTINGS, _READS)}
    form = {"search": chance.choice(_SEARCHES), "exec_mode": "oneshot", "max_time": "2"}
    return {**reads, f"the search {form['search']!r}": ("POST", f"/servicesNS/admin/{_APP}/search/jobs", form)}


def _changed(chance: random.Random) -> dict[str, bytes]:
    files = dict(FILES)
    for name in chance.sample(list(files), chance.randint(1, 4)):
        for _ in range(chance.randint(1, 3)):
            files[name] = chance.choice(_CHANGES)(files[name], chance)
    return files


def _value(data: bytes, chance: random.Random) -> bytes:
    """Another value for one of its settings."""
    lines = data.split(b"\n")
    at = chance.randrange(len(lines))
    key, sign, _ = lines[at].partition(b"=")
    lines[at] = (key + sign + b" " if sign else b"") + chance.choice(VALUES)
    return b"\n".join(lines)


def _line(data: bytes, chance: random.Random) -> bytes:
    """A line that is lost, doubled, moved, or goes on in the next."""
    lines = data.split(b"\n")
    at = chance.randrange(len(lines))
    line = lines.pop(at)
    put = chance.choice(
        ((), (line, line), (line + b"\\",), (b" " + line,), (b"#" + line,), (line + b"\r",), (b"[" + line,))
    )
    return b"\n".join((*lines[:at], *put, *lines[at:]))


def _text(data: bytes, chance: random.Random) -> bytes:
    """The whole file is of another kind."""
    return chance.choice(
        (
            b"",
            b"\xef\xbb\xbf" + data,
            data.decode("utf-8", "replace").encode("utf-16"),
            b"\xff" * 100,
            bytes(1000),
            data * 50,
        )
    )


_CHANGES = (garbled, garbled, _value, _value, _value, _line, _line, _text)


def _packed(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name, data in files.items():
            member = tarfile.TarInfo(f"{_APP}/{name}")
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return gzip.compress(buffer.getvalue(), 1)
