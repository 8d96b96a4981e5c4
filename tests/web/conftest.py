"""For every test of the web: passwords that cost hardly any work."""

import pytest

from intake.lib import passwords


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 with hardly any work."""
    monkeypatch.setattr(passwords, "hasher", passwords.Hasher(memory_kib=8, time_cost=1))
