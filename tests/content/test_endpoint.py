"""GET /api/content/: public, in the reader's language, and cached by ETag."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from backend.content import catalogue, views

PATH = "/api/content/"


@pytest.fixture
def german(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A second language, as if added by another folder: the English words, except one."""
    words = catalogue.texts("en") | {
        "moments": {"before": "Davor", "during": "Währenddessen", "after": "Danach"}
    }
    english = catalogue.texts

    def texts(language: str) -> dict[str, Any]:
        return words if language == "de" else english(language)

    monkeypatch.setattr(catalogue, "LANGUAGES", ("de", "en"))
    monkeypatch.setattr(catalogue, "texts", texts)
    yield
    views.edition.cache_clear()


def test_anyone_reads_the_whole_catalogue(client: Client) -> None:
    response = client.get(PATH)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert response.json() == catalogue.merged("en")
    assert response.json()["consent"]["version"] == catalogue.CONSENT_VERSION


def test_a_cached_copy_has_to_be_revalidated(client: Client) -> None:
    response = client.get(PATH)
    assert response["Cache-Control"] == "no-cache"
    assert response["Content-Language"] == "en"
    assert "accept-language" in response["Vary"].lower()


def test_it_sets_no_cookie_and_reads_no_session(client: Client) -> None:
    client.cookies["noticing-session"] = "not-a-session"
    response = client.get(PATH)
    assert response.status_code == 200
    assert not response.cookies
    assert "cookie" not in response["Vary"].lower()


def test_a_current_copy_gets_304(client: Client) -> None:
    etag = client.get(PATH)["ETag"]
    for held in (etag, f"W/{etag}", f'"old", {etag}', "*"):
        response = client.get(PATH, headers={"If-None-Match": held})
        assert response.status_code == 304
        assert response.content == b""
        assert response["ETag"] == etag


def test_an_older_copy_is_replaced(client: Client) -> None:
    assert client.get(PATH, headers={"If-None-Match": '"en-older"'}).status_code == 200


def test_head_has_the_same_headers_and_no_body(client: Client) -> None:
    response = client.head(PATH)
    assert response.status_code == 200
    assert response["ETag"] == client.get(PATH)["ETag"]
    assert response.content == b""


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_other_methods_are_not_allowed(client: Client, method: str) -> None:
    assert getattr(client, method)(PATH).status_code == 405


def test_an_unknown_language_gets_english(client: Client) -> None:
    assert client.get(PATH, headers={"Accept-Language": "tlh"})["Content-Language"] == "en"


@pytest.mark.usefixtures("german")
def test_each_language_has_its_own_etag(client: Client) -> None:
    english = client.get(PATH, headers={"Accept-Language": "en"})
    response = client.get(PATH, headers={"Accept-Language": "de-AT, en;q=0.5"})
    assert response["Content-Language"] == "de"
    assert response.json()["moments"][1] == {"code": "during", "label": "Währenddessen"}
    assert "Währenddessen".encode() in response.content
    assert response["ETag"] != english["ETag"]
    again = client.get(PATH, headers={"Accept-Language": "de", "If-None-Match": english["ETag"]})
    assert again.status_code == 200


def test_the_response_is_built_once_per_language(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.get(PATH)
    monkeypatch.setattr(catalogue, "merged", None)
    monkeypatch.setattr(Path, "read_text", None)
    assert client.get(PATH).status_code == 200
