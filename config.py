"""Settings, read once from the environment; an unsafe or malformed set refuses to start.

| variable                 | default                            | meaning                                             |
|--------------------------|------------------------------------|-----------------------------------------------------|
| QIAO_MODE                | local                              | local, production or test                           |
| QIAO_INSTANCE            | ./instance                         | folder for the database, the secret, unsent letters |
| DATABASE_URL             | SQLite, qiao.db in the instance    | sqlite:////path or postgresql://user:pass@host/name |
| QIAO_QUEUE_URL           | beside SQLite, or in PostgreSQL    | where jobs wait: an SQLite or PostgreSQL URL        |
| SECRET_KEY               | made in the instance if not live   | signs sessions and links; 32 characters or more     |
| QIAO_SEALING_KEY         | made from SECRET_KEY               | seals passport numbers and the like; 32 or more     |
| BASE_URL                 | http://127.0.0.1:PORT              | the address that people type; https in production   |
| PORT, QIAO_HOST          | 8000, 127.0.0.1                    | where it listens; beyond loopback in production     |
| QIAO_WORKERS             | 2                                  | web processes                                       |
| QIAO_PROXY_HOPS          | 0                                  | reverse proxies in front, whose headers are trusted |
| QIAO_SMTP_URL            | none: letters are kept as files    | smtp://user:pass@host:587, or smtps://              |
| QIAO_MAIL_FROM           | Qiao <qiao@localhost>              | sender of letters; needed with QIAO_SMTP_URL        |
| QIAO_LOG_LEVEL           | INFO; WARNING in local mode        | DEBUG, INFO, WARNING or ERROR                       |
| QIAO_WECHAT_VERIFICATION | none                               | NAME.txt:CONTENT, served at /NAME.txt for WeChat    |
| QIAO_ICP_FILING          | none                               | filing number that sites in mainland China show     |
| FLASK_DEBUG              | 0                                  | never in production                                 |

Where QIAO_SMTP_URL has a password, STARTTLS is required unless the URL ends in ``?starttls=0``.
Four names are the ones that hosting platforms set by themselves and carry no prefix; ours begin with ``QIAO_``.
"""

from __future__ import annotations

import ipaddress
import os
import re
import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from email.utils import parseaddr
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import TypeVar
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

Choice = TypeVar("Choice", bound=StrEnum)
ROOT = Path(__file__).resolve().parent
SECRET_LENGTH, LEAST_CHARACTERS, LEAST_THREES, MOST_PAIRS = 32, 10, 26, 0.36
PAIRS = (
    "th he in er an re nd on en at ou ed ha to or it is hi es ng st se ar te ti al nt as le ve co me de io ic of "
    "ne ea ra ce li ch ll be ma si om ur ca el ta la ns di fo ho pe ec pr no ct us ac ot il tr ly nc et ut ss so "
    "rs un lo wa ge ie wh ee wi em ad ol rt po we na ul ni ai ei ui uo ia ao iu ue ua zh sh xi ji qi yu wo gu ba "
    "ap pl tt ay ry sa ro ri da bo do ck ke ki ex am ag id ir op ow ab ev vi av iv pa sp su ub"
)
"""Two letters that words of English, French and pinyin are made of: half of what follows each other there."""
HOW_TO_MAKE_ONE = "make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
CLEAR_TEXT = "QIAO_SMTP_URL: starttls=0 sends the mail password unencrypted; remove it to require STARTTLS."


