"""`python -m hnetlab` is the command line."""

from hnetlab.cli import app

if __name__ == "__main__":
    app(prog_name="hnetlab")
