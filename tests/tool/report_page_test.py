"""The report as a reader meets it: a small campaign is measured, and its report.html is opened in headless Chromium.

Ends with 4 (skipped) where there is no Chromium, unless WASMBENCH_REQUIRE_RUNTIMES says that everything must be there.
CHROMIUM names another browser of the kind."""

import html.parser
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

SKIPPED = 4
TOOL = os.environ["WASMBENCH_TOOL"]
BROWSER = os.environ.get("CHROMIUM") or next(
    filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
SECTIONS = ["summary", "figures", "cold-start", "latency", "trials", "memory", "scaling", "density", "ledger", "problems",
            "fairness", "environment", "commands"]
# Where a campaign has such rows.
SOMETIMES = ["firewall", "claims", "ablation"]
WIDTHS = [390, 1280]

# Shows the page as wide as a telephone and as a screen, and writes down what a reader would stumble over.
FRAMES = """<!DOCTYPE html><meta charset="utf-8"><title>frames</title><pre id="found">nothing yet</pre>
<iframe src="report.html" width="390" height="800"></iframe>
<iframe src="report.html" width="1280" height="800"></iframe>
<script>
addEventListener('load', () => {
  const found = [...document.querySelectorAll('iframe')].map(frame => {
    const page = frame.contentDocument, root = page.documentElement;
    const seen = [...page.querySelectorAll('svg.chart')].filter(svg => svg.getBoundingClientRect().width > 0);
    return {
      width: frame.width, scrollWidth: root.scrollWidth, clientWidth: root.clientWidth,
      sections: [...page.querySelectorAll('main > section')].map(s => [s.id, s.getBoundingClientRect().height]),
      charts: seen.length, figures: page.querySelectorAll('figure').length,
      smallestText: Math.min(...seen.map(svg => 12 * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width)),
      cutOff: seen.flatMap(svg => [...svg.querySelectorAll('text')].filter(text => {
        const outer = svg.getBoundingClientRect(), inner = text.getBoundingClientRect();
        return inner.left < outer.left - 1 || inner.right > outer.right + 1;
      }).map(text => text.textContent)),
      sorters: page.querySelectorAll('th button').length,
      heads: page.querySelectorAll('table.sortable thead th').length,
    };
  });
  document.getElementById('found').textContent = JSON.stringify(found);
});
</script>
"""


class TextOf(html.parser.HTMLParser):
    """The text of the element with an id."""

    def __init__(self, wanted):
        super().__init__()
        self.wanted, self.inside, self.text = wanted, False, ""

    def handle_starttag(self, tag, attributes):
        self.inside = self.inside or dict(attributes).get("id") == self.wanted

    def handle_endtag(self, tag):
        self.inside = False

    def handle_data(self, data):
        if self.inside:
            self.text += data


class ReportPage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="wasmbench-page-test-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        done = subprocess.run([TOOL, "study", "--runtimes", "native", "--workloads", "hello,http_service",
                               "--blocks", "2", "--seed", "7", "--out", str(cls.folder)],
                              capture_output=True, text=True, timeout=200, cwd=cls.folder)
        assert done.returncode == 0, done.stderr
        cls.said = done.stdout
        cls.campaign, = (entry for entry in cls.folder.iterdir() if (entry / "raw.jsonl").exists())

    def browse(self, page):
        """The page's DOM after its scripts, and what the browser wrote on its console."""
        with tempfile.TemporaryDirectory(dir=self.folder) as profile:
            options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                       "--disable-extensions", "--allow-file-access-from-files", "--enable-logging=stderr",
                       "--window-size=1800,1000", "--virtual-time-budget=5000", f"--user-data-dir={profile}"]
            done = subprocess.run([BROWSER, *options, "--dump-dom", page.as_uri()],
                                  capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout, re.findall(r"CONSOLE.*", done.stderr)

    def test_a_console_error_would_be_seen(self):
        page = self.folder / "faulty.html"
        page.write_text("<!DOCTYPE html><title>x</title><script>console.error('seen');undefinedFunction()</script>")
        _, console = self.browse(page)
        self.assertEqual(len([line for line in console if "seen" in line or "undefinedFunction" in line]), 2, console)

    def test_every_section_is_there_and_the_console_is_empty(self):
        dom, console = self.browse(self.campaign / "report.html")
        self.assertEqual(console, [])
        for section in SECTIONS:
            self.assertEqual(dom.count(f'<section id="{section}"'), 1, section)
            self.assertIn(f'href="#{section}"', dom)
        self.assertEqual(re.findall(r'(?:src|href)="(?!#|plots/)[^"]*"', dom), [], "nothing is loaded from elsewhere")

    def test_it_fits_a_telephone_and_a_screen(self):
        shutil.copy(self.campaign / "report.html", self.folder / "report.html")
        (self.folder / "frames.html").write_text(FRAMES)
        dom, console = self.browse(self.folder / "frames.html")
        self.assertEqual(console, [])
        reader = TextOf("found")
        reader.feed(dom)
        pages = json.loads(reader.text)
        self.assertEqual([int(page["width"]) for page in pages], WIDTHS)
        for page in pages:
            self.assertLessEqual(page["scrollWidth"], page["clientWidth"], "the page itself scrolls sideways")
            sections = [name for name, _ in page["sections"] if name not in SOMETIMES]
            self.assertEqual(sections, SECTIONS)
            for name, height in page["sections"]:
                self.assertGreater(height, 40, name)
            self.assertGreater(page["figures"], 5)
            self.assertEqual(page["charts"], page["figures"], "each chart is shown once")
            self.assertGreater(page["smallestText"], 9.5)
            self.assertEqual(page["cutOff"], [])
            self.assertEqual(page["sorters"], page["heads"])

    def test_what_is_beside_it(self):
        page = (self.campaign / "report.html").read_text()
        self.assertLess(len(page), 2_000_000)
        linked = re.findall(r'href="(plots/[^"]+)"', page)
        self.assertGreater(len(linked), 10)
        for name in linked:
            self.assertTrue((self.campaign / name).is_file(), name)
        self.assertIn(str(self.campaign / "report.html"), self.said)
        if shutil.which("rsvg-convert"):
            for drawing in (self.campaign / "plots").glob("*.svg"):
                self.assertEqual(drawing.with_suffix(".png").read_bytes()[:8], b"\x89PNG\r\n\x1a\n", drawing.name)
        else:
            self.assertIn("rsvg-convert is not installed", self.said)


if __name__ == "__main__":
    if not BROWSER:
        print("report_page_test: there is no Chromium here (scripts/deps --with browser installs it)", file=sys.stderr)
        sys.exit(1 if os.environ.get("WASMBENCH_REQUIRE_RUNTIMES") else SKIPPED)
    unittest.main()
