"""No text of the app scolds, scores or cheers, and all texts are in the catalogue."""

import re
from pathlib import Path

import pytest

from backend.content import catalogue
from tests.content import voice

ROOT = Path(__file__).parents[2]
MESSAGES = sorted(ROOT.glob("backend/content/languages/*/*.json"))
FRONTEND = ROOT / "frontend"
COMPONENTS = sorted(FRONTEND.glob("src/**/*.svelte"))
MODULES = [file for file in sorted(FRONTEND.glob("src/**/*.ts")) if ".test." not in file.name]
PAGES = sorted(FRONTEND.glob("*.html"))
# Texts shown before or without any script can't come from the catalogue.
WITHOUT_SCRIPT = re.compile(r"<(title|noscript)\b.*?</\1\s*>|<meta\b[^>]*>", re.DOTALL)


def named(file: Path) -> str:
    return str(file.relative_to(ROOT))


each_message_file = pytest.mark.parametrize("file", MESSAGES, ids=named)
each_component = pytest.mark.parametrize("file", COMPONENTS, ids=named)
each_module = pytest.mark.parametrize("file", MODULES, ids=named)
each_page = pytest.mark.parametrize("file", PAGES, ids=named)


def test_every_language_has_a_list_of_forbidden_words() -> None:
    assert set(voice.FORBIDDEN) == set(catalogue.LANGUAGES)


@each_message_file
def test_the_texts_keep_the_voice(file: Path) -> None:
    texts = voice.strings(catalogue.read(file))
    found = {text: said for text in texts if (said := voice.unkind(text, file.parent.name))}
    assert found == {}


@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_notifications_say_nothing_about_the_person(language: str) -> None:
    texts = list(voice.strings(catalogue.texts(language)["nudge"]))
    assert len(texts) == 6
    assert [text for text in texts if voice.telling(text, language)] == []


@pytest.mark.parametrize(
    ("text", "language"), [("My body", "en"), ("I feel something", "en"), ("Siento algo", "es")]
)
def test_a_telling_text_is_caught(text: str, language: str) -> None:
    assert voice.telling(text, language)


@each_message_file
def test_quotes_and_apostrophes_are_curly(file: Path) -> None:
    texts = voice.strings(catalogue.read(file))
    assert [text for text in texts if "'" in text or '"' in text] == []


@each_component
def test_the_components_keep_the_voice(file: Path) -> None:
    assert voice.unkind_code(voice.scripts(file.read_text(encoding="utf-8"))) == []


@each_module
def test_the_modules_keep_the_voice(file: Path) -> None:
    assert voice.unkind_code(file.read_text(encoding="utf-8")) == []


@each_component
def test_the_components_take_every_text_from_the_catalogue(file: Path) -> None:
    assert voice.untold(file.read_text(encoding="utf-8")) == []


@each_page
def test_the_pages_contain_only_allowed_texts(file: Path) -> None:
    page = file.read_text(encoding="utf-8")
    assert voice.untold(WITHOUT_SCRIPT.sub("", page)) == []
    assert [text for text in voice.untold(page) if voice.unkind(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "You missed a day",
        "3 days STREAK",
        "Two streaks",
        "You are behind",
        "You shouldn\u2019t worry",
        "It failed.",
        "Please don't give up",
        "Don\u2019t give up now",
        "Good job",
        "Your score",
        "A broken habit",
        "You must",
        "Overdue",
        "A symptom",
        "Well done!",
        "Not opened so far.",
        "No nudge accepted",
        "Never read",
    ],
)
def test_an_offending_text_is_caught(text: str) -> None:
    assert voice.unkind(text)


@pytest.mark.parametrize(
    "text",
    [
        "Tienes una racha",
        "Sin abrir hasta ahora.",
        "Ningún aviso aceptado",
        "Le fallaste",
        "Ha fallado",
        "Algo falló",
        "Perdiste un día",
        "Un día perdido",
        "Vas con retraso",
        "ATRASADO",
        "Tu puntuación",
        "Un síntoma",
        "Algo está roto",
        "Una promesa rota",
        "Deberías anotar",
        "Debes anotar",
        "Se debe anotar",
        "Tienes que anotar",
        "No te rindas",
        "Buen trabajo",
        "¡Hola",
    ],
)
def test_an_offending_text_in_spanish_is_caught(text: str) -> None:
    assert voice.unkind(text, "es")


@pytest.mark.parametrize(
    "text", ["Debajo de la mesa", "Rotulador", "Un puntito", "Lo que se guarda, se queda.", "La falda"]
)
def test_a_similar_spanish_word_is_accepted(text: str) -> None:
    assert voice.unkind(text, "es") == []


@pytest.mark.parametrize(
    "text", ["A mustard-yellow cup", "Shoulders", "Underscored twice", "It is kept here."]
)
def test_a_word_inside_another_word_is_accepted(text: str) -> None:
    assert voice.unkind(text) == []


@pytest.mark.parametrize(
    "source",
    [
        "throw new Error('you must sign in')",
        "const t = `It failed`",
        'say("Kept!")',
        "/* a ' */ x('Overdue')",
    ],
)
def test_an_offending_literal_is_caught(source: str) -> None:
    assert voice.unkind_code(source)


@pytest.mark.parametrize(
    "source",
    [
        "// this must be so\nif (!ready) go('now')",
        "/* a failed try */ a('b')",
        "type State = 'sent' | 'failed'",
        "x(`${!a}`)",
    ],
)
def test_comments_and_operators_are_accepted(source: str) -> None:
    assert voice.unkind_code(source) == []


@pytest.mark.parametrize(
    ("component", "found"),
    [
        ("<p>Hello there</p>", ["Hello there"]),
        ("<p>{n} days</p>", ["days"]),
        ("<b>é</b>", ["é"]),
        ('<button aria-label="Close">{x}</button>', ["aria-label=Close"]),
        ("<input placeholder='Your name' />", ["placeholder=Your name"]),
        ('<img alt="A body {side}" />', ["alt=A body"]),
        ('<Door heading="Get curious" />', ["heading=Get curious"]),
        ("<p>{on ? 'Kept here' : t('off')}</p>", ["Kept here"]),
        ("{#if a > b}\n  Later\n{/if}", ["Later"]),
        ("<p onclick={() => a > 1 ? '}' : \"{\"}>Tap</p>", ["Tap"]),
    ],
)
def test_text_outside_the_catalogue_is_caught(component: str, found: list[str]) -> None:
    assert [text.strip() for text in voice.untold(component)] == found


@pytest.mark.parametrize(
    "component",
    [
        "<script lang='ts'>const a = 'Some text'; if (1 < 2) {}</script>\n<p>{t('now.title')}</p>",
        "<style>p { content: 'Word' }</style>",
        "<!-- A comment, isn't it -->",
        "<p class={on ? 'chip on' : 'chip'} onclick={() => keep(x > 1)}>{t(`now.${key}`)} · 3&nbsp;</p>",
        '<svg viewBox="0 0 24 24"><path d="M12 3 L 4 5" transform="translate(1 2)" /></svg>',
        '{#each list as { code, label } (code)}<li class="row wide">{label}</li>{/each}',
        "<button aria-label={t('close')} title=\"{t('x')}\">·</button>",
    ],
)
def test_markup_without_words_is_accepted(component: str) -> None:
    assert voice.untold(component) == []
