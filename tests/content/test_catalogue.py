"""The catalogue contains exactly the codes of the design, and every code has words in every language."""

import re
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from jsonschema import Draft202012Validator

from backend.content import catalogue, schema

LANGUAGES = pytest.mark.parametrize("language", catalogue.LANGUAGES)
FOLDER = Path(catalogue.__file__).parent

# Written by hand from the design, never derived: exports and scripts rely on the codes.
EXPECTED: dict[str, tuple[str, ...]] = {
    "SENSATIONS": (
        "chest-tightness",
        "stomach-knot",
        "jaw-tension",
        "numbness",
        "restlessness",
        "urge-to-withdraw",
        "ease",
        "unsure",
    ),
    "PLACES": (
        "head",
        "face",
        "jaw",
        "throat",
        "shoulders",
        "chest",
        "arms",
        "hands",
        "back",
        "belly",
        "hips",
        "legs",
        "feet",
    ),
    "QUESTIONS": ("feeling", "protecting", "learned"),
    "RESPONSES": (
        "shutdown",
        "hypervigilance",
        "people-pleasing",
        "emotional-distance",
        "overwhelm",
        "over-functioning",
        "managing-others",
        "minimizing",
        "staying-quiet",
    ),
    "MOMENTS": ("before", "during", "after"),
    "NOW": ("eased", "same", "stirred", "unsure"),
    "PRACTICES": (
        "name-feeling",
        "express-preference",
        "ask-for-help",
        "say-no",
        "accept-help",
        "accept-compliment",
        "stay-with-support",
    ),
    "BELIEFS": ("burden", "earn", "let-down", "owe"),
    "RECEIVED": ("read-with-care", "glad-you-shared", "talk-when-we-meet"),
    "MET": ("with-care", "neutral", "dismissed", "shamed", "punished", "repair-refused", "kept-inside"),
    "WHOSE": ("mine", "theirs", "both", "unclear"),
    "REPAIR_SKILLS": (
        "name-impact",
        "listen-undefended",
        "validate-feeling",
        "express-remorse",
        "complain-not-criticize",
        "share-feeling",
        "hold-whole-picture",
        "check-not-mindread",
        "say-what-i-want",
    ),
    "BRACED_FOR": ("withdrawal", "punishment", "escalation", "silence", "abandonment"),
    "SAFE": ("yes", "not-now", "unsure"),
    "ADAPTATIONS": ("over-functioning", "managing-others", "minimizing", "staying-quiet"),
    "RECEIVING": ("accept-help", "accept-compliment", "stay-with-support"),
    "WELCOMING_SIGNS": ("care", "curiosity", "accountability"),
    "CAREFUL_SIGNS": ("shames-feelings", "dismisses-needs", "punishes-honesty", "refuses-repair"),
    "JOURNAL_GROUPS": (
        "early-blueprint",
        "present-patterns",
        "authenticity",
        "safety-and-repair",
        "building-capacity",
    ),
    "SETTLING": ("look-around", "feet", "sounds", "cool", "slow-shape", "breath"),
}


