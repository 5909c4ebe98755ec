"""`python -m veilleur`: the same as the command `veilleur`."""

from veilleur.cli import main

if __name__ == "__main__":
    main()
