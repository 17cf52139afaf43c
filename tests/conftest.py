"""What every test shares. DATA_DIR is a folder of this run's own, set before settings are read."""

import os
import tempfile

os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="r2p-archive-tests-")
