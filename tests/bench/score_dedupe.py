"""Precision and recall of finding duplicates, on pairs of real records labelled by hand and by DOI.

Pairs of one work: a Crossref record and the reference string that a letter or a styler made of it
(parsed, without its DOI); two strings of one work; a preprint and its journal version; and what a
person found among the nearest neighbours. Pairs of two works: the nearest neighbours in title among
all records (other than those the person found to be one), and a string with the erratum, comment,
abstract, other part or changed title of its work. No identifier is left on either side, but where
preprints are concerned.

Half of the pairs of each kind are held out: rules are made on the others alone. Each half is printed.
Then the entries of all pairs are put into one list, and the duplicates found there are counted.
"""

from __future__ import annotations

import gzip
import json
import re
import subprocess
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha1
from pathlib import Path
from typing import Any, NamedTuple

from refs.bibliography import entry_of
from refs.dedupe import Sameness, find_duplicates, same_work
from refs.dedupe.compare import title_likeness
from refs.dedupe.groups import clues
from refs.dedupe.traits import read_traits
from refs.doi import find_dois
from refs.formats.items import family, line, names, plain, year
from refs.model import Citation, Entry
from refs.parse import parse_string
from refs.works import from_crossref, to_csl

# DOIs of one work, found by a person among the nearest neighbours of other DOIs.
ONE_WORK = (
    ("10.59350/7mtwq-q3661", "10.59350/895qm-mnq80"),
    ("10.2172/10115553", "10.2172/7118251"),
    ("10.1016/j.xgen.2025.100814", "10.1101/2024.04.01.587366"),
    ("10.1016/b978-155860700-2.50014-8", "10.1016/b978-155860700-2/50014-8"),
    ("10.1016/b978-155860700-2.50013-6", "10.1016/b978-155860700-2/50013-6"),
    ("10.1002/essoar.10504562.1", "10.1002/essoar.10504562.2"),
    ("10.1001/archderm.109.6.889", "10.1001/archderm.1974.01630060065019"),
    ("10.4324/9781351282086-28", "10.9774/gleaf.978-1-909493-30-8_29"),
)
# Of these even a person cannot say (a standard and its amendment, one journal's two records).
UNDECIDED = frozenset(
    "10.3403/30451915 10.3403/30451915u 10.3403/30411012 10.3403/30411012u 10.3403/30211089u 10.3403/30378746"
    " 10.1155/8641 10.5402/ecology 10.1023/a:1017149902819 10.1023/a:1017197818749 10.1023/a:1017119326245"
    " 10.1023/a:1017171310316 10.1002/jez.b.23193/v1/decision1 10.1002/jez.b.23193/v2/decision1".split()
)
PMID = re.compile(r"\bPM(?:C?ID:?\s*|C)\d+")
EACH = 200  # pairs of a kind at most, in each half


class Labelled(NamedTuple):
    kind: str
    one_work: bool
    held: bool
    """Whether it is of the half that no rule was made on."""
    first: Entry
    second: Entry


def main(shared: Path, peer: str | None = None) -> None:
    """Print the scores; of bib-dedupe too where ``peer`` is a Python that has it."""
    pairs = list(labelled_pairs(shared / "data"))
    for held in (False, True):
        half = [pair for pair in pairs if pair.held == held]
        print(
            f"{'held out' if held else 'rules made on these'}: {len(half)} pairs,"
            f" {sum(pair.one_work for pair in half)} of them one work"
        )
        report("citeweave", half, lambda pair: same_work(pair.first, pair.second)[0])
        report("citeweave in one list", half, in_one_list(half))
        if peer:
            report("bib-dedupe in one list", half, by_peer(half, peer))
    print(wrongly_joined(list(rows(shared / "data" / "crossref" / "real-works.jsonl.gz"))))
    print(wrongly_listed(list(rows(shared / "data" / "doi-matching" / "dev.jsonl.gz"))))


def wrongly_listed(strings: list[Any]) -> str:
    """How many groups of printed references with DOIs, which are not told, hold two works."""
    known = [row for row in strings if row["doi"]]
    groups, _ = find_duplicates([printed(row) for row in known])
    mixed = sum(len({known[place]["doi"].lower() for place in one.places}) > 1 for one in groups)
    return f"of {len(known)} printed references {len(groups)} groups are one work; {mixed} of them hold two"


def wrongly_joined(real: list[Any]) -> str:
    """How many real works with DOIs of their own are joined where no DOI is told."""
    groups, _ = find_duplicates([recorded(row) for row in real])
    right = {frozenset(pair) for pair in ONE_WORK}
    wrong = []
    for group in groups:
        dois = {real[place]["DOI"].lower().replace("\\", "") for place in group.places}
        if len(dois) > 1 and not dois & UNDECIDED and frozenset(dois) not in right:
            wrong.append(dois)
    return f"of {len(real)} real works {sum(map(len, wrong))} are joined with another one"


