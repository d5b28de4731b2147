"""bpcalc solves backpropagation exercises the way a good teacher writes the solution."""

__version__ = "0.1.0"
