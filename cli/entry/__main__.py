"""`python -m clauseway`."""

from clauseway.cli.main import main

if __name__ == "__main__":
    main()
