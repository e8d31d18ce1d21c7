"""What is fast, against a limit or a peer measured in the same run."""

import os
import tempfile

# A home of their own: the server runs as the product runs it, and disturbs nobody's data.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
os.environ["ACERTO_TEST_HOME"] = f"{tempfile.gettempdir()}/acerto-bench-{os.getuid()}"
