"""The app's conf in; the detection's documentation page out, in GitHub's Markdown.

It has the sections, tables and links of the detection's page on research.splunk.com. Whatever is said about the
detection comes from the conf; only what is the same for every detection is written here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from .build import write as write_whole
from .detection import Detection, UsedMacro, load, slug

UPSTREAM = "https://github.com/splunk/security_content"
ATTACK = "https://attack.mitre.org/techniques"
STORIES = "https://research.splunk.com/stories"
ATTACK_DATA = "https://github.com/splunk/attack_data"
ATTACK_RANGE = "https://github.com/splunk/attack_range#replay-dumps-into-attack-range-splunk-server"
FRAMEWORKS = (("Kill Chain Phase", "kill_chain_phases"), ("NIST", "nist"), ("CIS20", "cis20"), ("CVE", "cve"))


def render(root: Path) -> str:
    """The page of the app in `root`. ConfError or SplError where the conf is broken or says too little."""
    return _rendered(load(root))


def write(root: Path) -> Path:
    """Write the page, whole or not at all, and say where. Errors as `render`, and PackageError."""
    detection = load(root)
    target = root / "docs" / f"{detection.slug}.md"
    write_whole(target, _rendered(detection).encode())
    return target


def _rendered(detection: Detection) -> str:
    return "\n\n".join(section(detection) for section in SECTIONS) + "\n"


def title(d: Detection) -> str:
    techniques = ", ".join(t["mitre_attack_technique"] for t in _techniques(d))
    return "\n\n".join((
        "<!-- Generated from default/*.conf by `python -m package page`. Change the conf, not this page. -->",
        f"# {d.text('action.correlationsearch.label')}",
        f"*{techniques}*",
    ))  # fmt: skip


def description(d: Detection) -> str:
    facts = {
        "Type": f"[{', '.join(d.annotation('type'))}]({UPSTREAM}/wiki/Detection-Analytic-Types)",
        "Product": ", ".join(d.texts("action.escu.product")),
        "Last Updated": d.text("action.escu.modification_date"),
        "Author": d.text("action.escu.author"),
        "ID": d.member("action.correlationsearch.metadata", "detection_id"),
        "Saved search": f"`{d.stanza.name}`",
    }
    return _section("Description", d.text("description"), _list(f"**{name}**: {fact}" for name, fact in facts.items()))


def frameworks(d: Detection) -> str:
    rows = [
        (_link(t["mitre_attack_id"], _attack_url(t["mitre_attack_id"])), t["mitre_attack_technique"],
         ", ".join(t["mitre_attack_tactics"]))
        for t in _techniques(d)
    ]  # fmt: skip
    attack = _section("ATT&CK", _table(("ID", "Technique", "Tactic"), rows), level=3)
    others = (_section(name, _list(d.annotation(key)) or "None.", level=3) for name, key in FRAMEWORKS)
    return _section("Annotations", attack, *others)


def search(d: Detection) -> str:
    lines = "\n".join(line.rstrip() for line in d.text("search").splitlines())
    return _section("Search", f"```\n{lines}\n```")


def macros(d: Detection) -> str:
    used = d.used_macros()
    rows = [(_macro_name(m), f"`{m.definition}`", m.description) for m in used]
    notes = (
        f"> **{m.bare_name}** is empty by default: it lets every result pass until you put your exceptions into it, so "
        "that the search itself need not be edited."
        for m in used
        if m.empty
    )
    intro = (
        "The search calls these macros. Change them in Splunk Web, under Settings > Advanced search > Search macros: "
        "your version is kept when the app is upgraded."
    )
    return _section("Macros", intro, _table(("Macro", "As shipped", "What it is for"), rows), *notes)


def required_fields(d: Detection) -> str:
    ours = d.calculated_fields()
    rows = [
        (f"`{field}`", f"calculated by this app: `EVAL-{field}`" if field in ours else "the CloudTrail record")
        for field in d.texts("action.escu.fields_required")
    ]
    intro = (
        "A result needs every one of these fields. Those that AWS or the installed add-on may leave out are calculated "
        "in [default/props.conf](../default/props.conf)."
    )
    return _section("Required fields", intro, _table(("Field", "Comes from"), rows))


def how_to_implement(d: Detection) -> str:
    state = "disabled" if d.stanza.flag("disabled") else "enabled"
    schedule = (
        f"The search ships {state}. It runs on the cron schedule `{d.text('cron_schedule')}`, over the events from "
        f"`{d.text('dispatch.earliest_time')}` to `{d.text('dispatch.latest_time')}`."
    )
    return _section("How To Implement", d.text("action.escu.how_to_implement"), schedule)


def known_false_positives(d: Detection) -> str:
    return _section("Known False Positives", d.text("action.escu.known_false_positives"))


def next_steps(d: Detection) -> str:
    return _section("Next steps", d.member("action.notable.param.next_steps", "data"))


def analytic_story(d: Detection) -> str:
    stories = d.texts("action.escu.analytic_story")
    return _section("Associated Analytic Story", _list(_link(s, f"{STORIES}/{slug(s)}/") for s in stories))


def rba(d: Detection) -> str:
    impact, confidence = (", ".join(d.annotation(name)) for name in ("impact", "confidence"))
    risks = d.records("action.risk.param._risk", "risk_object_field", "risk_object_type", "risk_score", "risk_message")
    threats = d.records("action.risk.param._risk", "threat_object_field", "threat_object_type")
    rows = [(_score(r["risk_score"]), impact, confidence, f"`{r['risk_message']}`") for r in risks]
    formula = "> Risk Score = (Impact * Confidence/100); both are estimates, from 0 to 100, of the detection's author."
    objects = [
        *(f"Risk object: `{r['risk_object_field']}` ({r['risk_object_type']})" for r in risks),
        *(f"Threat object: `{t['threat_object_field']}` ({t['threat_object_type']})" for t in threats),
    ]
    return _section("RBA", _table(("Risk Score", "Impact", "Confidence", "Message"), rows), formula, _list(objects))


def reference(d: Detection) -> str:
    return _section("Reference", _list(_link(url, url) for url in d.texts("action.escu.references")))


def test_dataset(d: Detection) -> str:
    sets = d.records("action.escu.test_datasets", "data", "sourcetype")
    how = (
        "Replay a data set into Splunk Enterprise with "
        f"[`replay.py`]({ATTACK_DATA}#using-replaypy) of attack_data or in the [UI]({ATTACK_DATA}#using-ui), or into a "
        f"[Splunk Attack Range]({ATTACK_RANGE}). "
        "`minisplunk run --app . --data FILE` runs the detection over a downloaded one without a Splunk."
    )
    return _section("Test Dataset", how, _list(f"{_link(s['data'], s['data'])} (`{s['sourcetype']}`)" for s in sets))


def origin(d: Detection) -> str:
    version = d.member("action.correlationsearch.metadata", "detection_version")
    return f"---\n\n[*source*]({d.text('action.escu.source')}) | *version*: **{version}**"


SECTIONS: tuple[Callable[[Detection], str], ...] = (
    title,
    description,
    frameworks,
    search,
    macros,
    required_fields,
    how_to_implement,
    known_false_positives,
    next_steps,
    analytic_story,
    rba,
    reference,
    test_dataset,
    origin,
)
"""The page from top to bottom."""


def _techniques(d: Detection) -> list[dict[str, str]]:
    key = "action.escu.mitre_attack_enrichments"
    return d.records(key, "mitre_attack_id", "mitre_attack_technique", "mitre_attack_tactics")


def _score(value: object) -> str:
    return f"{value:.1f}" if isinstance(value, (int, float)) else str(value)


def _attack_url(technique: str) -> str:
    return f"{ATTACK}/{technique.replace('.', '/')}/"


def _macro_name(macro: UsedMacro) -> str:
    # the filter belongs to the detection; the others are shared, and upstream has a file for each
    code = f"`{macro.name}`"
    return code if macro.empty else _link(code, f"{UPSTREAM}/blob/develop/macros/{macro.bare_name}.yml")


def _section(heading: str, *blocks: str, level: int = 2) -> str:
    return "\n\n".join((f"{'#' * level} {heading}", *blocks))


def _link(text: str, url: str) -> str:
    return f"[{text}]({url})"


def _list(items: Iterable[str]) -> str:
    return "\n".join(f"* {item}" for item in items)


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = (header, ["---"] * len(header), *rows)
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)
