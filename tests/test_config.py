from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from config import CLEAR_TEXT, HOW_TO_MAKE_ONE, LogLevel, Mode, Settings, Smtp, UnsafeSettings, WeChatFile, kept_secret

GOOD_SECRET = "n3Vq-8wLrT0_yZkE5uHsX1dPf7JbGm2c"


def read(folder: Path, **environ: str) -> Settings:
    return Settings.from_environment({"QIAO_INSTANCE": str(folder), **environ})


def problems(folder: Path, **environ: str) -> list[str]:
    """The variables that a start is refused for, in order."""
    with pytest.raises(UnsafeSettings) as refusal:
        read(folder, **environ)
    return [problem.partition(":")[0] for problem in refusal.value.problems]


def test_local_mode_needs_nothing(tmp_path: Path) -> None:
    settings = read(tmp_path)

    assert settings == Settings(
        mode=Mode.LOCAL,
        instance=tmp_path,
        secret_key=(tmp_path / "secret").read_text(),
        database_url=f"sqlite:///{tmp_path}/qiao.db",
        queue_url=f"sqlite:///{tmp_path}/queue.db",
        base_url="http://127.0.0.1:8000",
        log_level=LogLevel.WARNING,
    )


def test_settings_cannot_be_changed(tmp_path: Path) -> None:
    settings = read(tmp_path)

    with pytest.raises(FrozenInstanceError):
        settings.port = 1  # type: ignore[misc]


def test_base_url_follows_the_port(tmp_path: Path) -> None:
    assert read(tmp_path, PORT="8123").base_url == "http://127.0.0.1:8123"


def test_everything_can_be_set(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        QIAO_MODE="production",
        SECRET_KEY=GOOD_SECRET,
        BASE_URL="https://match.example.org/",
        DATABASE_URL="postgresql://qiao:pw@db/qiao",
        PORT="9000",
        QIAO_HOST="0.0.0.0",
        QIAO_WORKERS="4",
        QIAO_PROXY_HOPS="1",
        QIAO_SMTP_URL="smtp://user:p%40ss@mail.example.org:587?starttls=1",
        QIAO_MAIL_FROM="Matching Day <hello@example.org>",
        QIAO_LOG_LEVEL="WARNING",
        QIAO_WECHAT_VERIFICATION="MP_verify_a1B2.txt:a1B2",
        QIAO_ICP_FILING="渝ICP备00000000号-1",
    )

    assert settings == Settings(
        mode=Mode.PRODUCTION,
        instance=tmp_path,
        secret_key=GOOD_SECRET,
        database_url="postgresql+psycopg://qiao:pw@db/qiao",
        queue_url="postgresql://qiao:pw@db/qiao",
        base_url="https://match.example.org",
        host="0.0.0.0",
        port=9000,
        workers=4,
        proxy_hops=1,
        smtp=Smtp(host="mail.example.org", port=587, user="user", password="p@ss", starttls=True),
        mail_from="Matching Day <hello@example.org>",
        log_level=LogLevel.WARNING,
        wechat_verification=WeChatFile(name="MP_verify_a1B2.txt", content="a1B2"),
        icp_filing="渝ICP备00000000号-1",
    )
    assert settings.secure
    assert not (tmp_path / "secret").exists()


def test_production_names_all_that_is_missing_at_once(tmp_path: Path) -> None:
    assert problems(tmp_path, QIAO_MODE="production", FLASK_DEBUG="1") == ["SECRET_KEY", "BASE_URL", "FLASK_DEBUG"]


WEAK = (
    "",
    "changeme",
    "a" * 64,
    "short-but-random-9f8e7d",
    "0123456789abcdef0123456789abcdef0123",
    "changeme-2026-" * 9,
)
WORDS = (
    "correct-horse-battery-staple-qiao-2026",
    "Matching-Day-Chongqing-Singapore-2026!",
    "SuperSecretKeyForProductionServer2026",
    "Gv7-umbrella-Kiosk-tundra-pepper-violet-drum",
    "woaibeijingtiananmen2026chongqinghuanying",
    "le-chat-noir-mange-une-souris-blanche-7",
)
ORDERLY = ("0123456789abcdefghijklmnopqrstuvwxyz", "zyxwvutsrqponmlkjihgfedcba9876543210", "abc" * 20 + "0123456789xyz")


@pytest.mark.parametrize("secret", [*WEAK, *ORDERLY])
def test_production_refuses_a_weak_secret(tmp_path: Path, secret: str) -> None:
    assert problems(tmp_path, QIAO_MODE="production", BASE_URL="https://a.example", SECRET_KEY=secret) == ["SECRET_KEY"]


