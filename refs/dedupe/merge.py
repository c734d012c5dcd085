"""One entry of several that are one work; nothing that only one of them says is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from refs.dedupe.traits import is_preprint
from refs.folding import fold
from refs.formats.items import ET_AL, family, is_et_al, line, names, plain, read_doi
from refs.model import Entry


def merge(entries: Sequence[Entry]) -> Entry:
    """One entry of several that are one work: the best, with what only the others have.

    The best is the one with an identifier, in print rather than a preprint, that says most. Names are
    those of the longest list, the fuller form of each; one that stands only in another list is added
    behind them, so that no author is lost. A preprint's DOI stays in ``note``; every article that
    cites one of them cites the one.
    """
    best = max(range(len(entries)), key=lambda place: (*_worth(entries[place]), -place))
    ordered = [entries[best], *(entry for place, entry in enumerate(entries) if place != best)]
    item = dict(ordered[0].item)
    for entry in ordered[1:]:
        for variable, value in entry.item.items():
            if variable == "custom" and isinstance(item.get("custom"), Mapping):
                item["custom"] = {**value, **item["custom"]}
            elif (
                not is_preprint(entry.item, line(entry.item.get("DOI")), "")
                or variable not in _OF_VERSION
            ):
                item.setdefault(variable, value)
    problems = list(ordered[0].problems)
    for role in ("author", "editor"):
        lists = [found for entry in ordered if (found := names(entry.item, role))]
        if lists:
            item[role], added = _merge_names(lists)
            if added:
                problems.append(
                    f"{role} {', '.join(added)} stands in one of the merged entries only"
                )
    own = read_doi(line(item.get("DOI"))).lower()
    preprints = [
        line(entry.item["DOI"]) for entry in ordered[1:]
        if entry.item.get("DOI") and read_doi(line(entry.item["DOI"])).lower() != own
        and is_preprint(entry.item, line(entry.item["DOI"]).lower(), "")
    ]  # fmt: skip
    if preprints:
        notes = (
            line(item.get("note")),
            *(f"Preprint: https://doi.org/{doi}" for doi in dict.fromkeys(preprints)),
        )
        item["note"] = "; ".join(filter(None, notes))
    cited = tuple(dict.fromkeys(one for entry in entries for one in entry.cited))
    return replace(
        ordered[0],
        item=item,
        key=entries[0].key or ordered[0].key,
        cited=cited,
        problems=tuple(problems),
    )


# What belongs to one version of a work and not to another.
_OF_VERSION: Final = frozenset(
    "DOI URL container-title container-title-short volume issue page number ISSN publisher issued".split()
)


def _worth(entry: Entry) -> tuple[bool, bool, int]:
    item = entry.item
    doi = line(item.get("DOI"))
    return (
        not is_preprint(item, doi.lower(), plain(item.get("container-title"))),
        bool(doi or item.get("PMID")),
        sum(1 for variable in item if variable != "custom"),
    )


def _merge_names(lists: Sequence[list[dict[str, str]]]) -> tuple[list[dict[str, str]], list[str]]:
    """The names of all lists without repetition, and those that the longest list has not."""
    whole = [[name for name in one if not is_et_al(name)] for one in lists]
    longest = max(range(len(whole)), key=lambda place: (len(whole[place]), -place))
    merged = list(whole[longest])
    places = {_name_key(name): at for at, name in reversed(list(enumerate(merged)))}
    added = []
    for number, one in enumerate(whole):
        if number == longest:
            continue
        for name in one:
            at = places.get(_name_key(name))
            if at is None:
                places[_name_key(name)] = len(merged)
                merged.append(name)
                added.append(family(name) or line(name.get("literal")))
            elif len(line(name.get("given"))) > len(line(merged[at].get("given"))):
                merged[at] = name
    # A list that is cut and not shorter than the longest whole one may go on behind it.
    cut = [len(one) for one, given in zip(whole, lists, strict=True) if len(one) < len(given)]
    if cut and max(cut) >= len(whole[longest]):
        merged.append(dict(ET_AL))
    return merged, added


def _name_key(name: Mapping[str, object]) -> tuple[str, str]:
    own = fold(family(name) or line(name.get("literal")))
    return own.rpartition(" ")[2], fold(line(name.get("given")))[:1]
