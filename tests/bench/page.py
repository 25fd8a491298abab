"""The figures of a part in; docs/benchmarks.md with them at the part's mark, out."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path
from textwrap import fill

from package.build import write as write_file

from .measure import Figure, Measure

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"
WIDTH = 120
END = "<!-- bench: end -->"


def write(part: str, figures: Iterable[Figure]) -> None:
    """Write the page, whole or not at all. ValueError where it has no mark for the part."""
    write_file(PAGE, rendered(PAGE.read_text(), part, [*figures], _run()).encode())


def rendered(page: str, part: str, figures: list[Figure], run: str) -> str:
    """`run`: a sentence on the run that they are from."""
    mark = f"<!-- bench: {part} -->"
    text, count = re.subn(
        rf"(?<={mark}\n).*?(?={END})",
        lambda _: "".join(f"{line}\n" for line in ("", *_lines(figures), "", fill(run, WIDTH))),
        page,
        count=1,
        flags=re.DOTALL,
    )
    if not count:
        raise ValueError(f"The page has no {mark} with a {END} below it.")
    return text


def _lines(figures: list[Figure]) -> Iterator[str]:
    yield from ("| What | Measured | Bound | |", "| --- | --- | --- | --- |")
    for figure in figures:
        if isinstance(figure, Measure):
            bound = f"at {'least' if figure.least else 'most'} {figure.bound:,g}"
            yield f"| {figure.name} | {_rounded(figure.value)} {figure.unit} | {bound} | {figure.verdict} |"
    notes = [figure.text for figure in figures if not isinstance(figure, Measure)]
    if notes:
        yield ""
    for note in notes:
        yield fill(f"- {note}", WIDTH, subsequent_indent="  ")


def _rounded(value: float) -> str:
    return f"{value:,.2f}" if value < 10 else f"{value:,.0f}"


def _run() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return (
        f"Measured on {datetime.now(timezone.utc):%Y-%m-%d}: minisplunk {version('minisplunk')}, "
        f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores of {_processor()}, "
        f"{memory:.0f} GB."
    )


def _processor() -> str:
    """As Linux calls it, where it does."""
    try:
        names = re.search(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    except OSError:
        names = None
    return names[1] if names else platform.machine()
