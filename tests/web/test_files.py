"""The page's files and how they are served; no browser needed."""

import re
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest

from deploy.local.stack import Stack

WEB = Path(__file__).parents[2] / "deploy/web"
SCRIPTS = sorted(WEB.glob("*.js"))


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.all: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.all.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def tags() -> list[tuple[str, dict[str, str | None]]]:
    parser = Tags()
    parser.feed((WEB / "index.html").read_text())
    return parser.all


def test_the_page_has_no_inline_script_or_style(tags: list[tuple[str, dict[str, str | None]]]):
    assert all("src" in attributes for tag, attributes in tags if tag == "script")
    assert not [tag for tag, _ in tags if tag == "style"]
    assert not [name for _, attributes in tags for name in attributes if name == "style" or name.startswith("on")]


def test_every_field_has_a_label_and_the_page_a_language(tags: list[tuple[str, dict[str, str | None]]]):
    labelled = {attributes.get("for") for tag, attributes in tags if tag == "label"}
    fields = {attributes.get("id") for tag, attributes in tags if tag in {"input", "select"}}
    assert fields
    assert fields <= labelled
    assert ("html", {"lang": "en"}) in tags


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_no_script_can_turn_text_into_markup(script: Path):
    ways = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser|srcdoc|setHTML"
    ways += r"|createContextualFragment|javascript:|createElement\(.script|\bimport\(|set(Timeout|Interval)\([\"'`]"
    assert not re.search(ways, script.read_text())


def test_text_stands_out_from_its_ground_in_light_and_dark():
    css = (WEB / "style.css").read_text()
    light, dark = (
        dict(re.findall(r"--([\w-]+): (#\w+)", block)) for block in re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    )
    assert set(light) == set(dark)
    for colours in (light, dark):
        for ground in ("ground", "card"):
            for ink in ("ink", "faint", "accent", "good", "fair", "poor"):
                assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
        assert contrast(colours["on-accent"], colours["accent"]) >= 4.5
        assert contrast(colours["ink"], colours["mark"]) >= 4.5


def contrast(one: str, other: str) -> float:
    """As WCAG 2 has it."""
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = (int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_stack_serves_the_page_with_a_policy_that_lets_nothing_else_run(stack: Stack):
    answer = httpx.get(stack.page_url)
    policy = answer.headers["content-security-policy"]
    assert answer.status_code == 200
    assert "frame-ancestors 'none'" in policy
    assert strict(policy) == strict((WEB / "README.md").read_text())
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_the_page_brings_the_policy_along_for_a_host_that_sends_none(tags: list[tuple[str, dict[str, str | None]]]):
    (own,) = (attributes for tag, attributes in tags if attributes.get("http-equiv") == "Content-Security-Policy")
    policy = str(own["content"])
    assert strict(policy) == strict((WEB / "README.md").read_text())
    before = [tag for tag, _ in tags[: tags.index(("meta", own))]]
    assert not {"script", "link"} & set(before)


def strict(text: str) -> set[str]:
    """The parts of a policy that let nothing run, load or post but the page's own files; they have to be there."""
    wanted = {
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    }
    parts = {part.strip() for part in re.split(r"[;\n]|Content-Security-Policy: ", text)}
    assert wanted <= parts
    return {
        part for part in parts if re.match(r"(default|script|style|img|object|frame|worker)-src|base-uri|form-", part)
    }


def test_everything_the_page_names_is_there(stack: Stack, tags: list[tuple[str, dict[str, str | None]]]):
    named = [str(attributes[key]) for _, attributes in tags for key in ("src", "href") if attributes.get(key)]
    files = [name for name in named if not name.startswith("#")]
    assert "vendor/supabase.js" in files
    for name in [*files, *(script.name for script in SCRIPTS), "wordmill-config.json"]:
        assert httpx.get(stack.page_url + name).status_code == 200, name


@pytest.mark.parametrize(
    "path", ["../package.json", "vendor/../../package.json", "%2e%2e/local/package.json", "vendor/x.js"]
)
def test_nothing_but_the_page_is_served(stack: Stack, path: str):
    with httpx.Client(base_url=stack.page_url) as http:
        request = http.build_request("GET", "/")
        request.url = request.url.copy_with(raw_path=f"/{path}".encode())
        assert http.send(request).status_code == 404


def test_the_page_is_told_its_project_but_no_secret(stack: Stack):
    text = httpx.get(stack.page_url + "wordmill-config.json").text
    assert stack.publishable_key in text
    assert stack.secret_key not in text
    assert stack.jwt_secret not in text
