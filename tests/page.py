"""Looks at a report in headless Chromium as a reader would: `page.py check REPORT`, `page.py one REPORT`, `page.py paint REPORT`.

`check` needs a study of several runs with two verdicts at least, one run that is not finished, and numeric axes lr_g and lr_d;
`one` a study of one run.
"""

import json
import math
import shutil
import sys
import tempfile
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

FLAGS = """--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
--disable-component-update --disable-sync --window-size=1280,900""".split()


def browser(profile):
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for flag in [*FLAGS, f"--user-data-dir={profile}"]:
        options.add_argument(flag)
    options.add_argument("about:blank")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    service = webdriver.ChromeService(executable_path=shutil.which("chromedriver"))
    return webdriver.Chrome(options=options, service=service)


class Page:
    def __init__(self, driver, report):
        self.driver, self.address = driver, Path(report).resolve().as_uri()
        driver.get(self.address)

    def script(self, text, *arguments):
        return self.driver.execute_script(text, *arguments)

    def until(self, text, *arguments):
        return WebDriverWait(self.driver, 10, 0.05).until(lambda _: self.script(text, *arguments), f"not within 10 s: {text}")

    def one(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def click(self, selector):
        """As a reader would, who scrolls until the sticky bar is out of the way."""
        place = self.one(selector)
        self.script("arguments[0].scrollIntoView({ block: 'center' })", place)
        place.click()

    def press(self, *keys):
        ActionChains(self.driver).send_keys(*keys).perform()

    def media(self, **features):
        media = features.pop("media", "")
        features = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": features})

    def rows(self):
        return self.script("return visibleRows().map((row) => row.id)")

    def column(self, name):
        """The visible cells of a column: (whether the value is there, number or None, text)."""
        return self.script(
            """const at = headings.findIndex((heading) => textOf(heading) === arguments[0]);
               return visibleRows().map(({ cells }) => [!cells[at].querySelector(".absent"),
                   Number(cells[at].dataset.value ?? textOf(cells[at])), textOf(cells[at])]);""",
            name,
        )

    def choose(self, selector, value):
        self.script("const s = document.querySelector(arguments[0]); s.value = arguments[1]; s.dispatchEvent(new Event('change'))", selector, value)

    def texts(self, selector):
        return self.script("return [...document.querySelectorAll(arguments[0])].map((part) => part.textContent)", selector)

    def scrolled(self):
        return self.script("return Math.round(scrollY)")

    def background(self):
        return self.script("return getComputedStyle(document.body).backgroundColor")

    def leave(self, key, link):
        """Closes the drawer, after which the focus is at the link of this run."""
        self.press(key)
        self.until("return !drawer.open")
        self.until("return document.activeElement.hash === arguments[0]", f"#{link}")

    def errors(self):
        return [entry for entry in self.driver.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]


def loads_alone(page):
    assert page.script("return document.querySelector('h1').textContent").endswith("?")
    shown = page.script("return [...document.images].filter((image) => image.loading !== 'lazy').map((image) => image.naturalWidth)")
    assert shown and all(shown), f"study figures are drawn: {shown}"


def sorts(page):
    def ask(name):
        at = page.script("return headings.findIndex((heading) => textOf(heading) === arguments[0])", name)
        page.click(f"#run-table th:nth-child({at + 1}) button")
        return page.column(name), page.script("return document.querySelector('th[aria-sort]').ariaSort"), page.one("#shown").text

    for name in ("lr_d", "onset", "modes"):
        for direction, sign in (("ascending", 1), ("descending", -1)):
            cells, said, announced = ask(name)
            assert said == direction and announced.endswith(f"sorted by {name}, {direction}"), (said, announced)
            there = [present and number is not None for present, number, _ in cells]
            assert there == sorted(there, reverse=True), f"absent values come last: {cells}"
            numbers = [sign * number for (_, number, _), present in zip(cells, there) if present]
            assert len(numbers) > 1 and numbers == sorted(numbers), f"{name} is sorted by number: {numbers}"


def filters(page):
    everything = len(page.rows())

    verdicts = page.script("return [...document.getElementById('verdict-filter').options].map((option) => option.value).slice(1)")
    assert len(verdicts) > 2 and "-" in verdicts, verdicts
    counted = 0
    for verdict in verdicts:
        page.choose("#verdict-filter", verdict)
        counted += len(page.rows())
        assert 0 < len(page.rows()) < everything and page.one("#shown").text.startswith(f"{len(page.rows())} of {everything} runs")
    assert counted == everything
    page.choose("#verdict-filter", "")
    page.choose("#status-filter", "complete")
    assert len(page.rows()) == everything - 1
    page.click("#show-all")
    page.until("return visibleRows().length === arguments[0]", everything)
    value = page.script("return document.querySelector('select[data-column]').options[1].value")
    page.choose("select[data-column]", value)
    assert 0 < len(page.rows()) < everything and {text for _, _, text in page.column("lr_g")} == {value}
    page.click("#show-all")
    page.one("#text-filter").send_keys("DIVERGENCE")
    assert 0 < len(page.rows()) < everything and {text[-10:] for _, _, text in page.column("verdict")} == {"divergence"}
    page.click("#show-all")
    page.click(".verdicts li a")
    assert 0 < len(page.rows()) < everything, "the bar of verdicts filters"
    page.click("#show-all")
    page.until("return visibleRows().length === arguments[0]", everything)


def opens_runs(page):
    first, second = page.script("return rows.filter((row) => row.dataset.status === 'complete').slice(0, 2).map((row) => row.id)")
    link = page.one(f"[id='{first}'] .run-link")
    page.script("arguments[0].focus()", link)
    page.press(Keys.ENTER)
    page.until("return drawer.open")
    assert page.script("return location.hash") == f"#{first}"
    widths = page.until(
        """const images = [...drawerBody.querySelectorAll("img")];
           return images.length > 4 && images.every((image) => image.complete) && images.map((image) => image.naturalWidth)"""
    )
    assert all(widths), f"figures are unpacked: {widths}"
    assert page.script("return drawer.contains(document.activeElement)"), "focus is in the drawer"
    for _ in range(60):
        page.press(Keys.TAB)
        assert page.script("return drawer.contains(document.activeElement) || document.activeElement === document.body"), "and stays"
    page.script("drawerBody.focus()")
    page.press(Keys.ARROW_RIGHT)
    next_run = page.script("return location.hash")
    assert next_run != f"#{first}" and page.script("return `#${opened.id}`") == next_run
    assert page.one("#drawer-heading").text == page.script("return nameOf(opened)"), "the short name heads the drawer"
    assert page.one("#drawer .id").text == page.script("return opened.querySelector('.run-link').title"), "the whole id is below it"
    page.click("#previous")
    assert page.script("return location.hash") == f"#{first}"
    page.leave(Keys.ESCAPE, first)
    page.press(Keys.TAB)
    page.click(f"[id='{second}'] td:nth-child(3)")
    page.until("return drawer.open")
    assert page.script("return location.hash") == f"#{second}", "a click anywhere in a row opens its run"
    page.script("document.getElementById('close').focus()")
    page.leave(Keys.ENTER, second)
    unfinished = page.script("return rows.find((row) => row.dataset.status !== 'complete').id")
    page.script("document.getElementById(arguments[0]).querySelector('.run-link').click()", unfinished)
    assert page.until("return drawerBody.querySelector('.problem').textContent"), "why a run has no verdict is said"
    page.script("drawer.close()")
    page.click(".run-card")
    page.until("return drawer.open")
    page.leave(Keys.ESCAPE, page.script("return opened.id"))
    assert page.script("return document.activeElement.className") == "run-card"
    return first


def goes_back(page):
    """Back closes a run or a figure, and undoes a jump to the runs of a cell, at the place where one was."""
    page.click("#show-all")
    page.script("document.querySelectorAll('.run-card')[1].scrollIntoView({ block: 'center' })")
    place = page.scrolled()
    page.script("document.querySelectorAll('.run-card')[1].click()")
    page.until("return drawer.open")
    page.press(Keys.ARROW_RIGHT)
    page.driver.back()
    page.until("return !drawer.open")
    page.until("return Math.abs(scrollY - arguments[0]) < 3", place)
    page.driver.forward()
    page.until("return drawer.open")
    page.driver.back()
    page.until("return !drawer.open")
    page.click("#study-figures button")
    page.until("return zoom.open && zoomBody.querySelector('img').naturalWidth > 0")
    page.driver.back()
    page.until("return !zoom.open")
    assert page.driver.current_url.startswith(page.address)


def cells_lead_to_their_runs(page):
    everything = len(page.rows())
    assert len(page.texts(".phase .cell")) == 4, "a cell for each pair of rates"
    place = page.one(".phase .cell")
    page.script("arguments[0].scrollIntoView({ block: 'center' })", place)
    before, words = page.scrolled(), place.get_attribute("aria-label")
    page.script("arguments[0].focus()", place)
    page.press(Keys.ENTER)
    page.until("return visibleRows().length < arguments[0]", everything)
    shown = {name: {text for _, _, text in page.column(name)} for name in ("lr_g", "lr_d")}
    assert all(len(values) == 1 for values in shown.values()), shown
    assert all(f"{name} {value}" in words for name, (value,) in shown.items()), (words, shown)
    page.driver.back()
    page.until("return visibleRows().length === arguments[0]", everything)
    page.until("return Math.abs(scrollY - arguments[0]) < 3", before)


def compares_runs(page):
    """The chart draws the chosen runs, and says their values where one points."""
    page.script("compareSection.scrollIntoView()")
    runs = page.until("return inChart.length > 1 && inChart.map(({ row }) => nameOf(row))")
    assert page.texts("#readout tbody .run-link") == runs and len(set(runs)) == len(runs)
    assert page.script("return document.querySelectorAll('#chart .line').length") >= len(runs)
    last = int(page.one("#chart").get_attribute("aria-valuenow"))
    chart = page.one("#chart svg")
    ActionChains(page.driver).move_to_element(chart).perform()
    step = page.until("return Number(chart.getAttribute('aria-valuenow')) !== arguments[0] && Number(chart.getAttribute('aria-valuenow'))", last)
    assert 0 < step < last and page.texts("#readout th")[1] == f"d_loss at step {step}"
    values = page.texts("#readout tbody td:nth-child(2)")
    expected = page.script(
        """return inChart.map(({ data }) => { const [at, means] = data.of.d_loss; const place = data.at[at].indexOf(arguments[0]);
                                             return place < 0 ? null : short(means[place]); })""",
        step,
    )
    assert len(values) == len(runs) and any(expected)
    assert all(value == wanted for value, wanted in zip(values, expected) if wanted), (values, expected)
    page.script("chart.focus()")
    page.press(Keys.HOME)
    first = int(page.one("#chart").get_attribute("aria-valuenow"))
    page.press(Keys.ARROW_RIGHT)
    assert first < int(page.one("#chart").get_attribute("aria-valuenow")) <= step, "arrow keys move along the steps"
    assert runs[0] in page.one("#chart").get_attribute("aria-valuetext")
    page.choose("#quantity", "modes")
    assert page.texts("#readout th")[1].startswith("modes at step")
    page.choose("#scale", "log")
    ticks = page.texts("#chart text")
    page.choose("#scale", "linear")
    assert ticks != page.texts("#chart text")
    page.click("#readout tbody button")
    page.until("return inChart.length === arguments[0]", len(runs) - 1)
    added = page.script("return addRun.options[1].value")
    page.choose("#add-run", added)
    page.until("return inChart.some(({ row }) => row.id === arguments[0])", added)
    page.click("[data-choose=table]")
    page.until("return inChart.length > 4")
    assert len(page.texts("#readout tbody tr")) <= 8
    page.script("document.querySelector('#readout .run-link').click()")
    page.until("return drawer.open")
    page.click(".show-curves")
    page.until("return !drawer.open && inChart.at(-1).row.id === opened.id")
    shown = page.script("return opened.id")
    page.driver.back()
    page.until("return drawer.open && opened.id === arguments[0]", shown)
    page.press(Keys.ESCAPE)
    page.until("return !drawer.open")
    assert page.script("return document.querySelector('nav a[href=\"#compare\"]').checkVisibility()"), "the chart is in the navigation"
    page.click("[data-choose=verdicts]")
    page.until("return new Set(inChart.map(({ row }) => row.dataset.verdict)).size > 1")
    colors = page.script(
        """const shown = inChart.filter(({ row }) => row.querySelector(".judged .letter"));
           return shown.map(({ row, look }) => [look.style.replace("--verdict:", ""), row.querySelector(".judged .letter").style.backgroundColor]);"""
    )
    assert colors and all(line == letter for line, letter in colors), f"a line has the colour of its run's verdict: {colors}"


def copies_remedies(page):
    page.driver.execute_cdp_cmd("Browser.grantPermissions", {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]})
    page.script("openRun(rows.find((row) => dataOf(row).findings.some((found) => found.patch)))")
    patch = page.one(".finding .command code").text
    assert patch == page.script("return dataOf(opened).findings.find((found) => found.patch).patch") and ": " in patch
    page.click(".finding .command button")
    page.until("return document.querySelector('.finding .command button').textContent === 'Copied'")
    copied = page.driver.execute_async_script("navigator.clipboard.readText().then(arguments[0], (error) => arguments[0](String(error)))")
    assert copied == patch, copied
    page.script("navigator.clipboard.writeText = () => Promise.reject(); document.addEventListener('copy', () => (window.copiedText = String(getSelection())))")
    page.click("#drawer .command:last-of-type button")
    assert page.until("return window.copiedText") in page.texts("#drawer .command code"), "without a clipboard the older way is taken"
    page.press(Keys.ESCAPE)
    page.until("return !drawer.open")