@pytest.mark.parametrize("name", ["SECRET_KEY", "QIAO_SEALING_KEY"])
@pytest.mark.parametrize("secret", WORDS)
def test_a_secret_made_of_words_is_refused_with_the_command_that_makes_one(
    tmp_path: Path, name: str, secret: str
) -> None:
    with pytest.raises(UnsafeSettings) as refusal:
        read(tmp_path, **{name: secret})

    (problem,) = refusal.value.problems
    assert problem == f"{name}: 32 or more random characters, no words; {HOW_TO_MAKE_ONE}"
    assert problem.endswith("python3 -c 'import secrets; print(secrets.token_urlsafe(48))'")


@pytest.mark.parametrize("made", [secrets.token_urlsafe, secrets.token_hex])
def test_production_takes_whatever_chance_makes(tmp_path: Path, made: Callable[[int], str]) -> None:
    for _ in range(200):
        secret = made(24)
        live = read(tmp_path, QIAO_MODE="production", BASE_URL="https://a.example", SECRET_KEY=secret)
        assert live.secret_key == secret


@pytest.mark.parametrize("port", ["99999", "0", "-1", "x"])
@pytest.mark.parametrize("mode", ["production", "local"])
def test_a_base_url_with_a_port_that_there_is_not_is_refused(tmp_path: Path, mode: str, port: str) -> None:
    url = {"production": f"https://a.example:{port}", "local": f"http://127.0.0.1:{port}"}[mode]

    assert problems(tmp_path, QIAO_MODE=mode, SECRET_KEY=GOOD_SECRET, BASE_URL=url) == ["BASE_URL"]


def test_production_takes_a_port_in_its_address(tmp_path: Path) -> None:
    for url in ("https://a.example:8443", "https://[2001:db8::1]:8443", "https://桥.example"):
        assert read(tmp_path, QIAO_MODE="production", SECRET_KEY=GOOD_SECRET, BASE_URL=url).base_url == url


@pytest.mark.parametrize(
    "base_url",
    [
        "https://[2001:db8::1",
        "https://a b.example",
        "https://a.example?x",
        "http://match.example.org",
        "https://a.example/qiao",
        "https://u:p@a.example",
        "https://",
        "a.example",
    ],
)
def test_production_refuses_a_base_url_without_tls_or_with_a_path(tmp_path: Path, base_url: str) -> None:
    assert problems(tmp_path, QIAO_MODE="production", SECRET_KEY=GOOD_SECRET, BASE_URL=base_url) == ["BASE_URL"]


def test_production_may_keep_sqlite(tmp_path: Path) -> None:
    settings = read(tmp_path, QIAO_MODE="production", SECRET_KEY=GOOD_SECRET, BASE_URL="https://a.example")

    assert settings.database_url == f"sqlite:///{tmp_path}/qiao.db"


def test_local_mode_refuses_to_serve_other_machines(tmp_path: Path) -> None:
    assert problems(tmp_path, BASE_URL="https://match.example.org") == ["QIAO_MODE"]
    assert problems(tmp_path, QIAO_MODE="test", BASE_URL="https://match.example.org") == ["QIAO_MODE"]
    assert read(tmp_path, BASE_URL="http://localhost:8000").base_url == "http://localhost:8000"
    assert read(tmp_path, BASE_URL="http://[::1]:8000").base_url == "http://[::1]:8000"


@pytest.mark.parametrize("mode", ["local", "test"])
@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "qiao.example.org", ""])
def test_local_and_test_mode_refuse_to_listen_beyond_this_machine(tmp_path: Path, mode: str, host: str) -> None:
    if not host:
        assert read(tmp_path, QIAO_MODE=mode, QIAO_HOST=host).host == "127.0.0.1"
        return
    with pytest.raises(UnsafeSettings) as refusal:
        read(tmp_path, QIAO_MODE=mode, QIAO_HOST=host)

    assert refusal.value.problems == (
        f"QIAO_HOST: {mode} mode serves this machine alone; leave it out, or set QIAO_MODE to production",
    )


@pytest.mark.parametrize("host", ["localhost", "127.0.0.2", "::1"])
def test_local_mode_listens_on_each_address_of_the_loopback(tmp_path: Path, host: str) -> None:
    assert read(tmp_path, QIAO_HOST=host).host == host


