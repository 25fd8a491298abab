"""Eval and where expressions: checked, compiled to closures, and the functions they call; stats' aggregates.

A new theme of functions is a new file here and a line in THEMES: importing it fills the registry.
"""

from ..spl.environment import Environment
from . import (
    bitwise,
    comparison,
    conditional,
    conversion,
    cryptographic,
    informational,
    json,
    lookup,
    maths,
    multivalue,
    printf,
    text,
    time,
)
from .checking import check, check_functions
from .expressions import compile_expr
from .registry import FUNCTIONS, Evaluator

THEMES = (
    bitwise,
    comparison,
    conditional,
    conversion,
    cryptographic,
    informational,
    json,
    lookup,
    maths,
    multivalue,
    printf,
    text,
    time,
)

__all__ = ["FUNCTIONS", "THEMES", "Environment", "Evaluator", "check", "check_functions", "compile_expr"]
