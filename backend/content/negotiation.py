"""Language negotiation (RFC 9110 section 12.5.4) by RFC 4647 lookup: "pt-BR" falls back to "pt"."""

from collections.abc import Sequence

from django.utils.translation.trans_real import parse_accept_lang_header


def preferred(header: str, languages: Sequence[str], default: str) -> str:
    """The first of `languages` that the Accept-Language `header` asks for, else `default`."""
    for wanted, quality in parse_accept_lang_header(header):
        match = _lookup(wanted, languages)
        if match and quality > 0:
            return match
    return default


def _lookup(wanted: str, languages: Sequence[str]) -> str | None:
    by_lower_case = {language.lower(): language for language in languages}
    while wanted and wanted not in by_lower_case:
        wanted = wanted.rpartition("-")[0]
    return by_lower_case.get(wanted)
