"""`python -m maatwerk` is the `maatwerk` command."""

from maatwerk.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
