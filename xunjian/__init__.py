"""Front door: command line, pipeline, demo."""

import gc
from importlib.metadata import version

# What our libraries make while they are loaded stays: looking for circles in it every 700 objects is a tenth of the
# time it takes to start. Circles made later are still found, a little later.
gc.set_threshold(50_000, 20, 100)

VERSION = version("xunjian")
