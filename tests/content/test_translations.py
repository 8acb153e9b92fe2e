"""A language says all that English says: the same keys, with the same `{names}`.

Which plural forms a language has, `Intl.PluralRules` knows: tests/frontend/vite/texts.test.ts asks it.
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
    """Every text with its key; the forms of a plural are one text."""
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
    """What `other` names; `one` may say «una vez» where it names a number."""
    return names(leaf if isinstance(leaf, str) else leaf["other"])


@each_file
@each_other
def test_every_key_is_there_and_no_other(language: str, name: str) -> None:
    english, theirs = dict(leaves(read("en", name))), dict(leaves(read(language, name)))
    assert sorted(english.keys() - theirs.keys()) == []
    assert sorted(theirs.keys() - english.keys()) == []


@each_file
@each_other
def test_every_text_names_what_the_english_one_names(language: str, name: str) -> None:
    english, theirs = dict(leaves(read("en", name))), dict(leaves(read(language, name)))
    assert {key: needed(leaf) for key, leaf in theirs.items()} == {
        key: needed(leaf) for key, leaf in english.items()
    }


@each_file
@each_language
def test_no_form_of_a_plural_names_what_its_other_forms_do_not(language: str, name: str) -> None:
    texts = dict(leaves(read(language, name)))
    more = {key for key, leaf in texts.items() for form in forms(leaf) if names(form) - needed(leaf)}
    assert sorted(more) == []


@each_file
@each_other
def test_no_text_was_left_in_english(language: str, name: str) -> None:
    """But for those without a word of their own, and those that are the same in both."""
    english = dict(leaves(read("en", name)))
    same = {key for key, leaf in leaves(read(language, name)) if leaf == english[key]}
    assert same <= SAME[language], sorted(same - SAME[language])


#: Names, signs, and placeholders alone.
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
def test_what_stands_outside_of_the_app_is_said_too(language: str) -> None:
    """The manifest (W3C Web Application Manifest, `*_localized`), and what is there without JavaScript."""
    manifest = catalogue.read(FRONTEND / "public" / "manifest.webmanifest")
    named = [manifest["description_localized"], *(each["name_localized"] for each in manifest["shortcuts"])]
    assert all(each[language].strip() for each in named)
    for page in ("index.html", "share.html"):
        without = (FRONTEND / page).read_text().partition("<noscript>")[2].partition("</noscript>")[0]
        assert f'<p lang="{language}">' in without
