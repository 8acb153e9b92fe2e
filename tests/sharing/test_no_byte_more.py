"""For random data and random shares, the response contains no value outside the share's scope.

Every value is unique: each text, label and nickname is in angle brackets with its number, and each instant
has its own seconds. The expected values are computed here from the rules, independently of the code.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import uuid4

import orjson
import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend import zones
from backend.accounts.models import Person
from backend.api.fields import Choice
from backend.api.serializers import fields_of
from backend.checkins.models import CheckIn
from backend.content import catalogue
from backend.entries.bodies import Codes, Reference
from backend.entries.kinds import Kind
from backend.kinds import KINDS
from backend.people.models import KnownPerson
from backend.sensations.models import OwnSensation
from backend.sharing.kinds import SECTIONS, SHARED
from tests.conftest import Api, open_link, share
from tests.entries.test_every_kind import texts_of

NOW = datetime(2026, 11, 22, 12, 34, 56, 789012, tzinfo=UTC)
ZONES = ("Europe/Lisbon", "Pacific/Kiritimati", "Etc/GMT+12", "Asia/Kolkata", "Africa/Nairobi")
#: Never in a share: zones, the account's name, times of saving, and internal fields of entries.
NEVER = [name for zone in ZONES for name in (zone, zone.split("/")[1])]
NEVER += ["alice", "12:34:56", "789012", "2026-11-22T", "own:", "never_shared", "revision", "felt_at", "zone"]
NEVER += [kind.model.moment for kind in SHARED.values()]
NEVER += ["local_date", '"id"', "created", "deleted", "<never"]

someones = st.none() | st.integers(0, 3)
times = st.tuples(st.integers(0, 130), st.integers(0, 86_399), st.sampled_from(ZONES))
flags = st.fixed_dictionaries(
    {"for_session": st.booleans(), "never_shared": st.sampled_from([False, False, True])}
)
check_ins = st.fixed_dictionaries(
    {
        "when": times,
        "felt": st.lists(
            st.sampled_from([*catalogue.SENSATIONS, 0, 1, 2, 3]), min_size=1, max_size=4, unique=True
        ),
        "moment": st.none() | st.sampled_from(catalogue.MOMENTS),
        "person": someones,
        "words": st.lists(st.sampled_from(["note", *catalogue.QUESTIONS]), unique=True),
        "flags": flags,
    }
)


def some(codes: Any) -> Any:
    return st.lists(st.sampled_from(codes), unique=True, max_size=3)


def codes_of(field: Any) -> Any:
    """Any value of a field with codes of the catalogue."""
    if isinstance(field, Codes):
        return some(list(field.child.choices))
    codes = st.sampled_from(list(field.choices))
    return st.none() | codes if field.allow_null else codes


def entries_of(kind: Kind) -> Any:
    """Entries of a kind with its own section: any codes, and any of its texts."""
    fields = fields_of(kind.serializer)
    texts = texts_of(kind.word)
    needed = [name for name in texts if name in fields and fields[name].required]
    others = st.lists(st.sampled_from(texts), unique=True)
    return st.fixed_dictionaries(
        {
            "section": st.just(kind.word),
            "when": times,
            "plain": st.fixed_dictionaries(
                {name: codes_of(each) for name, each in fields.items() if isinstance(each, Choice | Codes)}
            ),
            "person": someones,
            "words": others.map(lambda some: sorted({*needed, *some})),
            "flags": flags,
        }
    )


SECTIONED = [kind for kind in KINDS if kind.word in SHARED]


class Scope(NamedTuple):
    sections: list[str]
    starts_on: date | None
    hold_back_days: int
    zone: str | None
    #: Own sensations and people that are deleted again.
    gone: list[int]

    def allows(self, kept: dict[str, Any]) -> bool:
        """Twelve weeks by default, if the share goes back that far."""
        last = zones.local_date(NOW, self.zone or "UTC") - timedelta(days=self.hold_back_days)
        first = max(self.starts_on or date.min, last - timedelta(days=83))
        return not kept["never_shared"] and first <= date.fromisoformat(kept["local_date"]) <= last

    def counts(self, check_in: dict[str, Any]) -> bool:
        """If only words are shared, only check-ins with words count."""
        has_words = check_in["note"] or any(check_in["answers"].values())
        return "sensations" in self.sections or ("words" in self.sections and bool(has_words))


scopes = st.builds(
    Scope,
    st.lists(st.sampled_from(SECTIONS), min_size=1, unique=True),
    st.none() | st.dates(date(2026, 7, 1), date(2026, 12, 1)),
    st.integers(0, 30),
    st.none() | st.sampled_from(ZONES),
    st.lists(st.integers(0, 3), unique=True, max_size=2),
)


class Kept(NamedTuple):
    """The entries as the server stores them."""

    check_ins: list[dict[str, Any]]
    #: By section.
    told: dict[str, list[dict[str, Any]]]
    #: The ids of own sensations and people, by number.
    sensations: list[str]
    people: list[str]


def instant(days: int, seconds: int) -> str:
    return zones.rfc3339((NOW - timedelta(days=days)).replace(microsecond=0) - timedelta(seconds=seconds))


def text(never: bool, number: int, name: str) -> str:
    return f"<{'never-' if never else ''}{number}-{name}>"


def keep_all(api: Api, given: list[dict[str, Any]]) -> Kept:
    """The server's copies."""
    sensations = [put(api, "sensations", {"label": f"<sensation-{n}>"})["id"] for n in range(4)]
    people = [put(api, "people", {"nickname": f"<person-{n}>"})["id"] for n in range(4)]
    kept = Kept([], {section: [] for section in SHARED}, sensations, people)
    for number, each in enumerate(given):
        if "felt" in each:
            kept.check_ins.append(put(api, "check-ins", check_in_of(each, number, kept)))
        else:
            section = each["section"]
            kept.told[section].append(put(api, section, body_of(each, number, kept)))
    return kept


