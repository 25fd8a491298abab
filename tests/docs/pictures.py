"""The pictures that the pages show. Browser tests make them: of the app's views, and of minisplunk's page."""

from __future__ import annotations

from tests.docs.pages import ROOT

FOLDER = ROOT / "docs" / "images"
PICTURES = ("get_started.png", "mfa_challenges.png", "minisplunk.png")
