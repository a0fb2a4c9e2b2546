"""Randomness without hidden state: each use has a generator of its own, made from a seed and a purpose."""

import hashlib

import torch


def derive(seed: int, *purpose: str | int) -> int:
    """A 63-bit seed that depends on `seed` and on every part of `purpose`, the same on every machine."""
    digest = hashlib.sha256(repr((seed, *purpose)).encode()).digest()
    return int.from_bytes(digest[:8], "little") >> 1


def generator(seed: int, *purpose: str | int) -> torch.Generator:
    """A new CPU generator for one purpose, for example `generator(3, "order", task, epoch)`."""
    return torch.Generator().manual_seed(derive(seed, *purpose))
