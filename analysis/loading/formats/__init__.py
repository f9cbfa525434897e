"""Files that are no text of a table: workbooks, statistics programs' files, Parquet, FHIR, gzip."""

from .binary_files import read_binary
from .gzipped import unpack_gzip

__all__ = ["read_binary", "unpack_gzip"]
