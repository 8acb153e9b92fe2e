"""A server, phones and laptops for the stories. Nothing here touches Django: the stories talk HTTP."""

import os
import re
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from playwright.sync_api import Browser, BrowserContext, BrowserType, expect

from tests.e2e import slow
from tests.e2e.account import Account
from tests.e2e.phone import SCREENSHOTS, Phone
from tests.e2e.watch import Watch
from tests.services import chromium
from tests.services.push_service import PushService
from tests.services.serving import Serving, from_elsewhere

EVIDENCE = chromium.BUILD / "e2e"
DIST = chromium.ROOT / "frontend" / "dist" / "index.html"
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
    "service_workers": "allow",
    "locale": "en",
    "timezone_id": "Europe/Lisbon",
}
LAPTOP = {"viewport": {"width": 1280, "height": 800}, "locale": "en", "timezone_id": "Europe/Lisbon"}
#: Whether a story is told for its trace.
TRACED = pytest.StashKey[bool]()
_numbers = count(1)
expect.set_options(timeout=slow.patience(10))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the stories and tells them last: Playwright's loop stands in the way of Django's database."""
    here = Path(__file__).parent
    stories = [item for item in items if here in item.path.parents]
    for item in stories:
        item.add_marker(pytest.mark.e2e)
    items[:] = [item for item in items if item not in stories] + stories


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """A story that failed is told again for its trace, which the others are spared. It stays failed."""
    done = yield
    # pytest-playwright leaves the reports there.
    reports = [getattr(item, f"rep_{when}", None) for when in ("setup", "call", "teardown")]
    if any(report and report.failed for report in reports):
        item.stash[TRACED] = True
        runtestprotocol(item, log=False, nextitem=nextitem)
    return done


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    try:
        return chromium.find()
    except chromium.NoChromiumError as none:
        if os.environ.get("CI") == "true":
            pytest.fail(str(none), pytrace=False)
        pytest.skip(f"NOT TESTED IN A BROWSER. {none}")


@pytest.fixture(scope="session")
def whole_chromium(chromium_path: Path) -> dict[str, Any]:
    """How to launch the one that shows notifications and writes a profile."""
    return {"executable_path": str(chromium_path), "args": chromium.FLAGS, "slow_mo": slow.actions()}


@pytest.fixture(scope="session")
def browser_type_launch_args(whole_chromium: dict[str, Any]) -> dict[str, Any]:
    """For pytest-playwright's `browser`."""
    return whole_chromium | {"executable_path": str(chromium.find_shell())}


@pytest.fixture(scope="session")
def whole_browser(browser_type: BrowserType, whole_chromium: dict[str, Any]) -> Iterator[Browser]:
    """For stories that the headless shell can't be told in: they use this fixture."""
    browser = browser_type.launch(**whole_chromium)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def mortal(chromium_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """A server to be killed and started again; each story that does so leaves it running."""
    serving = Serving(tmp_path_factory.mktemp("mortal"), late=slow.answers()).start()
    yield serving
    serving.kill()


@pytest.fixture(scope="session")
def push_service() -> Iterator[PushService]:
    """Where the shared server sends its nudges; no message broke a rule."""
    service = PushService().start()
    yield service
    service.stop()
    assert service.complaints == []


@pytest.fixture(scope="session")
def server(
    chromium_path: Path, tmp_path_factory: pytest.TempPathFactory, push_service: PushService
) -> Iterator[Serving]:
    """The server that the stories share; each has its own people on it."""
    if not DIST.exists():
        pytest.fail("frontend/dist is not built: `make build`", pytrace=False)
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    serving = Serving(tmp_path_factory.mktemp("server"), push_service.environment, slow.answers()).start()
    yield serving
    serving.stop()
    assert serving.process is not None
    assert serving.process.returncode == 0, serving.log()
    assert "Traceback" not in serving.log(), serving.log()


@pytest.fixture
def username() -> str:
    """Somebody new."""
    return f"robin{next(_numbers)}"


class Browsing:
    """Every browser context of one test, watched, and traced if that is asked for."""

    def __init__(self, browser: Browser, traced: bool) -> None:
        self.browser = browser
        self.traced = traced
        self.open: list[tuple[BrowserContext, Watch]] = []

    def begin(self, origin: str, options: dict[str, Any]) -> tuple[BrowserContext, Watch]:
        context = self.browser.new_context(extra_http_headers=from_elsewhere(), **options)
        context.set_default_timeout(slow.patience(20))
        slow.slow_store(context)
        if self.traced:
            context.tracing.start(snapshots=True)
        self.open.append((context, Watch(context, origin)))
        return self.open[-1]

    def complaints(self) -> list[str]:
        """What the watches saw; asking a page first, so that all that happened has been heard of."""
        for context, _ in self.open:
            for page in context.pages:
                page.evaluate("null")
        return [complaint for _, watch in self.open for complaint in watch.complaints]

    def end(self, evidence: Path | None) -> None:
        for number, (context, _) in enumerate(self.open, start=1):
            if evidence:
                self.keep_evidence(context, evidence, number)
            context.close()

    def keep_evidence(self, context: BrowserContext, folder: Path, number: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        if self.traced:
            context.tracing.stop(path=folder / f"trace-{number}.zip")
        for tab, page in enumerate(context.pages, start=1):
            page.screenshot(path=folder / f"screen-{number}-{tab}.png")


def begin_with_profile(
    browser_type: BrowserType, launching: dict[str, Any], profile: Path, origin: str
) -> tuple[BrowserContext, Watch]:
    """A browser that writes its profile to a disk, as everybody's does."""
    options = {**launching, **PHONE, "extra_http_headers": from_elsewhere()}
    context = browser_type.launch_persistent_context(profile, **options)
    return context, Watch(context, origin)


@pytest.fixture
def browsing(browser_name: str, request: pytest.FixtureRequest) -> Iterator[Browsing]:
    which = "whole_browser" if "whole_browser" in request.fixturenames else "browser"
    all_of_it = Browsing(request.getfixturevalue(which), request.node.stash.get(TRACED, False))
    yield all_of_it
    complaints = all_of_it.complaints()
    # pytest-playwright leaves the report of the call there; none when a fixture has failed.
    report = getattr(request.node, "rep_call", None)
    failed = report is None or report.failed or bool(complaints) or all_of_it.traced
    name = re.sub(r"\W+", "-", request.node.name)
    all_of_it.end(EVIDENCE / name if failed else None)
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def new_phone(browsing: Browsing, request: pytest.FixtureRequest) -> Callable[..., Phone]:
    """A phone nobody has used yet, opened on Now; of the shared server, or of one's own."""

    def make(serving: Serving | None = None, **options: Any) -> Phone:
        serving = serving or request.getfixturevalue("server")
        return Phone(*browsing.begin(serving.origin, PHONE | options)).open()

    return make


@pytest.fixture
def laptop(browsing: Browsing, server: Serving) -> Phone:
    """Another person's browser, with nothing opened in it."""
    return Phone(*browsing.begin(server.origin, LAPTOP))


@pytest.fixture
def phone(new_phone: Callable[..., Phone]) -> Phone:
    return new_phone()


@pytest.fixture
def account(phone: Phone, username: str) -> Account:
    """Somebody signed in on the phone."""
    account = Account.sign_up(phone.origin, username)
    phone.sign_in(username)
    return account
