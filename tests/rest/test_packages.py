"""Apps packed into archives, as splunk-sdk asks for them."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest
from splunklib.binding import HTTPError

from minisplunk.engine import Splunk
from tests.rest.conftest import send


@pytest.fixture
def app(service):
    service.apps.create("packages_test", label="Packed")
    yield service.apps["packages_test"]
    service.apps.delete("packages_test")
    service.delete("messages/restart_required")


def test_an_app_is_packed_and_can_be_installed_elsewhere(server, service, app):
    packed = app.package()
    assert packed.name == app.name
    assert Path(packed.path).name == "packages_test.spl"
    archive = send(packed.url, headers={"Authorization": service.token}).body
    assert archive == Path(packed.path).read_bytes()
    with Splunk() as other:
        assert other.install(Path(packed.path)).label == "Packed"


def test_a_link_in_an_app_is_not_followed(server, app, tmp_path):
    (tmp_path / "secret").write_text("secret")
    (server.splunk.layers.app(app.name).root / "link").symlink_to(tmp_path / "secret")
    with tarfile.open(fileobj=io.BytesIO(Path(app.package().path).read_bytes())) as archive:
        assert "packages_test/link" not in archive.getnames()


@pytest.mark.parametrize("file", ["none.spl", "..%252F..%252Fetc%252Fpasswd", "packages_test", ".spl"])
def test_nothing_else_is_fetched(service, file):
    with pytest.raises(HTTPError, match="404"):
        service.get(f"static/app-packages/{file}")
