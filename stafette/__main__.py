"""Lets `python -m stafette` be the command line."""

from stafette.cli import main

if __name__ == "__main__":
    main()
