"""Everything that somebody keeps, seen through any share: no value outside of it is in a byte of the answer.

Every value is written so that it is nobody else's: each text, label and nickname stands in angle brackets
with its number, each instant has seconds of its own. What may be there is worked out here from the rules
alone, not from the code.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import uuid4

import orjson
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend import zones
from backend.accounts.models import Person
from backend.content import catalogue
from backend.sharing.models import SECTIONS
from tests.conftest import Api, open_link, share

NOW = datetime(2026, 11, 22, 12, 34, 56, 789012, tzinfo=UTC)
ZONES = ("Europe/Lisbon", "Pacific/Kiritimati", "Etc/GMT+12", "Asia/Kolkata", "Africa/Nairobi")
#: What no share ever tells: zones, the account's name, times of keeping, and how entries are kept.
NEVER = [name for zone in ZONES for name in (zone, zone.split("/")[1])]
NEVER += ["alice", "12:34:56", "789012", "2026-11-22T", "own:", "never_shared", "revision", "felt_at", "zone"]
NEVER += ["practised_at", "local_date", '"id"', "created", "deleted", "<never"]

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
practices = st.fixed_dictionaries(
    {
        "when": times,
        "practice": st.sampled_from(catalogue.PRACTICES),
        "met": st.none() | st.sampled_from(catalogue.MET),
        "beliefs": st.lists(st.sampled_from(catalogue.BELIEFS), unique=True),
        "person": someones,
        "words": st.lists(st.sampled_from(["bracing", "happened"]), unique=True),
        "flags": flags,
    }
)


class Scope(NamedTuple):
    sections: list[str]
    starts_on: date | None
    hold_back_days: int
    zone: str | None
    #: Of what is one's own, these are let go again.
    gone: list[int]

    def allows(self, kept: dict[str, Any]) -> bool:
        """Twelve weeks at first, if the share reaches as far."""
        last = zones.local_date(NOW, self.zone or "UTC") - timedelta(days=self.hold_back_days)
        first = max(self.starts_on or date.min, last - timedelta(days=83))
        return not kept["never_shared"] and first <= date.fromisoformat(kept["local_date"]) <= last


scopes = st.builds(
    Scope,
    st.lists(st.sampled_from(SECTIONS), min_size=1, unique=True),
    st.none() | st.dates(date(2026, 7, 1), date(2026, 12, 1)),
    st.integers(0, 30),
    st.none() | st.sampled_from(ZONES),
    st.lists(st.integers(0, 3), unique=True, max_size=2),
)


class Kept(NamedTuple):
    check_ins: list[dict[str, Any]]
    practices: list[dict[str, Any]]
    #: The ids of what is one's own, by number.
    sensations: list[str]
    people: list[str]


def instant(days: int, seconds: int) -> str:
    return zones.rfc3339((NOW - timedelta(days=days)).replace(microsecond=0) - timedelta(seconds=seconds))


def text(never: bool, number: int, name: str) -> str:
    return f"<{'never-' if never else ''}{number}-{name}>"


def keep_all(api: Api, given: list[dict[str, Any]], practised: list[dict[str, Any]]) -> Kept:
    """The server's copies."""
    sensations = [put(api, "sensations", {"label": f"<sensation-{n}>"})["id"] for n in range(4)]
    people = [put(api, "people", {"nickname": f"<person-{n}>"})["id"] for n in range(4)]
    found: dict[str, list[dict[str, Any]]] = {"check-ins": [], "practices": []}
    for number, each in enumerate([*given, *practised]):
        days, seconds, zone = each["when"]
        never = each["flags"]["never_shared"]
        words = {name: text(never, number, name) for name in each["words"]}
        person = None if each["person"] is None else people[each["person"]]
        body = {"zone": zone, "person": person} | each["flags"]
        if "felt" in each:
            codes = [code if isinstance(code, str) else f"own:{sensations[code]}" for code in each["felt"]]
            body |= {"felt_at": instant(days, seconds), "sensations": [{"code": code} for code in codes]}
            body |= {"moment": each["moment"], "note": words.pop("note", None), "answers": words}
            found["check-ins"].append(put(api, "check-ins", body))
        else:
            body |= {"practised_at": instant(days, seconds)} | words
            body |= {name: each[name] for name in ("practice", "met", "beliefs")}
            found["practices"].append(put(api, "practices", body))
    return Kept(found["check-ins"], found["practices"], sensations, people)


