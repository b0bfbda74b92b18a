"""`python -P -m moxi` is the command `moxi`."""

from moxi.cli import main

if __name__ == "__main__":
    main()
