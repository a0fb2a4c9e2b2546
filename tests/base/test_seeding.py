import torch

from hnetlab.base.seeding import derive, generator


def test_a_seed_is_the_same_on_every_machine():
    # A fixed number: another one would make old runs impossible to repeat.
    assert derive(3, "order", 2, 0) == 1893021490266308018


def test_seed_purpose_and_every_part_of_it_matter():
    seeds = [
        derive(1, "order"),
        derive(2, "order"),
        derive(1, "dropout"),
        derive(1, "order", 0),
        derive(1, "order", 1),
        derive(1, "order", 1, 0),
        derive(1, "order", "1"),
        derive(1, "order", 10),
        derive(11, "order", 0),
    ]
    assert len(set(seeds)) == len(seeds)
    assert all(0 <= seed < 2**63 for seed in seeds)


def test_a_generator_gives_the_same_numbers_again_and_owes_nothing_to_the_global_one():
    before = torch.random.get_rng_state()
    first = torch.rand(5, generator=generator(1, "test", 2))
    torch.manual_seed(7)
    again = torch.rand(5, generator=generator(1, "test", 2))
    torch.random.set_rng_state(before)
    other = torch.rand(5, generator=generator(1, "test", 3))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