def says_what_decided(page):
    for verdict in ("divergence", "undecided"):
        words = page.script("return rows.filter((row) => row.dataset.verdict === arguments[0]).map((row) => textOf(row.querySelector('.why')))", verdict)
        assert all(any(letter.isdigit() for letter in text) or "finite" in text or "not a number" in text for text in words), words
    assert page.script("return rows.filter((row) => row.dataset.verdict === 'divergence').length")


def shows_files_beside_it(page, run):
    page.script(
        """const { folder } = dataOf(rowOf(arguments[0]));
           window.probe = linkedFigure(`${folder}/plots/losses.svg`, "probe"); document.body.append(probe);
           window.lost = linkedFigure("runs/none.svg", "A figure."); document.body.append(lost);
           document.querySelectorAll("body > figure img").forEach((image) => (image.loading = "eager"));""",
        run,
    )
    page.until("return probe.querySelector('img').naturalWidth > 0")
    assert "not there" in page.until("return lost.querySelector('p')?.textContent")
    page.script("probe.remove(); lost.remove()")
    lost = [entry for entry in page.errors() if "runs/none.svg" not in entry["message"]]
    assert not lost, lost


def follows_deep_links(page, run):
    page.driver.get("about:blank")
    page.driver.get(f"{page.address}#{run}")
    page.until("return drawer.open && location.hash === '#' + arguments[0]", run)
    page.leave(Keys.ESCAPE, run)


