from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.pointers import Marker
from evidence.sentences import split_text

ROWS = [
    pytest.param("It rose. It fell.", ["It rose.", "It fell."], id="plain"),
    pytest.param(
        "The U.S. Renal Data System grew.", ["The U.S. Renal Data System grew."], id="country"
    ),
    pytest.param(
        "It grew in the U.S. The rest fell.",
        ["It grew in the U.S.", "The rest fell."],
        id="country-last",
    ),
    pytest.param(
        "It rose, p. 157 says. It fell.", ["It rose, p. 157 says.", "It fell."], id="page"
    ),
    pytest.param("It rose by 3.5 mg. It fell.", ["It rose by 3.5 mg.", "It fell."], id="decimal"),
    pytest.param(
        "It was seen, e.g. in mice. So it is.",
        ["It was seen, e.g. in mice.", "So it is."],
        id="latin",
    ),
    pytest.param(
        "As in Fig. 1A and Fig. 2. Then it fell.",
        ["As in Fig. 1A and Fig. 2.", "Then it fell."],
        id="figures",
    ),
    pytest.param(
        "J. B. Smith saw it. So did E. coli.",
        ["J. B. Smith saw it.", "So did E. coli."],
        id="initials",
    ),
    pytest.param(
        "He took vitamin C. We did not.",
        ["He took vitamin C.", "We did not."],
        id="letter-ends-a-sentence",
    ),
    pytest.param(
        "In groups A and B. *All* fell.",
        ["In groups A and B.", "*All* fell."],
        id="letters-of-groups",
    ),
    pytest.param("Was it so? It was! Yes.", ["Was it so?", "It was!", "Yes."], id="question"),
    pytest.param("(It rose.) It fell.", ["(It rose.)", "It fell."], id="brackets"),
    pytest.param('She said "it rose." It fell.', ['She said "it rose."', "It fell."], id="quotes"),
    pytest.param(
        "Seen by Smith et al. in mice. Good.",
        ["Seen by Smith et al. in mice.", "Good."],
        id="et-al",
    ),
    pytest.param(
        "Sold by Novo Inc. It was good.", ["Sold by Novo Inc.", "It was good."], id="inc-ends"
    ),
    pytest.param(
        "It rose. mRNA fell. p53 too. β-Blockers did not.",
        ["It rose.", "mRNA fell.", "p53 too.", "β-Blockers did not."],
        id="names-in-small-letters",
    ),
    pytest.param(
        "See e.g. p53 and i.e. mTOR.",
        ["See e.g. p53 and i.e. mTOR."],
        id="abbreviation-before-such",
    ),
    pytest.param(
        "Told by R.A. Fisher and by J. B. Smith. We left N.J. The rest stayed.",
        ["Told by R.A. Fisher and by J. B. Smith.", "We left N.J.", "The rest stayed."],
        id="initials-without-a-space",
    ),
    pytest.param(
        "From Merck Corp. (St. Louis) on.",
        ["From Merck Corp. (St. Louis) on."],
        id="company-and-place",
    ),
    pytest.param(
        "On Jan. 5 and since Oct. 2018 it rose. In May. Then not.",
        ["On Jan. 5 and since Oct. 2018 it rose.", "In May.", "Then not."],
        id="months",
    ),
    pytest.param("No stop at the end", ["No stop at the end"], id="unfinished"),
    pytest.param("", [], id="empty"),
]


@pytest.mark.parametrize(("text", "sentences"), ROWS)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in split_text(text)] == sentences


MARKED = [
    pytest.param(
        "It rose.<sup>1</sup> It fell.",
        "<sup>1</sup>",
        ["It rose.<sup>1</sup>", "It fell."],
        id="behind-the-stop",
    ),
    pytest.param(
        "It rose<sup>1</sup>. It fell.",
        "<sup>1</sup>",
        ["It rose<sup>1</sup>.", "It fell."],
        id="before-the-stop",
    ),
    pytest.param("It rose. [3] It fell.", "[3]", ["It rose. [3]", "It fell."], id="after-a-space"),
    pytest.param("It rose.^3,4^ It fell.", "^3,4^", ["It rose.^3,4^", "It fell."], id="caret"),
    pytest.param("It rose. [3] showed it.", "[3]", ["It rose.", "[3] showed it."], id="as-subject"),
    pytest.param("It rose.1 It fell.", "1", ["It rose.1", "It fell."], id="bare"),
    pytest.param(
        "It rose.${}^{1}$ It fell.", "${}^{1}$", ["It rose.${}^{1}$", "It fell."], id="latex"
    ),
    pytest.param(
        "As shown,<sup>1</sup> it fell.",
        "<sup>1</sup>",
        ["As shown,<sup>1</sup> it fell."],
        id="inside",
    ),
]


@pytest.mark.parametrize(("text", "mark", "sentences"), MARKED)
def test_a_marker_belongs_to_the_sentence_that_ended(
    text: str, mark: str, sentences: list[str]
) -> None:
    start = text.index(mark)
    spans = split_text(text, [Marker(start, start + len(mark), (1,))])
    assert [text[a:b] for a, b in spans] == sentences


@given(st.text(alphabet=st.sampled_from("aB .?!\n()<sup>1"), max_size=120))
def test_sentences_are_in_order_and_lose_no_word(text: str) -> None:
    place = 0
    for start, end in split_text(text):
        assert place <= start < end
        assert not text[place:start].strip()
        place = end
    assert not text[place:].strip()


def test_a_very_long_sentence_takes_no_long_time() -> None:
    from time import process_time

    begun = process_time()
    split_text("word and " * 25_000)
    split_text("a.b" * 70_000)
    split_text(". " * 100_000)
    assert process_time() - begun < 3
