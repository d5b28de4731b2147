"""`python -m bpcalc`."""

from bpcalc.cli.main import main

main()
