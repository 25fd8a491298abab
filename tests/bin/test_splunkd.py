"""The connection to splunkd: how long it waits, how often it tries, what it makes of answers."""

from __future__ import annotations

import io

import pytest
import splunkd as rest
from splunkd_log import Log

KEY = "k3y^Of_the.session-0123456789"


@pytest.fixture
def connect(splunkd):
    log = io.StringIO()
    made = []

    def connect(**options):
        made.append(rest.Splunkd(splunkd.uri, KEY, Log(log), **options))
        made[-1].log = log
        return made[-1]

    yield connect
    for one in made:
        one.__exit__(None, None, None)


def test_an_answer_that_does_not_come(connect, splunkd):
    splunkd.delay = 1.0

    with connect(timeout=0.1, pauses=[0.0]) as to, pytest.raises(rest.SplunkdFault, match="timed out") as caught:
        to.post("/services/receivers/simple", {"index": "risk"}, b'1, a="b"\n')

    assert caught.value.uncertain
    assert to.log.getvalue().count("Trying again") == 1


def test_a_question_that_got_no_answer_leaves_nothing_uncertain(connect, splunkd):
    splunkd.answers = {"GET jobs": ["drop"]}

    with connect(pauses=[]) as to, pytest.raises(rest.SplunkdFault) as caught:
        to.entries("/services/search/jobs")

    assert not caught.value.uncertain


def test_nothing_is_asked_once_the_time_is_up(connect, splunkd, monkeypatch):
    monkeypatch.setattr(rest, "DEADLINE", -1.0)

    with connect() as to, pytest.raises(rest.SplunkdFault, match="is too slow"):
        to.entries("/services/search/jobs")

    assert splunkd.requests == []


def test_no_try_that_would_begin_too_late(connect, splunkd, monkeypatch):
    monkeypatch.setattr(rest, "DEADLINE", 5.0)
    splunkd.answers = {"GET jobs": [503]}

    with connect(pauses=[100.0]) as to, pytest.raises(rest.SplunkdFault, match="HTTP 503"):
        to.entries("/services/search/jobs")

    assert len(splunkd.requests) == 1


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (b'<response><messages><msg type="WARN">a &lt; b</msg><msg>c</msg></messages></response>', "a < b; c"),
        (b'{"messages":[{"type":"ERROR","text":"no such index"}]}', "no such index"),
        (b'{"messages":["no object"]}', '{"messages":["no object"]}'),
        (b"<html>\n  gateway </html>", "<html> gateway </html>"),
        (b"", "no message"),
        (b"\xff", "�"),
        (b"x" * 1000, "x" * 500),
    ],
)
def test_what_an_error_says(answer, text):
    assert rest._message(answer) == text


def test_http_on_the_loopback_interface():
    # enableSplunkdSSL = false in server.conf
    made = rest._connection("http://127.0.0.1:8089", 1.0)

    assert (made.host, made.port, made.default_port) == ("127.0.0.1", 8089, 80)


@pytest.mark.parametrize("uri", ["ftp://127.0.0.1", "https://", "127.0.0.1:8089", "https://h:port"])
def test_no_address(uri):
    with pytest.raises(rest.SplunkdFault):
        rest._connection(uri, 1.0)


def test_the_port_of_splunkd_unless_another_is_named():
    assert rest._connection("https://[::1]", 1.0).port == 8089
