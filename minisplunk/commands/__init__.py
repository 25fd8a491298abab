"""The SPL commands, one module each: a command's name in, its class out, imported when first asked for."""

from __future__ import annotations

from importlib import import_module

from ..errors import UnsupportedSpl
from ..spl.command import Command

COMMANDS: dict[str, str] = {
    "addinfo": "addinfo",
    "append": "append",
    "bin": "bin",
    "bucket": "bin",
    "collect": "collect",
    "convert": "convert",
    "dedup": "dedup",
    "delete": "delete",
    "discretize": "bin",
    "eval": "eval",
    "eventcount": "eventcount",
    "eventstats": "eventstats",
    "fields": "fields",
    "fillnull": "fillnull",
    "format": "format",
    "head": "head",
    "inputcsv": "inputcsv",
    "inputlookup": "inputlookup",
    "join": "join",
    "lookup": "lookup",
    "macro": "savedsearch",
    "makeresults": "makeresults",
    "metadata": "metadata",
    "mvexpand": "mvexpand",
    "outputcsv": "outputcsv",
    "outputlookup": "outputlookup",
    "rare": "rare",
    "rename": "rename",
    "rest": "rest",
    "return": "returning",
    "rex": "rex",
    "savedsearch": "savedsearch",
    "savedsplunk": "savedsearch",
    "search": "search",
    "sendalert": "sendalert",
    "sort": "sort",
    "spath": "spath",
    "stats": "stats",
    "streamstats": "streamstats",
    "stash": "collect",
    "summaryindex": "collect",
    "sumindex": "collect",
    "table": "table",
    "top": "top",
    "timechart": "timechart",
    "where": "where",
}
"""Name or alias -> module; the module's class has the module's name, capitalised (`bin` -> `Bin`)."""

# The commands of Splunk Enterprise 10.2 (Search Reference, "Command quick reference"; searchbnf.conf, with its
# aliases), those that Splunk has without a page of their own, Enterprise Security, DB Connect, the Machine Learning
# Toolkit and the add-on for ServiceNow that are, or once were, not here: right SPL that minisplunk cannot run.
_ELSEWHERE = """
abstract accum addcoltotals addtotals af analyzefields anomalies anomalousvalue anomalydetection appendcols
appendpipe apply ar arules associate audit autoregress bucketdir chart cluster cofilter collapse common concurrency
contingency copyresults correlate counttable crawl createrss ctable datamodel datamodelsimple dbinspect dbxlookup
dbxoutput dbxquery debug delete deletemodel delta diff dispatch dump editinfo entitymerge erex eventcount
eventstats excerpt extract fieldformat fieldsummary file filldown findkeywords findtypes fit folderize foreach
format from fromjson gauge gentimes geom geomfilter geostats highlight history iconify input inputcsv
inputintelligence internalinputcsv iplocation join kmeans kv kvform listmodels loadjob localize localop
makecontinuous makejson makemv map mcatalog mcollect metadata metasearch meventcollect mpreview mrollup msearch
mstats multikv multireport multisearch mvcombine nomv noop outlier outputcsv outputlookup outputtelemetry
outputtext overlap pivot predict preview prjob rangemap rare redistribute regex relevancy reltime replace require
rest return reverse rtorder run runshellscript sample score script scrub sdselect searchtxn selfjoin sendalert
sendemail set setfields showargs sichart sirare sistats sitimechart sitop slc snowevent snoweventstream
snowincident snowincidentstream strcat streamedcsv streamstats summary surrounding tags tail timechart timewrap
tojson top transaction transpose trendline tscollect tstats typeahead typelearner typer union uniq untable walklex
x11 xmlkv xmlunescape xpath xyseries
"""
UNSUPPORTED = frozenset(_ELSEWHERE.split()) - COMMANDS.keys()
_OF_METRICS = frozenset({"mcatalog", "mcollect", "meventcollect", "mpreview", "mrollup", "msearch", "mstats"})


def resolve(name: str) -> type[Command] | None:
    """The class of a command, None when Splunk has no such command; raises UnsupportedSpl when Splunk has it."""
    module = COMMANDS.get(name)
    if module is not None:
        return getattr(import_module(f".{module}", __name__), module.capitalize())  # type: ignore[no-any-return]
    if name in UNSUPPORTED:
        why = ": there are no metrics indexes" if name in _OF_METRICS else ""
        raise UnsupportedSpl(f"The '{name}' command is not supported{why}.")
    return None