def words_of(each: dict[str, Any], number: int) -> dict[str, str]:
    return {name: text(each["flags"]["never_shared"], number, name) for name in each["words"]}


def about(each: dict[str, Any], kept: Kept) -> dict[str, Any]:
    return {"person": None if each["person"] is None else kept.people[each["person"]]}


def check_in_of(each: dict[str, Any], number: int, kept: Kept) -> dict[str, Any]:
    days, seconds, zone = each["when"]
    words = words_of(each, number)
    codes = [code if isinstance(code, str) else f"own:{kept.sensations[code]}" for code in each["felt"]]
    felt = {"felt_at": instant(days, seconds), "sensations": [{"code": code} for code in codes]}
    said = {"moment": each["moment"], "note": words.pop("note", None), "answers": words}
    return {"zone": zone, **about(each, kept), **each["flags"], **felt, **said}


def body_of(each: dict[str, Any], number: int, kept: Kept) -> dict[str, Any]:
    days, seconds, zone = each["when"]
    model = SHARED[each["section"]].model
    return {
        model.moment: instant(days, seconds),
        "zone": zone,
        **(about(each, kept) if "person" in model.references else {}),
        **each["flags"],
        **each["plain"],
        **nested(words_of(each, number)),
    }


def nested(words: dict[str, str]) -> dict[str, Any]:
    """`say_it/when` is a text in an object."""
    body: dict[str, Any] = {}
    for path, word in words.items():
        *outer, name = path.split("/")
        inner = body
        for each in outer:
            inner = inner.setdefault(each, {})
        inner[name] = word
    return body


