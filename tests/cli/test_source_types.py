"""The source type of data: guessed, and said; or given as FILE:SOURCETYPE; and what becomes of events of each."""

from __future__ import annotations

import io
import os
import sys
import threading

import pytest

from minisplunk.engine import Splunk
from minisplunk.rest.server import serve
from tests.targets.somebody import ROOT, serving

SYSLOG = """\
Mar  3 09:00:00 web1 app[1]: user=al signed in
Mar  3 09:00:01 web1 app[1]: user=bo signed in
"""
SAID = (
    "messages.txt is read as syslog, since its lines are as [delayedrule::syslog] of props.conf describes them. "
    "For another source type write messages.txt:SOURCETYPE"
)
BY = "* | stats count by source sourcetype | sort source"
YEAR = 1_772_528_400
"""2026-03-03T09:00:00Z, when the files were changed: it is the year of times that have none."""


@pytest.fixture
def write(tmp_path):
    def written(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        os.utime(path, (YEAR, YEAR))
        return name

    return written


@pytest.fixture
def messages(write):
    return write("messages.txt", SYSLOG)


# What is said


def test_each_verb_says_what_it_takes_data_for(cli, make_app, messages):
    done = cli("search", BY, "--data", messages, "--json")
    assert (done.lines, done.err) == ([{"source": messages, "sourcetype": "syslog", "count": "2"}], f"{SAID}\n")
    assert cli("explain", "user=al", "--data", messages).err == f"{SAID}\n"
    assert cli("replay", messages, "--data-dir", "store").err == f"{SAID}\n"
    assert cli("search", BY, "--data-dir", "store", "--json").lines == done.lines
    app = make_app({"s": {"search": "user=al"}})
    found = cli("run", "--app", app, messages, "--json").json
    assert (found["events"], len(found["results"]), SAID in found["notes"]) == (2, 1, True)
    assert SAID in cli("run", "--app", app, messages).out


def test_nothing_is_said_of_cloudtrail(cli, data):
    done = cli("search", BY, "--data", data, "--json")
    assert (done.lines[0]["sourcetype"], done.err) == ("aws:cloudtrail", "")


@pytest.mark.parametrize("given", [("--data", "messages.txt:mine"), ("--data", "messages.txt", "--sourcetype", "mine")])
def test_nothing_is_guessed_of_what_is_given(cli, messages, given):
    done = cli("search", BY, *given, "--json")
    assert (done.lines, done.err) == ([{"source": messages, "sourcetype": "mine", "count": "2"}], "")


def test_nothing_given_is_guessed(cli, messages):
    for given in (("--data", "messages.txt:"), ("--data", "messages.txt", "--sourcetype", "")):
        assert cli("search", BY, *given).err == f"{SAID}\n"


def test_text_that_nobody_knows(cli, write):
    done = cli("search", BY, "--data", write("kern.log", "hello\n"), "--json")
    assert done.lines == [{"source": "kern.log", "sourcetype": "kern-too_small", "count": "1"}]
    assert done.err.startswith("kern.log is read as kern-too_small, since nothing tells what it is; it is named after ")


def test_an_app_s_own_stanzas_count(cli, make_app, write, tmp_path):
    props = "[source::....txt]\nsourcetype = by source\n[rule::x]\nsourcetype = by rule\nMORE_THAN_50 = hello\n"
    app = make_app({"s": {"search": "*"}}, props=props)
    for name in ("a.txt", "b.log"):
        write(f"logs/{name}", "hello\n")
    given = ("--data", "logs", "--data", "logs/a.txt", "--json")
    kinds = [
        {"source": "logs/a.txt", "sourcetype": "by source", "count": "1"},
        {"source": "logs/b.log", "sourcetype": "by rule", "count": "1"},
    ]
    done = cli("search", BY, "--app", app, *given)
    assert done.lines == kinds
    assert "logs/a.txt is read as by source, since [source::....txt] of props.conf says so. " in done.err
    with Splunk(tmp_path / "store") as splunk:
        splunk.install(app)
    cli("replay", "logs", "logs/a.txt", "--data-dir", "store")
    assert cli("search", BY, "--data-dir", "store", "--json").lines == kinds


# FILE:SOURCETYPE


def test_each_file_its_own(cli, make_app, data, messages, write):
    write("a:b", "hello\n")
    given = [f"{data}:aws:cloudtrail", "messages.txt:linux_secure", "a:b:XmlWinEventLog:Security", "a:b"]
    kinds = {
        (messages, "linux_secure", "2"),
        (str(data), "aws:cloudtrail", "4"),
        ("a:b", "XmlWinEventLog:Security", "1"),
        ("a:b", "a:b-too_small", "1"),
    }
    each = [part for one in given for part in ("--data", one)]

    def found(*arguments):
        return {
            (row["source"], row["sourcetype"], row["count"]) for row in cli("search", BY, *arguments, "--json").lines
        }

    assert found(*each) == kinds
    assert cli("run", "--app", make_app({"s": {"search": "*"}}), *given, "--json").json["events"] == 8
    assert cli("replay", *given, "--data-dir", "store").code == 0
    assert found("--data-dir", "store") == kinds


def test_all_files_of_a_folder_and_one_of_them(cli, write):
    for name in ("a.log", "b.log", "c.csv"):
        write(f"logs/{name}", "hello\n")
    done = cli("search", BY, "--data", "logs:mine", "--data", "logs/b.log:other", "--json")
    kinds = [(row["source"], row["sourcetype"], row["count"]) for row in done.lines]
    assert kinds == [("logs/a.log", "mine", "1"), ("logs/b.log", "other", "1"), ("logs/c.csv", "mine", "1")]
    assert "is read as" not in done.err


def test_a_url_with_a_port_is_a_url(cli):
    done = cli("search", "*", "--data", "https://h:8/x.json")
    assert (
        "https://h:8/x.json is a URL: `minisplunk replay https://h:8/x.json --data-dir FOLDER` fetches it" in done.err
    )


# What comes through a pipe


@pytest.mark.parametrize(
    ("given", "sourcetype", "said"),
    [
        ("-", "syslog", SAID.replace("messages.txt is", "stdin is").replace("messages.txt", "-") + "\n"),
        ("-:aws:mine", "aws:mine", ""),
    ],
)
def test_standard_input(cli, monkeypatch, make_app, given, sourcetype, said):
    def piped():
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SYSLOG.encode())))

    piped()
    done = cli("search", BY, "--data", given, "--json")
    assert (done.lines, done.err) == ([{"source": "stdin", "sourcetype": sourcetype, "count": "2"}], said)
    piped()
    assert cli("run", "--app", make_app({"s": {"search": "user=bo"}}), given, "--json").json["events"] == 2
    piped()
    assert cli("replay", given, "--data-dir", "store").err == said
    piped()
    assert cli("replay", "--data-dir", "other", "--", given).err == said
    assert cli("run", "--data", "-:x", "-:y", "-x").err.endswith("Error: No such option '-x'.\n")


