"""Each language has the keys of English, with the same `{names}`.

tests/frontend/vite/texts.test.ts checks plural forms by `Intl.PluralRules`.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from backend.content import catalogue

FOLDER = Path(catalogue.__file__).parent / "languages"
OTHERS = [language for language in catalogue.LANGUAGES if language != catalogue.DEFAULT_LANGUAGE]
FILES = ("app", "catalogue", "mail")

each_file = pytest.mark.parametrize("name", FILES)
each_other = pytest.mark.parametrize("language", OTHERS)
each_language = pytest.mark.parametrize("language", catalogue.LANGUAGES)

Leaf = str | dict[str, str]


def read(language: str, name: str) -> dict[str, Any]:
    return catalogue.read(FOLDER / language / f"{name}.json")


def is_plural(node: Any) -> bool:
    return isinstance(node, dict) and "other" in node


def leaves(node: Any, path: str = "") -> Iterator[tuple[str, Leaf]]:
    """Every text with its key; the forms of a plural count as one text."""
    if isinstance(node, str) or is_plural(node):
        yield path, node
        return
    pairs = node.items() if isinstance(node, dict) else enumerate(node)
    for key, child in pairs:
        yield from leaves(child, f"{path}.{key}" if path else str(key))


def forms(leaf: Leaf) -> list[str]:
    return [leaf] if isinstance(leaf, str) else list(leaf.values())


def names(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def needed(leaf: Leaf) -> set[str]:
    """The names in the form `other`; `one` may leave a number out, as in «una vez»."""
    return names(leaf if isinstance(leaf, str) else leaf["other"])


@each_file
@each_other
def test_each_language_has_the_keys_of_english(language: str, name: str) -> None:
    english, theirs = dict(leaves(read("en", name))), dict(leaves(read(language, name)))
    assert sorted(english.keys() - theirs.keys()) == []
    assert sorted(theirs.keys() - english.keys()) == []


@each_file
@each_other
def test_every_text_has_the_names_of_the_english_one(language: str, name: str) -> None:
    english, theirs = dict(leaves(read("en", name))), dict(leaves(read(language, name)))
    assert {key: needed(leaf) for key, leaf in theirs.items()} == {
        key: needed(leaf) for key, leaf in english.items()
    }


@each_file
@each_language
def test_plural_forms_have_no_additional_names(language: str, name: str) -> None:
    texts = dict(leaves(read(language, name)))
    more = {key for key, leaf in texts.items() for form in forms(leaf) if names(form) - needed(leaf)}
    assert sorted(more) == []


@each_file
@each_other
def test_no_text_was_left_in_english(language: str, name: str) -> None:
    """Except texts without words, and those that are the same in both languages."""
    english = dict(leaves(read("en", name)))
    same = {key for key, leaf in leaves(read(language, name)) if leaf == english[key]}
    assert same <= SAME[language], sorted(same - SAME[language])


#: Texts of names, signs and placeholders only.
SAME: Final = {
    "es": {
        "app.name",
        "app.title",
        "body.placeWith",
        "calendar.day",
        "data.fileName",
        "entry.title",
        "newShare.pin",
        "reminders.plan",
        "reminders.when",
        "sharing.view",
        "therapist.pin.label",
        "therapist.others",
        "therapist.placed",
        "therapist.when",
        "thisLanguage.direction",
    },
}


FRONTEND = Path(catalogue.__file__).parents[2] / "frontend"


@each_other
def test_the_manifest_and_the_noscript_texts_are_translated(language: str) -> None:
    """In the manifest by `*_localized` (W3C Web Application Manifest), and in the pages' `<noscript>`."""
    manifest = catalogue.read(FRONTEND / "public" / "manifest.webmanifest")
    named = [manifest["description_localized"], *(each["name_localized"] for each in manifest["shortcuts"])]
    assert all(each[language].strip() for each in named)
    for page in ("index.html", "share.html"):
        without = (FRONTEND / page).read_text().partition("<noscript>")[2].partition("</noscript>")[0]
        assert f'<p lang="{language}">' in without