def in_one_list(pairs: list[Labelled]) -> Callable[[Labelled], Sameness]:
    """What is said of each pair where the entries of all of them are one bibliography."""
    entries = [entry for pair in pairs for entry in (pair.first, pair.second)]
    groups, possible = find_duplicates(entries)
    of = {place: number for number, group in enumerate(groups) for place in group.places}
    maybe = {(pair.first, pair.second) for pair in possible}
    said: dict[int, Sameness] = {}
    for number, pair in enumerate(pairs):
        first, second = 2 * number, 2 * number + 1
        same = first in of and of[first] == of.get(second)
        said[id(pair)] = "same" if same else "possible" if (first, second) in maybe else "different"
    return lambda pair: said[id(pair)]


def by_peer(pairs: list[Labelled], python: str) -> Callable[[Labelled], Sameness]:
    """What bib-dedupe says of each pair where the entries of all of them are one list."""
    entries = [entry for pair in pairs for entry in (pair.first, pair.second)]
    lines = [json.dumps(peer_record(entry, place)) for place, entry in enumerate(entries)]
    script = Path(__file__).with_name("peer_bib_dedupe.py")
    done = subprocess.run([python, script], input="\n".join(lines), capture_output=True, text=True, check=True)  # fmt: skip
    labels: dict[int, Sameness] = {}
    names: dict[str, Sameness] = {"true": "same", "duplicate": "same", "maybe": "possible"}
    for row in done.stdout.splitlines():
        first, _, rest = row.partition("\t")
        second, _, label = rest.partition("\t")
        places = sorted((int(first), int(second)))
        if places[0] % 2 == 0 and places[1] == places[0] + 1 and label in names:
            labels[places[0] // 2] = names[label]
    said = {id(pair): labels.get(number, "different") for number, pair in enumerate(pairs)}
    return lambda pair: said[id(pair)]


def peer_record(entry: Entry, place: int) -> dict[str, str]:
    """An entry as bib-dedupe wants a record: BibTeX's names of fields, plain text."""
    item = entry.item
    kind = str(item.get("type", "misc"))
    return {
        "ID": str(place),
        "ENTRYTYPE": {"article-journal": "article", "book": "book", "chapter": "inbook",
                      "paper-conference": "inproceedings"}.get(kind, "misc"),
        "title": plain(item.get("title")),
        "author": " and ".join(
            ", ".join(filter(None, (family(name) or line(name.get("literal")), line(name.get("given")))))
            for name in names(item)
        ),
        "year": year(item),
        "journal": plain(item.get("container-title")),
        "volume": plain(item.get("volume")),
        "number": plain(item.get("issue")),
        "pages": plain(item.get("page") or item.get("number")).replace("-", "--"),
        "abstract": "",
        "doi": line(item.get("DOI")),
    }  # fmt: skip


def report(name: str, pairs: list[Labelled], judge: Callable[[Labelled], Sameness]) -> None:
    """Precision and recall of "same", and what "possible" adds."""
    said = [(pair, judge(pair)) for pair in pairs]
    right = sum(pair.one_work for pair, answer in said if answer == "same")
    joined = sum(answer == "same" for _, answer in said)
    maybe = sum(pair.one_work for pair, answer in said if answer == "possible")
    of_one = sum(pair.one_work for pair in pairs)
    print(
        f"  {name}: precision {right / max(joined, 1):.4f}, recall {right / of_one:.4f}"
        f" ({(right + maybe) / of_one:.4f} with those shown as possible)"
    )
    kinds = Counter((pair.kind, pair.one_work) for pair in pairs)
    wrong = Counter(pair.kind for pair, answer in said if (answer == "same") != pair.one_work)
    for (kind, one_work), count in sorted(kinds.items()):
        print(
            f"    {kind:32} {'one work ' if one_work else 'two works'} {count:4}  wrong {wrong[kind]:3}"
        )


def labelled_pairs(data: Path) -> Iterator[Labelled]:
    corpus = list(rows(data / "crossref" / "corpus-part1.jsonl.gz"))
    real = list(rows(data / "crossref" / "real-works.jsonl.gz"))
    strings = defaultdict(list)
    for row in rows(data / "doi-matching" / "dev.jsonl.gz"):
        if row["doi"]:
            strings[row["doi"].lower()].append(row)
    records = {row["DOI"].lower(): row for row in (*corpus, *real)}
    yield from strings_and_records(strings, records)
    yield from hard_negatives(corpus, strings, records)
    yield from neighbours(real)


def strings_and_records(
    strings: dict[str, list[Any]], records: dict[str, Any]
) -> Iterator[Labelled]:
    for kind in ("pmc-pdf", "crossref-styled"):
        dois = [
            d
            for d, own in strings.items()
            if own[0]["source"].partition(":")[0] == kind and d in records
        ]
        for place, doi in enumerate(sorted(dois, key=shuffled)[: 2 * EACH]):
            pair = printed(strings[doi][0]), recorded(records[doi])
            yield Labelled(f"record and {kind} string", True, place >= EACH, *pair)
    several = [doi for doi, own in strings.items() if len(own) > 1]
    for place, doi in enumerate(sorted(several, key=shuffled)):
        pair = printed(strings[doi][0]), printed(strings[doi][1])
        yield Labelled("two strings", True, place % 2 > 0, *pair)


def hard_negatives(
    corpus: list[Any], strings: dict[str, list[Any]], records: dict[str, Any]
) -> Iterator[Labelled]:
    """Each synthetic record with the string of the work that it was made from, found by its title."""
    by_author = defaultdict(list)
    for doi in strings:
        if doi in records:
            traits = read_traits(recorded(records[doi]))
            for family in traits.families[:1] or ("",):
                by_author[family].append((doi, traits))
    taken: Counter[str] = Counter()
    for row in sorted(corpus, key=lambda row: shuffled(row["DOI"])):
        kind = row["_origin"].partition(":")[2]
        most = EACH // (1 if kind == "preprint" else 2)
        if not kind or taken[kind] >= 2 * most:
            continue
        negative = recorded(row, identifiers=kind == "preprint")
        traits = read_traits(negative)
        likes = [
            (title_likeness(traits, other) or 0, doi)
            for doi, other in by_author[traits.families[0] if traits.families else ""]
        ]
        best, doi = max(likes, default=(0, ""))
        # Another work by the author or in the volume has a title of its own; if it has not, the
        # record is the work itself under a made-up DOI.
        if best < 0.9 if kind.startswith("same-") else best >= 0.6:
            string = printed(strings[doi or next(iter(strings))][0])
            # A preprint has nothing but its title to be known by.
            if kind == "preprint" and not (
                string.item.get("title") and len(traits.title.split()) > 3
            ):
                continue
            taken[kind] += 1
            yield Labelled(kind, kind == "preprint", taken[kind] > most, string, negative)


def neighbours(real: list[Any]) -> Iterator[Labelled]:
    """The pairs of real records with other DOIs whose titles are most alike."""
    entries = [recorded(row, identifiers=True) for row in real]
    traits = [read_traits(entry) for entry in entries]
    blocks = defaultdict(list)
    for place, one in enumerate(traits):
        for clue in clues(one):
            if not clue.startswith("doi"):
                blocks[clue].append(place)
    one_work = {frozenset(pair) for pair in ONE_WORK}
    alike = {}
    for places in blocks.values():
        for at, first in enumerate(places if len(places) <= 80 else ()):
            for second in places[at + 1 :]:
                likeness = title_likeness(traits[first], traits[second]) or 0
                if likeness >= 0.75 and traits[first].doi != traits[second].doi:
                    alike[first, second] = likeness
    seen: Counter[str] = Counter()
    for first, second in sorted(alike, key=lambda pair: (-alike[pair], pair)):
        dois = frozenset((traits[first].doi, traits[second].doi))
        title = traits[first].title
        # A title that stands over dozens of works would be the whole set.
        if dois & UNDECIDED or (
            dois not in one_work and (seen[title] >= 3 or seen["all"] >= 6 * EACH)
        ):
            continue
        seen[title] += 1
        seen["all"] += dois not in one_work
        bare = (recorded(real[first]), recorded(real[second]))
        kind = "nearest neighbours" + (" (one)" if dois in one_work else "")
        held = int(shuffled(min(dois))[0], 16) % 2 > 0
        yield Labelled(kind, dois in one_work, held, *bare)


def printed(row: Any) -> Entry:
    """What a letter prints, as an entry that knows its printed text."""
    text = row["reference"]
    for found in reversed(find_dois(text)):
        text = text[: found.start] + text[found.end :]
    entry = without_identifiers(entry_of(parse_string(row["reference"])))
    return replace(entry, raw=PMID.sub("", text), cited=(Citation("letter", 1),))


def recorded(row: Any, *, identifiers: bool = False) -> Entry:
    entry = Entry(to_csl(from_crossref(row)))
    return entry if identifiers else without_identifiers(entry)


def without_identifiers(entry: Entry) -> Entry:
    return Entry({k: v for k, v in entry.item.items() if k not in ("DOI", "URL", "PMID", "PMCID")})


def shuffled(doi: str) -> str:
    """An order that has nothing to do with the work, the same in every run."""
    return sha1(doi.encode()).hexdigest()


def rows(file: Path) -> Iterator[Any]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


if __name__ == "__main__":
    import os
    import sys

    main(Path(os.environ.get("CITEWEAVE_SHARED", "../shared")), *sys.argv[1:2])
