"""``python -m service.cli``: the same command where the console script is not installed."""

from service.cli import main

if __name__ == "__main__":
    main(prog_name="tallywire")
