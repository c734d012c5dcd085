from __future__ import annotations

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refs.fix import unified_diff

LINES = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "\n", "d\r\n"]), max_size=30)


@pytest.mark.slow
@given(
    lines=LINES,
    edits=st.lists(
        st.tuples(st.integers(0, 29), st.sampled_from(["x\n", "y\nz\n", "a\n"])), max_size=4
    ),
    end=st.sampled_from(["", "last"]),
)
@settings(max_examples=60)
def test_a_diff_is_what_patch_applies(
    tmp_path_factory: pytest.TempPathFactory,
    lines: list[str],
    edits: list[tuple[int, str]],
    end: str,
) -> None:
    changed = list(lines)
    for place, text in edits:
        if place < len(changed):
            changed[place] = text
    before, after = "".join(lines) + end, "".join(changed) + end
    folder = tmp_path_factory.mktemp("patch")
    file = folder / "f"
    file.write_bytes(before.encode())
    diff = "".join(unified_diff(before, after, "f"))
    if diff:
        subprocess.run(
            ["patch", "--binary", "-s", "f"], input=diff.encode(), cwd=folder, check=True
        )
    assert file.read_bytes().decode() == after
