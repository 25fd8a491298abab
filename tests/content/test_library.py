"""What files are read as searches, and what is said of those that cannot be read."""

from __future__ import annotations

import pytest

from minisplunk.content import read


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def made(files):
        for name, data in files.items():
            path = tmp_path / "content" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return (tmp_path / "content").relative_to(tmp_path)

    return made


def test_each_kind_of_file(folder):
    library = read(
        folder(
            {
                "a.yml": "name: A\nsearch: index=a\n",
                "b.spl": "index=b\n| head 1\n",
                "c.ndjson": '{"name": "C", "search": "index=c"}\n{"other": 1}\nindex=d\n',
                "readme.md": "index=e",
            }
        )
    )
    found = [(search.name, search.spl, search.file, search.line) for search in library.searches]
    assert found == [
        ("A", "index=a", "content/a.yml", 2),
        ("b", "index=b\n| head 1\n", "content/b.spl", 1),
        ("C", "index=c", "content/c.ndjson", 1),
        ("line 3", "index=d", "content/c.ndjson", 3),
    ]
    assert set(library.macros) == {"a_filter"}


def test_a_file_has_several_documents_and_those_that_are_no_content(folder):
    library = read(folder({"a.yaml": "- 1\n---\nsearch: index=a\n---\nx: !Ref y\n---\nname: m\ndefinition: index=b\n"}))
    assert [search.name for search in library.searches] == ["a"]
    assert library.macros["m"].get("definition") == "index=b"


FAULTS = {
    "broken.yml": ("name: x\nsearch: 'open\n", "content/broken.yml:3: not YAML: found unexpected end of stream"),
    "latin.yml": (b"name: x\nsearch: caf\xe9\n", "content/latin.yml:2: is not UTF-8"),
    "utf16.spl": ("index=a".encode("utf-16"), "content/utf16.spl:1: is not UTF-8"),
    "a.ndjson": ('\n{"search": "*"\n', "content/a.ndjson:2: not JSON: Input data was truncated"),
    "deep.yml": ("search: " + "[" * 20_000, "content/deep.yml"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_file_that_cannot_be_read_costs_itself(folder, name):
    data, message = FAULTS[name]
    library = read(folder({name: data, "z.yml": "search: index=a\n"}))
    assert [str(fault)[: len(message)] for fault in library.faults] == [message]
    assert [search.spl for search in library.searches] == ["index=a"]


def test_a_huge_file_is_not_held_in_memory(folder, monkeypatch):
    monkeypatch.setattr("minisplunk.content.library.MOST", 10)
    library = read(folder({"a.yml": "search: index=a\n", "b.spl": "index=b"}))
    assert [str(fault) for fault in library.faults] == ["content/a.yml: is larger than 0 MiB"]
    assert [search.spl for search in library.searches] == ["index=b"]
