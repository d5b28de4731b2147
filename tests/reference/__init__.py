"""The functions of the language written a second time, for the tests.

Plain `autograd.numpy`, every formula taken literally, nothing shared with `bpcalc`. The same
reference runs on floats, on the boxes of autograd, and on dual numbers over fractions.
"""
