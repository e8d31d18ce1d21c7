"""A local cluster of Spark: a master and two worker processes, each with an executor of its own."""

import os
from collections.abc import Iterator
from typing import Any

import pytest

from acerto.engine.runners.spark_session import started

os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"  # nothing of it is heard outside of this machine
CLUSTER = "local-cluster[2,1,1024]"
FEW_PARTITIONS = {"spark.sql.shuffle.partitions": "4", "spark.default.parallelism": "2"}


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """One cluster for all tests. Without Java or PySpark they fail: nothing here is skipped."""
    with started(master=CLUSTER, settings=FEW_PARTITIONS) as session:
        session.range(2).repartition(2).count()
        yield session
