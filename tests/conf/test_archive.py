"""App archives: what is unpacked, and what is refused."""

import gzip
import io
import re
import tarfile
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.conf.archive import packed, unpack
from minisplunk.errors import ConfError

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "archives.yaml").read_text())
TYPES = {
    "folder": tarfile.DIRTYPE,
    "link": tarfile.SYMTYPE,
    "hardlink": tarfile.LNKTYPE,
    "device": tarfile.CHRTYPE,
    "fifo": tarfile.FIFOTYPE,
    "sparse": tarfile.GNUTYPE_SPARSE,
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case, tmp_path):
    spl = tmp_path / "x.spl"
    spl.write_bytes(gzip.compress(tar(case["members"])))
    into = tmp_path / "deep" / "into"
    if "error" in case:
        with pytest.raises(ConfError) as raised:
            unpack(spl, into)
        assert str(raised.value) == f"{spl}: {case['error']}"
    else:
        assert unpack(spl, into) == into / "app"
        assert sorted(path.relative_to(into).as_posix() for path in into.rglob("*") if path.is_file()) == case["files"]
    outside = [path for path in tmp_path.rglob("*") if into not in (path, *path.parents)]
    assert sorted(outside) in ([spl], [tmp_path / "deep", spl])


def test_contents_and_modes(tmp_path):
    spl = tmp_path / "x.spl"
    spl.write_bytes(gzip.compress(tar(CASES[0]["members"])))
    app = unpack(spl, tmp_path / "into")
    assert (app / "bin" / "run.py").read_text() == "pass"
    assert (app / "bin" / "run.py").stat().st_mode & 0o777 == 0o755
    assert (app / "default" / "app.conf").stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x1f",
        b"PK\x03\x04 a zip",
        tarfile.NUL * 10240,
        b"\x1f\x8b no gzip",
        gzip.compress(b"no tar" * 200, mtime=0),
        gzip.compress(b"short", mtime=0),
    ],
    ids=["empty", "short", "zip", "plain tar", "broken gzip", "gzip of something else", "gzip of little"],
)
def test_no_gzip_tar(tmp_path, data):
    spl = tmp_path / "x.spl"
    spl.write_bytes(data)
    with pytest.raises(ConfError, match=r"x\.spl: is not an app archive: a gzip-compressed tar is wanted"):
        unpack(spl, tmp_path / "into")


def test_a_truncated_archive(tmp_path):
    data = gzip.compress(tar([{"name": "app/default/app.conf", "content": "x = 1\n" * 5000}]))
    spl = tmp_path / "x.spl"
    spl.write_bytes(data[: len(data) // 2])
    with pytest.raises(ConfError, match="is not an app archive"):
        unpack(spl, tmp_path / "into")


def test_an_archive_that_unpacks_to_too_much(tmp_path):
    spl = tmp_path / "x.spl"
    spl.write_bytes(
        gzip.compress(tar([{"name": "app/a", "content": "0" * 600_000}, {"name": "app/b", "content": "0" * 600_000}]))
    )
    unpack(spl, tmp_path / "fits", limit=1_200_000)
    with pytest.raises(ConfError, match="unpacks to more than 1 MiB or 100,000 files"):
        unpack(spl, tmp_path / "into", limit=1_199_999)


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK])
def test_a_header_that_is_a_bomb(tmp_path, kind):
    """What describes a member is read whole by tarfile itself, before any member is seen: a long name, or pax's."""
    header = tarfile.TarInfo("app/a")
    header.type, header.size = kind, 1_000_000
    spl = tmp_path / "x.spl"
    spl.write_bytes(gzip.compress(header.tobuf(tarfile.GNU_FORMAT) + b"0" * 1_000_448))
    with pytest.raises(ConfError, match=r"is not an app archive: .*\(1,000,000 bytes that describe a member\)"):
        unpack(spl, tmp_path / "into")


def test_long_names(tmp_path):
    """As far as a file system takes them, in both ways to write them."""
    path = "/".join(["app", *["x" * 200] * 4])
    for form in (tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
        data = io.BytesIO()
        with tarfile.open(fileobj=data, mode="w", format=form) as archive:
            archive.addfile(tarfile.TarInfo(path))
        spl = tmp_path / "x.spl"
        spl.write_bytes(gzip.compress(data.getvalue()))
        assert (unpack(spl, tmp_path / str(form)).parent / path).is_file()


def test_a_size_that_is_a_lie(tmp_path):
    data = bytearray(tar([{"name": "app/a", "content": "x"}]))
    data[124:136] = b"77777777777\0"
    data[148:156] = b"        "
    data[148:156] = f"{sum(data[:512]):06o}\0 ".encode()
    spl = tmp_path / "x.spl"
    spl.write_bytes(gzip.compress(bytes(data)))
    with pytest.raises(ConfError, match="unpacks to more than 512 MiB"):
        unpack(spl, tmp_path / "into")


def test_what_is_packed_is_unpacked(tmp_path):
    (tmp_path / "a").write_text("x")
    (tmp_path / "b").write_text("y")
    (tmp_path / "b").chmod(0o700)
    data = packed("top", {"bin/b": tmp_path / "b", "a": tmp_path / "a"})
    assert data == packed("top", {"a": tmp_path / "a", "bin/b": tmp_path / "b"})
    (tmp_path / "x.spl").write_bytes(data)
    top = unpack(tmp_path / "x.spl", tmp_path / "into")
    assert top.name == "top"
    assert [(path.read_text(), path.stat().st_mode & 0o777) for path in (top / "a", top / "bin" / "b")] == [
        ("x", 0o644),
        ("y", 0o755),
    ]


@given(st.binary(max_size=2000), st.integers(0, 3000), st.booleans())
def test_any_bytes_are_unpacked_or_refused(tmp_path_factory, noise, position, inside):
    folder = tmp_path_factory.mktemp("archive")
    data = tar([{"name": "app/default/app.conf", "content": "[ui]\nlabel = x\n" * 20}])
    if inside:
        data = gzip.compress(data[:position] + noise + data[position + len(noise) :])
    else:
        data = gzip.compress(data)
        data = data[:position] + noise + data[position + len(noise) :]
    (folder / "x.spl").write_bytes(data)
    try:
        unpack(folder / "x.spl", folder / "deep" / "into")
    except ConfError as error:
        assert re.match(re.escape(f"{folder}/x.spl: "), str(error))
    assert {path.name for path in folder.iterdir()} <= {"x.spl", "deep"}
    assert {path.name for path in folder.glob("deep/*")} <= {"into"}


def tar(members):
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        for member in members:
            info = tarfile.TarInfo(member["name"])
            info.mode = member.get("mode", 0o644)
            info.type = TYPES[member["type"]] if "type" in member else tarfile.REGTYPE
            info.linkname = member.get("to", "")
            content = member.get("content", "").encode()
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return data.getvalue()
