"""Each picture is there, is a picture, is of a size to be loaded and seen, and is shown with a text in its place."""

from __future__ import annotations

import pytest
from PIL import Image

from package.markdown import pictures
from tests.docs.pages import PAGES
from tests.docs.pictures import FOLDER, PICTURES

MOST_BYTES = 400 * 1024
TALLEST = 2 / 3
"""Of its width: on a page as wide as GitHub's it is less than a screen."""


def test_the_pictures_are_those_that_are_made_and_shown() -> None:
    shown = {(page.parent / each.target).resolve() for page in PAGES for each in pictures(page.read_text())}
    assert shown == {FOLDER / name for name in PICTURES} == set(FOLDER.iterdir())


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture(name: str) -> None:
    file = FOLDER / name
    assert file.stat().st_size <= MOST_BYTES
    with Image.open(file) as image:
        image.verify()
        assert image.format == "PNG"


def test_the_readme_s_leaves_room() -> None:
    (picture,) = pictures(PAGES[0].read_text())
    with Image.open(PAGES[0].parent / picture.target) as image:
        assert image.height <= image.width * TALLEST


def test_each_says_what_it_shows() -> None:
    assert [each for page in PAGES for each in pictures(page.read_text()) if len(each.alt.split()) < 5] == []
