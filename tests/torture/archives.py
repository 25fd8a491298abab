"""Archives that are no good app: cut short, changed, full of links, and far larger than they look. None is a 500, none
writes outside of its place, and what is broken in one stays with it."""

from __future__ import annotations

import gzip
import io
import os
import random
import tarfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from .attack import Finding, Options
from .changes import garbled
from .confs import FILES
from .served import Served, served

_HANG = 5.0
_APP = "guest"
_GROWTH = 150 * 2**20
_ZEROS = 64 << 20


def archives(options: Options) -> Iterator[Finding]:
    folder, outside = options.folder / "data", options.folder / "outside"
    outside.mkdir()
    with served("--data-dir", str(folder)) as server:
        before, slowest = server.memory(), (0.0, "")
        counts, bad = Counter[int](), list[str]()
        for number in range(max(len(_KINDS), options.requests // 100)):
            kind = list(_KINDS)[number % len(_KINDS)]
            archive = options.folder / "guest.spl"
            archive.write_bytes(_KINDS[kind](options.chance, outside))
            status, seconds = _installed(server, archive)
            counts[status] += 1
            slowest = max(slowest, (seconds, kind))
            if status not in (201, 400, 409) or seconds > options.within(_HANG):
                bad.append(f"{kind} is {status} after {seconds:.1f} s")
        grown = server.memory() - before
        found = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
        yield Finding(
            f"{counts.total()} archives of {len(_KINDS)} kinds",
            f"{found}; at most {slowest[0]:.1f} s, for {slowest[1]}" + "".join(f"; {text}" for text in bad[:5]),
            not bad,
        )
        found = f"its memory grew by {grown / 2**20:.0f} MB"
        yield Finding("what they unpack to", found, grown < _GROWTH)
        yield _clean(server, folder, outside)
        yield _paths(server, options)
        tracebacks = Counter(server.tracebacks())
        yield Finding("tracebacks in its log", ", ".join(tracebacks) or "none", not tracebacks)


def _clean(server: Served, folder: Path, outside: Path) -> Finding:
    """Nothing but apps is left where apps are, and nothing at all where they are not."""
    server.ask("DELETE", f"/services/apps/local/{_APP}")
    left = [path.name for path in (folder / "etc" / "apps").iterdir() if path.name.startswith(".")]
    escaped = [str(path) for path in (*outside.iterdir(), *folder.parent.glob("evil*"), *folder.rglob("evil*"))]
    installed = [entry["name"] for entry in server.ask("GET", "/services/apps/local?count=0").json()["entry"]]
    found = f"{len(left)} folders left behind, {len(escaped)} files outside"
    found += f", {_APP} is still there" if _APP in installed else ""
    return Finding("what is left of them", found, not left and not escaped and _APP not in installed)


def _paths(server: Served, options: Options) -> Finding:
    """What is no archive, and some of it never ends."""
    paths = ("/dev/zero", "/dev/stdin", "/dev/full", "/proc/self/mem", "/proc/self/fd", "/", "/etc/passwd", "", "\0")
    answers = {path: _installed(server, path) for path in paths}
    bad = [f"{path!r} is {status}" for path, (status, _) in answers.items() if status not in (400, 404)]
    longest = max(seconds for _, seconds in answers.values())
    found = ", ".join(bad) or f"{len(paths)} paths, all refused within {longest:.1f} s"
    return Finding("paths that are no archive", found, not bad and longest < options.within(_HANG))


def _installed(server: Served, archive: Path | str) -> tuple[int, float]:
    answer = server.ask("POST", "/services/apps/local", {"name": str(archive), "filename": "1", "update": "1"})
    return answer.status, answer.seconds


# What archives are made of


def _member(name: str, data: bytes = b"", **attributes: object) -> tuple[tarfile.TarInfo, bytes]:
    member = tarfile.TarInfo(name)
    member.size = len(data)
    for key, value in attributes.items():
        setattr(member, key, value)
    return member, data


def _tar(*others: tuple[tarfile.TarInfo, bytes], first: bool = False) -> bytes:
    """An app, and other members behind it, or before."""
    own = [_member(f"{_APP}/{name}", data) for name, data in FILES.items()]
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for member, data in (*others, *own) if first else (*own, *others):
            tar.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


def _packed(tar: bytes) -> bytes:
    return gzip.compress(tar, 1)


def _with(*others: tuple[tarfile.TarInfo, bytes]) -> bytes:
    return _packed(_tar(*others))


def _cut_short(chance: random.Random, _: Path) -> bytes:
    packed = _packed(_tar())
    return packed[: chance.randrange(len(packed))]


def _tar_cut_short(chance: random.Random, _: Path) -> bytes:
    tar = _tar()
    return _packed(tar[: chance.randrange(len(tar))])


def _changed(chance: random.Random, _: Path) -> bytes:
    return garbled(_packed(_tar()), chance)


def _tar_changed(chance: random.Random, _: Path) -> bytes:
    tar = _tar()
    at = chance.randrange(0, len(tar), 512)  # in a header, mostly
    return _packed(tar[:at] + garbled(tar[at : at + 512], chance) + tar[at + 512 :])


def _header_changed(chance: random.Random, _: Path) -> bytes:
    """A field of a header is nonsense, and its checksum is right."""
    header = bytearray(_member(f"{_APP}/a", b"a" * 10)[0].tobuf(tarfile.GNU_FORMAT))
    at, size = chance.choice(((0, 100), (100, 8), (108, 8), (124, 12), (136, 12), (156, 1), (157, 100), (257, 8)))
    header[at : at + size] = bytes(chance.choice((0, 0x20, 0x37, 0x80, 0xFF, 0x4C, 0x78)) for _ in range(size))
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return _packed(bytes(header) + b"a" * 10 + bytes(502) + _tar())


def _outside(chance: random.Random, outside: Path) -> bytes:
    names = (
        *(
            "../evil",
            "/evil",
            f"{_APP}/../evil",
            f"{_APP}/../../evil",
            f"{outside}/evil",
            f"{_APP}/..\\..\\evil",
            "..",
            "/",
        ),
        *(
            f"{_APP}/default/../../../evil",
            f"./{_APP}/../../../../../../../../{outside}/evil",
            f"C:{_APP}/evil",
            "//evil",
        ),
    )
    return _with(_member(chance.choice(names), b"evil"))


def _links(chance: random.Random, outside: Path) -> bytes:
    kind = chance.choice((tarfile.SYMTYPE, tarfile.LNKTYPE))
    to = chance.choice((str(outside), "/etc/passwd", "../../../..", ".", "a", f"{_APP}/default/app.conf", ""))
    link = _member(f"{_APP}/a", type=kind, linkname=to)
    return _with(link, _member(f"{_APP}/a/evil", b"evil"))


def _devices(chance: random.Random, _: Path) -> bytes:
    kind = chance.choice((tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.CONTTYPE, b"V", b"Z"))
    return _with(_member(f"{_APP}/default/macros.conf", type=kind, devmajor=1, devminor=5))


def _sizes(chance: random.Random, _: Path) -> bytes:
    """A header that announces more than there is."""
    size = chance.choice((1 << 20, 8 << 30, 1 << 62, 2**87, -1, -(1 << 40)))
    header, _data = _member(f"{_APP}/a")
    header.size = size
    return _packed(_tar()[: -2 * 512 * 10] + header.tobuf(tarfile.GNU_FORMAT) + b"a" * 1000)


def _names(chance: random.Random, _: Path) -> bytes:
    names = (
        *(
            "a" * 300,
            "a/" * 3_000 + "a",
            "",
            ".",
            "a\0b",
            "\udcff\udcfe",
            "\u202efdp",
            "a\nb",
            "CON",
            ".hidden",
            "a//b",
            "a ",
        ),
        *("default/app.conf", "default", "default/app.conf/a", "local/app.conf", "x" * 60_000),
    )
    return _with(_member(f"{_APP}/{chance.choice(names)}", b"a"))


def _tops(chance: random.Random, _: Path) -> bytes:
    names = ("other/a", "a", f"{_APP}2", "system/default/app.conf", "search/default/app.conf")
    return _packed(_tar(_member(chance.choice(names), b"a"), first=chance.random() < 0.5))


def _bomb(chance: random.Random, _: Path) -> bytes:
    """A gigabyte of zeros in a megabyte: gzip's parts may follow one another."""
    kind = chance.choice((tarfile.REGTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE, tarfile.GNUTYPE_SPARSE))
    header, _data = _member(f"{_APP}/a", type=kind)
    header.size = 16 * _ZEROS
    return gzip.compress(header.tobuf(tarfile.GNU_FORMAT)) + gzip.compress(bytes(_ZEROS), 1) * 16


def _behind(chance: random.Random, _: Path) -> bytes:
    """A good app, and then a gigabyte behind the archive's end, in the gzip or after it."""
    return _packed(_tar()) + (gzip.compress(bytes(_ZEROS), 1) * 16 if chance.random() < 0.5 else os.urandom(1 << 20))


def _nested(chance: random.Random, _: Path) -> bytes:
    packed = _packed(_tar())
    for _level in range(chance.choice((1, 20))):
        packed = gzip.compress(packed)
    return packed


def _other(chance: random.Random, _: Path) -> bytes:
    """What is no gzip at all, or an empty one."""
    return chance.choice(
        (b"", b"\x1f\x8b", b"PK\x03\x04" + bytes(100), _tar(), zlib.compress(_tar()), gzip.compress(b""), bytes(9_999))
    )


_KINDS: Mapping[str, Callable[[random.Random, Path], bytes]] = {
    "cut short": _cut_short,
    "a tar that is cut short": _tar_cut_short,
    "changed": _changed,
    "a tar that is changed": _tar_changed,
    "a header that is changed": _header_changed,
    "a path that leads out": _outside,
    "links": _links,
    "devices": _devices,
    "sizes": _sizes,
    "names": _names,
    "several top folders": _tops,
    "a bomb": _bomb,
    "more behind its end": _behind,
    "gzip in gzip": _nested,
    "another format": _other,
}
