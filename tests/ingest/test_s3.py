"""s3:// against moto's server on loopback: what is found there, and that no more is listed than the dates ask for."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from minisplunk.errors import NotFound
from minisplunk.ingest.places import Wanted, blobs
from minisplunk.replay import Data, load
from tests.ingest.test_places import THE_THIRD, content, days, names

pytest.importorskip("s3fs", reason="the extra s3 is not installed")
moto = pytest.importorskip("moto.server", reason="moto is not installed")

PREFIX = "s3://trail/org"
_LISTED = re.compile(r"GET /trail\?\S*list-type=2\S*?[?&]prefix=([^&\s]*)")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=True)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(address: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    import s3fs

    for name, value in {
        "AWS_ENDPOINT_URL": address,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }.items():
        monkeypatch.setenv(name, value)
    s3fs.S3FileSystem.clear_instance_cache()
    filesystem = s3fs.S3FileSystem()
    if not filesystem.exists("trail"):
        filesystem.mkdir("trail")
        for name in names():
            filesystem.pipe(f"trail/org/{name}", content(name))
    s3fs.S3FileSystem.clear_instance_cache()
    yield PREFIX
    s3fs.S3FileSystem.clear_instance_cache()


def test_no_more_is_listed_than_the_dates_ask_for(bucket: str, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.INFO, logger="werkzeug"):
        found = blobs(bucket, THE_THIRD)
    assert days(found) == ["2026/03/02", "2026/03/03", "2026/03/04"]
    listed = [unquote(match[1]) for match in map(_LISTED.search, caplog.messages) if match]
    below = [prefix.partition("/CloudTrail/")[2].strip("/") for prefix in listed]
    dated = {prefix.partition("/")[2] for prefix in below if "/" in prefix}
    assert dated == {"2026", "2026/03", "2026/03/02", "2026/03/03", "2026/03/04"}
    assert len(listed) <= 6 + 2 * (1 + 1 + 1 + 3)  # above the regions, and of each of the two regions


def test_the_same_events_as_of_a_folder(bucket: str, tmp_path: Path):
    some = Wanted(include=("*_us-east-1_2026030*",))
    for name in names():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content(name))
    here = [event for part in load(tmp_path, wanted=some) for event in part.events()]
    assert [event for part in load(Data.of(bucket), wanted=some) for event in part.events()] == here
    assert len(here) == 5


def test_a_bucket_that_is_not_there(bucket: str):
    with pytest.raises(NotFound, match="There is nothing at s3://other/x"):
        blobs("s3://other/x", Wanted())
