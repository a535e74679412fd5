"""``python -m leadstone.cli``."""

from leadstone.cli import main

main()
