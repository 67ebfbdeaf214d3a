"""Front door: command line, pipeline, demo."""

from importlib.metadata import version

VERSION = version("xunjian")