# The organisations that run the lines, and states: numbers from other sources aren't accepted.
OFFICIAL = {
    "www.katholisch.at",  # a carrier of Austria's TelefonSeelsorge
    "www.health.gov.au",
    "mentalhealthcommission.ca",
    "www.143.ch",
    "caritas.drs.de",  # a carrier of Germany's TelefonSeelsorge
    "ec.europa.eu",
    "3114.fr",
    "www.samaritans.org",
    "www.113.nl",
    "www.health.govt.nz",
    "www.samhsa.gov",
    "health.wyo.gov",
    "www.argentina.gob.ar",
    "argentina.gob.ar",
    "www.saludcapital.gov.co",  # Bogotá's department of health
    "www.policia.gov.co",
    "oas.policia.gov.co",
    "pgrweb.go.cr",  # Costa Rica's Attorney General, on the law of its emergency number
    "www.ecu911.gob.ec",
    "www.rtve.es",  # Spain's state broadcaster, on a service of its Ministry of Health
    "lamoncloa.gob.es",
    "www.gob.mx",
    "tvperu.gob.pe",  # Peru's state broadcasters, on services of its Ministry of Health
    "radionacional.gob.pe",
    "andina.pe",  # Peru's state news agency, on a service of its Ministry of Women
    "ch.ch",
    "vugd.gov.lv",  # Latvia's State Fire and Rescue Service, on where 112 works
    "www.swast.nhs.uk",
    "www.govt.nz",
    "minmujeryeg.gob.cl",
    "www2.hse.ie",
    "www.oireachtas.ie",
    "www.womensaid.ie",
    "pib.gov.in",
    "en.vikaspedia.in",  # a portal of India's Ministry of Electronics and Information Technology
    "www.saps.gov.za",
    "www.freestateonline.fs.gov.za",  # the Free State's government, on a national service
    "sadag.org",
    "ovc.ojp.gov",
    "giveusashout.org",
    "www.refuge.org.uk",
    "www.esafety.gov.au",
    "lifeinmind.org.au",  # the suicide prevention portal that Australia's Department of Health pays for
}
#: The countries where the app's languages are widely spoken.
SPOKEN = {"AR", "AU", "CA", "CL", "CO", "ES", "GB", "IE", "IN", "MX", "NZ", "PE", "US", "ZA"}
#: Each of these is a source only for itself.
DIRECTORIES = {"findahelpline.com", "befrienders.org"}

#: Emergency numbers, listed by hand, since a wrong one could cost a life; None: no official page was seen.
EMERGENCY: dict[str, str | None] = {
    "AR": "911",
    "AT": "112",
    "AU": "000",
    "CA": "911",
    "CH": "112",
    "CL": None,
    "CO": "123",
    "CR": "911",
    "DE": "112",
    "EC": "911",
    "ES": "112",
    "EU": "112",
    "FR": "112",
    "GB": "999",
    "IE": "112",
    "IN": "112",
    "LI": "112",
    "MX": "911",
    "NL": "112",
    "NZ": "111",
    "PE": "106",
    "US": "911",
    "ZA": "10111",
}

#: Lines on violence at home, listed by hand for the same reason.
VIOLENCE = {
    "AR": ["137"],
    "AU": ["1800 737 732"],
    "CL": ["1455"],
    "CO": ["155"],
    "ES": ["016"],
    "GB": ["0808 2000 247"],
    "IE": ["1800 341 900"],
    "IN": ["7827170170"],
    "NZ": ["0800 733 843"],
    "PE": ["100"],
    "US": ["800 799 7233", "88788"],
    "ZA": ["0800 428 428"],
}


def problems(wanted: dict[str, Any], document: object) -> list[str]:
    errors = Draft202012Validator(wanted).iter_errors(document)
    return [f"{error.json_path}: {error.message}" for error in errors]


def of_group(entries: list[dict[str, str]], key: str, group: str) -> list[str]:
    return [entry["code"] for entry in entries if entry[key] == group]


def test_the_schemas_are_valid_schemas() -> None:
    for one in (schema.STRUCTURE, schema.TEXTS, schema.ANSWER):
        Draft202012Validator.check_schema(one)


def test_the_structure_follows_its_schema() -> None:
    assert problems(schema.STRUCTURE, catalogue.STRUCTURE) == []


@LANGUAGES
def test_the_words_follow_their_schema(language: str) -> None:
    assert problems(schema.TEXTS, catalogue.texts(language)) == []


def test_the_schema_refuses_an_unknown_code() -> None:
    spoiled = catalogue.STRUCTURE | {"sensations": [{"code": "Chest Tightness", "place": "chest"}]}
    assert len(problems(schema.STRUCTURE, spoiled)) == 1


@pytest.mark.parametrize("name", EXPECTED)
def test_the_codes_are_those_of_the_design_in_order(name: str) -> None:
    assert getattr(catalogue, name) == EXPECTED[name]


