"""Small runs in folders, as a process begins, ends and takes them up."""

from hnetlab.experiments import configure
from hnetlab.runs.reading import CHECKPOINT, METRICS
from hnetlab.runs.run import Run
from hnetlab.runs.store import RunFolder

NEVER, ALWAYS = 1e9, 0.0
TINY = {"tasks": 3, "steps": 4, "batch_size": 8, "target_hidden": (4,), "evaluate_every": 2}
TINY_HYPERNETWORK = {"hypernetwork_hidden": (4,), "chunk_size": 100}


def make_run(method="hnet", seeds=2, **fields):
    own = TINY_HYPERNETWORK if method in ("hnet", "finetune") else {}
    return Run(configure("split-digits", method, seeds=seeds, **{**TINY, **own, **fields}))


def begun(path, run):
    folder = RunFolder(path)
    folder.create(run)
    return folder


def recorded_until(position, path):
    """A run at a position, its folder, which has a checkpoint of each event, and the events to come."""
    run = make_run()
    folder = begun(path, run)
    events = folder.record(run, ALWAYS)
    while run.position != position:
        next(events)
    return run, folder, events


def finish(folder, run, seconds_between_checkpoints=NEVER):
    for _ in folder.record(run, seconds_between_checkpoints):
        pass


def resumed(path, method="hnet", **fields):
    """The run in a folder as a new process would take it up."""
    folder, run = RunFolder(path), make_run(method, **fields)
    folder.load(run)
    return folder, run


def bits(path):
    return {name: (path / name).read_bytes() for name in (CHECKPOINT, METRICS)}
