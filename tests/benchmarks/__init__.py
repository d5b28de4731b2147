"""What bpcalc costs beside its peers: ratios, each taken side by side in one run.

`python -m tests.benchmarks` prints the whole table, `python -m tests.benchmarks NAME…` some rows
of it. A module of this folder that has BENCHMARKS adds its rows.
"""