def _codes_and_words(language: str) -> list[tuple[tuple[str, ...], dict[str, Any]]]:
    words = catalogue.texts(language)
    repair, people = words["repair"], words["people"]
    return [
        (catalogue.SENSATIONS, words["sensations"]),
        (catalogue.PLACES, words["places"]),
        (catalogue.QUESTIONS, words["questions"]),
        (catalogue.RESPONSES, words["responses"]),
        (catalogue.MOMENTS, words["moments"]),
        (catalogue.NOW, words["now"]),
        (catalogue.PRACTICES, words["practices"]),
        (catalogue.BELIEFS, words["beliefs"]),
        (catalogue.MET, words["met"]),
        (catalogue.RECEIVED, words["received"]),
        (catalogue.WHOSE, repair["whose"]),
        (catalogue.REPAIR_SKILLS, repair["skills"]),
        (catalogue.BRACED_FOR, repair["braced_for"]),
        (catalogue.SAFE, people["safe"]),
        (catalogue.WELCOMING_SIGNS, people["welcoming"]),
        (catalogue.CAREFUL_SIGNS, people["careful"]),
        (catalogue.COLORS, people["colors"]),
        (catalogue.JOURNAL_GROUPS, words["journal"]),
        (catalogue.SETTLING, words["settling"]),
        *(
            (tuple(group["prompts"]), words["journal"][group["code"]]["prompts"])
            for group in catalogue.STRUCTURE["journal"]
        ),
    ]


@LANGUAGES
def test_every_code_has_words_and_all_words_have_a_code(language: str) -> None:
    for codes, words in _codes_and_words(language):
        assert set(words) == set(codes)


@LANGUAGES
def test_every_response_has_a_chip_for_the_second_question(language: str) -> None:
    assert all("chip" in words for words in catalogue.texts(language)["responses"].values())


def test_a_language_is_a_folder_with_all_its_files() -> None:
    folders = {folder.name for folder in (FOLDER / "languages").iterdir() if folder.is_dir()}
    assert folders == set(catalogue.LANGUAGES)
    assert catalogue.DEFAULT_LANGUAGE in folders
    files = {name: {file.name for file in (FOLDER / "languages" / name).iterdir()} for name in folders}
    assert files == {name: {"app.json", "catalogue.json", "mail.json"} for name in folders}


def test_the_three_questions_are_word_for_word() -> None:
    questions = catalogue.texts("en")["questions"]
    assert [questions[code]["text"] for code in catalogue.QUESTIONS] == [
        "What is my body feeling right now?",
        "What is it trying to protect me from?",
        "When did it first learn it needed to do this?",
    ]


def test_sensations_have_their_places_on_the_body() -> None:
    assert catalogue.DEFAULT_PLACES == {
        "chest-tightness": "chest",
        "stomach-knot": "belly",
        "jaw-tension": "jaw",
        "numbness": None,
        "restlessness": "legs",
        "urge-to-withdraw": None,
        "ease": "chest",
        "unsure": None,
    }
    assert {place for place in catalogue.DEFAULT_PLACES.values() if place} <= set(catalogue.PLACES)


def test_every_place_can_be_found_on_the_figure() -> None:
    assert set(catalogue.SIDES_OF_PLACE) == set(catalogue.PLACES)
    assert {side for sides in catalogue.SIDES_OF_PLACE.values() for side in sides} == set(catalogue.SIDES)


def test_protective_responses_and_adaptations_are_separate_groups() -> None:
    responses = catalogue.STRUCTURE["responses"]
    assert of_group(responses, "kind", "protective") == list(EXPECTED["RESPONSES"][:5])
    assert of_group(responses, "kind", "adaptation") == list(EXPECTED["RESPONSES"][5:])


