"""What a server is told by its environment, and how a wrong word there is told."""

import pytest

from rma_service.settings import read_settings


def test_without_an_environment_a_server_listens_to_its_own_machine_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("DATABASE_URL", "HOST", "PORT", "PUBLIC_ORIGIN", "ENVIRONMENT", "DEMO"):
        monkeypatch.delenv(f"RMA_{name}", raising=False)
    settings = read_settings()
    assert (settings.host, settings.port, settings.demo) == ("127.0.0.1", 8000, False)


@pytest.mark.parametrize("origin", ["https://rma.example", "http://10.0.0.7:8080"])
def test_an_origin_is_taken_as_people_type_it(monkeypatch: pytest.MonkeyPatch, origin: str) -> None:
    monkeypatch.setenv("RMA_PUBLIC_ORIGIN", origin)
    assert read_settings().public_origin == origin


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("RMA_PORT", "70000", "RMA_PORT: Input should be less than or equal to 65535."),
        ("RMA_PORT", "http", "RMA_PORT: Input should be a valid integer"),
        ("RMA_PUBLIC_ORIGIN", "rma.example", "RMA_PUBLIC_ORIGIN: Write scheme and host"),
        ("RMA_PUBLIC_ORIGIN", "https://rma.example/", "RMA_PUBLIC_ORIGIN: Write scheme and host"),
        ("RMA_ENVIRONMENT", "Live 1", "RMA_ENVIRONMENT: String should match pattern"),
        ("RMA_DEMO", "perhaps", "RMA_DEMO: Input should be a valid boolean"),
    ],
)
def test_an_impossible_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValueError, match=name) as wrong:
        read_settings()
    assert str(wrong.value).startswith(expected)
