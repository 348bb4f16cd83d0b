"""``python -m espaceclient``."""

from espaceclient.adapters.cli import main

if __name__ == "__main__":
    main()