class UnsafeSettings(Exception):
    """The application must not start; ``problems`` says for each variable what to set."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(["Qiao does not start with these settings:", *(f"  - {p}" for p in self.problems)]))


class Mode(StrEnum):
    LOCAL = "local"
    PRODUCTION = "production"
    TEST = "test"


class LogLevel(StrEnum):
    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


@dataclass(frozen=True, slots=True, kw_only=True)
class Smtp:
    """The server that takes our letters. ``tls`` from the first byte (smtps), ``starttls`` after the greeting or not at
    all."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    starttls: bool = False
    tls: bool = False

    @classmethod
    def from_url(cls, url: str) -> Smtp:
        """STARTTLS is the default where there is a user. Raises ValueError unless ``url`` is
        smtp(s)://[user:pass@]host[:port][?starttls=0 or 1]."""
        parts = urlsplit(url)
        (starttls,) = parse_qs(parts.query).get("starttls", ["1" if parts.username else "0"])
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or starttls not in {"0", "1"}:
            raise ValueError(url)
        tls = parts.scheme == "smtps"
        return cls(
            host=parts.hostname,
            port=parts.port or (465 if tls else 25),
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            starttls=not tls and starttls == "1",
            tls=tls,
        )

    @property
    def shows_password(self) -> bool:
        """Whether the password crosses the network unencrypted."""
        return bool(self.user) and not (self.tls or self.starttls)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeChatFile:
    """The file by which WeChat checks that a domain is ours: ``/name`` answers ``content``."""

    name: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    mode: Mode
    instance: Path
    secret_key: str = field(repr=False)
    database_url: str = field(repr=False)
    """For SQLAlchemy: ``sqlite:////absolute/path`` or ``postgresql+psycopg://…``."""
    queue_url: str = field(repr=False)
    """``sqlite:////absolute/path``, ``postgresql://…`` (libpq's form)."""
    base_url: str
    """Scheme, host and port without a slash at the end; the only source of addresses in letters."""
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    proxy_hops: int = 0
    smtp: Smtp | None = None
    mail_from: str = "Qiao <qiao@localhost>"
    log_level: LogLevel = LogLevel.INFO
    wechat_verification: WeChatFile | None = None
    icp_filing: str = ""
    sealing_key: str = field(default="", repr=False)
    """What sensitive answers are sealed with, so that the secret may be changed; empty: the secret itself."""

    @property
    def secure(self) -> bool:
        """Whether people come by TLS: cookies are Secure and HSTS is sent."""
        return self.base_url.startswith("https://")

    @property
    def warnings(self) -> list[str]:
        """What these settings allow although it is unsafe."""
        shown = self.smtp is not None and self.smtp.shows_password
        return [CLEAR_TEXT] if shown else []

    @property
    def outbox(self) -> Path:
        """Where letters are kept as .eml while no SMTP server is set."""
        return self.instance / "outbox"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """Raises UnsafeSettings naming every problem at once; makes the instance folder and, if need be, its secret."""
        read = _Reader(environ)
        mode = read.choice("QIAO_MODE", Mode.LOCAL, otherwise=Mode.PRODUCTION)  # the strictest reading
        instance = read.instance()
        port = read.number("PORT", served_port(instance), least=1, most=65535)
        database_url = read.database_url(instance)
        smtp = read.smtp()
        settings = cls(
            mode=mode,
            instance=instance,
            secret_key=read.secret(mode),
            database_url=database_url,
            queue_url=read.queue_url(instance, database_url),
            base_url=read.base_url(mode, port),
            host=read.host(mode),
            port=port,
            workers=read.number("QIAO_WORKERS", 2, least=1, most=64),
            proxy_hops=read.number("QIAO_PROXY_HOPS", 0, least=0, most=5),
            smtp=smtp,
            mail_from=read.mail_from(smtp),
            log_level=read.choice("QIAO_LOG_LEVEL", _usual_log_level(mode), otherwise=LogLevel.INFO),
            wechat_verification=read.wechat(),
            icp_filing=read.text("QIAO_ICP_FILING"),
            sealing_key=read.sealing_key(),
        )
        read.refuse_debug(mode)
        if read.problems:
            raise UnsafeSettings(read.problems)
        return settings if settings.secret_key else replace(settings, secret_key=_secret_of(instance))


def _usual_log_level(mode: Mode) -> LogLevel:
    """Requests are not told one by one on a terminal at which somebody reads the sign-in links."""
    return LogLevel.WARNING if mode is Mode.LOCAL else LogLevel.INFO


