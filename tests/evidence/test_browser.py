"""The pages as a real browser shows them: headless Chromium, found on the machine."""

from __future__ import annotations

import shutil

import pytest

from evidence.cli import main

pytestmark = pytest.mark.slow

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
OPTIONS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages") / "demo"
    with pytest.raises(SystemExit):
        main(["demo", "-o", str(folder), "--quiet"])
    return folder


@pytest.fixture(scope="module")
def long(tmp_path_factory):
    """A build of a letter with words that no line holds, and of two directions of writing."""
    folder = tmp_path_factory.mktemp("long")
    word = "hypogammaglobulinaemia" * 12
    (folder / "letter.md").write_text(
        f"# A title with {word} and שלום עולם\n\n"
        "Prolonged cytopenia was reported after BCMA CAR-T therapy.<sup>1,2</sup>\n\n"
        "## References\n\n"
        "1. כהן א. ציטופניה ממושכת אחרי טיפול. הרפואה. 2019;158:1-5.\n"
        f"2. Doe J. {word}. J Clin Oncol. 2018;36:100-110. https://doi.org/10.9999/{word}\n",
        encoding="utf-8",
    )
    built = folder / "built"
    with pytest.raises(SystemExit):
        main(["build", str(folder / "letter.md"), "--offline", "-o", str(built), "--quiet"])
    return built


@pytest.fixture(scope="module")
def browser():
    if not CHROMIUM:
        pytest.skip("the pages need chromium to be looked at: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield started
        started.close()


@pytest.fixture
def show(browser):
    """A function that opens a file; at the end nothing may have been asked from outside."""
    asked, wrong, contexts = [], [], []

    def opened(path, width=1400, scheme="light"):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("request", lambda request: asked.append(request.url))
        page.on(
            "console",
            lambda message: wrong.append(message.text) if message.type == "error" else None,
        )
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(path.as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []
    assert all(url.startswith("file://") for url in asked)


def inked(page):
    """Share of the canvas that is not the page's own colour."""
    return page.evaluate(
        """() => { const c = document.querySelector("canvas");
        const d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
        let n = 0; for (let i = 3; i < d.length; i += 4) if (d[i]) n++;
        return n / (d.length / 4); }"""
    )


@pytest.mark.parametrize("width", [400, 1400])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["graph.html", "report.html"])
def test_pages_fit_their_window(show, built, name, width, scheme):
    page = show(built / name, width, scheme)
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if name == "graph.html":
        assert inked(page) > 0.005


@pytest.mark.parametrize("width", [400, 1400])
@pytest.mark.parametrize("name", ["graph.html", "report.html"])
def test_long_words_break(show, long, name, width):
    page = show(long / name, width)
    page.wait_for_timeout(200)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_paper_is_light_though_the_screen_is_dark(show, built):
    page = show(built / "graph.html", scheme="dark")
    page.wait_for_timeout(200)
    assert page.evaluate("style('--halo')") != "#fff"
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("style('--halo')") == "#fff"
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("style('--halo')") != "#fff"


def test_search_finds_and_enter_opens(show, built):
    page = show(built / "graph.html")
    page.keyboard.press("/")
    page.keyboard.type("prolonged cytopenia")
    assert " found" in page.inner_text("#count")
    found = page.locator("aside li button").count()
    assert 1 <= found < 10
    page.keyboard.press("Enter")
    assert "cytopenia" in page.inner_text("aside h2")
    page.keyboard.press("Escape")
    assert page.inner_text("aside h2") == "Claims"


def test_a_click_on_a_claim_tells_its_sentences_and_works(show, built):
    page = show(built / "graph.html")
    page.locator("aside li button", has_text="prolonged cytopenia reported").click()
    text = page.inner_text("aside")
    assert "supports ← (2)" in text
    assert "Prolonged cytopenias have been reported" in text
    page.locator("aside li button", has_text="Raje").first.click()
    assert page.locator("aside a[href^='https://doi.org/']").count() == 1
    # The chosen node stands in the middle: a click there chooses it, one beside it nothing.
    box = page.locator("canvas").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.click(box["x"] + 5, box["y"] + 5)
    assert page.inner_text("aside h2") == "Claims"
    page.mouse.click(x, y)
    assert "work" in page.inner_text("aside .tag")


def test_filter_zoom_and_keys_change_the_picture(show, built):
    page = show(built / "graph.html")
    page.wait_for_timeout(200)
    whole = inked(page)
    page.locator("#legend label", has_text="claim").first.click()
    page.wait_for_timeout(200)
    assert inked(page) < whole
    before = page.evaluate("view.scale")
    page.focus("canvas")
    page.keyboard.press("+")
    assert page.evaluate("view.scale") > before
    page.keyboard.press("0")
    page.mouse.move(300, 400)
    page.mouse.wheel(0, -300)
    page.wait_for_timeout(100)
    assert page.evaluate("view.scale") > before


def test_every_control_has_a_name(show, built):
    page = show(built / "graph.html")
    nameless = page.evaluate(
        """() => [...document.querySelectorAll("button, input, canvas")].filter(e =>
        !(e.textContent.trim() || e.getAttribute("aria-label") || e.labels?.length)).length"""
    )
    assert nameless == 0


def test_pages_print(show, built):
    for name in ("report.html", "graph.html"):
        printed = show(built / name).pdf(format="A4")
        assert printed.startswith(b"%PDF")
        assert printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") >= 1


def test_hostile_text_runs_nothing(show, tmp_path):
    import networkx as nx

    from evidence.export.page import write_page

    bad = (
        "</script><script>document.title='run'</script><img src=x onerror=\"document.title='run'\">"
    )
    graph = nx.MultiDiGraph()
    graph.add_node("n", kind="claim", label=bad, claim_text=bad, why=bad)
    graph.add_edge("n", "n", kind=bad, quotes=bad)
    with (tmp_path / "bad.html").open("w", encoding="utf-8") as file:
        write_page(graph, file)
    page = show(tmp_path / "bad.html")
    page.locator("aside li button").first.click()
    page.wait_for_timeout(200)
    assert page.title() == "Evidence graph"
