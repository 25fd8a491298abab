"""The specification that the project was given, fact by fact, against the conf and the generated page.

It lies beside the repository, not in it; where it is absent these tests are skipped, and the others of this folder
still hold the facts that matter most.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from package import page

SPECIFICATION = Path(__file__).parents[3] / "shared" / "specification.md"
LINK = re.compile(r"\[([^\]]*)\]\(([^)]+)\)")
HEADING = re.compile(r"(?m)^##+ (.+)$|<summary>(.+)</summary>")
NOT_FACTS = {"https://www.splunk.com/en_us/cyber-security.html"}
"""A button of the website that the specification was taken from."""

pytestmark = pytest.mark.skipif(not SPECIFICATION.is_file(), reason=f"no {SPECIFICATION}")


@pytest.fixture(scope="module")
def spec() -> str:
    return SPECIFICATION.read_text()


@pytest.fixture(scope="module")
def generated(root) -> str:
    return page.render(root)


def headings(text: str) -> list[tuple[str, int, int]]:
    """(heading without its link, where its text begins, where it ends) for each heading or summary."""
    found = list(HEADING.finditer(text))
    ends = [*(following.start() for following in found[1:]), len(text)]
    return [(LINK.sub(r"\1", h[1] or h[2]), h.end(), end) for h, end in zip(found, ends, strict=True)]


def section(text: str, name: str) -> str:
    """All that stands under the headings of this name."""
    parts = [text[start:end] for heading, start, end in headings(text) if heading == name]
    assert parts, f"no section {name}"
    return "\n".join(parts)


def bullets(text: str) -> list[str]:
    return [line.strip("* ").strip() for line in text.splitlines() if line.startswith("* ")]


def rows(text: str) -> list[list[str]]:
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip().strip("`") for cell in line.strip().strip("|").split("|")] for line in lines]
    return [row for row in cells if not set("".join(row)) <= set("-: ")]


def fact(text: str, name: str) -> str:
    found = re.search(rf"(?m)^[-*] \*\*{name}\*\*: (.+)$", text)
    assert found, f"no fact {name}"
    return found[1].strip()


def annotations(stanza):
    return json.loads(stanza.get("action.correlationsearch.annotations"))


def test_title(spec, stanza, generated):
    title = re.search(r'(?m)^title: "(.+)"$', spec)[1]

    assert stanza.get("action.correlationsearch.label") == title
    assert stanza.name == f"Threat - {title} - Rule"
    assert f"\n# {title}\n" in generated


def test_excerpt(spec, generated):
    excerpt = re.search(r'(?m)^excerpt: "(.+)"$', spec)[1]

    assert f"\n*{excerpt}*\n" in generated


@pytest.mark.parametrize("name", ["Type", "Product", "Last Updated", "Author", "ID"])
def test_fact(spec, generated, name):
    assert fact(generated, name) == fact(spec, name)


def test_facts_in_the_conf(spec, stanza):
    assert annotations(stanza)["type"] == LINK.match(fact(spec, "Type"))[1]
    assert ", ".join(json.loads(stanza.get("action.escu.product"))) == fact(spec, "Product")
    assert stanza.get("action.escu.modification_date") == fact(spec, "Last Updated")
    assert stanza.get("action.escu.author") == fact(spec, "Author")
    assert json.loads(stanza.get("action.correlationsearch.metadata"))["detection_id"] == fact(spec, "ID")


def test_attack_table(spec, generated, stanza):
    wanted = rows(section(spec, "ATT&CK"))

    assert rows(section(generated, "ATT&CK")) == wanted
    assert [LINK.match(row[0])[1] for row in wanted[1:]] == annotations(stanza)["mitre_attack"]


@pytest.mark.parametrize(
    ("name", "key"), [("Kill Chain Phase", "kill_chain_phases"), ("NIST", "nist"), ("CIS20", "cis20"), ("CVE", "cve")]
)
def test_framework(spec, generated, stanza, name, key):
    wanted = bullets(section(spec, name))

    assert bullets(section(generated, name)) == wanted
    assert annotations(stanza).get(key, []) == wanted
    assert bool(wanted) == (name != "CVE")


def test_search(spec, generated, stanza):
    wanted = section(spec, "Search").replace("```", "").split()

    assert stanza.get("search").split() == wanted
    assert section(generated, "Search").replace("```", "").split() == wanted


def test_macros(spec, generated, confs):
    wanted = dict(LINK.findall(section(spec, "Macros")))
    (filtered,) = re.findall(r"\*\*(\w+)\*\* is a empty macro", spec)

    assert {
        name.strip("`").partition("(")[0]: url for name, url in LINK.findall(section(generated, "Macros"))
    } == wanted
    assert {name.partition("(")[0] for name in confs["macros"].stanzas} == {*wanted, filtered}
    assert f"**{filtered}** is empty by default" in generated


def test_required_fields(spec, generated, stanza):
    wanted = bullets(section(spec, "Required fields"))

    assert json.loads(stanza.get("action.escu.fields_required")) == wanted
    assert [row[0] for row in rows(section(generated, "Required fields"))[1:]] == wanted


def test_analytic_story(spec, generated, stanza):
    ((name, url),) = LINK.findall(section(spec, "Associated Analytic Story"))

    assert annotations(stanza)["analytic_story"] == [name]
    ((ours, address),) = LINK.findall(section(generated, "Associated Analytic Story"))
    assert ours == name
    assert address.rstrip("/").endswith(url)


def test_risk(spec, generated, stanza):
    wanted = rows(section(spec, "RBA"))
    score, impact, confidence, message = wanted[1]

    assert rows(section(generated, "RBA")) == wanted
    risk = json.loads(stanza.get("action.risk.param._risk"))[0]
    assert (risk["risk_score"], risk["risk_message"]) == (float(score), message)
    assert [annotations(stanza)[name] for name in ("impact", "confidence")] == [int(impact), int(confidence)]
    assert "Risk Score = (Impact * Confidence/100)" in section(generated, "RBA")


def test_references(spec, generated, stanza):
    wanted = [url for _, url in LINK.findall(section(spec, "Reference"))]

    assert json.loads(stanza.get("action.escu.references")) == wanted
    assert [url for _, url in LINK.findall(section(generated, "Reference"))] == wanted


def test_data_set(spec, generated, stanza):
    (wanted,) = (LINK.match(bullet)[2] for bullet in bullets(section(spec, "Test Dataset")))

    assert [item["data"] for item in json.loads(stanza.get("action.escu.test_datasets"))] == [wanted]
    assert f"({wanted})" in section(generated, "Test Dataset")


def test_source_and_version(spec, generated, stanza):
    source, version = re.search(r"\[\*source\*\]\((.+?)\) .*\*version\*: \*\*(\d+)\*\*", spec).groups()

    assert stanza.get("action.escu.source") == source
    assert json.loads(stanza.get("action.correlationsearch.metadata"))["detection_version"] == version
    assert f"[*source*]({source}) | *version*: **{version}**" in generated


def test_every_link_of_the_specification_is_on_the_page(spec, generated):
    wanted = {url for _, url in LINK.findall(spec)} - NOT_FACTS

    assert len(wanted) > 10
    assert [url for url in sorted(wanted) if url not in generated] == []


def test_every_section_of_the_specification_is_on_the_page(spec, generated):
    wanted = {heading for heading, _, _ in headings(spec)}

    assert len(wanted) > 10
    assert wanted - {heading for heading, _, _ in headings(generated)} == set()


def test_field_that_the_description_names(spec, generated):
    assert "`additionalEventData`" in section(spec, "Description")
    assert "`additionalEventData.MFAUsed`" in section(generated, "Description")
