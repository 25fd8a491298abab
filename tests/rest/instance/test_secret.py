"""Texts encrypted as conf files keep them."""

from __future__ import annotations

import base64

import pytest

from minisplunk.errors import ConfError
from minisplunk.rest.instance.secret import Secret


@pytest.mark.parametrize("text", ["changeme", "", "ü \\ $7$ \n", "x" * 10_000])
def test_what_is_encrypted_is_decrypted_again_after_a_restart_too(tmp_path, text):
    file = tmp_path / "auth" / "splunk.secret"
    sealed = Secret(file).encrypted(text)
    assert sealed.startswith("$7$")
    assert text.encode() not in base64.b64decode(sealed[3:]) or not text
    assert Secret(file).decrypted(sealed) == text
    assert file.stat().st_mode & 0o077 == 0


def test_the_same_text_is_never_encrypted_to_the_same(tmp_path):
    secret = Secret(tmp_path / "splunk.secret")
    assert secret.encrypted("a") != secret.encrypted("a")


def test_what_is_not_encrypted_is_what_it_is(tmp_path):
    assert Secret(tmp_path / "splunk.secret").decrypted("plain") == "plain"


@pytest.mark.parametrize("sealed", ["$7$", "$7$AAAA", "$7$not base64", "$7$" + "A" * 80, "$7$ü"])
def test_what_this_secret_has_not_encrypted(tmp_path, sealed):
    with pytest.raises(ConfError, match="was not encrypted with"):
        Secret(tmp_path / "splunk.secret").decrypted(sealed)


def test_another_secret_does_not_decrypt_it(tmp_path):
    sealed = Secret(tmp_path / "one").encrypted("a")
    with pytest.raises(ConfError):
        Secret(tmp_path / "two").decrypted(sealed)