def served_port(instance: Path) -> int:
    """Where this instance was served last, so that a command beside it prints links that lead there; else 8000."""
    try:
        return int((instance / "port").read_text())
    except (OSError, ValueError):
        return 8000


def _secret_of(instance: Path) -> str:
    try:
        return kept_secret(instance)
    except OSError as error:
        raise UnsafeSettings(
            [f"QIAO_INSTANCE: nothing can be kept in {instance} ({error.strerror}); name a folder to write in"]
        ) from None


def kept_secret(instance: Path) -> str:
    """The secret of this instance folder, made once: whoever comes second reads what the first one wrote.

    Written aside, then linked: the name appears with its whole content or not at all.
    """
    path = instance / "secret"
    with suppress(FileNotFoundError):
        return path.read_text()
    draft = instance / f"secret.{secrets.token_hex(8)}"
    draft.touch(mode=0o600, exist_ok=False)
    draft.write_text(secrets.token_urlsafe(48))
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
    return path.read_text()


class _Reader:
    """Reads one variable at a time and goes on after a bad one, so that all problems are told together."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.problems: list[str] = []

    def text(self, name: str, default: str = "") -> str:
        return self.environ.get(name, "").strip() or default

    def number(self, name: str, default: int, *, least: int, most: int) -> int:
        given = self.text(name, str(default))
        if given.isascii() and given.isdigit() and least <= int(given) <= most:
            return int(given)
        self.problems.append(f"{name}: a whole number from {least} to {most}, not {given!r}")
        return default

    def choice(self, name: str, default: Choice, *, otherwise: Choice) -> Choice:
        given = self.text(name, default)
        words = list(type(default))
        if given in words:
            return type(default)(given)
        self.problems.append(f"{name}: one of {', '.join(words)}, not {given!r}")
        return otherwise

    def instance(self) -> Path:
        folder = Path(self.text("QIAO_INSTANCE", str(ROOT / "instance"))).absolute()
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            self.problems.append(
                f"QIAO_INSTANCE: {folder} cannot be made ({error.strerror}); name a folder to write in"
            )
        return folder

    def database_url(self, instance: Path) -> str:
        given = self.text("DATABASE_URL", f"sqlite:///{instance / 'qiao.db'}")
        if _sqlite_file(given):
            return given
        if re.match(r"postgres(ql)?(\+psycopg)?://", given):
            return "postgresql+psycopg://" + given.partition("://")[2]
        self.problems.append(
            "DATABASE_URL: sqlite:////absolute/path, a file that all processes share, "
            "or postgresql://user:password@host/name"
        )
        return given

    def queue_url(self, instance: Path, database_url: str) -> str:
        beside = f"sqlite:///{instance / 'queue.db'}"
        same = "postgresql://" + database_url.partition("://")[2]
        given = self.text("QIAO_QUEUE_URL", same if database_url.startswith("postgresql") else beside)
        if not _sqlite_file(given) and not given.startswith("postgresql://"):
            self.problems.append("QIAO_QUEUE_URL: sqlite:////absolute/path or postgresql://user:password@host/name")
        return given

    def base_url(self, mode: Mode, port: int) -> str:
        given = self.text("BASE_URL", "" if mode is Mode.PRODUCTION else f"http://127.0.0.1:{port}").rstrip("/")
        parts = _address(given)
        scheme = parts.scheme if parts and given == f"{parts.scheme}://{parts.netloc}" and "@" not in given else ""
        if mode is Mode.PRODUCTION and scheme != "https":
            self.problems.append(
                "BASE_URL: the https address that people type, without a path: https://match.example.org"
            )
        elif scheme not in {"http", "https"}:
            self.problems.append(f"BASE_URL: scheme and host without a path: http://127.0.0.1:{port}")
        elif mode is not Mode.PRODUCTION and parts and not _loopback(parts.hostname or ""):
            self.problems.append(
                f"QIAO_MODE: set it to production to serve other machines; {mode} mode is for this one"
            )
        return given

    def host(self, mode: Mode) -> str:
        given = self.text("QIAO_HOST", "127.0.0.1")
        if mode is not Mode.PRODUCTION and not _loopback(given):
            self.problems.append(
                f"QIAO_HOST: {mode} mode serves this machine alone; leave it out, or set QIAO_MODE to production"
            )
        return given

    def secret(self, mode: Mode) -> str:
        """Empty means: to be made in the instance folder."""
        given = self.text("SECRET_KEY")
        if (given or mode is Mode.PRODUCTION) and not _looks_random(given):
            self.problems.append(f"SECRET_KEY: {SECRET_LENGTH} or more random characters, no words; {HOW_TO_MAKE_ONE}")
        return given

    def sealing_key(self) -> str:
        """Empty means: made from the secret."""
        given = self.text("QIAO_SEALING_KEY")
        if given and not _looks_random(given):
            self.problems.append(
                f"QIAO_SEALING_KEY: {SECRET_LENGTH} or more random characters, no words; {HOW_TO_MAKE_ONE}"
            )
        return given

    def refuse_debug(self, mode: Mode) -> None:
        """Flask itself reads this one; it is only kept out of production."""
        on = self.text("FLASK_DEBUG", "0").lower() not in {"0", "false", "no"}
        if on and mode is Mode.PRODUCTION:
            self.problems.append("FLASK_DEBUG: unset it; debug shows the source and runs code that visitors send")

    def smtp(self) -> Smtp | None:
        given = self.text("QIAO_SMTP_URL")
        try:
            return Smtp.from_url(given) if given else None
        except ValueError:
            self.problems.append("QIAO_SMTP_URL: smtp://user:password@host:587 or smtps://…; starttls is 0 or 1")
            return None

    def mail_from(self, smtp: Smtp | None) -> str:
        given = self.text("QIAO_MAIL_FROM", "" if smtp else "Qiao <qiao@localhost>")
        if "@" not in parseaddr(given)[1] or not given.isprintable():
            self.problems.append("QIAO_MAIL_FROM: the sender of letters, as Name <address@host>")
        return given

    def wechat(self) -> WeChatFile | None:
        given = self.text("QIAO_WECHAT_VERIFICATION")
        if found := re.fullmatch(r"(\w{1,80}\.txt):([\w-]{1,80})", given, re.ASCII):
            return WeChatFile(name=found[1], content=found[2])
        if given:
            self.problems.append(
                "QIAO_WECHAT_VERIFICATION: name and content of WeChat's file, as MP_verify_abc.txt:abc"
            )
        return None


def _address(given: str) -> SplitResult | None:
    """The parts of an address that names a host and, if it names a port, one from 1 to 65535."""
    try:
        parts = urlsplit(given)
        good = re.fullmatch(r"[\w.-]+|[0-9a-f:.]+", parts.hostname or "") and parts.port != 0
    except ValueError:  # an IPv6 address without its end, or a port out of range
        return None
    return parts if good else None


def _looks_random(secret: str) -> bool:
    """Whether nothing shows how a person makes up a long text: few characters, the same again, one after the other,
    words.

    Characters that come by chance, hexadecimal ones too, repeat hardly any three, and one step in five is a short one.
    """
    threes = {secret[at : at + 3] for at in range(len(secret) - 2)}
    short_steps = sum(abs(ord(one) - ord(next_one)) <= 1 for one, next_one in pairwise(secret))
    of_words = sum(pair.lower() in PAIRS for pair in map("".join, pairwise(secret)) if pair.islower() or pair.isupper())
    return (
        len(secret) >= SECRET_LENGTH
        and len(set(secret)) >= LEAST_CHARACTERS
        and len(threes) >= LEAST_THREES
        and short_steps <= len(secret) / 2
        and of_words <= len(secret) * MOST_PAIRS
    )


def _sqlite_file(url: str) -> bool:
    """Whether it names a file, by its whole path: all processes of a server must share it."""
    return bool(re.match(r"sqlite:////[^/?:]", url)) and "memory" not in url.partition("?")[2]


def _loopback(host: str) -> bool:
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"
