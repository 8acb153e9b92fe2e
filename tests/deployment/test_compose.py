"""docker-compose.yml: services have minimal privileges and no default passwords."""

import ipaddress
import re
from typing import Any

import pytest

from backend.new_secrets import MADE
from tests.deployment import compose, image
from tests.services.chromium import ROOT

SERVICES = compose.services()
APP = ("migrate", "web", "worker", "beat")
#: Without comments, which may quote variables.
TEXT = re.sub(r"^\s*#.*$", "", compose.FILE.read_text(), flags=re.MULTILINE)


def test_the_list_of_services() -> None:
    assert set(SERVICES) == {*APP, "database", "broker", "proxy"}


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_has_minimal_privileges(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert str(service["user"]).split(":")[0] not in ("", "0", "root")
    assert any(place.startswith("/tmp") for place in service["tmpfs"])  # noqa: S108
    assert service["logging"]["options"].keys() == {"max-size", "max-file"}
    rights = {"cap_add", "privileged", "devices", "pid", "ipc", "network_mode", "userns_mode", "env_file"}
    assert not rights & service.keys()


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_restarts_except_the_migration(name: str) -> None:
    assert SERVICES[name]["restart"] == ("no" if name == "migrate" else "unless-stopped")


def test_only_the_proxy_can_be_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if service.get("ports")] == ["proxy"]
    assert SERVICES["proxy"]["ports"] == ["80:8080", "443:8443"]
    assert not any("expose" in service for service in SERVICES.values())


def test_only_workers_and_edge_services_can_reach_the_internet() -> None:
    networks = compose.read()["networks"]
    closed = {name for name, network in networks.items() if network.get("internal")}
    assert closed == {"inside"}
    for name in ("database", "broker", "beat", "migrate"):
        assert set(SERVICES[name]["networks"]) == closed
    for name in ("web", "worker"):
        assert set(SERVICES[name]["networks"]) - closed
        assert "inside" in SERVICES[name]["networks"]
    assert "inside" not in SERVICES["proxy"]["networks"]


def test_only_the_proxy_is_trusted() -> None:
    (network,) = compose.read()["networks"]["edge"]["ipam"]["config"]
    address = ipaddress.ip_address(SERVICES["proxy"]["networks"]["edge"]["ipv4_address"])
    assert address in ipaddress.ip_network(network["subnet"])
    # Otherwise Docker might assign its address to a service that starts earlier.
    assert address not in ipaddress.ip_network(network["ip_range"])
    for name in APP:
        assert SERVICES[name]["environment"]["NOTICING_TRUSTED_PROXIES"] == str(address)


def test_every_variable_is_required_and_explained() -> None:
    assert "$" not in compose.INTERPOLATION.sub("", TEXT)
    asked = {found["name"] for found in compose.INTERPOLATION.finditer(TEXT) if found["name"]}
    messages = {found["message"] for found in compose.INTERPOLATION.finditer(TEXT) if found["name"]} - {None}
    assert asked == set(compose.named_in_the_example()) == {"NOTICING_HOST", "NOTICING_EMAIL_URL", *MADE}
    assert messages == {"see .env.example"}


def test_the_example_contains_no_values() -> None:
    assigned = re.findall(r"^(\w+)=(.*)$", compose.EXAMPLE.read_text(), re.MULTILINE)
    assert assigned == [("NOTICING_HOST", "")]
    assert "/.env" in (ROOT / ".gitignore").read_text().splitlines()


def secret(name: str) -> bool:
    return any(word in name for word in ("PASSWORD", "KEY", "TOKEN", "AUTH", "SECRET"))


@pytest.mark.parametrize("name", SERVICES)
def test_no_secret_is_in_the_file(name: str) -> None:
    for variable, value in SERVICES[name].get("environment", {}).items():
        if secret(variable):
            assert compose.INTERPOLATION.fullmatch(value), variable
        if "@" in value:
            assert re.search(r":\$\{[^}]+\}@", value), variable
    assert not any("${" in text for text in compose.strings(SERVICES[name].get("command", [])))


def test_our_services_get_all_required_settings() -> None:
    settings = (ROOT / "backend" / "settings.py").read_text() + (
        ROOT / "backend" / "environment.py"
    ).read_text()
    for name in APP:
        given = SERVICES[name]["environment"]
        assert given == SERVICES["web"]["environment"]
        for variable in given:
            assert f'"{variable.removeprefix("NOTICING_")}"' in settings, variable


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_no_service_starts_before_the_migration(name: str) -> None:
    needs = {service: needed["condition"] for service, needed in SERVICES[name]["depends_on"].items()}
    assert needs == {
        "migrate": "service_completed_successfully",
        "database": "service_healthy",
        "broker": "service_healthy",
    }


def test_services_that_others_wait_for_have_a_health_check() -> None:
    waited_for = {
        service
        for one in SERVICES.values()
        for service, needed in one.get("depends_on", {}).items()
        if needed["condition"] == "service_healthy"
    }
    assert waited_for | {"worker"} == {name for name, service in SERVICES.items() if "healthcheck" in service}


def test_persistent_data_is_in_volumes() -> None:
    mounted = [mount.split(":")[0] for one in SERVICES.values() for mount in one.get("volumes", [])]
    assert set(mounted) == set(compose.read()["volumes"])
    assert all(not name.startswith((".", "/")) for name in mounted)
    places: dict[str, Any] = {name: SERVICES[name]["volumes"] for name in ("database", "broker", "web")}
    assert places == {
        "database": ["database:/var/lib/postgresql"],
        "broker": ["broker:/data"],
        "web": ["data:/data"],
    }


def test_other_images_are_pinned_to_a_major_version() -> None:
    for name, service in SERVICES.items():
        if "build" in service:
            assert image.of(service["build"]["target"], "USER") == [service["user"]], name
        else:
            assert re.fullmatch(r"[a-z]+:\d+", service["image"]), name


def test_the_broker_evicts_nothing_and_requires_a_password() -> None:
    command = " ".join(SERVICES["broker"]["command"])
    assert "--maxmemory-policy noeviction" in command
    assert "requirepass $$REDISCLI_AUTH" in command


def test_the_proxy_passes_on_to_the_web_service_and_logs_no_requests() -> None:
    caddyfile = (ROOT / "deploy" / "Caddyfile").read_text()
    port = SERVICES["web"]["command"][SERVICES["web"]["command"].index("--port") + 1]
    assert f"dynamic a web {port}\n" in caddyfile
    assert "\n{$NOTICING_HOST} {\n" in caddyfile
    assert "NOTICING_HOST" in SERVICES["proxy"]["environment"]
    assert "\t\theader_up -*_*\n" in caddyfile
    assert "exclude http.log.error" in caddyfile
    assert "\tlog {" in caddyfile.split("{$NOTICING_HOST}")[0]
    assert "log" not in caddyfile.split("{$NOTICING_HOST}")[1]
