"""`minisplunk explain`: stages, clauses and reasons."""

from __future__ import annotations


def test_json(cli, data):
    done = cli("explain", "* | stats count by user nosuch", "--data", data, "--json")
    assert done.code == 1
    found = done.json
    assert found["stages"] == [
        {"command": "search", "text": "*", "rows_in": 4, "rows_out": 4, "fields": ["_raw"]},
        {
            "command": "stats",
            "text": "stats count by user nosuch",
            "rows_in": 4,
            "rows_out": 0,
            "null_by_fields": {"nosuch": 4, "user": 1},
            "rows_lost": 4,
            "fields": ["nosuch", "user"],
            "example": {"_raw": '{"eventTime": "2026-03-03T09:03:00Z", "eventName": "C"}'},
        },
    ]
    assert {key: found[key] for key in ("search", "results", "events", "events_in_window", "clauses", "messages")} == {
        "search": "* | stats count by user nosuch",
        "results": 0,
        "events": 4,
        "events_in_window": 4,
        "clauses": [],
        "messages": [],
    }
    assert len(found["reasons"]) == 1


def test_text_when_a_clause_is_not_met(cli, data):
    done = cli("explain", "user=* user=carol | head 1", "--data", data)
    assert done.code == 1
    assert done.out.splitlines()[0] == "4 events, 4 of them within reach of the base search"
    words = [line.split() for line in done.out.splitlines()]
    assert ["user=*", "user=carol", "4", "0", "user"] in words
    assert ["head", "1", "0", "0"] in words
    assert ["user=*", "3"] in words
    assert ["user=carol", "0"] in words
    assert "No event of the time range passes `user=carol`." in done.out
    assert done.out.splitlines()[-1] == "It finds 0 results."


def test_text_when_rows_are_lost(cli, data):
    done = cli("explain", "user=bob | stats count by user nosuch", "--data", data)
    assert "`stats` dropped 2 of 2 rows, since a field that it needs was null: nosuch (2)." in done.out
    dropped = "One of the rows that `stats count by user nosuch` dropped, by what it needs:"
    assert f"{dropped}\n  user = bob\n  nosuch = null\n" in done.out


def test_found(cli, data):
    done = cli("explain", "user=bob | head 1", "--data", data)
    assert (done.code, done.out.splitlines()[-1]) == (0, "It finds 1 result.")


def test_brackets_are_no_markup(cli, data):
    done = cli(
        "explain", '[search user=bob | fields user] [| makeresults | eval user="[/b]" | fields user]', "--data", data
    )
    assert "[search user=bob | fields user]" in done.out


def test_the_saved_search_of_an_app(cli, data, make_app):
    app = make_app({"s": {"search": "user=al | table user"}, "t": {"search": "nosuch"}})
    assert cli("explain", "--app", app, "--data", data).err.startswith(
        "Error: The app 'own' has 2 saved searches, none of them a detection; --saved-search says which"
    )
    assert cli("explain", "--app", app, "--saved-search", "s", "--data", data).code == 0
    assert cli("explain", "--app", app, "--saved-search", "t", "--data", data).code == 1
    assert cli("explain", "--app", app, "--saved-search", "u", "--data", data).code == 2


def test_over_a_folder(cli, data):
    cli("replay", data, "--data-dir", "store")
    assert cli("explain", "user=bob", "--data-dir", "store", "--json").json["results"] == 2


def test_outside_of_the_time_range(cli, data):
    done = cli("explain", "user=bob", "--data", data, "--latest", "-1h")
    assert (
        "No event lies in the time range: the newest that the search could have read is of 2026-03-03 09:03:00 UTC"
        in done.out
    )


def test_wrong_and_unsupported(cli, data):
    assert cli("explain", "* | where (", "--data", data).code == 2
    assert cli("explain", "* | kmeans x", "--data", data).code == 3


def test_spl_that_is_longer_than_a_file_s_name_may_be(cli, data):
    spl = "user=bob | where " + " OR ".join(f'user="{number}"' for number in range(60)) + ' OR user="bob"'
    assert cli("explain", spl, "--data", data, "--json").json["results"] == 2
    assert cli("explain", "user=bob OR user=" + "x" * 5000, "--data", data, "--json").json["results"] == 2
