"""The SPL commands, one module each: a command's name in, its class out, imported when first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from ..errors import UnsupportedSpl
from ..spl.arguments import Taken
from ..spl.command import Command

COMMANDS: dict[str, str] = {
    "accum": "accum",
    "addcoltotals": "addcoltotals",
    "addinfo": "addinfo",
    "addtotals": "addtotals",
    "append": "append",
    "appendcols": "appendcols",
    "appendpipe": "appendpipe",
    "autoregress": "autoregress",
    "bin": "bin",
    "bucket": "bin",
    "chart": "chart",
    "collect": "collect",
    "concurrency": "concurrency",
    "convert": "convert",
    "datamodel": "datamodel",
    "dedup": "dedup",
    "delete": "delete",
    "delta": "delta",
    "discretize": "bin",
    "eval": "eval",
    "eventcount": "eventcount",
    "eventstats": "eventstats",
    "extract": "extract",
    "fieldformat": "fieldformat",
    "fields": "fields",
    "fieldsummary": "fieldsummary",
    "filldown": "filldown",
    "fillnull": "fillnull",
    "foreach": "foreach",
    "format": "format",
    "from": "fromdataset",
    "fromjson": "fromjson",
    "gentimes": "gentimes",
    "head": "head",
    "highlight": "highlight",
    "iconify": "iconify",
    "inputcsv": "inputcsv",
    "inputlookup": "inputlookup",
    "iplocation": "iplocation",
    "join": "join",
    "kv": "extract",
    "loadjob": "loadjob",
    "localop": "localop",
    "lookup": "lookup",
    "macro": "savedsearch",
    "makecontinuous": "makecontinuous",
    "makemv": "makemv",
    "makeresults": "makeresults",
    "maketable": "xyseries",
    "map": "map",
    "mcatalog": "mcatalog",
    "metadata": "metadata",
    "metasearch": "metasearch",
    "mstats": "mstats",
    "multikv": "multikv",
    "multisearch": "multisearch",
    "mvcombine": "mvcombine",
    "mvexpand": "mvexpand",
    "nomv": "nomv",
    "noop": "noop",
    "outputcsv": "outputcsv",
    "outputlookup": "outputlookup",
    "pivot": "pivot",
    "rangemap": "rangemap",
    "rare": "rare",
    "redistribute": "redistribute",
    "regex": "regex",
    "reltime": "reltime",
    "rename": "rename",
    "replace": "replace",
    "require": "require",
    "rest": "rest",
    "return": "returning",
    "reverse": "reverse",
    "rex": "rex",
    "savedsearch": "savedsearch",
    "savedsplunk": "savedsearch",
    "search": "search",
    "selfjoin": "selfjoin",
    "sendalert": "sendalert",
    "set": "set",
    "sort": "sort",
    "spath": "spath",
    "stash": "collect",
    "stats": "stats",
    "strcat": "strcat",
    "streamstats": "streamstats",
    "sumindex": "collect",
    "summaryindex": "collect",
    "table": "table",
    "tags": "tags",
    "tail": "tail",
    "timechart": "timechart",
    "tojson": "tojson",
    "top": "top",
    "transaction": "transaction",
    "transpose": "transpose",
    "trendline": "trendline",
    "tscollect": "tscollect",
    "tstats": "tstats",
    "typer": "typer",
    "union": "union",
    "uniq": "uniq",
    "untable": "untable",
    "where": "where",
    "xmlkv": "xmlkv",
    "xpath": "xpath",
    "xyseries": "xyseries",
}
"""Name or alias -> module; the module's class has the module's name, capitalised (`bin` -> `Bin`)."""

# Right SPL that minisplunk cannot run, by the reason: the commands of Splunk Enterprise 10.2 (Search Reference,
# "Command quick reference"; searchbnf.conf, with its aliases), those that Splunk has without a page of their own, and
# those of Enterprise Security, DB Connect, the Machine Learning Toolkit, the add-on for ServiceNow, and of apps that
# public content needs.
_ELSEWHERE = {
    "": """
        ar bucketdir cofilter contingency counttable ctable datamodelsimple diff folderize makejson multireport
        outputtext scrub searchtxn sendemail setfields showargs xmlunescape
    """,
    "how it finds its values, or names its fields, is documented in part": "gauge kvform localize timewrap",
    "its method is not published, so its results could not be Splunk's": """
        abstract af analyzefields anomalies anomalousvalue anomalydetection arules associate cluster correlate
        erex findkeywords findtypes kmeans outlier predict relevancy typelearner x11
    """,
    "it is for maps, or marks events, on Splunk's own pages": "geom geomfilter geostats",
    "it needs models of the Machine Learning Toolkit": "apply deletemodel fit listmodels sample score summary",
    "it belongs to DB Connect, and needs its databases": "dbxlookup dbxoutput dbxquery",
    "it belongs to the add-on for ServiceNow, and needs a server of theirs": """
        snowevent snoweventstream snowincident snowincidentstream
    """,
    "it belongs to Enterprise Security, and needs its collections": "entitymerge inputintelligence",
    "it belongs to somebody's app, which is not Splunk's": "cyberchef decrypt jellyfisher",
    "metric data points come in by HEC, and are read by mstats and mcatalog alone": """
        mcollect meventcollect mpreview mrollup msearch
    """,
    "it writes or reads summaries in a form of Splunk's own": """
        collapse overlap sichart sirare sistats sitimechart sitop
    """,
    "it tells of Splunk's own buckets and index files": "dbinspect typeahead walklex",
    "there is one server, and no other to spread a search over": "prjob",
    "there are no real-time searches": "rtorder",
    "it runs programs, or reads and writes files, of the server": """
        crawl createrss dump file input internalinputcsv run runshellscript script
    """,
    "it tells of what users of Splunk's own server did": "audit history",
    "Splunk does not document it": """
        common copyresults debug dispatch editinfo excerpt outputtelemetry preview sdselect slc streamedcsv
        surrounding
    """,
}
UNSUPPORTED = {name: why for why, names in _ELSEWHERE.items() for name in names.split()}
"""Name -> the reason, empty where there is none but that nobody has written it."""


def resolve(name: str) -> type[Command] | None:
    """The class of a command, None when Splunk has no such command; raises UnsupportedSpl when Splunk has it."""
    module = COMMANDS.get(name)
    if module is not None:
        return getattr(import_module(f".{module}", __name__), module.capitalize())  # type: ignore[no-any-return]
    if name in UNSUPPORTED:
        why = f": {UNSUPPORTED[name]}" if UNSUPPORTED[name] else ""
        raise UnsupportedSpl(f"The '{name}' command is not supported{why}.")
    return None


def options(command: type[Command]) -> Mapping[str, Taken]:
    """What a command takes as `name=value`, as it declares it in either way."""
    return command.arguments.options if hasattr(command, "arguments") else command.takes
