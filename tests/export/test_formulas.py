"""Formulas in Markdown, and what only looks like one."""

import pytest

from hnetlab.export.formulas import mathml, with_mathml


@pytest.mark.parametrize(
    "text",
    [
        "It costs $5 and $6, or \\$a\\$.",
        "The code `$x$` and ``a ` $y$``",
        "```python\nprint('$x$')\n```\n",
        "$a\n\nb$ is in two paragraphs",
    ],
)
def test_what_is_no_formula_stays(text):
    assert with_mathml(text) == (text, True)


def test_a_formula_becomes_what_a_browser_draws():
    text, complete = with_mathml("Let $w = h(e_t, \\theta)$ and `$w$`.")
    assert complete
    assert text.startswith("Let <math><mi>w</mi><mo>=</mo><mi>h</mi>")
    assert "<mi>θ</mi>" in text
    assert text.endswith("</math> and `$w$`.")


def test_a_formula_on_lines_of_its_own_is_a_block_on_one_line():
    text, _ = with_mathml("> Loss:\n> $$\n> \\big\\lVert x \\big\\rVert^2\n> $$".replace("> ", ""))
    assert text.startswith('Loss:\n<math display="block">')
    assert text.count("\n") == 1


def test_nothing_in_it_means_something_to_markdown():
    text, _ = with_mathml("| $|a|$ | $x * y * z$ |")
    assert text.count("|") == 3
    assert "*" not in text


def test_what_can_not_be_read_stays_and_is_told():
    assert with_mathml("$\\frobnicate{x}$") == ("$\\frobnicate{x}$", False)
    with pytest.raises(ValueError, match="frobnicate"):
        mathml("\\frobnicate{x}")
