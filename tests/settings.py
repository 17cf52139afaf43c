"""The settings under test: the archive's own, with a DATA_DIR made for this run.

pytest-django reads settings before any conftest.py, so the environment is set here.
DATABASE_URL alone is taken from outside: it says which database the tests run on.
"""

import os
import tempfile

for _name in ("SECRET_KEY", "DEBUG", "ALLOWED_HOSTS", "SITE_URL", "PORT"):
    os.environ.pop(_name, None)
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="r2p-archive-tests-")

from r2p_archive.settings import *  # noqa: E402, F403
from r2p_archive.settings import TEMPLATES  # noqa: E402

# A slip in a template is an error.
TEMPLATES[0]["OPTIONS"]["environment"] = "tests.templates.environment"

# Hashing that takes its time by design would take it at every login.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