def test_practices_and_repair_skills_are_in_their_groups() -> None:
    practices, skills = catalogue.STRUCTURE["practices"], catalogue.STRUCTURE["repair"]["skills"]
    assert of_group(practices, "group", "micro-authenticity") == list(EXPECTED["PRACTICES"][:4])
    assert of_group(practices, "group", "receiving") == list(EXPECTED["PRACTICES"][4:])
    assert of_group(skills, "group", "listening") == list(EXPECTED["REPAIR_SKILLS"][:4])
    assert of_group(skills, "group", "sharing") == list(EXPECTED["REPAIR_SKILLS"][4:])


def test_the_journal_has_fifteen_prompts_and_marks_heavy_groups() -> None:
    assert {group["code"]: group["weight"] for group in catalogue.STRUCTURE["journal"]} == {
        "early-blueprint": "heavy",
        "present-patterns": "medium",
        "authenticity": "medium",
        "safety-and-repair": "medium",
        "building-capacity": "light",
    }
    assert len(set(catalogue.JOURNAL_PROMPTS)) == 15
    assert catalogue.HEAVY_GROUPS == ("early-blueprint",)


def test_settling_starts_outside_and_offers_breath_last() -> None:
    assert catalogue.SETTLING[0] == "look-around"
    assert catalogue.SETTLING[-1] == "breath"


def helps() -> list[dict[str, Any]]:
    """All helplines and emergency numbers."""
    countries = catalogue.STRUCTURE["help"]
    emergencies = [country["emergency"] for country in countries if country["emergency"]]
    return [line for country in countries for line in country["lines"]] + emergencies


def test_each_number_has_an_official_source_and_a_date() -> None:
    assert len(helps()) > 10
    for line in helps():
        assert re.fullmatch(r"[0-9]+( [0-9]+)*", line["number"]), line
        assert urlsplit(line["source"]).scheme == "https", line
        assert urlsplit(line["source"]).hostname in OFFICIAL, line
        assert date.fromisoformat(line["seen"]) >= date(2026, 11, 23)


def test_each_country_has_its_emergency_number() -> None:
    emergencies = {country["country"]: country["emergency"] or {} for country in catalogue.STRUCTURE["help"]}
    assert {country: emergency.get("number") for country, emergency in emergencies.items()} == EMERGENCY


def test_every_country_that_speaks_the_languages_is_listed() -> None:
    assert set(EMERGENCY) >= SPOKEN


def test_lines_on_violence_at_home_follow_those_for_a_crisis() -> None:
    violence = {}
    for country in catalogue.STRUCTURE["help"]:
        topics = [line["topic"] for line in country["lines"]]
        assert topics == sorted(topics)  # "crisis", "violence"
        if "violence" in topics:
            violence[country["country"]] = [
                line["number"] for line in country["lines"] if line["topic"] == "violence"
            ]
    assert violence == VIOLENCE


def test_every_line_can_be_reached_and_says_how() -> None:
    for country in catalogue.STRUCTURE["help"]:
        for line in country["lines"]:
            assert line["call"] or line["text"], line
            assert line["word"] is None or line["text"], line


def test_lines_for_texts_have_their_number_and_first_word() -> None:
    lines = [line for country in catalogue.STRUCTURE["help"] for line in country["lines"]]
    assert {line["number"]: line["word"] for line in lines if not line["call"]} == {
        "0477 13 11 14": None,
        "85258": "SHOUT",
        "88788": "START",
    }


def test_there_are_lines_in_spanish() -> None:
    lines = {country["country"]: country["lines"] for country in catalogue.STRUCTURE["help"]}
    first = {name: lines[name][0] for name in ("CO", "ES", "PE")}
    assert {name: (line["number"], line["place"], line["option"]) for name, line in first.items()} == {
        "CO": ("106", "Bogotá", None),
        "ES": ("024", None, None),
        "PE": ("113", None, "5"),
    }
    assert lines["US"][0]["languages"] == ["en", "es"]


def test_directories_have_their_own_page_as_source() -> None:
    directories = catalogue.STRUCTURE["directories"]
    assert {urlsplit(directory["url"]).hostname for directory in directories} == DIRECTORIES
    for directory in directories:
        assert urlsplit(directory["source"]).hostname == urlsplit(directory["url"]).hostname
        assert date.fromisoformat(directory["seen"]) >= date(2026, 11, 30)


