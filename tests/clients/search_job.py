"""@splunk/search-job 3.1: how the pages that Splunk's UI toolkit makes follow a search, through Splunk Web."""

from __future__ import annotations

from tests.torture.served import Served

from .asking import content
from .client import Client, expect
from .environment import Node


def check(server: Served) -> str:
    jobs = server.ask("GET", "/services/search/jobs?count=0").json()["entry"]
    found = sorted((job["name"], job["content"]["isDone"], job["content"]["resultCount"]) for job in jobs)
    expect("jobs", found, [("| makeresults", True, 1), ("| makeresults count=3 | streamstats count as n", True, 3)])
    content(server, "/servicesNS/admin/search/saved/searches/page%20report")
    return "two jobs are there, the one that it cancelled is not"


CLIENT = Client("@splunk/search-job", Node(("@splunk/search-job@~3.1.0",)), "search_job.mjs", check, ("--web", "0"))
