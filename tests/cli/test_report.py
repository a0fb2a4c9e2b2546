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


def test_a_report_links_to_its_explorer_which_lies_beside_it(hnetlab, folder, tiny_hnet):
    hnetlab("train", "split-digits", *tiny_hnet, "--out", "x", "-q")
    hnetlab("report", "x", "--explorer", "--out", "my page.html")
    assert 'href="my%20page-explorer.html"' in (folder / "my page.html").read_text(encoding="utf-8")
    assert "split-digits" in (folder / "my page-explorer.html").read_text(encoding="utf-8")


def test_nothing_is_written_where_there_is_no_embedding_space(hnetlab, folder):
    hnetlab("train", "split-digits", "--method", "joint", "--set", "steps=2", "--out", "x", "-q")
    assert "has no hypernetwork" in hnetlab("report", "x", "--explorer", "--out", "page.html").refusal
    assert not list(folder.glob("*.html"))