def has_two_themes(page):
    page.media(prefers_color_scheme="light")
    light = page.background()
    page.media(prefers_color_scheme="dark")
    dark = page.background()
    assert light != dark
    page.click("#theme")
    assert page.background() == light, "the button outweighs the system"
    page.driver.refresh()
    assert page.background() == light, "and is remembered"
    page.click("#theme")
    assert page.background() == dark
    page.media()
    assert page.background() == dark
    page.click("#theme")


def prints(page):
    page.media(media="print", prefers_color_scheme="dark")
    hidden = page.script("return ['.bar', '#filters', '#drawer'].map((part) => getComputedStyle(document.querySelector(part)).display)")
    assert set(hidden) == {"none"}, hidden
    assert page.background() == "rgb(255, 255, 255)"
    assert page.script("return getComputedStyle(document.querySelector('.scroll.tall')).maxHeight") == "none"
    page.media()


def fits_a_phone(page):
    page.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True})
    wide = "return [document.documentElement.scrollWidth, document.body.scrollWidth, innerWidth]"
    assert max(page.script(wide)) == 390, page.script(wide)
    beyond = page.script(
        """return [...document.querySelectorAll("main *")].filter((part) => part.getBoundingClientRect().right > 391 && part.checkVisibility()
               && !part.closest(".panels .scroll, pre, .unseen")).map((part) => part.outerHTML.slice(0, 200))"""
    )
    assert not beyond, f"nothing is cut off: {beyond}"
    page.script("openRun(rows[0])")
    page.until("return [...drawerBody.querySelectorAll('img')].every((image) => image.complete)")
    assert page.script("return drawerBody.scrollWidth <= drawerBody.clientWidth && drawer.offsetWidth <= 390")
    page.script("drawer.close()")
    page.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def breaks_names_at_their_joints(page):
    """Nothing is broken inside a word, and what goes on beyond an edge says so."""
    page.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True})
    broken = page.script(
        """const words = [];
           const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
           while (walker.nextNode()) {
             const text = walker.currentNode;
             if (!text.parentElement.closest(".phase, .chip, .run-link, .name, .ranking") || text.parentElement.closest(".unseen")) continue;
             for (const word of text.textContent.matchAll(/[^\\s-]+/g)) {
               const range = new Range();
               range.setStart(text, word.index);
               range.setEnd(text, word.index + word[0].length);
               if (new Set([...range.getClientRects()].map((line) => Math.round(line.top))).size > 1) words.push(word[0]);
             }
           }
           return words;"""
    )
    assert not broken, f"no word is broken: {broken}"
    page.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": 760, "height": 844, "deviceScaleFactor": 1, "mobile": False})
    page.until(
        """return [...document.querySelectorAll(".scroll")].every((part) =>
               part.classList.contains("more-right") === (part.scrollLeft + part.clientWidth < part.scrollWidth - 2))"""
    )
    cut = page.script("return [...document.querySelectorAll('header.bar nav a')].some((link) => link.getBoundingClientRect().right > innerWidth)")
    assert not cut, "the navigation is whole"
    page.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def is_usable_by_ear(page):
    nameless = page.script(
        """const named = (part) => part.textContent.trim() || part.ariaLabel || part.alt || part.labels?.length || part.getAttribute("aria-labelledby");
           return [...document.querySelectorAll("a, button, select, input, img, table, section, [role=region], dialog")]
               .filter((part) => !named(part)).map((part) => part.outerHTML.slice(0, 100));"""
    )
    assert not nameless, nameless
    assert page.script("return document.documentElement.lang") == "en"
    counts = page.script("return ['main', 'h1', 'header.bar nav', 'table caption'].map((part) => document.querySelectorAll(part).length)")
    assert counts[:3] == [1, 1, 1] and counts[3] >= 2, counts
    twice = page.script("const ids = [...document.querySelectorAll('[id]')].map((part) => part.id); return ids.length - new Set(ids).size")
    assert twice == 0, "identifiers are unique"
    page.script("document.activeElement.blur(); scrollTo(0, 0)")
    page.driver.refresh()
    page.press(Keys.TAB)
    assert page.script("return document.activeElement.className") == "skip", "the first stop is the way past the bar"


