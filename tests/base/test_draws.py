import threading

import torch
from torch import nn

from hnetlab.base.seeding import borrowed_generators, draws
from hnetlab.experiments import configure
from hnetlab.nets import TargetNetwork, mlp
from hnetlab.runs.run import Run

CPU = torch.device("cpu")


def test_what_draws_is_told_from_what_others_draw():
    with borrowed_generators(CPU):
        assert draws(lambda: torch.rand(1))
        assert not draws(lambda: torch.ones(1))
        others = iter([True, True, False])
        assert not draws(lambda: next(others) and torch.rand(1))


def test_networks_are_judged_rightly_while_another_thread_draws():
    over = threading.Event()

    def draw():
        while not over.wait(0.02):
            torch.rand(10)

    thread = threading.Thread(target=draw)
    thread.start()
    try:
        for _ in range(20):
            assert not TargetNetwork(mlp((4,), (5,), 2), (4,)).stochastic
            assert TargetNetwork(nn.Sequential(nn.Linear(4, 2), nn.Dropout(0.5)), (4,)).stochastic
    finally:
        over.set()
        thread.join()


def test_a_run_draws_nothing_from_the_global_generator():
    config = configure("split-digits", tasks=2, steps=1)
    before = torch.random.get_rng_state()
    Run(config, device="cpu")
    assert torch.equal(torch.random.get_rng_state(), before)