def put(api: Api, kind: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = api.put(f"/api/{kind}/{uuid4()}/", body)
    assert answer.status_code == 201, answer.content
    kept: dict[str, Any] = answer.json()
    return kept


def expected(scope: Scope, kept: Kept) -> set[str]:
    """Every text that the share may tell, and therefore does."""
    shows = set(scope.sections)
    counted = [each for each in kept.check_ins if scope.allows(each)] if "sensations" in shows else []
    told = [each for each in kept.check_ins if scope.allows(each)]
    practised = [each for each in kept.practices if scope.allows(each)] if "practices" in shows else []
    found: set[str | None] = set()
    if "words" in shows:
        found |= {words for each in told for words in (each["note"], *each["answers"].values())}
        found |= {words for each in practised for words in (each["bracing"], each["happened"])}
    for number, id in enumerate(kept.sensations):
        codes = {felt["code"] for each in counted for felt in each["sensations"]}
        found |= {f"<sensation-{number}>"} if f"own:{id}" in codes and number not in scope.gone else set()
    for number, id in enumerate(kept.people):
        met = {each["person"] for each in [*counted, *practised]}
        shown = "people" in shows and id in met and number not in scope.gone
        found |= {f"<person-{number}>"} if shown else set()
    return {words for words in found if words}


def marked(raw: str) -> set[str]:
    return {f"<{part.split('>')[0]}>" for part in raw.split("<")[1:]}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    given=st.lists(check_ins, max_size=6),
    practised=st.lists(practices, max_size=5),
    scope=scopes,
)
def test_no_byte_tells_more_than_the_share(
    as_alice: Api, alice: Person, given: list[Any], practised: list[Any], scope: Scope
) -> None:
    with time_machine.travel(NOW, tick=False):
        begin_anew(as_alice, alice)
        kept = keep_all(as_alice, given, practised)
        as_alice.patch("/api/me/", {"zone": scope.zone})
        for number in scope.gone:
            as_alice.delete(f"/api/sensations/{kept.sensations[number]}/")
            as_alice.delete(f"/api/people/{kept.people[number]}/")
        starts_on = scope.starts_on and scope.starts_on.isoformat()
        settled = {"hold_back_days": scope.hold_back_days, "from": starts_on}
        made = share(as_alice, sections=scope.sections, **settled)
        raw = open_link(made["link"]).get("/api/shared/report/").content.decode()
    assert marked(raw) == expected(scope, kept)
    counts_what_it_may(raw, scope, kept)
    tells_nothing_else(raw, kept, made)


def begin_anew(api: Api, person: Person) -> None:
    """What the example before has kept."""
    for entries in (person.checkins, person.practices, person.people, person.sensations, person.sharing):
        entries.all().delete()


def counts_what_it_may(raw: str, scope: Scope, kept: Kept) -> None:
    report = orjson.loads(raw)
    assert report["check_ins"] == sum(map(scope.allows, kept.check_ins))
    assert (report["practices"] is None) == ("practices" not in scope.sections)
    if report["practices"] is not None:
        allowed = [each for each in kept.practices if scope.allows(each)]
        assert report["practices"]["count"] == len(allowed) == len(report["practices"]["entries"])


def tells_nothing_else(raw: str, kept: Kept, made: dict[str, Any]) -> None:
    entries = [*kept.check_ins, *kept.practices]
    ids = [each["id"] for each in entries] + kept.sensations + kept.people + [made["id"]]
    secret = made["link"].split(".")[-1]
    felt = [each.get("felt_at") or each["practised_at"] for each in entries]
    clocks = [at.split("T")[1][:8] for at in felt]
    hidden = [*ids, *(id.replace("-", "") for id in ids), secret, *felt, *clocks, *NEVER]
    assert [each for each in hidden if each in raw] == []