def asks_no_network(driver):
    messages = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    sent = [message["params"]["request"]["url"] for message in messages if message["method"] == "Network.requestWillBeSent"]
    # The browser's own start page and its frames (chrome-untrusted) are no part of the report.
    local = ("file:", "data:", "blob:", "about:", "chrome:", "chrome-untrusted:")
    remote = [address for address in sent if not address.startswith(local)]
    assert sent and not remote, remote


def check(driver, report):
    page = Page(driver, report)
    loads_alone(page)
    assert not page.errors()
    sorts(page)
    filters(page)
    run = opens_runs(page)
    goes_back(page)
    cells_lead_to_their_runs(page)
    compares_runs(page)
    copies_remedies(page)
    says_what_decided(page)
    assert not page.errors()
    shows_files_beside_it(page, run)
    follows_deep_links(page, run)
    has_two_themes(page)
    prints(page)
    fits_a_phone(page)
    breaks_names_at_their_joints(page)
    is_usable_by_ear(page)
    assert not page.errors()
    asks_no_network(driver)


def one(driver, report):
    """A study of one run shows the run itself."""
    page = Page(driver, report)
    page.until("return inChart.length === 1 && [...document.querySelectorAll('#the-run img')].length > 2")
    assert page.script("return [...document.querySelectorAll('#the-run img')].every((image) => image.alt)")
    sections = page.script("return [...document.querySelectorAll('main > section[id]')].map((section) => section.id)")
    assert "the-run" in sections and not {"figures", "ranking", "gallery"} & set(sections), sections
    assert page.one("#the-run .id").text and page.texts("#the-run h3")
    page.click("#the-run .enlarge")
    page.until("return zoom.open && zoomBody.querySelector('img').naturalWidth > 0")
    page.driver.back()
    page.until("return !zoom.open")
    fits_a_phone(page)
    assert not page.errors()


def paint(driver, report):
    """Milliseconds to the first contentful paint and until the page listens, medians of five loads."""
    address = Path(report).resolve().as_uri()
    times = []
    for _ in range(5):
        driver.get("about:blank")
        driver.get(address)
        WebDriverWait(driver, 30, 0.05).until(lambda _: driver.execute_script("return performance.getEntriesByType('paint').length > 0"))
        times.append(driver.execute_script(
            """const [paint] = performance.getEntriesByName('first-contentful-paint'), [load] = performance.getEntriesByType('navigation');
               return [paint.startTime, load.domContentLoadedEventEnd];"""
        ))
    middle = [sorted(column)[2] for column in zip(*times)]
    assert all(math.isfinite(value) for value in middle)
    print(*(f"{value:.0f}" for value in middle))


with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
    driver = browser(profile)
    try:
        {"check": check, "one": one, "paint": paint}[sys.argv[1]](driver, sys.argv[2])
    finally:
        driver.quit()
