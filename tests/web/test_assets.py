"""What is shipped to the browser: vendored files, fonts, colours, and templates under the strict policy."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import json
import re
from io import BytesIO
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.pofile import read_po
from flask.testing import FlaskClient
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "surveyapp" / "static"
TEMPLATES = ROOT / "templates"
OWN = sorted(
    [
        *TEMPLATES.glob("layouts/*.html"),
        *TEMPLATES.glob("components/*.html"),
        *(TEMPLATES / "web" / f"{name}.html" for name in ("gallery", "start", "error")),
    ]
)
PAGES = sorted(path for path in TEMPLATES.rglob("*.html") if "reports" not in path.parts)
INLINE = re.compile(
    r"""\s(?:style|on[a-z]+)\s*=\s*["']|<style\b|<script(?![^>]*(?:\bsrc=|type="application/json"))"""
)
SIGNS = "åäöÅÄÖéüšžčđŋŧ0123456789–—−…”’«»·•×±≤≥←↑→↓✓€§%\u00a0\u202f"
WEIGHTS = ("regular", "semibold", "bold")
TEXT = ("ink", "ink-muted", "accent", "accent-strong", "error", "success", "warning", "info")
SOFT = ("error", "success", "warning", "info", "accent")


def vendor_assets() -> ModuleType:
    """The script, loaded as a module."""
    path = str(ROOT / "script" / "vendor-assets")
    loader = importlib.machinery.SourceFileLoader("vendor_assets", path)
    spec = importlib.util.spec_from_loader("vendor_assets", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def test_vendored_files_match_their_checksums() -> None:
    assert vendor_assets().check() == 0


def test_the_check_notices_a_changed_and_an_unlisted_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    script = vendor_assets()
    static = tmp_path / "static"
    (static / "vendor").mkdir(parents=True)
    (static / "fonts").mkdir()
    (static / "vendor" / "a.js").write_text("changed")
    (static / "fonts" / "stray.woff2").write_text("stray")
    listed = [{"path": "static/vendor/a.js", "sha256": "0" * 64}]
    (static / "vendor.json").write_text(json.dumps(listed))
    monkeypatch.setattr(script, "ROOT", tmp_path)
    monkeypatch.setattr(script, "STATIC", static)
    monkeypatch.setattr(script, "LIST", static / "vendor.json")
    assert script.check() == 1
    told = capsys.readouterr().err
    assert "a.js: differs" in told
    assert "stray.woff2: not in vendor.json" in told


def test_every_vendored_file_has_version_and_licence() -> None:
    entries = json.loads((STATIC / "vendor.json").read_text())
    assert entries
    for entry in entries:
        assert set(entry) == {"path", "name", "version", "licence", "sha256"}
        assert entry["licence"] in {"MIT", "MPL-2.0", "OFL-1.1", "ISC"}


def test_no_style_sheet_has_the_gov_uk_typeface_crest_or_a_foreign_address() -> None:
    sheets = sorted(STATIC.rglob("*.css"))
    assert len(sheets) >= 6
    for sheet in sheets:
        css = sheet.read_text(encoding="utf-8")
        assert not re.search(r"GDS Transport|crest|Calvert|sourceMappingURL", css), sheet.name
        assert not re.search(r"url\(\s*[\"']?(?:https?:|//|/)", css), sheet.name


def test_cleaning_refuses_a_style_sheet_it_does_not_understand() -> None:
    with pytest.raises(SystemExit, match="GDS Transport"):
        vendor_assets().clean_style_sheet('a{font:1em "GDS Transport"}')


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_templates_have_nothing_inline(path: Path) -> None:
    found = INLINE.search(path.read_text(encoding="utf-8"))
    told = f"{path.name}: {found.group(0)!r} is refused by the policy" if found is not None else ""
    assert not told


@pytest.mark.parametrize(
    "markup",
    ['<p style="x">', "<a onclick='x'>", "<style>", "<script>x</script>", '<script type="module">'],
)
def test_the_inline_rule_bites(markup: str) -> None:
    assert INLINE.search(markup)


def test_the_inline_rule_lets_files_through() -> None:
    assert not INLINE.search('<script type="module" src="/static/js/app.js"></script>')


def test_named_assets_exist() -> None:
    for path in PAGES:
        for name in re.findall(r"""asset\(["']([^"']+)["']\)""", path.read_text(encoding="utf-8")):
            assert (STATIC / name).is_file(), f"{path.name} names {name}"


def test_imported_scripts_exist() -> None:
    for script in sorted((STATIC / "js").glob("*.js")):
        for name in re.findall(r'from "(\.[^"]+)"', script.read_text(encoding="utf-8")):
            assert (script.parent / name).is_file(), f"{script.name} imports {name}"


def test_named_icons_exist() -> None:
    source = (TEMPLATES / "components" / "icon.html").read_text(encoding="utf-8")
    drawn = set(re.findall(r"^  '([a-z0-9-]+)':", source, re.M))
    assert len(drawn) > 40
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        names = re.findall(r"""\b(?:icon\(|icon=)"([a-z0-9-]+)\"""", text)
        assert set(names) <= drawn, f"{path.name}: {set(names) - drawn}"


def test_own_texts_have_english() -> None:
    source = (ROOT / "surveyapp/translations/en/components.po").read_bytes()
    english = {message.id for message in read_po(BytesIO(source)) if message.id and message.string}
    for path in OWN:
        for text in re.findall(r'_\("((?:[^"\\]|\\.)*)"', path.read_text(encoding="utf-8")):
            assert text in english, f"{path.name}: {text}"


@pytest.mark.parametrize("weight", WEIGHTS)
def test_fonts_hold_the_signs_and_figures_of_one_width(weight: str) -> None:
    web = TTFont(STATIC / "fonts" / f"hanken-grotesk-{weight}.woff2")
    pdf = TTFont(STATIC / "fonts" / f"pdf-{weight}.ttf")
    assert web.getBestCmap() == pdf.getBestCmap()
    names = pdf.getBestCmap()
    assert [sign for sign in SIGNS if ord(sign) not in names] == []
    assert len({pdf["hmtx"][names[ord(figure)]][0] for figure in "0123456789"}) == 1


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb. Source: WCAG 2.2, definition of relative luminance."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours. Source: WCAG 2.2, definition of contrast ratio."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def tokens() -> dict[str, dict[str, str]]:
    """The colours of both modes, by name."""
    css = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
    light, dark = css.split("prefers-color-scheme: dark", 1)
    pattern = re.compile(r"--([a-z0-9-]+): (#[0-9a-f]{6});")
    return {"light": dict(pattern.findall(light)), "dark": dict(pattern.findall(dark))}


def pairs() -> list[tuple[str, str]]:
    """Foreground and ground as they meet on pages."""
    return [
        *((name, ground) for name in TEXT for ground in ("paper", "ground")),
        *((name, f"{name}-soft") for name in SOFT),
        ("ink", "accent-soft"),
        ("ink-muted", "accent-soft"),
        ("on-accent", "accent"),
        ("on-accent", "accent-strong"),
    ]


def test_contrast_of_black_and_white_is_known() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_text_has_enhanced_contrast(mode: str) -> None:
    colours = tokens()[mode]
    for name, ground in pairs():
        ratio = contrast(colours[name], colours[ground])
        assert ratio >= 7, f"{mode}: {name} on {ground} is {ratio:.2f}"


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_lines_focus_and_charts_can_be_seen(mode: str) -> None:
    colours = tokens()[mode]
    for name in ("line-strong", "focus", *(f"chart-{n}" for n in range(1, 6))):
        ratio = contrast(colours[name], colours["paper"])
        assert ratio >= 3, f"{mode}: {name} is {ratio:.2f}"


def test_the_design_document_states_the_ratios() -> None:
    stated = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
    for line in contrast_table():
        assert line in stated


def contrast_table() -> list[str]:
    """The rows that docs/design.md holds, for both modes."""
    both = tokens()
    rows = []
    for name, ground in [*pairs(), ("line-strong", "paper"), ("focus", "paper")]:
        light, dark = (
            f"`{both[mode][name]}` {contrast(both[mode][name], both[mode][ground]):.1f}"
            for mode in ("light", "dark")
        )
        rows.append(f"| {name} on {ground} | {light} | {dark} |")
    return rows


@pytest.mark.parametrize("path", ["/galleri", "/", "/finns-inte"])
def test_pages_of_the_look_are_valid_and_their_links_hold(client: FlaskClient, path: str) -> None:
    page = client.get(path).get_data(as_text=True)
    assert page.count("<h1") == 1
    footer = page[page.index("<footer") :]
    addresses = re.findall(r'href="(/[^"]*)"', footer)
    assert len(addresses) == 3
    for address in addresses:
        assert client.get(address).status_code == 200, address


def test_the_gallery_shows_every_component(client: FlaskClient) -> None:
    page = (TEMPLATES / "web" / "gallery.html").read_text(encoding="utf-8")
    elsewhere = {"field"}  # drawn from WTForms on every form page
    for path in (TEMPLATES / "components").glob("[!_]*.html"):
        assert path.stem in elsewhere or f"components/{path.name}" in page, path.name
    assert client.get("/galleri").status_code == 200
