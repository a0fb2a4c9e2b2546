import pytest

SMALL = ("demo", "--tasks", "2", "--seeds", "2", "--steps", "120")


def test_the_demo_shows_both_methods_and_leaves_nothing(hnetlab, folder):
    answer = hnetlab(*SMALL)
    assert answer.code == 0
    assert "hypernetwork, task 2/2: permutation 2: 100%" in answer.err
    assert "fine-tuning, task 2/2: permutation 2: 100%" in answer.err
    assert answer.out.count("after learning") == 4
    assert answer.out.count("2 permutation 2") == 3
    rows = [line for line in answer.out.splitlines() if "█" in line]
    assert len(rows) == 4
    assert max(map(len, rows)) <= 80
    lengths = [line.count("█") for line in rows]
    kept, lost = lengths[0], lengths[1]
    assert kept > 1.2 * lost
    assert list(folder.iterdir()) == []


def test_the_last_sentence_tells_the_numbers_of_the_runs(hnetlab, folder):
    answer = hnetlab(*SMALL, "--out", "kept")
    lines = answer.out.strip().splitlines()
    assert lines[-1].endswith("hnetlab compare kept/hnet kept/finetune")
    runs = hnetlab("compare", "kept/hnet", "kept/finetune", "--json").json["runs"]
    told = " ".join(lines[-4:-1])
    for run in runs:
        for metric in ("average_accuracy", "forgetting"):
            assert f"{run[metric]['mean']:.2f}" in told
    assert hnetlab(*SMALL, "--out", "kept").refusal.startswith("The output folder kept/hnet holds another")


@pytest.mark.parametrize("field", ["tasks", "steps", "seeds"])
def test_impossible_sizes_are_one_sentence(hnetlab, field):
    assert f"{field} = 0 is not allowed" in hnetlab("demo", f"--{field}", "0").refusal
