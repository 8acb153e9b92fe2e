"""A linter for the app's voice: it finds forbidden words, and texts outside the message catalogue.

It reads Svelte and TypeScript with a few patterns instead of a parser, which is enough for this project's
code. When in doubt it reports.
"""

import re
from collections.abc import Iterator
from typing import Any

# One list per language. Matched as whole words, in any case, with either apostrophe.
FORBIDDEN: dict[str, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(streaks?|missed|failed|overdue|behind|scor(?:e[sd]?|ing)|symptoms?|broken"
        r"|should(?:n[\u2019']t)?|must(?:n[\u2019']t)?|don[\u2019']t give up|good job)\b",
        re.IGNORECASE,
    ),
    # All forms that scold, score or cheer; «debajo» and «rotulador» are different words.
    "es": re.compile(
        r"\b(rachas?|fall(?:o|os|[éeaó]|as|ar|aste|ad[oa]s?|ando|id[oa]s?)|perd(?:iste|id[oa]s?)"
        r"|atras(?:o|ad[oa]s?)|retras(?:o|ad[oa]s?)|puntua(?:ción|ciones|r)|puntajes?|síntomas?"
        r"|rot[oa]s?|averiad[oa]s?|deb(?:o|es?|en|emos|ería[ns]?|erías|erá[ns]?|éis)|tienes que|hay que"
        r"|no te rindas|rendirse|rendirte|buen trabajo|bien hecho|enhorabuena|felicidades)\b",
        re.IGNORECASE,
    ),
}
#: Texts that count or date what somebody hasn't done, or what hasn't happened to them.
ABSENCE: dict[str, re.Pattern[str]] = {
    "en": re.compile(r"\b(so far|(?:not|never) (?:yet )?(?:opened|read)|no \w+ accepted)\b", re.IGNORECASE),
    "es": re.compile(r"\b(hasta ahora|nunca se ha \w+|ningún \w+ aceptado)\b", re.IGNORECASE),
}
#: Anybody who sees the phone can read a notification: it names no body, no feeling, nothing that happened.
TELLING: dict[str, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(bod(?:y|ies)|chest|breath\w*|heart|feel\w*|felt|sens\w*|trauma\w*|abus\w*|hurt\w*|pain\w*|safe\w*"
        r"|close\w*|therap\w*|health|panic|fear\w*)\b",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"\b(cuerpos?|pecho|respir\w*|corazón|sient\w*|sent\w*|sensaci\w*|trauma\w*|abus\w*|herid\w*|dolor\w*"
        r"|segur\w*|cerca\w*|terap\w*|salud|pánico|mied\w*)\b",
        re.IGNORECASE,
    ),
}
_EXCLAMATION = re.compile(r"[!¡\uff01]")
_SHOUT_IN_CODE = re.compile(r"[^\W\d_]!(?=$|[\s\u2019\u201d'\"])")

_LETTER = re.compile(r"[^\W\d_]")
_PROSE = re.compile(r"[^\W\d_]\s+[^\W\d_]|^[A-Z][a-z]")
_SENTENCE = re.compile(r"^[A-Z][a-z]+[\u2019']?[a-z]*\s+\S")
_SPOKEN_ATTRIBUTES = re.compile(
    r"(?:aria-(?:label|description|roledescription|valuetext)|placeholder|title|alt)$"
)
_ATTRIBUTE = re.compile(r"([\w:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_NOT_MARKUP = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>", re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<![^<>]*>")
_ENTITY = re.compile(r"&[#\w]+;")
_TOKEN = re.compile(
    r"//[^\n]*|/\*.*?\*/|(?P<literal>'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"|`(?:\\.|[^`\\])*`)",
    re.DOTALL,
)


def unkind(text: str, language: str = "en") -> list[str]:
    """The forbidden words in `text`, which a person will read."""
    return [*_forbidden(text, language), *_EXCLAMATION.findall(text)]


def telling(text: str, language: str) -> list[str]:
    """The words in a notification's text that would say something about the person."""
    return TELLING[language].findall(text)


def unkind_code(source: str) -> list[str]:
    """The same for string literals of TypeScript that are prose; codes and keys (`'failed'`) are ignored."""
    found = []
    for literal in filter(_PROSE.search, literals(source)):
        found += _forbidden(literal, "en") + _SHOUT_IN_CODE.findall(literal)
    return found


def _forbidden(text: str, language: str) -> list[str]:
    patterns = (FORBIDDEN[language], ABSENCE[language])
    return [match.group() for pattern in patterns for match in pattern.finditer(text)]


def strings(document: Any) -> Iterator[str]:
    """Every text inside a JSON document; keys are codes, not texts."""
    if isinstance(document, str):
        yield document
    elif isinstance(document, dict | list):
        for item in document.values() if isinstance(document, dict) else document:
            yield from strings(item)


def literals(source: str) -> list[str]:
    """The string literals of TypeScript `source`, without its comments."""
    return [match["literal"][1:-1] for match in _TOKEN.finditer(source) if match["literal"]]


def scripts(component: str) -> str:
    """The content of a Svelte component's script elements."""
    return "\n".join(re.findall(r"<script\b[^>]*>(.*?)</script\s*>", component, re.DOTALL))


def untold(component: str) -> list[str]:
    """Visible words of a Svelte component or an HTML page that aren't from the catalogue."""
    markup = _NOT_MARKUP.sub("", component)
    bare, expressions = _without_expressions(markup)
    return [*_text_nodes(bare), *_attributes(bare), *_prose_literals(expressions)]


def _text_nodes(bare: str) -> list[str]:
    nodes = (_ENTITY.sub("", node).strip() for node in _TAG.split(bare))
    return [node for node in nodes if _LETTER.search(node)]


def _attributes(bare: str) -> list[str]:
    found = []
    for tag in _TAG.findall(bare):
        for name, double, single in _ATTRIBUTE.findall(tag):
            value = double or single
            spoken = _SPOKEN_ATTRIBUTES.match(name) and _LETTER.search(value)
            if spoken or _SENTENCE.match(value):
                found.append(f"{name}={value}")
    return found


def _prose_literals(expressions: list[str]) -> list[str]:
    """Literals in `{...}` between tags that are prose; a message key has no space and no capital."""
    return [text for code in expressions for text in literals(code) if _PROSE.search(text)]


def _without_expressions(markup: str) -> tuple[str, list[str]]:
    """`markup` without any `{...}`, and the expressions between tags that display something."""
    bare, shown, at = [], [], 0
    while (start := markup.find("{", at)) >= 0:
        end = _closing(markup, start)
        bare.append(markup[at:start])
        inside = markup[start + 1 : end]
        if not _in_tag("".join(bare)) and inside[:1] not in ("#", ":", "/", "@"):
            shown.append(inside)
        at = end + 1
    return "".join([*bare, markup[at:]]), shown


def _closing(markup: str, start: int) -> int:
    """The position at which the brace opened at `start` closes; braces inside literals don't count."""
    depth, at = 0, start
    while at < len(markup):
        token = _TOKEN.match(markup, at)
        if token:
            at = token.end()
            continue
        depth += {"{": 1, "}": -1}.get(markup[at], 0)
        if depth == 0:
            return at
        at += 1
    raise ValueError(f"an expression never closes: {markup[start : start + 40]!r}")


def _in_tag(before: str) -> bool:
    return before.rfind("<") > before.rfind(">")
