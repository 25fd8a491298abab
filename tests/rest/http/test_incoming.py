"""What a request's line may name in place of a path."""

from __future__ import annotations

import pytest

from minisplunk.rest.http.incoming import Incoming, in_origin_form


@pytest.mark.parametrize(
    ("target", "path", "host"),
    [
        ("/services/a?b=c", "/services/a?b=c", "given"),
        ("https://splunk:8089/services/a?b=c", "/services/a?b=c", "splunk:8089"),
        ("HTTP://[::1]:8089/services/a", "/services/a", "[::1]:8089"),
        ("https://user:password@splunk/a", "/a", "splunk"),
        ("https://splunk", "/", "splunk"),
        ("https://splunk?a=b", "/?a=b", "splunk"),
        ("https://splunk/a#b", "/a", "splunk"),
        ("https:///a", "https:///a", "given"),
        ("//splunk/a", "//splunk/a", "given"),
        ("/https://splunk/a", "/https://splunk/a", "given"),
        ("*", "*", "given"),
    ],
)
def test_a_whole_url_is_taken_apart(target, path, host):
    read = in_origin_form(Incoming("GET", target, {"host": "given", "a": "b"}))
    assert (read.target, read.headers) == (path, {"host": host, "a": "b"})
