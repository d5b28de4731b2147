"""bpcalc in a notebook: a spec to a solution whose arrays are plain NumPy arrays.

    >>> import bpcalc
    >>> solution = bpcalc.solve('''
    ... inputs: {x: [1, 0]}
    ... parameters: {W: [[1, -2], [0, 2]]}
    ... loss: l = 1/2 * norm(W @ x)^2
    ... ''')
    >>> solution.gradients["W"]
    array([[1., 0.],
           [0., 0.]])

Every value is a float64 array of two dimensions: a vector is a column n×1, a number is 1×1.
Exact numbers, maps, steps and everything else are in `solution.data`.
"""

from __future__ import annotations

from bpcalc.public.solution import Case, Solution
from bpcalc.public.solving import load, loads, solve

__all__ = ["Case", "Solution", "load", "loads", "solve"]
