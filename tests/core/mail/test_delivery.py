"""A password reaches the mail server encrypted, or not at all."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from flask import Flask

from app.core.mail.delivery import EmailUndeliverable, SmtpConnection, why_failed
from config import Smtp
from tests.support.post import post_office


@dataclass
class Office:
    """What a mail server heard; ``encrypted`` says how."""

    host: str = ""
    port: int = 0
    passwords: list[bytes] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    letters: int = 0

    def __call__(self, _server: Any, session: Any, _envelope: Any, _mechanism: str, given: LoginPassword) -> AuthResult:
        self.passwords.append(given.password)
        self.encrypted.append(session.ssl is not None)
        return AuthResult(success=True)

    async def handle_DATA(self, _server: Any, _session: Any, _envelope: Any) -> str:  # noqa: N802 aiosmtpd's name
        self.letters += 1
        return "250 kept"

    def smtp(self, more: str = "") -> Smtp:
        return Smtp.from_url(f"smtp://qiao:p%40ss@{self.host}:{self.port}{more}")


@contextmanager
def office(certificate: Path | None = None) -> Iterator[Office]:
    """A mail server that takes passwords in the clear, too; with a ``certificate`` it offers STARTTLS."""
    heard, context = Office(), None
    if certificate is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
    with post_office(heard, authenticator=heard, auth_require_tls=False, tls_context=context) as opened:
        heard.host, heard.port = opened.hostname, opened.port
        yield heard


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1 with its key, signed by itself."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail")])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "mail.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(made.public_bytes(Encoding.PEM) + private)
    return path


def letter() -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "qiao@example.org", "tan@example.org", "Hello"
    message.set_content("Hello")
    return message


def hand_over(smtp: Smtp) -> None:
    with closing(SmtpConnection(smtp)) as connection:
        connection.send(letter())


def test_a_password_goes_by_starttls(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with office(certificate) as heard:
        hand_over(heard.smtp())

    assert (heard.passwords, heard.encrypted, heard.letters) == ([b"p@ss"], [True], 1)


def test_a_server_without_starttls_gets_neither_password_nor_letter(app: Flask) -> None:
    with office() as heard, pytest.raises(EmailUndeliverable) as refusal:
        hand_over(heard.smtp())

    assert (heard.passwords, heard.letters, refusal.value.for_good) == ([], 0, False)
    assert why_failed(str(refusal.value)) == (
        "No encrypted connection to the mail server: ask whoever runs Qiao to check it"
    )


def test_a_server_whose_certificate_is_unknown_gets_neither_password_nor_letter(app: Flask, certificate: Path) -> None:
    with office(certificate) as heard, pytest.raises(EmailUndeliverable) as refusal:
        hand_over(heard.smtp())

    assert (heard.passwords, heard.letters) == ([], 0)
    assert why_failed(str(refusal.value)).startswith("No encrypted connection to the mail server")


def test_a_password_goes_in_the_clear_where_the_setting_says_so() -> None:
    with office() as heard:
        hand_over(heard.smtp("?starttls=0"))

    assert (heard.passwords, heard.encrypted, heard.letters) == ([b"p@ss"], [False], 1)
