"""Formulas of a text as MathML, which browsers draw by themselves, without a script from the network."""

import re

from docutils.utils.math.latex2mathml import tex2mathml

# Where a dollar begins no formula: in code, and after a backslash.
_CODE = r"^(?P<fence>`{3,}|~{3,}).*?(?:^(?P=fence)|\Z)|(?P<tick>`+).*?(?<!`)(?P=tick)(?!`)|\\\$"
_TEX = r"(?:(?!\n\s*\n)[^$])+?"  # no paragraph ends within
_FORMULA = re.compile(
    rf"{_CODE}|\$\$(?P<block>{_TEX})\$\$|\$(?!\s)(?P<inline>{_TEX})(?<![\s\\])\$(?!\d)",
    re.MULTILINE | re.DOTALL,
)
# Sizes of brackets, which browsers choose by themselves.
_BIG = re.compile(r"\\(?:big|Big|bigg|Bigg)[lrm]?(?![A-Za-z])")
# What would mean something to Markdown.
_MARKS = {ord(mark): f"&#{ord(mark)};" for mark in "|*_`~[]\\$"}


def mathml(tex: str, *, as_block: bool = False) -> str:
    """A formula of TeX as MathML, on a line of its own with `as_block`; raises ValueError for what it can't.

    >>> mathml("e_1")
    '<math><msub><mi>e</mi><mn>1</mn></msub></math>'
    """
    try:
        formula = tex2mathml(_BIG.sub("", tex), as_block=as_block)
    except Exception as error:  # what it raises depends on where it stumbles
        raise ValueError(f"{tex!r} is no formula that MathML is made of") from error
    one_line = re.sub(r"\s*\n\s*", "", formula)
    return one_line.replace(' xmlns="http://www.w3.org/1998/Math/MathML"', "")


def with_mathml(markdown: str) -> tuple[str, bool]:
    """Markdown with its formulas as MathML, and whether that were all: what it can't be is left as it was."""
    complete = True

    def replaced(found: re.Match[str]) -> str:
        nonlocal complete
        tex = found["block"] or found["inline"]
        if tex is None:
            return found[0]
        try:
            return mathml(tex, as_block=found["block"] is not None).translate(_MARKS)
        except ValueError:
            complete = False
            return found[0]

    return _FORMULA.sub(replaced, markdown), complete
