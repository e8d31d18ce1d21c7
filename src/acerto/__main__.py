"""`python -m acerto`, and the file that spark-submit is given."""

from acerto.config.entry import main

if __name__ == "__main__":
    main()
