"""The evidence graph as JSON-LD, in the terms of CiTO, PROV, SEPIO, FaBiO, SKOS and Dublin Core.

Kinds and attributes that these vocabularies name get their terms, after the tables below; all other
attributes are terms of citeweave's own, so that nothing is left out. An edge that carries more than
its two ends is also a node of its own, a ``prov:Entity`` that names both: an evidence line (SEPIO)
where a work or own data bear on a claim.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final, TextIO
from urllib.parse import quote

from evidence.export.appearance import AnyGraph
from evidence.export.columns import edge_batches
from evidence.export.values import plain
from evidence.export.written import Written

_OWN: Final = "urn:x-citeweave:"
CONTEXT: Final[Mapping[str, object]] = {
    "@version": 1.1,
    "@vocab": f"{_OWN}term:",
    "cito": "http://purl.org/spar/cito/",
    "dcterms": "http://purl.org/dc/terms/",
    "fabio": "http://purl.org/spar/fabio/",
    "prism": "http://prismstandard.org/namespaces/basic/2.0/",
    "prov": "http://www.w3.org/ns/prov#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    # Its last character makes it no prefix by itself (JSON-LD 1.1, "compact IRIs").
    "sepio": {"@id": "http://purl.obolibrary.org/obo/SEPIO_", "@prefix": True},
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "prov:wasAttributedTo": {"@type": "@id"},
}

# Kind of node → its classes. SEPIO 0000001 is "assertion", 0000002
# "evidence line".
NODE_TYPES: Final[Mapping[str, tuple[str, ...]]] = {
    "article": ("fabio:Article", "prov:Entity"),
    "work": ("fabio:Work", "prov:Entity"),
    "reference": ("prov:Entity",),
    "context": ("prov:Entity",),
    "statement": ("sepio:0000001", "prov:Entity"),
    "claim": ("claim",),
    "concept": ("skos:Concept",),
}
EVIDENCE_LINE: Final = "sepio:0000002"

# Relation of an edge → the property that leads from its source to its target.
PROPERTIES: Final[Mapping[str, str]] = {
    "lists": "dcterms:references",
    "cites": "cito:cites",
    "resolves_to": "prov:specializationOf",
    "contains": "dcterms:hasPart",
    "points_to": "cito:cites",
    "states": "dcterms:hasPart",
    "expresses": "prov:specializationOf",
    "supports": "cito:supports",
    "opposes": "cito:disputes",
    "own-supports": "cito:supports",
    "own-opposes": "cito:disputes",
    "about": "dcterms:subject",
    "broader": "skos:broader",
    "contradicts": "cito:disputes",
}

# Attribute → property of a vocabulary.
TERMS: Final[Mapping[str, str]] = {
    "label": "rdfs:label",
    "title": "dcterms:title",
    "authors": "dcterms:creator",
    "container_title": "dcterms:isPartOf",
    "publisher": "dcterms:publisher",
    "issued": "dcterms:issued",
    "volume": "prism:volume",
    "page": "prism:pageRange",
    "doi": "prism:doi",
    "quote": "prov:value",
    "synonyms": "skos:altLabel",
    "source": "dcterms:source",
    "created_by": "prov:wasAttributedTo",
}


def write_jsonld(graph: AnyGraph, file: TextIO) -> Written:
    """Write a graph of :func:`evidence.graph.build_graph`, or a view of it, to an open text file.

    A work's IRI is that of its DOI; all others are ``urn:x-citeweave:`` and the percent-encoded id.
    """
    file.writelines(_parts(graph))
    return Written(len(graph), graph.number_of_edges())


def _parts(graph: AnyGraph) -> Iterator[str]:
    data: Mapping[Any, Any]
    yield f'{{"@context":{_json(CONTEXT)},\n"@graph":[\n'
    yield _json({"@id": f"{_OWN}agent:citeweave", "@type": "prov:SoftwareAgent"})
    for node, data in graph.nodes(data=True):
        kinds = NODE_TYPES.get(str(data.get("kind")), ("prov:Entity",))
        yield ",\n" + _json({"@id": _iri(graph, node), "@type": list(kinds), **_terms(data)})
    for some in edge_batches(graph):
        for u, v, data in zip(some.sources, some.targets, some.records, strict=True):
            source, target = _iri(graph, u), _iri(graph, v)
            relation = str(data.get("relation") or data.get("kind"))
            line = data.get("kind") in ("bears_on", "own_data")
            # What a person rejected stays on record but is no longer said of its two ends.
            if relation in PROPERTIES and data.get("status") != "rejected":
                yield ",\n" + _json({"@id": source, PROPERTIES[relation]: {"@id": target}})
            yield ",\n" + _json(
                {
                    "@id": f"{_OWN}edge:{quote(str(data.get('id') or f'{u} {relation} {v}'), safe='')}",
                    "@type": [EVIDENCE_LINE, "prov:Entity"] if line else ["prov:Entity"],
                    "from": {"@id": source},
                    "to": {"@id": target},
                    **_terms(data),
                }
            )
    yield "\n]}\n"


def _iri(graph: AnyGraph, node: Any) -> str:
    data = graph.nodes[node]
    if data.get("kind") == "work" and data.get("doi"):
        return f"https://doi.org/{quote(str(data['doi']), safe='/')}"
    return f"{_OWN}{quote(str(node), safe=':')}"


def _terms(data: Mapping[Any, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in data.items():
        if name == "created_by":
            found[TERMS[name]] = f"{_OWN}agent:{quote(str(value), safe='')}"
        elif name != "id" and value is not None:
            found[TERMS.get(str(name), str(name))] = plain(value)
    return found


def _json(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace").decode()
