"""Pseudo-languages for the stories: English in Greek letters, from left to right or from right to left.

They replace the responses to requests for the English scripts, so the build doesn't contain them. A text in
Latin letters on the screen doesn't come from the catalogue. The person's own words are in Cyrillic, and dates
and numbers use a Greek region, so that they aren't mistaken for untranslated texts.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import BrowserContext, Page, Route

from tests.e2e.texts import CONTENT

LATIN = "abcdefghijklmnopqrstuvwxyz"
GREEK = "αβκδεφγηιξκλμνοπθρστυωωχψζ"
_LETTERS = str.maketrans(LATIN + LATIN.upper(), GREEK + GREEK.upper())
_SCRIPTS = re.compile(r"/assets/en-(first|rest)-[\w-]+\.js$")

#: Collects every visible or accessible text, including labels and hints.
SEEN = """() => {
  const spoken = ['aria-label', 'aria-description', 'aria-valuetext', 'title', 'alt', 'placeholder', 'label'];
  const hidden = 'script, style, noscript, [lang]:not(html)';
  const shown = (node) => node.checkVisibility() && !node.closest(hidden);
  const texts = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    if (shown(walker.currentNode.parentElement)) texts.push(walker.currentNode.data);
  }
  for (const node of document.querySelectorAll('body *')) {
    if (!shown(node)) continue;
    for (const name of spoken) if (node.hasAttribute(name)) texts.push(node.getAttribute(name));
  }
  return texts.map((text) => text.trim()).filter(Boolean);
}"""
#: Where each block, control and icon is: its start, as the reader's line begins, its top and its width. What
#: is drawn is left out, and so is what flows within a line of text.
LAID_OUT = """() => {
  const { dir } = document.documentElement;
  const { clientWidth } = document.documentElement;
  const controls = 'a, button, input, select, textarea, legend, svg';
  const things = `${controls}, h1, h2, h3, p, li, dt, dd, th, td, span, article`;
  const solid = (node) =>
    getComputedStyle(node).display !== 'inline' && node.checkVisibility() && !node.closest('svg *');
  return [...document.querySelectorAll(`body :is(${things})`)].filter(solid).map((node) => {
    const { left, right, top, width } = node.getBoundingClientRect();
    const start = dir === 'rtl' ? clientWidth - right : left;
    return { what: node.outerHTML.slice(0, 100), at: [start, top + scrollY, width].map(Math.round) };
  });
}"""


@dataclass(frozen=True)
class Pseudo:
    direction: str

    @property
    def texts(self) -> dict[str, Any]:
        """The texts of both files merged, as in the scripts."""
        both = {name: _rewritten(_english(name)) for name in ("app", "catalogue")}
        both["app"]["thisLanguage"] |= {"region": "el-GR", "direction": self.direction}
        return both

    def speak_in(self, context: BrowserContext) -> None:
        """Use this language in every page opened from now on. Requests must not pass a service worker."""
        script = f"export default {json.dumps(self.texts)};"
        context.route(_SCRIPTS, lambda route: _answer(route, script))


def _answer(route: Route, script: str) -> None:
    route.fulfill(content_type="text/javascript", body=script)


def _english(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((CONTENT / "languages/en" / f"{name}.json").read_text())
    return content


def _rewritten(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _rewritten(child) for key, child in node.items()}
    if isinstance(node, list):
        return [_rewritten(child) for child in node]
    return in_greek(node)


def in_greek(text: str) -> str:
    """Transliterate everything except the `{names}`."""
    parts = re.split(r"(\{\w+\})", text)
    return "".join(part if part.startswith("{") else part.translate(_LETTERS) for part in parts)


def seen(page: Page) -> list[str]:
    texts: list[str] = page.evaluate(SEEN)
    return texts


def untold(page: Page, known: list[str]) -> list[str]:
    """The texts in Latin letters, except the `known` names."""
    names = re.compile("|".join(map(re.escape, sorted(known, key=len, reverse=True))))
    return [text for text in seen(page) if re.search(r"[A-Za-z]", names.sub("", text))]


def laid_out(page: Page) -> list[dict[str, Any]]:
    places: list[dict[str, Any]] = page.evaluate(LAID_OUT)
    return places


def unmirrored(page: Page, other: Page) -> list[str]:
    """The elements whose distance from the start of the line differs between both pages by more than a
    pixel."""
    ours, theirs = laid_out(page), laid_out(other)
    if len(ours) != len(theirs):
        return [f"{len(ours)} things here and {len(theirs)} there"]
    return [
        f"{one['at']} {two['at']} {one['what']}"
        for one, two in zip(ours, theirs, strict=True)
        if any(abs(here - there) > 1 for here, there in zip(one["at"], two["at"], strict=True))
    ]


def english_texts() -> set[str]:
    """English sentences and words, except names, that must not appear in another language."""
    return {text for name in ("app", "catalogue") for text in _leaves(_english(name)) if "{" not in text}


def _leaves(node: Any) -> list[str]:
    if isinstance(node, str):
        return [node]
    children = node.values() if isinstance(node, dict) else node
    return [text for child in children for text in _leaves(child)]
