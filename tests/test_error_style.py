"""One style for every error sentence: what is wrong, a colon, the remedy, a full stop."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import hnetlab
from hnetlab.base import errors

PACKAGE = Path(hnetlab.__file__).parent
KINDS = {
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, errors.LabError)
}
UNKNOWN = "…"
"""Stands for what only the running program can fill in."""
OPTION = re.compile(r"--|[a-z]+_[a-z_]+ |[a-z]+ = ")
"""How a sentence may begin besides a capital letter: with an option, or a setting's own name."""


def literal(node: ast.expr) -> str:
    """The text of a string in the source, as far as it is written there."""
    match node:
        case ast.Constant(str(text)):
            return text
        case ast.JoinedStr(parts):
            return "".join(map(literal, parts))
        case ast.BinOp(left, ast.Add(), right):
            return literal(left) + literal(right)
        case ast.IfExp(_, body, orelse):
            return max(literal(body), literal(orelse), key=len)
    return UNKNOWN


def sentences(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of every error of hnetlab's own that is made in a source."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(ast.Name(kind), [text, *_]) if kind in KINDS:
                yield node.lineno, literal(text)


def faults(sentence: str) -> list[str]:
    """What is wrong with a sentence, as far as it can be seen."""
    text = re.sub(r"\([^()]*\)|`[^`]*`|\"[^\"]*\"", UNKNOWN, sentence)  # asides and quotations have their own
    found = []
    if text[0].islower() and not OPTION.match(text):
        found.append("begins with a small letter")
    if not text.endswith((".", "?", UNKNOWN)):
        found.append("has no full stop")
    if ";" in text:
        found.append("has a semicolon")
    colons = len(re.findall(r":(?= )", text))
    if colons > 1 or (colons == 0 and UNKNOWN not in text):
        found.append(f"has {colons} colons")
    return found


FOUND = [
    (path.relative_to(PACKAGE), line, text)
    for path in sorted(PACKAGE.rglob("*.py"))
    for line, text in sentences(path.read_text("utf-8"))
]


def test_every_error_is_found() -> None:
    """As many as a plain search finds, of which there are many."""
    calls = re.compile(rf"\b(?<!class )(?:{'|'.join(KINDS)})\((?!LabError|\))")
    counted = sum(len(calls.findall(path.read_text("utf-8"))) for path in PACKAGE.rglob("*.py"))
    assert len(FOUND) > 100
    assert abs(len(FOUND) - counted) <= 5  # classes of errors that derive from one another


def test_every_error_is_a_sentence_with_a_remedy() -> None:
    wrong = [f"{path}:{line} {', '.join(faults(text))}: {text}" for path, line, text in FOUND if faults(text)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("the loss is nan: lower it.", "begins with a small letter"),
        ("The loss is nan: lower it", "has no full stop"),
        ("The loss is nan; lower it.", "has a semicolon"),
        ("The loss: it is nan: lower it.", "has 2 colons"),
        ("The loss is nan.", "has 0 colons"),
    ],
)
def test_each_fault_of_style_is_found(sentence: str, fault: str) -> None:
    assert fault in faults(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The loss is nan: lower it.",
        "beta = -1 is not allowed: choose one from 0 on.",
        "learning_rate is not allowed: choose another.",
        "--seeds is given twice: give it once.",
        f"{UNKNOWN} can't be read ({UNKNOWN}: no such file): check the path.",
        f"There is no method {UNKNOWN}: did you mean {UNKNOWN}?",
    ],
)
def test_good_style_has_no_fault(sentence: str) -> None:
    assert not faults(sentence)
