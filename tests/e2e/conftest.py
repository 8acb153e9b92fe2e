"""A server, phones and laptops for the end-to-end tests ("stories"), which use HTTP only and not Django."""

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
from tests.e2e.stored import OPEN_STORE
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
#: Whether a test runs again to record its trace.
TRACED = pytest.StashKey[bool]()
_numbers = count(1)
expect.set_options(timeout=slow.patience(10))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the stories and run them last, since Playwright's event loop conflicts with Django's database."""
    here = Path(__file__).parent
    stories = [item for item in items if here in item.path.parents]
    for item in stories:
        item.add_marker(pytest.mark.e2e)
    items[:] = [item for item in items if item not in stories] + stories


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Run a failed story again to record its trace; it stays failed. Other stories record none."""
    done = yield
    # pytest-playwright stores the reports there.
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
    """Launch options for the full browser, which has notifications and profiles on disk."""
    return {"executable_path": str(chromium_path), "args": chromium.FLAGS, "slow_mo": slow.actions()}


@pytest.fixture(scope="session")
def browser_type_launch_args(whole_chromium: dict[str, Any]) -> dict[str, Any]:
    """Launch options for pytest-playwright's `browser`."""
    return whole_chromium | {"executable_path": str(chromium.find_shell())}


@pytest.fixture(scope="session")
def whole_browser(browser_type: BrowserType, whole_chromium: dict[str, Any]) -> Iterator[Browser]:
    """The full browser, for stories that need more than the headless shell."""
    browser = browser_type.launch(**whole_chromium)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def mortal(chromium_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """A server that stories may kill and restart; each leaves it running."""
    serving = Serving(tmp_path_factory.mktemp("mortal"), late=slow.answers()).start()
    yield serving
    serving.kill()


@pytest.fixture(scope="session")
def push_service() -> Iterator[PushService]:
    """The push service of the shared server; checks at the end that all messages were valid."""
    service = PushService().start()
    yield service
    service.stop()
    assert service.complaints == []


@pytest.fixture(scope="session")
def server(
    chromium_path: Path, tmp_path_factory: pytest.TempPathFactory, push_service: PushService
) -> Iterator[Serving]:
    """The server shared by the stories; each story has its own people."""
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
    """A new username."""
    return f"robin{next(_numbers)}"


class Browsing:
    """All browser contexts of one test, each with a watch, and a trace if requested."""

    def __init__(self, browser: Browser, traced: bool) -> None:
        self.browser = browser
        self.traced = traced
        self.open: list[tuple[BrowserContext, Watch]] = []

    def begin(self, origin: str, options: dict[str, Any]) -> tuple[BrowserContext, Watch]:
        context = self.browser.new_context(extra_http_headers=from_elsewhere(), **options)
        context.set_default_timeout(slow.patience(20))
        slow.slow_store(context)
        context.add_init_script(OPEN_STORE)
        if self.traced:
            context.tracing.start(snapshots=True)
        self.open.append((context, Watch(context, origin)))
        return self.open[-1]

    def complaints(self) -> list[str]:
        """The watches' complaints, after a round trip to each page so that no event is pending."""
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
    """A browser with a profile on disk, like a normal one."""
    options = {**launching, **PHONE, "extra_http_headers": from_elsewhere()}
    context = browser_type.launch_persistent_context(profile, **options)
    context.add_init_script(OPEN_STORE)
    return context, Watch(context, origin)


@pytest.fixture
def browsing(browser_name: str, request: pytest.FixtureRequest) -> Iterator[Browsing]:
    which = "whole_browser" if "whole_browser" in request.fixturenames else "browser"
    all_of_it = Browsing(request.getfixturevalue(which), request.node.stash.get(TRACED, False))
    yield all_of_it
    complaints = all_of_it.complaints()
    # pytest-playwright stores the report of the call there; there is none if a fixture failed.
    report = getattr(request.node, "rep_call", None)
    failed = report is None or report.failed or bool(complaints) or all_of_it.traced
    name = re.sub(r"\W+", "-", request.node.name)
    all_of_it.end(EVIDENCE / name if failed else None)
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def new_phone(browsing: Browsing, request: pytest.FixtureRequest) -> Callable[..., Phone]:
    """A new phone, opened on Now, with the shared server or another one."""

    def make(serving: Serving | None = None, **options: Any) -> Phone:
        serving = serving or request.getfixturevalue("server")
        return Phone(*browsing.begin(serving.origin, PHONE | options)).open()

    return make


@pytest.fixture
def laptop(browsing: Browsing, server: Serving) -> Phone:
    """Another person's browser, without an open page."""
    return Phone(*browsing.begin(server.origin, LAPTOP))


@pytest.fixture
def phone(new_phone: Callable[..., Phone]) -> Phone:
    return new_phone()


@pytest.fixture
def account(phone: Phone, username: str) -> Account:
    """An account that is signed in on the phone."""
    account = Account.sign_up(phone.origin, username)
    phone.sign_in(username)
    return account
