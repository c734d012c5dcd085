"""Articles that point to their list in more than one style."""

from __future__ import annotations

import pytest

from evidence.contexts import read_contexts
from refs.articles import split_articles
from refs.documents import read_document
from refs.parse import parse_reference
from refs.split import split_references

LETTER = """# Counts after infusion

To the Editor:

{body}

## References

1. Doe J, Moe K. One. Cell. 2001;1:2-3.
2. Roe B, Poe C, Noe D. Two. Cell. 2002;2:3-4.
3. Zoe D. Three. Cell. 2003;3:4-5.
4. Koe E. Four. Cell. 2004;3:4-5.
5. Voe F. Five. Cell. 2005;3:4-5.
"""

BODIES = [
    pytest.param(
        "Cells grow.<sup>1</sup> Cells die.<sup>2,3</sup>\n\n**FIGURE 1** Growth as in [4] and [5].",
        [1, 2, 3, 4, 5],
        id="legend-in-brackets",
    ),
    pytest.param(
        "Cells grow.<sup>1</sup> Cells die.<sup>2,3</sup> The range was wide [4].",
        [1, 2, 3],
        id="one-bracket-is-chance",
    ),
    pytest.param(
        "Cells grow.<sup>1</sup> Cells die.<sup>2-5</sup> Counts were low [1], [2], [3].",
        [1, 2, 3, 4, 5],
        id="brackets-that-name-nothing-new",
    ),
    pytest.param(
        "Cells grow [1]. Cells die [2]. Roe et al. (2002) and Koe (2004) saw neither.",
        [1, 2, 2, 4],
        id="names-and-years-beside-numbers",
    ),
    pytest.param(
        "Cells grow [1]. Koe (2004) saw this in half of them [4].",
        [1, 4],
        id="the-number-is-the-pointer",
    ),
    pytest.param(
        "Cells grow (1, 2). It was found by the equation (3). Cells die (4). By equation (1) too.",
        [1, 2, 3, 4],
        id="next-number-behind-a-counted-word",
    ),
    pytest.param(
        "Cells grow.1 Cells die,2 as is known.3 They rest (ADC).4 “They do.”5 It was 3.4 mg at (B).99 All.",
        [1, 2, 3, 4, 5],
        id="bare-behind-brackets-and-quotes",
    ),
    pytest.param(
        "Cells grow.<sup>1</sup> Cells die.<sup>2,3</sup> They rest (ADC).4 All.",
        [1, 2, 3],
        id="one-bare-behind-a-bracket-is-a-slip",
    ),
    pytest.param(
        "Cells grow (1, 2). It was found by the equation (4). Cells die (3).",
        [1, 2, 3],
        id="not-the-next-number",
    ),
    pytest.param(
        "Cells grow.<sup>1</sup> Cells die (ref. 2), and some do not (see references 3 and 4).",
        [1, 2, 3, 4],
        id="a-pointer-that-says-so",
    ),
]


@pytest.mark.parametrize(("body", "numbers"), BODIES)
def test_pointers_of_another_style_count_where_chance_cannot_make_them(
    body: str, numbers: list[int]
) -> None:
    document = read_document(LETTER.format(body=body).encode(), "page.md")
    (article,) = split_articles(document)
    references = [parse_reference(r) for r in split_references(document, article)]
    contexts = read_contexts(article, references).contexts
    found = [n for context in contexts for pointer in context.pointers for n in pointer.numbers]
    assert sorted(found) == sorted(numbers)
