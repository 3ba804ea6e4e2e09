"""`python -m karaka`."""

from karaka.cli.main import main

if __name__ == "__main__":
    main(prog_name="karaka")
