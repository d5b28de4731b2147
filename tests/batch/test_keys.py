"""Keys of rows in few bytes: each has its number, and no other key has one."""

from __future__ import annotations

import pickle
import random
from array import array

import pytest

from bpcalc.batch.keys import Keys


@pytest.mark.parametrize("count", [0, 1, 2, 500])
def test_keys_lead_to_their_numbers(count: int) -> None:
    """In whatever order they came; also where the first halves of some are equal, and at both ends."""
    chance = random.Random(count)
    texts = [*dict.fromkeys(f"{chance.randrange(7):016x}{chance.getrandbits(64):016x}" for _ in range(count))]
    texts += ["0" * 32, "f" * 32] * (count > 2)
    known = dict(zip(texts, chance.sample(range(10**12), len(texts)), strict=True))
    keys = Keys(b"".join(map(bytes.fromhex, known)), array("q", known.values()))
    for found in (keys, pickle.loads(pickle.dumps(keys))):
        assert len(found) == len(known)
        assert {key: found.number(key) for key in known} == known
    for key in ("", "0" * 31 + "1", f"{3:016x}{12345:016x}", "e" * 32):
        assert key not in keys
    assert all(key in keys for key in known)


def test_of_a_key_that_comes_twice_the_last_number_counts() -> None:
    """A row that was judged again is the later one."""
    key, other = "ab" * 16, "cd" * 16
    keys = Keys(bytes.fromhex(key + other + key), array("q", [5, 6, 7]))
    assert [keys.number(key), keys.number(other)] == [7, 6]
