from pathlib import Path

from hnetlab.cli.together import way_to_train
from hnetlab.results.cluster import Cluster
from hnetlab.results.plan import Part


def test_an_interrupted_command_goes_on_with_its_share_where_it_was_trained():
    assert way_to_train(None, None, "auto") == []
    assert way_to_train(Part(2, 3), None, "cpu") == ["--part", "2/3", "--device", "cpu"]
    assert way_to_train(None, Cluster(workers=4), "auto") == ["--workers", "4"]
    assert way_to_train(None, Cluster(scheduler_file=Path("s")), "auto") == ["--scheduler-file", "s"]