@pytest.mark.parametrize(
    ("url", "starttls", "warned"),
    [
        ("smtp://u:p@mail.example.org:587", True, False),
        ("smtp://u:p@mail.example.org:587?starttls=1", True, False),
        ("smtp://u:p@mail.example.org:587?starttls=0", False, True),
        ("smtps://u:p@mail.example.org", False, False),
        ("smtp://relay.example.org", False, False),
        ("smtp://relay.example.org?starttls=1", True, False),
    ],
)
def test_a_mail_password_is_encrypted_unless_told_otherwise_and_that_is_said(
    tmp_path: Path, url: str, starttls: bool, warned: bool
) -> None:
    settings = read(tmp_path, QIAO_SMTP_URL=url, QIAO_MAIL_FROM="a@example.org")

    assert settings.smtp is not None
    assert settings.smtp.starttls is starttls
    assert settings.warnings == ([CLEAR_TEXT] if warned else [])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("QIAO_PROXY_HOPS", "-1"),
        ("QIAO_LOG_LEVEL", "LOUD"),
        ("DATABASE_URL", "mysql://db/qiao"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "sqlite:///file:qiao?mode=memory&cache=shared&uri=true"),
        ("DATABASE_URL", "sqlite:////srv/qiao.db?mode=memory"),
        ("DATABASE_URL", "sqlite:///qiao.db"),
        ("QIAO_QUEUE_URL", "amqp://queue"),
        ("QIAO_QUEUE_URL", "redis://127.0.0.1/0"),
        ("QIAO_QUEUE_URL", "sqlite:///:memory:"),
        ("BASE_URL", "ftp://127.0.0.1"),
        ("QIAO_SMTP_URL", "mail.example.org"),
        ("QIAO_SMTP_URL", "smtp://host:port"),
        ("QIAO_SMTP_URL", "smtp://host?starttls=no"),
        ("QIAO_SMTP_URL", "smtp://host?starttls=1&starttls=0"),
        ("QIAO_MAIL_FROM", "nobody"),
        ("QIAO_MAIL_FROM", "A\nBcc: b@example.org <a@example.org>"),
        ("QIAO_WECHAT_VERIFICATION", "../secret:x"),
        ("SECRET_KEY", "short"),
        ("QIAO_SEALING_KEY", "short"),
    ],
)
def test_a_malformed_value_is_named(tmp_path: Path, name: str, value: str) -> None:
    assert problems(tmp_path, **{name: value}) == [name]


def test_an_unknown_mode_is_read_strictly(tmp_path: Path) -> None:
    assert problems(tmp_path, QIAO_MODE="prod") == ["QIAO_MODE", "SECRET_KEY", "BASE_URL"]


def test_smtp_needs_a_sender(tmp_path: Path) -> None:
    assert problems(tmp_path, QIAO_SMTP_URL="smtps://mail.example.org") == ["QIAO_MAIL_FROM"]


def test_an_instance_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert problems(tmp_path / "file" / "instance") == ["QIAO_INSTANCE"]


def test_an_instance_folder_that_keeps_no_secret_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_given: object, **_more: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "touch", refuse)

    assert problems(tmp_path) == ["QIAO_INSTANCE"]


def test_no_secret_shows_in_the_text_of_settings(tmp_path: Path) -> None:
    shown = repr(
        read(
            tmp_path,
            DATABASE_URL="postgresql://u:hidden@h/n",
            QIAO_SMTP_URL="smtp://u:hidden@h",
            QIAO_MAIL_FROM="a@b.c",
        )
    )

    assert "hidden" not in shown
    assert (tmp_path / "secret").read_text() not in shown


def test_the_secret_of_the_instance_is_kept_and_private(tmp_path: Path) -> None:
    first, second = read(tmp_path), read(tmp_path)

    assert first.secret_key == second.secret_key
    assert len(first.secret_key) == 64
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["secret"]


def test_two_starts_at_once_agree_on_the_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        made = set(pool.map(kept_secret, [tmp_path] * 64))

    assert made == {(tmp_path / "secret").read_text()}
    assert os.listdir(tmp_path) == ["secret"]


def test_commands_lead_to_where_this_instance_was_served_last(tmp_path: Path) -> None:
    (tmp_path / "port").write_text("8301")

    assert read(tmp_path).base_url == "http://127.0.0.1:8301"
    assert read(tmp_path, PORT="8123").base_url == "http://127.0.0.1:8123"


@pytest.mark.parametrize("written", ["", "eighty"])
def test_a_kept_port_that_cannot_be_read_is_the_usual_one(tmp_path: Path, written: str) -> None:
    (tmp_path / "port").write_text(written)

    assert read(tmp_path).port == 8000


@pytest.mark.parametrize(("mode", "level"), [("local", LogLevel.WARNING), ("test", LogLevel.INFO)])
def test_requests_are_not_told_between_the_sign_in_links(tmp_path: Path, mode: str, level: LogLevel) -> None:
    assert read(tmp_path, QIAO_MODE=mode).log_level is level
