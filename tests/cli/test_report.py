import re
from html import unescape

from hnetlab.cli.application import app


def test_a_report_is_written_beside_the_run_or_where_it_is_wanted(hnetlab, folder, tiny_hnet):
    assert app.info.name == "hnetlab"
    hnetlab("train", "split-digits", *tiny_hnet, "--out", "x", "-q")
    answer = hnetlab("report", "x")
    assert answer.out == "The report lies in x/report.html: open it in a browser.\n"
    assert "split-digits" in (folder / "x" / "report.html").read_text(encoding="utf-8")
    hnetlab("report", "x", "--out", "page.html")
    assert "split-digits" in (folder / "page.html").read_text(encoding="utf-8")


def test_a_folder_without_a_run_is_one_sentence(hnetlab, folder):
    assert hnetlab("report", "x").refusal.startswith("x is not the folder of a run")
    assert list(folder.iterdir()) == []


def test_a_report_contains_the_explorer_that_is_exported(hnetlab, folder, tiny_hnet):
    hnetlab("train", "split-digits", *tiny_hnet, "--out", "x", "-q")
    hnetlab("export", "explorer", "x", "--out", "alone.html")
    hnetlab("report", "x", "--out", "without.html")
    hnetlab("report", "x", "--explorer", "--out", "my page.html")
    report = (folder / "my page.html").read_text(encoding="utf-8")
    inside = re.findall(r'<iframe [^>]*srcdoc="([^"]*)"', report)
    assert [unescape(page) for page in inside] == [(folder / "alone.html").read_text(encoding="utf-8")]
    pages = [(folder / f"{name}.html").stat().st_size for name in ("my page", "without", "alone")]
    assert pages[0] < pages[1] + 1.1 * pages[2]
    assert len(list(folder.glob("*.html"))) == 3


def test_nothing_is_written_where_there_is_no_embedding_space(hnetlab, folder):
    hnetlab("train", "split-digits", "--method", "joint", "--set", "steps=2", "--out", "x", "-q")
    assert "has no hypernetwork" in hnetlab("report", "x", "--explorer", "--out", "page.html").refusal
    assert not list(folder.glob("*.html"))
