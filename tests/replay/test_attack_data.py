"""Files of attack_data by what a test names: from a checkout, from the cache, or fetched."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from minisplunk.errors import DataError, NotFound
from minisplunk.ingest.notes import Notes
from minisplunk.replay import attack_data
from minisplunk.replay.attack_data import AttackData
from minisplunk.replay.dataset import DatasetFile
from minisplunk.replay.web import FetchError

from .secure import MEDIA, OPEN, OTHER, Site, secure_site

BODY = b'{"a":1}\n'
HASH = hashlib.sha256(BODY).hexdigest()
POINTER = f"version https://git-lfs.github.com/spec/v1\noid sha256:{HASH}\nsize {len(BODY)}\n"
T1 = "attack_techniques/T1/first"
URL = f"{attack_data.URL}{T1}"
PRESENT = f"""
id: 0c3b
datasets:
- {{name: one, path: one.json, source: s1, sourcetype: st1}}
- {{name: two, path: /datasets/{T1}/two.log, source: s2, sourcetype: st2}}
"""
PAST = f"id: 0c3b\ndataset: ['{URL}/two.log', '{URL}/three.log']\nsourcetypes: [past]\n"


@dataclass
class Place:
    """A checkout with one data set, and a cache."""

    checkout: Path
    cache: Path
    notes: Notes

    def data(self, *, offline: bool = True, checkout: bool = True) -> AttackData:
        return AttackData(self.checkout if checkout else None, offline, self.cache, OPEN)

    def files(self, named: str) -> list[DatasetFile]:
        return self.data().files(named, self.notes)

    def fetched(self, named: str, *, checkout: bool = True) -> DatasetFile:
        (file,) = self.data(offline=False, checkout=checkout).files(named, self.notes)
        return file

    def write(self, path: str, text: str) -> Path:
        """Below datasets/."""
        file = self.checkout / "datasets" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path / "attack data", tmp_path / "cache", Notes())
    for name in ("one.json", "two.log", "three.log"):
        made.write(f"{T1}/{name}", name)
    made.write(f"{T1}/first.yml", PRESENT)
    return made


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """In place of GitHub, by a port of its own."""
    folder = tmp_path / "certificates"
    folder.mkdir()
    with secure_site(folder, monkeypatch) as made:
        monkeypatch.setattr(attack_data, "URL", made.url(f"{MEDIA}/media/splunk/attack_data/master/datasets/"))
        made.files[f"{MEDIA}/media/splunk/attack_data/master/datasets/{T1}/one.json"] = BODY
        yield made


def kinds(files: list[DatasetFile]) -> list[tuple[str, str, str, str]]:
    return [(file.path.name, file.source, file.sourcetype, file.host) for file in files]


BOTH = [("one.json", "s1", "st1", "0c3b"), ("two.log", "s2", "st2", "0c3b")]


@pytest.mark.parametrize("named", [T1, f"datasets/{T1}", f"/datasets/{T1}/", f"{T1}/first.yml", "0c3b", "first"])
def test_a_data_set(place: Place, named: str):
    assert kinds(place.files(named)) == BOTH


@pytest.mark.parametrize(
    "named",
    [f"{T1}/two.log", f"/datasets/{T1}/two.log", f"{URL}/two.log", f"https://example.org/fork/datasets/{T1}/two.log"],
)
def test_a_file(place: Place, named: str):
    (file,) = place.files(named)
    assert file == DatasetFile(place.checkout / "datasets" / T1 / "two.log", "s2", "st2", "0c3b")
    assert list(place.notes) == []


def test_a_file_that_no_data_set_lists(place: Place):
    assert kinds(place.files(f"{URL}/three.log")) == [("three.log", "", "", "")]


def test_the_folder_of_data_sets_itself(place: Place):
    place.checkout = place.checkout / "datasets"
    (file,) = AttackData(place.checkout, True, place.cache).files(f"{URL}/two.log", place.notes)
    assert file.sourcetype == "st2"


def test_the_data_set_of_today_counts_before_the_past_one(place: Place):
    place.write(f"{T1}/first_old.yml", PAST)
    expected = [*BOTH, ("three.log", f"{URL}/three.log", "past", "0c3b")]
    assert kinds(place.files("first")) == kinds(place.files("0c3b")) == expected


def test_a_file_that_lies_beside_its_data_set_now(place: Place):
    place.write("elsewhere/new/new.yml", PRESENT.replace("0c3b", "0c3c"))
    for name in ("one.json", "two.log"):
        (place.checkout / "datasets" / T1 / name).rename(place.checkout / "datasets" / "elsewhere" / "new" / name)
    assert [name for name, *_ in kinds(place.files("0c3c"))] == ["one.json", "two.log"]


def test_a_name_of_several(place: Place):
    place.write("malware/first/first.yml", PRESENT)
    for named in ("first", "0c3b"):
        with pytest.raises(DataError, match=f"'{named}' names several data sets in .*: write {T1} or malware/first$"):
            place.files(named)


def test_a_faulty_data_set_beside_a_file_says_nothing(place: Place):
    place.write(f"{T1}/first.yml", "datasets: one.json")
    assert kinds(place.files(f"{URL}/one.json")) == [("one.json", "", "", "")]
    (note,) = place.notes
    assert note.endswith("first.yml: datasets is no list")
    with pytest.raises(DataError, match=r"first\.yml: datasets is no list"):
        place.files("first")


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ("nothing", "'nothing': no data set in .*datasets has this id, and no folder with one has this name"),
        (f"{T1}/four.log", "is not fetched offline, and it is not in .*: `git lfs pull --include=datasets/attack_"),
        (f"{URL}/four.log", f"include=datasets/{T1}/four.log` in a checkout of https://github.com/splunk/attack_data "),
        ("https://example.org/a.log", "https://example.org/a.log is not fetched offline, .*: fetch it while online"),
    ],
)
def test_what_is_not_there(place: Place, named: str, message: str):
    with pytest.raises(NotFound, match=message):
        place.files(named)


def test_without_a_checkout(place: Place):
    with pytest.raises(
        NotFound, match=r"'0c3b': data sets are looked up in a checkout of .*: name one \(--attack-data\)"
    ):
        place.data(checkout=False).files("0c3b", place.notes)
    with pytest.raises(NotFound, match=r"is not fetched offline, and no checkout of attack_data is given: "):
        place.data(checkout=False).files(f"{T1}/one.json", place.notes)


def test_what_is_no_checkout(place: Place, tmp_path: Path):
    with pytest.raises(NotFound, match="is no checkout of attack_data: it has no folder datasets"):
        replace(place.data(), folder=tmp_path / "nowhere").files("0c3b", place.notes)


@pytest.mark.parametrize(
    "named", ["../secret", f"{URL}/../../../../secret", f"{URL}/..%2F..%2Fsecret", "datasets//etc", "a\\b"]
)
def test_no_name_leads_out_of_the_checkout(place: Place, named: str):
    with pytest.raises(DataError, match="is no path below datasets/"):
        place.files(named)


def test_nor_does_a_data_set(place: Place):
    place.write(f"{T1}/first.yml", PRESENT.replace("one.json", "../../../../secret"))
    with pytest.raises(DataError, match=r"first\.yml' is no path below datasets/"):
        place.files("first")


def test_nor_does_a_link(place: Place, tmp_path: Path):
    (tmp_path / "secret").write_text("x")
    (place.checkout / "datasets" / "link.log").symlink_to(tmp_path / "secret")
    with pytest.raises(DataError, match=r"link\.log is a link that leads out of "):
        place.files(f"{attack_data.URL}link.log")


def test_a_pointer_offline(place: Place):
    file = place.write(f"{T1}/one.json", POINTER)
    with pytest.raises(NotFound) as caught:
        place.files(f"{URL}/one.json")
    assert str(caught.value) == (
        f"{file} is a Git LFS pointer, and nothing is fetched offline: "
        f"`git lfs pull --include=datasets/{T1}/one.json` there gets the file"
    )


# Fetched


def test_a_pointer_says_what_is_fetched(place: Place, site: Site):
    there = place.write(f"{T1}/one.json", POINTER)
    file = place.fetched(f"{URL.replace(MEDIA, f'{MEDIA}:{site.port}')}/one.json")
    assert (file.path.read_bytes(), file.sourcetype, file.host) == (BODY, "st1", "0c3b")
    (note,) = place.notes
    assert note.startswith(f"{there} is a Git LFS pointer, so the file is fetched; `git lfs pull --include=")
    assert (place.files(f"{URL}/one.json")[0].path, len(site.asked)) == (file.path, 1)


def test_a_file_that_is_not_what_the_pointer_says(place: Place, site: Site):
    place.write(f"{T1}/one.json", POINTER.replace(HASH, "0" * 64))
    with pytest.raises(FetchError, match=f"the sha256 of what came is {HASH}, and not 0000"):
        place.fetched(f"{T1}/one.json")


@pytest.mark.parametrize("checkout", [False, True])
def test_a_file_that_is_not_in_the_checkout(place: Place, site: Site, checkout: bool):
    (place.checkout / "datasets" / T1 / "one.json").unlink()
    file = place.fetched(f"{T1}/one.json", checkout=checkout)
    assert (file.path.read_bytes(), file.sourcetype) == (BODY, "st1" if checkout else "")
    assert place.data(checkout=checkout).files(f"{T1}/one.json", place.notes) == [file]
    unverified, cached = place.notes
    assert "no hash says that they are right" in unverified
    assert "was fetched before" in cached


def test_one_of_a_data_set(place: Place, site: Site):
    (place.checkout / "datasets" / T1 / "one.json").unlink()
    files = place.data(offline=False).files("0c3b", place.notes)
    assert ([file.path.read_bytes() for file in files], kinds(files)) == ([BODY, b"two.log"], BOTH)


def test_a_data_set_may_say_a_url_of_elsewhere(place: Place, site: Site):
    site.files[f"{OTHER}/b.json"] = BODY
    listed = f"- {{name: b, path: '{site.url(OTHER)}b.json', sha256: {HASH}, source: s3, sourcetype: st3}}\n"
    place.write(f"{T1}/first.yml", PRESENT + listed)
    files = place.data(offline=False).files("first", place.notes)
    assert kinds(files) == [*BOTH, ("b.json", "s3", "st3", "0c3b")]


def test_over_https_alone(place: Place):
    with pytest.raises(FetchError, match="what content names is fetched over https:// alone"):
        place.fetched(f"http://example.org/a.json#sha256={HASH}")