@pytest.mark.skipif(os.name != "posix", reason="there are no FIFOs")
@pytest.mark.parametrize("given", ["pipe", "pipe:syslog"])
def test_a_fifo_is_read_once(cli, tmp_path, given):
    os.mkfifo(tmp_path / "pipe")
    writing = threading.Thread(target=lambda: (tmp_path / "pipe").write_text(SYSLOG))
    writing.start()
    done = cli("search", BY, "--data", given, "--json")
    writing.join()
    assert done.lines == [{"source": "pipe", "sourcetype": "syslog", "count": "2"}]


# Another Splunk


def test_to_the_hec_of_another_splunk(cli, messages, monkeypatch):
    with Splunk() as splunk, serve(splunk) as served:
        monkeypatch.setenv("SPLUNK_HEC_URL", served.hec)
        monkeypatch.setenv("SPLUNK_HEC_TOKEN", served.hec_token)
        done = cli("replay", messages, f"{messages}:mine", "--splunk", served.management, "--insecure")
        assert (done.code, SAID in done.err) == (0, True)
        kinds = splunk.search("* | stats count by sourcetype").results
    assert [dict(row) for row in kinds] == [{"sourcetype": "mine", "count": 2}, {"sourcetype": "syslog", "count": 2}]


def test_a_run_on_another_splunk(cli, messages, monkeypatch):
    with serving(monkeypatch) as somebody:
        url = somebody.address.management
        done = cli("run", "--app", ROOT, "--splunk", url, "--insecure", "--json", messages)
    assert (done.code, done.json["events"], SAID in done.json["notes"]) == (1, 2, True)


# What becomes of events


@pytest.mark.parametrize(
    "piece", [b" ", b"\n", b"\r", b"<?xml ", b"<Events ", b"</Events>", b"<Event", b"<Event>", b"\n<a"]
)
@pytest.mark.parametrize("sourcetype", ["XmlWinEventLog", "WinEventLog", "xml"])
def test_events_of_hostile_files(cli, write, sourcetype, piece):
    done = cli(
        "search", "* | stats count", "--data", f"{write('data.log', piece * (300_000 // len(piece)))}:{sourcetype}"
    )
    assert done.code == 0
    assert "too costly" not in done.err


