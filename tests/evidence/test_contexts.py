from __future__ import annotations

from evidence.contexts import Reading, read_contexts
from refs.articles import split_articles
from refs.documents import read_document
from refs.parse import parse_reference
from refs.split import split_references

LETTER = """# Counts after infusion

To the Editor:

Cells are used.<sup>1</sup> They were given at 10<sup>6</sup>/kg in our

**FIGURE 1** Counts as reported.<sup>2</sup>

clinic as before,<sup>2,3</sup> and counts fell. Nothing is cited here.

## Acknowledgments

We thank Doe.<sup>1</sup>

## References

1. Doe J. One. Cell. 2001;1:2-3.
2. Roe B. Two. Cell. 2002;2:3-4.
3. Poe D. Three. Cell. 2003;3:4-5.
"""


def read(text: str) -> Reading:
    document = read_document(text.encode(), "page.md")
    (article,) = split_articles(document)
    return read_contexts(article, [parse_reference(r) for r in split_references(document, article)])


def test_each_citing_sentence_is_there_with_its_numbers() -> None:
    contexts = read(LETTER).contexts
    assert [context.numbers for context in contexts] == [(1,), (2, 3), (2,)]


def test_offsets_lead_back_to_the_page() -> None:
    for context in read(LETTER).contexts:
        for pointer in context.pointers:
            assert LETTER[pointer.start : pointer.end] == pointer.text
        words = "".join(LETTER[a:b] for a, b in context.sentence.pieces)
        assert words.replace(" ", "") == context.sentence.text.replace(" ", "")


def test_a_sentence_cut_by_a_legend_is_one() -> None:
    cut = read(LETTER).contexts[1].sentence
    assert cut.text.startswith("They were given")
    assert cut.text.endswith("counts fell.")
    assert len(cut.pieces) == 2


def test_thanks_cite_nothing() -> None:
    assert not any("thank" in context.sentence.text for context in read(LETTER).contexts)


def test_without_a_list_nothing_is_cited() -> None:
    reading = read("# Title\n\nTo the Editor:\n\nCells are used.<sup>1</sup> All is well.\n")
    assert reading.contexts == ()
    assert len(reading.sentences) == 2


def test_citations_in_tables_stand_in_their_row() -> None:
    html = "<table><tr><td>Doe [1]</td><td>3</td></tr><tr><td>Roe [2]</td></tr></table>"
    lines = "Work\tCounts\nPoe [3]\t4\nAll\t7"
    body = f"Cells are used in many places [1]. They grow [2,3].\n\n{html}\n\nIt ends.\n\n{lines}\n"
    text = LETTER[: LETTER.index("Cells")] + body + LETTER[LETTER.index("## Ref") :]
    contexts = read(text).contexts
    assert [one.numbers for one in contexts] == [(1,), (2, 3), (1,), (2,), (3,)]
    assert contexts[2].sentence.text.startswith("<tr><td>Doe [1]")
    assert contexts[4].sentence.text == "Poe [3]\t4"


def test_a_number_at_the_head_of_a_paragraph_is_its_label() -> None:
    body = (
        "Cells are used in many places [1]. They grow [2,3].\n\n[1] Department of Cells, Town, Land"
    )
    text = LETTER[: LETTER.index("Cells")] + body + "\n\n" + LETTER[LETTER.index("## Ref") :]
    assert [one.numbers for one in read(text).contexts] == [(1,), (2, 3)]
