"""``python -m intake`` and the ``intake`` command."""

from intake.cli.main import main

if __name__ == "__main__":
    main()