EVENTS = {
    "syslog": (
        "messages",
        SYSLOG + "<13>Mar  3 09:00:02 web1 app[2]: three\n",
        [("09:00:00", "Mar  3 09:00:00"), ("09:00:01", "Mar  3 09:00:01"), ("09:00:02", "<13>Mar  3 09:00:02")],
    ),
    "linux_secure": (
        "auth.txt",
        "2026-03-03T10:00:00.5+01:00 web1 sshd[1]: Failed password for root from 10.0.0.1\n"
        "2026-03-03T10:00:01.5+01:00 web1 sudo: al : COMMAND=/bin/sh\n",
        [("09:00:00.500", "2026-03-03T10:00:00.5"), ("09:00:01.500", "2026-03-03T10:00:01.5")],
    ),
    "linux_audit": (
        "audit.txt",
        "type=SYSCALL msg=audit(1772528400.123:42): arch=c000003e\n"
        'type=PATH msg=audit(1772528401.123:42): name="/bin/sh"\n'
        "type=EOE msg=audit(1772528401.124:42): \n",
        [("09:00:00.123", "type=SYSCALL"), ("09:00:01.123", "type=PATH"), ("09:00:01.124", "type=EOE")],
    ),
    "access_combined": (
        "access.txt",
        '10.0.0.1 - - [03/Mar/2026:10:00:00 +0100] "GET / HTTP/1.1" 200 10 "-" "curl"\n'
        '10.0.0.2 - - [03/Mar/2026:10:00:01 +0100] "GET / HTTP/1.1" 200 10 "-" "curl"\n',
        [("09:00:00", "10.0.0.1"), ("09:00:01", "10.0.0.2")],
    ),
    "access_common": (
        "access.txt",
        '10.0.0.1 - - [03/Mar/2026:10:00:00 +0100] "GET / HTTP/1.1" 200 10\n',
        [("09:00:00", "10.0.0.1")],
    ),
    "apache_error": (
        "error.txt",
        "[Tue Mar 03 09:00:00.5 2026] [core:error] [pid 1] AH00126\n"
        "[Tue Mar 03 09:00:01.5 2026] [core:error] [pid 1] AH00127\n",
        [("09:00:00.500", "[Tue Mar 03 09:00:00.5"), ("09:00:01.500", "[Tue Mar 03 09:00:01.5")],
    ),
    "WinEventLog": (
        "security.txt",
        "03/03/2026 09:00:00 AM\r\nLogName=Security\r\nEventCode=4624\r\nMessage=At 03/03/2026 10:00 it was\r\n\r\n"
        "03/03/2026 09:00:01 AM\r\nLogName=Security\r\nEventCode=4625\r\n",
        [("09:00:00", "03/03/2026 09:00:00 AM\r\nLogName"), ("09:00:01", "03/03/2026 09:00:01 AM\r\nLogName")],
    ),
    "XmlWinEventLog": (
        "security.xml",
        '<?xml version="1.0"?>\n<Events>'
        '<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><EventID>1</EventID>'
        f'<Provider Name="{"x" * 200}"/><TimeCreated SystemTime="2026-03-03T09:00:00.5Z"/></System>'
        '<EventData>\n<Data Name="Eventful">a</Data></EventData></Event>'
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
        "<TimeCreated SystemTime='2026-03-03T09:00:01.5Z'/></System></Event>\n"
        '<Event><System><TimeCreated SystemTime="2026-03-03T09:00:02.5Z"/></System></Event></Events>\n',
        [
            ("09:00:00.500", '<Event xmlns="http'),
            ("09:00:01.500", "<Event xmlns='http"),
            ("09:00:02.500", "<Event><System><TimeCreated"),
        ],
    ),
    "xml": (
        "scan.xml",
        '<?xml version="1.0"?>\n<scan at="2026-03-03T09:00:00Z">\n  <port at="2026-03-03T09:00:00Z"/>\n</scan>\n'
        '<scan at="2026-03-03T09:00:01Z"/>\n',
        [("09:00:00", "<?xml version"), ("09:00:01", '<scan at="2026-03-03T09:00:01Z"/>')],
    ),
}


@pytest.mark.parametrize(("sourcetype", "name", "text", "events"), [(kind, *case) for kind, case in EVENTS.items()])
def test_events(cli, write, sourcetype, name, text, events):
    spl = '* | sort 0 _time | eval t=strftime(_time, "%H:%M:%S.%3N") | table t _raw sourcetype'
    rows = cli("search", spl, "--data", write(name, text), "--json").lines
    assert [row["t"].removesuffix(".000") for row in rows] == [time for time, _ in events]
    assert {row["sourcetype"] for row in rows} == {sourcetype}
    for row, (_, beginning) in zip(rows, events, strict=True):
        assert row["_raw"].startswith(beginning)
