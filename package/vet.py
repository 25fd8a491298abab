"""A built .spl in; findings out: what AppInspect says of it, and what AppInspect does not see.

`CHECKS` is the whole of it. A check is one function that takes the unpacked app and yields findings; to add one, write
it in the file of its theme under checks/, and list it here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .checks import (
    alerts,
    appinspect,
    files,
    icons,
    identity,
    keys,
    links,
    lookups,
    metadata,
    scripts,
    searches,
    secrets,
    text,
    values,
    views,
)
from .checks.studio import dashboard, drilldowns, expressions, fields, layout, names, queries, sources, tokens, words
from .finding import Finding
from .unpacked import Unpacked, unpack

Check = Callable[[Unpacked], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    files.files_are_on_the_allow_list,
    files.required_files_are_there,
    text.text_is_ascii,
    text.lines_end_in_lf,
    links.links_lead_somewhere,
    secrets.nothing_looks_like_a_secret,
    secrets.no_conf_key_holds_a_secret,
    identity.manifest_is_json,
    identity.one_id,
    identity.one_version,
    identity.searches_clash_with_none,
    identity.detections_have_names_for_es,
    keys.keys_are_known,
    keys.keys_have_a_spec,
    values.json_is_sound,
    values.schedules_come_round,
    searches.searches_are_spl,
    searches.named_fields_are_output,
    metadata.objects_are_exported,
    metadata.objects_are_guarded,
    scripts.scripts_parse_on_the_oldest_python,
    icons.app_icons_are_there,
    icons.app_icons_have_their_size,
    icons.alert_icons_are_there,
    views.xml_is_well_formed,
    views.navigation_leads_somewhere,
    views.navigation_begins_somewhere,
    views.dashboards_find_their_searches,
    dashboard.definitions_are_json,
    names.keys_are_those_of_a_definition,
    names.options_are_known,
    sources.data_sources_exist,
    sources.data_sources_are_used,
    sources.view_reports_exist,
    layout.layout_places_all,
    layout.tabs_have_layouts,
    queries.queries_are_spl,
    queries.queries_are_bounded,
    queries.refreshes_have_a_unit,
    tokens.tokens_are_set,
    tokens.tokens_are_used,
    expressions.expressions_are_sound,
    fields.shown_fields_are_output,
    drilldowns.drilldowns_lead_somewhere,
    drilldowns.markdown_leads_somewhere,
    words.panels_are_titled,
    words.words_are_plain,
    alerts.alert_actions_have_a_page,
    alerts.alert_pages_are_sound,
    lookups.lookup_files_are_there,
    lookups.automatic_lookups_are_defined,
    lookups.lookup_files_are_even,
    appinspect.appinspect_ran_every_check,
    appinspect.appinspect_has_nothing_to_say,
)


@dataclass(frozen=True, slots=True)
class Vetted:
    """The app, the findings in the order of CHECKS, and the warnings of AppInspect that stay: check -> why."""

    app: Unpacked
    findings: tuple[Finding, ...]
    allowed_warnings: dict[str, str]
    checks: int


def vet(archive: Path) -> Vetted:
    """Hold an .spl to every check. ConfError or PackageError where it is no app or is broken, MissingTool."""
    app = unpack(archive)
    findings = tuple(finding for check in CHECKS for finding in check(app))
    return Vetted(app, findings, appinspect.allowed_warnings(app.inspection), len(CHECKS))
