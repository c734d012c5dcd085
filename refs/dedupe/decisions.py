"""A person's word that two entries are not the same, kept from run to run."""

from __future__ import annotations

from hashlib import sha256
from typing import NamedTuple

from refs.dedupe.traits import read_traits
from refs.formats.items import line, read_doi
from refs.model import Entry


class Distinct(NamedTuple):
    """A person's word that two entries are not the same; each is named by :func:`fingerprint`."""

    first: str
    second: str


def fingerprint(entry: Entry) -> str:
    """What names an entry in a decision, whatever its key and place: DOI, PMID, or what it says."""
    item = entry.item
    if doi := read_doi(line(item.get("DOI"))).lower():
        return f"doi:{doi}"
    if pmid := line(item.get("PMID")):
        return f"pmid:{pmid}"
    one = read_traits(entry)
    said = "|".join(
        (one.title, one.families[0] if one.families else "", str(one.year), one.volume, one.page)
    )
    return f"text:{sha256(said.encode()).hexdigest()[:16]}"
