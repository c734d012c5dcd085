"""A local index of works: a folder with a full-text engine for finding and a database for records.

``works/`` holds tantivy's postings, ``records.sqlite`` the works as compressed records and what the
index was built from. A query asks for exact keys such as year, volume and first page, and only
where they do not decide for a few, rare words, so that it stays fast over many millions of works.
"""

from refs.sources.index.build import build_index, update_index
from refs.sources.index.dumps import SUFFIXES
from refs.sources.index.search import Index
from refs.sources.index.store import SCHEMA, IndexInfo, index_info

__all__ = [
    "SCHEMA",
    "SUFFIXES",
    "Index",
    "IndexInfo",
    "build_index",
    "index_info",
    "update_index",
]
