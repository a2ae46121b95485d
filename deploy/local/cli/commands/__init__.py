"""One file per command: the file name is the command's name, `run` is the function that typer calls.

The first line of the module's docstring is what `wordmill --help` prints. Surprise: it is read without importing the
module, so that `wordmill --help` never waits for what the commands need.
"""
