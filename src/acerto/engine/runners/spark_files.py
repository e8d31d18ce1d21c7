"""Files as Spark's workers see them: through Hadoop's file systems, whatever store the address names."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .outcome import CannotDecide
from .workplace import LOCAL

GLOB = frozenset("*?[]{}")
AT_ONCE = frozenset(["file", "hdfs", "viewfs", "webhdfs", "swebhdfs", "abfs", "abfss"])


def address(at: Path | str) -> str:
    """A URL for a path of this machine; a URL stays as it is. Raises CannotDecide."""
    text = str(at)
    url = text.rstrip("/") if "://" in text else f"file://{Path(text).absolute()}"
    if GLOB & set(url):
        raise CannotDecide(f"“{at}” tem um destes sinais, que o Spark não aceita: * ? [ ] {{ }}.")
    return url


class HadoopFiles:
    """The Files of a SparkSession; addresses are URLs."""

    def __init__(self, session: Any) -> None:
        self._java = session._jvm
        self._settings = session._jsc.hadoopConfiguration()
        self._sql_settings = session._jsparkSession.sessionState().conf()

    def exists(self, at: str) -> bool:
        """Is a file or a folder there?"""
        path = self._path(at)
        return bool(path.getFileSystem(self._settings).exists(path))

    def is_folder(self, at: str) -> bool:
        """Is a folder there?"""
        path = self._path(at)
        store = path.getFileSystem(self._settings)
        return bool(store.exists(path) and store.getFileStatus(path).isDirectory())

    def real(self, at: str) -> str:
        """The address as its store writes it, every link followed as far as it tells."""
        local = _local(at)
        if local is not None:
            return f"file:{LOCAL.real(local)}"
        path = self._path(at)
        store = path.getFileSystem(self._settings)
        return str(store.resolvePath(path) if store.exists(path) else store.makeQualified(path))

    def is_above_here(self, at: str) -> bool:
        """Is it the folder that this process works in, or one that this lies in?"""
        local = _local(at)
        return local is not None and LOCAL.is_above_here(local)

    def names(self, folder: str) -> list[str]:
        """What lies in a folder, by name; nothing in one that is not there."""
        path = self._path(folder)
        store = path.getFileSystem(self._settings)
        if not store.exists(path):
            return []
        return sorted(each.getPath().getName() for each in store.listStatus(path))

    def make(self, folder: str) -> None:
        """Make a folder and those above it."""
        path = self._path(folder)
        path.getFileSystem(self._settings).mkdirs(path)

    def rename(self, old: str, new: str) -> None:
        """Move a file or a folder within its store. Raises CannotDecide."""
        path = self._path(old)
        if not path.getFileSystem(self._settings).rename(path, self._path(new)):
            raise CannotDecide(f"{old} não pôde ser movido para {new}: confira as permissões.")

    def remove(self, at: str) -> None:
        """Remove a file or a folder with what is in it; nothing where there is none."""
        path = self._path(at)
        path.getFileSystem(self._settings).delete(path, True)

    def size(self, at: str) -> int | None:
        """A file's bytes, in number; None where there is none."""
        path = self._path(at)
        store = path.getFileSystem(self._settings)
        return int(store.getFileStatus(path).getLen()) if store.exists(path) else None

    def read(self, at: str) -> bytes | None:
        """A small file's bytes; None where there is none."""
        path = self._path(at)
        store = path.getFileSystem(self._settings)
        if not store.exists(path):
            return None
        stream = store.open(path)
        try:
            return bytes(self._java.org.apache.commons.io.IOUtils.toByteArray(stream))
        finally:
            stream.close()

    def write(self, at: str, content: bytes) -> None:
        """Write a small file."""
        path = self._path(at)
        stream = path.getFileSystem(self._settings).create(path)
        try:
            stream.write(bytearray(content))
        finally:
            stream.close()
        self.tidy(at.rpartition("/")[0])

    def take(self, local: Path, at: str) -> None:
        """Copy a file of this machine, of any size, into the store."""
        path = self._path(at)
        source = self._path(f"file://{local}")
        path.getFileSystem(self._settings).copyFromLocalFile(source, path)

    def tidy(self, folder: str) -> None:
        """Remove what Spark leaves beside our files: its mark of success, and sums of local files."""
        self.remove(f"{folder}/_SUCCESS")
        local = _local(folder)
        if local is not None:
            # The store itself hides them from its listings.
            for sums in Path(local).glob(".*.crc"):
                sums.unlink(missing_ok=True)

    def at_once(self, at: str) -> bool:
        """Does its store rename a folder at once, rather than copy what is in it?"""
        return self._path(at).toUri().getScheme() in AT_ONCE

    def columns(self, at: str) -> dict[str, str]:
        """A Parquet file's columns with their types as Spark calls them, from its footer alone.

        Raises ValueError for what is no Parquet file.
        """
        from py4j.protocol import Py4JJavaError
        from pyspark.sql.types import StructType

        parquet = self._java.org.apache.parquet.hadoop
        internal = self._java.org.apache.spark.sql.execution.datasources.parquet
        try:
            file = parquet.util.HadoopInputFile.fromPath(self._path(at), self._settings)
            reader = parquet.ParquetFileReader.open(file)
        except Py4JJavaError:
            raise ValueError(at) from None
        try:
            schema = reader.getFileMetaData().getSchema()
        finally:
            reader.close()
        kinds = internal.ParquetToSparkSchemaConverter(self._sql_settings).convert(schema)
        fields = StructType.fromJson(json.loads(kinds.json())).fields
        return {field.name: field.dataType.simpleString() for field in fields}

    def _path(self, at: str) -> Any:
        root = at.count("/") == 2 and "://" in at  # a store's own: s3a://balde
        return self._java.org.apache.hadoop.fs.Path(f"{at}/" if root else at)

    def held(self, folder: str) -> bool:
        """Does a living run hold a folder? Told for this machine's own alone."""
        local = _local(folder)
        return local is not None and LOCAL.held(local)

    @contextmanager
    def hold(self, folder: str) -> Iterator[None]:
        """Hold a folder of this machine while the block runs."""
        local = _local(folder)
        if local is None:
            yield
            return
        with LOCAL.hold(local):
            yield


def _local(at: str) -> str | None:
    """The path of a `file:` address; None for any other."""
    return "/" + at.removeprefix("file:").lstrip("/") if at.startswith("file:") else None