def put(api: Api, kind: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = api.put(f"/api/{kind}/{uuid4()}/", body)
    assert answer.status_code == 201, answer.content
    kept: dict[str, Any] = answer.json()
    return kept


def expected(scope: Scope, kept: Kept) -> set[str]:
    """All texts that the share includes."""
    shows = set(scope.sections)
    check_ins = [each for each in kept.check_ins if scope.allows(each)]
    counted = check_ins if "sensations" in shows else []
    told = [each for section in shows & set(SHARED) for each in kept.told[section] if scope.allows(each)]
    found = marked(written([*check_ins, *told])) if "words" in shows else set()
    for number, id in enumerate(kept.sensations):
        codes = {felt["code"] for each in counted for felt in each["sensations"]}
        found |= {f"<sensation-{number}>"} if f"own:{id}" in codes and number not in scope.gone else set()
    for number, id in enumerate(kept.people):
        met = {each.get("person") for each in [*counted, *told]}
        shown = "people" in shows and id in met and number not in scope.gone
        found |= {f"<person-{number}>"} if shown else set()
    return found


def written(entries: list[dict[str, Any]]) -> str:
    return orjson.dumps(entries).decode()


def marked(raw: str) -> set[str]:
    return {f"<{part.split('>')[0]}>" for part in raw.split("<")[1:]}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given=st.lists(st.one_of(check_ins, *map(entries_of, SECTIONED)), max_size=12), scope=scopes)
def test_a_response_contains_nothing_outside_the_share(
    as_alice: Api, alice: Person, given: list[Any], scope: Scope
) -> None:
    with time_machine.travel(NOW, tick=False):
        delete_everything(as_alice, alice)
        kept = keep_all(as_alice, given)
        as_alice.patch("/api/me/", {"zone": scope.zone})
        for number in scope.gone:
            as_alice.delete(f"/api/sensations/{kept.sensations[number]}/")
            as_alice.delete(f"/api/people/{kept.people[number]}/")
        starts_on = scope.starts_on and scope.starts_on.isoformat()
        settled = {"hold_back_days": scope.hold_back_days, "from": starts_on}
        made = share(as_alice, sections=scope.sections, **settled)
        raw = open_link(made["link"]).get("report/").content.decode()
    assert marked(raw) == expected(scope, kept)
    check_counts(raw, scope, kept)
    check_nothing_else_is_included(raw, kept, made)


@pytest.mark.parametrize("kind", SECTIONED, ids=lambda kind: kind.word)
def test_its_entries_have_every_field(kind: Kind) -> None:
    """A field of another type needs values of its own above."""
    fields = fields_of(kind.serializer)
    given = {name for name, field in fields.items() if isinstance(field, Choice | Codes | Reference)}
    others = set(fields) - given - {kind.model.moment, "zone", "for_session", "never_shared"}
    assert others == {path.split("/")[0] for path in texts_of(kind.word)}


def delete_everything(api: Api, person: Person) -> None:
    """Delete the entries of the previous example."""
    models = [CheckIn, KnownPerson, OwnSensation, *(kind.model for kind in SHARED.values())]
    for entries in (*(model.for_person(person) for model in models), person.sharing):
        entries.all().delete()


def check_counts(raw: str, scope: Scope, kept: Kept) -> None:
    report = orjson.loads(raw)
    counted = [each for each in kept.check_ins if scope.allows(each) and scope.counts(each)]
    shows = {"sensations", "words"} & set(scope.sections)
    assert report["check_ins"] == (len(counted) if shows else None)
    for section, entries in kept.told.items():
        assert (report[section] is None) == (section not in scope.sections)
        if report[section] is not None:
            allowed = [each for each in entries if scope.allows(each)]
            assert report[section]["count"] == len(allowed) == len(report[section]["entries"])


def check_nothing_else_is_included(raw: str, kept: Kept, made: dict[str, Any]) -> None:
    told = [(each, SHARED[section].model.moment) for section in SHARED for each in kept.told[section]]
    entries = [*told, *((each, "felt_at") for each in kept.check_ins)]
    ids = [each["id"] for each, _ in entries] + kept.sensations + kept.people + [made["id"]]
    secret = made["link"].split(".")[-1]
    felt = [each[moment] for each, moment in entries]
    clocks = [at.split("T")[1][:8] for at in felt]
    hidden = [*ids, *(id.replace("-", "") for id in ids), secret, *felt, *clocks, *NEVER]
    assert [each for each in hidden if each in raw] == []