@pytest.mark.parametrize("number", ["024", "13 11 14", "*4141"])
def test_a_number_has_to_be_dialable(number: str) -> None:
    wanted = {"$ref": "#/$defs/number", "$defs": schema.STRUCTURE["$defs"]}
    assert problems(wanted, number) == []
    assert problems(wanted, f"{number}, option 5") != []


def test_each_country_is_listed_once_and_has_a_number() -> None:
    countries = [country["country"] for country in catalogue.STRUCTURE["help"]]
    assert countries == sorted(set(countries))
    assert all(country["lines"] or country["emergency"] for country in catalogue.STRUCTURE["help"])


def test_the_consent_has_a_version_and_the_minimum_age() -> None:
    text = " ".join(catalogue.texts("en")["consent"]["paragraphs"])
    assert catalogue.CONSENT_VERSION == "2026-11-30"
    assert "health data" in text
    assert "not medical or emergency care" in text
    assert "no way back" in text
    assert "end-to-end" not in text.lower()
    assert "16" in catalogue.texts("en")["consent"]["age"]


#: Phrases about recovering an account and about the app lock, and outdated phrases from before these existed.
SAID = {
    "en": (
        (
            "confirm",
            "sets a new password",
            "passkey",
            "recovery code",
            "second way in",
            "app lock",
            "stay unsealed",
        ),
        ("reset a password", "nobody can reset", "no second key", "On this phone nothing is sealed"),
    ),
    "es": (
        (
            "confirmas",
            "otra contraseña",
            "llave de acceso",
            "código de recuperación",
            "otra manera de entrar",
            "candado",
            "sin sellar",
        ),
        ("no sirve para", "no hay segunda llave", "nadie puede poner otra", "no hay nada sellado:"),
    ),
}


@LANGUAGES
def test_the_consent_mentions_account_recovery_and_the_app_lock(language: str) -> None:
    text = " ".join(catalogue.texts(language)["consent"]["paragraphs"])
    there, gone = SAID[language]
    assert [phrase for phrase in there if phrase not in text] == []
    assert [phrase for phrase in gone if phrase in text] == []


#: Pictures are drawn from the phone's own data (`test_without_an_account_the_phone_counts` in tests/e2e).
PICTURES = {"en": "pictures", "es": "imágenes"}


@LANGUAGES
def test_pictures_are_not_offered_as_a_reason_for_an_account(language: str) -> None:
    said = catalogue.read(FOLDER / "languages" / language / "app.json")["account"]
    assert PICTURES[language] not in said["what"]
    assert PICTURES[language] in said["without"]


@LANGUAGES
def test_the_merged_catalogue_puts_words_beside_codes(language: str) -> None:
    whole = catalogue.merged(language)
    words = catalogue.texts(language)
    assert problems(schema.ANSWER, whole) == []
    assert whole["sensations"][0] == {
        "code": "chest-tightness",
        "place": "chest",
        **words["sensations"]["chest-tightness"],
    }
    assert whole["moments"][0] == {"code": "before", "label": words["moments"]["before"]}
    assert whole["journal"][0]["prompts"][2] == {
        "code": "early-blueprint-3",
        "label": words["journal"]["early-blueprint"]["prompts"]["early-blueprint-3"],
    }
    assert whole["consent"] == {"version": catalogue.CONSENT_VERSION, **words["consent"]}


@LANGUAGES
def test_a_language_has_a_name_a_region_and_a_direction(language: str) -> None:
    own = catalogue.read(FOLDER / "languages" / language / "app.json")["thisLanguage"]
    assert catalogue.direction(language) == own["direction"]
    assert own["direction"] in ("ltr", "rtl")
    assert own["region"].startswith(f"{language}-")
    assert own["name"]


def test_an_unknown_language_has_no_words() -> None:
    with pytest.raises(KeyError):
        catalogue.texts("../en")
