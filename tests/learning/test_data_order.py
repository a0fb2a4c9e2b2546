import torch
from hypothesis import given
from hypothesis import strategies as st

from hnetlab.learning.data_order import DataOrder

CPU = torch.device("cpu")
counts, sizes = st.integers(1, 25), st.integers(1, 60)


@given(count=counts, batch_size=sizes, epochs=st.integers(1, 4))
def test_batches_follow_on_through_epochs_of_every_sample(count, batch_size, epochs):
    order = DataOrder((1, 2), "task 0", count, batch_size, CPU)
    steps = -(-epochs * count // batch_size)
    batches = [order.indices(step) for step in range(steps)]
    assert all(batch.shape == (2, batch_size) for batch in batches)
    seen = torch.cat(batches, dim=1)
    for epoch in seen.split(count, dim=1)[:epochs]:
        assert torch.equal(epoch.sort(dim=1).values, torch.arange(count).expand(2, -1))


@given(count=counts, batch_size=sizes, steps=st.lists(st.integers(0, 30), min_size=1, max_size=8))
def test_a_step_has_the_same_batch_whenever_it_is_asked_for(count, batch_size, steps):
    used = DataOrder((1, 2), "task 0", count, batch_size, CPU)
    for step in steps:
        fresh = DataOrder((1, 2), "task 0", count, batch_size, CPU)
        assert torch.equal(used.indices(step), fresh.indices(step))


@given(count=counts, batch_size=sizes, step=st.integers(0, 30))
def test_a_replica_has_the_same_order_alone_and_in_company(count, batch_size, step):
    together = DataOrder((4, 7, 5), "task 0", count, batch_size, CPU).indices(step)
    for row, seed in enumerate((4, 7, 5)):
        alone = DataOrder((seed,), "task 0", count, batch_size, CPU).indices(step)
        assert torch.equal(together[row : row + 1], alone)


def test_epochs_replicas_and_purposes_have_different_orders():
    order = DataOrder((1, 2), "task 0", 50, 50, CPU)
    other = DataOrder((1,), "task 1", 50, 50, CPU)
    rows = [*order.indices(0), *order.indices(1), *other.indices(0)]
    assert len({tuple(row.tolist()) for row in rows}) == 5
