"""The product's settings, with a home of their own and without what only costs time in tests."""

import os
from pathlib import Path

from acerto.config.postgres.binaries import find_binaries

NAMED = os.environ.get("ACERTO_TEST_HOME")
TEST_HOME = Path(NAMED or f"/tmp/acerto-test-{os.geteuid()}-{find_binaries().major}")
os.environ["ACERTO_HOME"] = str(TEST_HOME)

from acerto.config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Each process of the suite has a database, and so runs, of its own.
ACERTO_KEPT = TEST_HOME / "kept" / os.environ.get("PYTEST_XDIST_WORKER", "only")
