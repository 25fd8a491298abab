"""A new app from nothing but a name."""

import pytest

from minisplunk.conf.template import make
from minisplunk.errors import ConfError


def test_an_app_is_made(tmp_path):
    app = make(tmp_path / "mine", {"label": "My app", "visible": "0"})
    assert (app.id, app.label, app.version, app.setting("ui", "is_visible")) == ("mine", "My app", "1.0.0", "0")
    assert app.metadata.write(()) == ("admin", "power")
    assert app.metadata.exported(("props", "x"))
    assert not app.metadata.exported(("macros", "m"))


def test_a_name_that_splunk_does_not_take(tmp_path):
    with pytest.raises(ConfError, match="cannot name an app"):
        make(tmp_path / "not a name", {})
