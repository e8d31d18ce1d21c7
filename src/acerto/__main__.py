"""`python -m acerto`: the `acerto` command."""

from acerto.config.entry import main

if __name__ == "__main__":
    main()
