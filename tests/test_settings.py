"""Settings come from the environment alone; what cannot be used is refused in one line, and no secret is in it."""

from pathlib import Path

import pytest

from intake.settings import SETTINGS, SettingError, Settings, settings_page

SECRET = "correct-horse"


def refusal(**environ: str) -> str:
    """The one line about settings that cannot be used."""
    with pytest.raises(SettingError) as caught:
        Settings.from_environ(environ)
    line = str(caught.value)
    assert "\n" not in line
    return line


def test_nothing_set_is_a_working_installation_in_one_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings.from_environ({"PATH": "/bin"})
    data = tmp_path / "data"
    assert settings.data_dir == data
    assert settings.database_url == f"sqlite:///{data / 'intake.db'}"
    assert settings.keyring == data / "intake.keyring"
    assert (settings.smtp_url, settings.default_locale, settings.locale_policy) == ("file:", "en", "complete")
    assert (settings.secure, settings.demo, settings.trusted_proxies) == (False, False, ())


def test_values_are_taken_as_they_are_meant(tmp_path: Path) -> None:
    settings = Settings.from_environ(
        {
            "INTAKE_DATA_DIR": str(tmp_path),
            "INTAKE_BASE_URL": "https://intake.example.org/",
            "INTAKE_TRUSTED_PROXIES": " 127.0.0.1, 10.0.0.0/8,",
            "INTAKE_LOCALE_POLICY": "reviewed",
            "INTAKE_CONTENT_DIR": str(tmp_path),
        }
    )
    assert (settings.base_url, settings.secure) == ("https://intake.example.org", True)
    assert settings.trusted_proxies == ("127.0.0.1", "10.0.0.0/8")
    assert (settings.locale_policy, settings.content_dir) == ("reviewed", tmp_path)


@pytest.mark.parametrize("name", [setting.name for setting in SETTINGS if setting.secret])
def test_a_secret_can_lie_in_a_file(name: str, tmp_path: Path) -> None:
    value = {
        "INTAKE_DATABASE_URL": f"postgresql://intake:{SECRET}@db/intake",
        "INTAKE_SMTP_URL": f"smtps://intake:{SECRET}@mail.example.org",
        "INTAKE_MAIL_IN": f"imaps://intake:{SECRET}@mail.example.org/INBOX",
        "INTAKE_DKIM_KEY": f"-----BEGIN PRIVATE KEY-----\n{SECRET}\n-----END PRIVATE KEY-----",
        "INTAKE_CANARY_MAILBOX": f"imaps://canary:{SECRET}@mail.example.org/INBOX",
    }[name]
    file = tmp_path / "secret"
    file.write_text(f"{value}\n", "utf-8")
    settings = Settings.from_environ({f"{name}_FILE": str(file)})
    kept = (settings.database_url, settings.smtp_url, settings.mail_in, settings.dkim_key, settings.canary_mailbox)
    assert value in kept
    assert SECRET not in repr(settings)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    assert refusal(INTAKE_SMTP_URL_FILE=str(gone)) == (
        f"INTAKE_SMTP_URL_FILE='{gone}': cannot be read (FileNotFoundError)"
    )
    gone.write_bytes(b"\xff\xfe")
    assert "cannot be read (UnicodeDecodeError)" in refusal(INTAKE_SMTP_URL_FILE=str(gone))


def test_a_setting_is_given_once(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("file:", "utf-8")
    line = refusal(INTAKE_SMTP_URL=f"smtps://u:{SECRET}@h", INTAKE_SMTP_URL_FILE=str(tmp_path / "url"))
    assert "keep either INTAKE_SMTP_URL or INTAKE_SMTP_URL_FILE" in line
    assert SECRET not in line


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("INTAKE_DATA_DIR", " ", "must not be empty"),
        ("INTAKE_BASE_URL", "intake.example.org", "https://intake.example.org"),
        ("INTAKE_BASE_URL", "ftp://intake.example.org", "https://intake.example.org"),
        ("INTAKE_BASE_URL", "https://", "https://intake.example.org"),
        ("INTAKE_BASE_URL", "https://[", "https://intake.example.org"),
        ("INTAKE_BASE_URL", "https://intake.example.org:port", "https://intake.example.org"),
        ("INTAKE_MAIL_FROM", "nobody", "Example Clinic <intake@example.org>"),
        ("INTAKE_MAIL_FROM", "a@b.example\r\nBcc: c@d.example", "Example Clinic <intake@example.org>"),
        ("INTAKE_CONTENT_DIR", "/there/is/no/such/folder", "is not a folder"),
        ("INTAKE_LOCALES_DIR", "/there/is/no/such/folder", "is not a folder"),
        ("INTAKE_TRUSTED_PROXIES", "127.0.0.1,proxy.local", "'proxy.local' is not an address"),
        ("INTAKE_LOCALE_POLICY", "strict", "use complete or reviewed"),
        ("INTAKE_DEFAULT_LOCALE", "", "must not be empty"),
    ],
)
def test_a_wrong_value_is_named_with_its_remedy(name: str, value: str, remedy: str) -> None:
    line = refusal(**{name: value})
    assert line.startswith(f"{name}={value!r}: ")
    assert remedy in line


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("INTAKE_DATABASE_URL", f"mysql://intake:{SECRET}@db/intake"),
        ("INTAKE_DATABASE_URL", f"postgresql://intake:{SECRET}@db/"),
        ("INTAKE_DATABASE_URL", f"postgresql://intake:{SECRET}@[db/intake"),
        ("INTAKE_DATABASE_URL", "sqlite:relative.db"),
        ("INTAKE_SMTP_URL", f"smtp://intake:{SECRET}@mail.example.org:587"),
        ("INTAKE_SMTP_URL", f"smtp://intake:{SECRET}@mail.example.org:port?starttls=required"),
        ("INTAKE_SMTP_URL", f"smtps://intake:{SECRET}@[mail"),
        ("INTAKE_SMTP_URL", f"http://intake:{SECRET}@mail.example.org"),
    ],
)
def test_a_wrong_secret_is_refused_and_not_shown(name: str, value: str) -> None:
    line = refusal(**{name: value})
    assert line.startswith(f"{name}='…': ")
    assert SECRET not in line
    assert "use " in line or "must" in line


def test_an_unknown_name_is_refused_without_its_value() -> None:
    """A slip of the finger in a name must not print the password behind it."""
    line = refusal(INTAKE_SMTP_URI=f"smtps://intake:{SECRET}@mail.example.org")
    assert line == "INTAKE_SMTP_URI='…': no such setting; docs/settings.md lists them all"
    assert "INTAKE_TEST_PGX" in refusal(INTAKE_TEST_PGX="x")


def test_the_tests_own_variable_is_let_be() -> None:
    Settings.from_environ({"INTAKE_TEST_PG": "postgresql://db/postgres"})


def test_every_setting_is_explained() -> None:
    page = settings_page()
    for setting in SETTINGS:
        assert f"| `{setting.name}` |" in page
        assert setting.help.endswith(".")


def test_settings_that_are_printed_show_no_password() -> None:
    """A debugger or a log line must not give the mail server away."""
    environ = {
        "INTAKE_SMTP_URL": "smtps://office:hunter2@mail.example.org",
        "INTAKE_DATABASE_URL": "postgresql://intake:hunter2@db.example.org/intake",
    }
    assert "hunter2" not in repr(Settings.from_environ(environ))
