"""The settings of the archive.

All that an operator may set comes from the environment: DATABASE_URL, SECRET_KEY, DEBUG,
ALLOWED_HOSTS, SITE_URL, DATA_DIR, PORT. Everything has a default that is right for one machine.
A value that does not work stops the start with one line: its name, the value, how to mend it.
"""

import contextlib
import ipaddress
import os
import re
import secrets
import tempfile
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from letters import collection

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent


# Readers of the environment


def masked(value: str) -> str:
    """Hide the password of an address; `@` may stand in a password that was not quoted."""
    return re.sub(r"(://[^:/@]*:).*@", r"\1***@", value)


def refuse(name: str, value: str, mend: str) -> NoReturn:
    """Stop the start with one line."""
    raise ImproperlyConfigured(f"{name}={masked(value)}: {mend}")


def given(name: str) -> str:
    """Read a value as it is given, or "" where none is."""
    return str(env.str(name, "")).strip()


def switch(name: str) -> bool:
    """Read on or off, off where nothing is said; a typing error is not taken for off."""
    value = given(name).lower()
    if value in ("", "0", "off", "no", "false"):
        return False
    if value in ("1", "on", "yes", "true"):
        return True
    refuse(name, value, "write 1 to switch it on, or 0 to switch it off.")


def port_number(name: str, default: int) -> int:
    """Read the number of a TCP port."""
    value = given(name) or str(default)
    if not value.isdecimal() or not 0 < int(value) < 65536:
        refuse(name, value, f"write the number of a free port, such as {default}.")
    return int(value)


def folder(name: str, default: Path) -> Path:
    """Read the path of a folder that can be written to, and make it if it is not there."""
    path = Path(given(name) or default).expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        refuse(name, str(path), f"this folder cannot be made ({error.strerror}). Name another.")
    if not os.access(path, os.W_OK):
        refuse(name, str(path), "this folder cannot be written to. Name another.")
    return path


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address is this machine's own."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def site_address(name: str, default: str) -> str:
    """Read the public address of the site, without a slash at its end."""
    value = given(name) or default
    example = "write it like https://letters.example.org."
    try:
        parts = urlsplit(value)
        host, _port = parts.hostname, parts.port
    except ValueError:
        refuse(name, value, f"this is no web address; {example}")
    if parts.scheme not in ("http", "https") or not host:
        refuse(name, value, f"this is no web address; {example}")
    if parts.path.strip("/") or parts.query or parts.fragment or parts.username:
        refuse(name, value, f"only scheme, host and port may stand in it; {example}")
    if parts.scheme == "http" and not is_loopback(host):
        refuse(name, value, f"http is for this machine only (127.0.0.1, localhost); {example}")
    return value.rstrip("/")


def host_names(name: str, default: list[str]) -> list[str]:
    """Read host names between commas; one with more to it would never match, and lock all out."""
    hosts = [str(host).strip() for host in env.list(name, default=[])]
    for host in hosts:
        if not re.fullmatch(r"\.?[\w-]+(\.[\w-]+)*|\[[0-9a-fA-F:.]+\]", host):
            refuse(name, ",".join(hosts), f"{host!r} is no host name; leave out scheme and port.")
    return hosts or default


def secret_key(name: str, path: Path) -> str:
    """Read the key from the environment or from the file; write the file if there is neither.

    The file is linked into place whole, so that two processes starting at once agree on one key.
    """
    value = given(name)
    if not value:
        if not path.exists():
            with tempfile.NamedTemporaryFile("w", dir=path.parent) as new:
                new.write(secrets.token_urlsafe(64))
                new.flush()
                with contextlib.suppress(FileExistsError):
                    os.link(new.name, path)
        value = path.read_text().strip()
    if len(value) < 50:
        where = f"({len(value)} characters)"
        refuse(name, where, "write at least 50 random ones, or unset it: a key is then made once.")
    return value


def database(name: str, default: str) -> dict[str, Any]:
    """Read the address of a SQLite or a PostgreSQL database into Django's terms."""
    value = given(name) or default
    example = "write sqlite:////FOLDER/FILE or postgres://USER:PASSWORD@HOST:PORT/NAME."
    if value.partition("://")[0] not in ("sqlite", "postgres", "postgresql"):
        refuse(name, value, f"this is no address of SQLite or PostgreSQL; {example}")
    try:
        config: dict[str, Any] = dict(environ.Env.db_url_config(value))
    except (ValueError, TypeError):
        refuse(name, value, f"this address cannot be read; {example}")
    if not config["NAME"] or config["NAME"] == ":memory:":
        refuse(name, value, f"the name of the database is missing; {example}")
    engine = SQLITE if "sqlite" in config["ENGINE"] else POSTGRESQL
    return config | engine | {"OPTIONS": engine["OPTIONS"] | config.get("OPTIONS", {})}


# Where things are

DEBUG = switch("DEBUG")
PORT = port_number("PORT", 8000)
SITE_URL = site_address("SITE_URL", f"http://127.0.0.1:{PORT}")
DATA_DIR = folder("DATA_DIR", BASE_DIR / "var")
SECRET_KEY = secret_key("SECRET_KEY", DATA_DIR / "secret_key")

_site = urlsplit(SITE_URL)
IS_HTTPS = _site.scheme == "https"
ALLOWED_HOSTS = host_names(
    "ALLOWED_HOSTS",
    [_site.hostname or ""] if IS_HTTPS else ["127.0.0.1", "localhost", "[::1]"],
)
if DEBUG and IS_HTTPS:
    refuse("DEBUG", "1", f"it shows settings to strangers; unset it where SITE_URL is {SITE_URL}.")

ROOT_URLCONF = "r2p_archive.urls"
WSGI_APPLICATION = "r2p_archive.wsgi.application"

# What it is made of

INSTALLED_APPS = [
    "letters",
    "letters.apps.CuratorsConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "simple_history",
    "django_filters",
]

MIDDLEWARE = [
    # Headers first, so that they stand on every answer, whoever gives it.
    "r2p_archive.middleware.IsolationHeaders",
    "r2p_archive.middleware.ContentSecurityPolicy",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "r2p_archive.middleware.PublicSite",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "r2p_archive.middleware.Validators",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "r2p_archive.middleware.BusyDatabase",
]

# Public pages in Jinja, which sets them three times as fast; the admin's in Django's own language.
# Each has a folder, and public pages are told nothing of who reads them.
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "environment": "letters.pages.environment",
            "context_processors": ["r2p_archive.context.collection"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates" / "django"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "r2p_archive.context.collection",
            ],
        },
    },
]

# The words of the collection

try:
    COLLECTION = collection.read(BASE_DIR / "fixtures" / "collection.toml")
except ValueError as _error:
    raise ImproperlyConfigured(str(_error)) from None
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

# Database

SQLITE: dict[str, Any] = {
    # A kept connection saves opening the file and its pragmas on every request.
    "CONN_MAX_AGE": 60,
    "OPTIONS": {
        # A write takes its lock at once: one that begins by reading would fail, not wait.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: what was answered "saved" is on the disk, also after a power cut.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
    },
    # A file, as in earnest: a database in memory locks and shares in its own ways.
    "TEST": {"NAME": str(DATA_DIR / "test.sqlite3")},
}
POSTGRESQL: dict[str, Any] = {
    # With a connection go the plans of its queries.
    "CONN_MAX_AGE": 600,
    # A restarted server costs no request.
    "CONN_HEALTH_CHECKS": True,
    "OPTIONS": {
        "connect_timeout": 5,
        # Compiling a query of many parts takes PostgreSQL a hundred times as long as answering it.
        # PGOPTIONS, where the web server's time limit stands, would be hidden by naming any here.
        "options": f"-c jit=off {os.environ.get('PGOPTIONS', '')}".strip(),
    },
}
DATABASES = {"default": database("DATABASE_URL", f"sqlite:///{DATA_DIR / 'archive.sqlite3'}")}
# For messages.
DATABASE_ADDRESS = masked(given("DATABASE_URL")) or DATABASES["default"]["NAME"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Language and time

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"

# Static files: hashed names that a browser may keep for ever, compressed once.

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [path for path in [BASE_DIR / "static"] if path.exists()]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "r2p_archive.static.HashedStaticFiles"},
}
# Until they are collected, they are served from where they lie.
WHITENOISE_USE_FINDERS = DEBUG or not (STATIC_ROOT / "staticfiles.json").exists()
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# Security

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    },
}
# Behind a proxy gunicorn reads X-Forwarded-Proto, from the addresses it is told to trust only
# (FORWARDED_ALLOW_IPS, by default this machine), so Django need not read it.
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 63072000 if IS_HTTPS else 0
SILENCED_SYSTEM_CHECKS = [
    # Subdomains and preload bind the operator's whole domain: not the archive's to promise.
    "security.W005",
    "security.W021",
]
SESSION_COOKIE_NAME = "__Host-sessionid" if IS_HTTPS else "sessionid"
SESSION_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_NAME = "__Host-csrftoken" if IS_HTTPS else "csrftoken"
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_HTTPONLY = True
FILE_UPLOAD_PERMISSIONS = 0o640
# The form of a letter with four hundred signatories, and the longest text in any script. Only the
# curators' site takes forms at all.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in {
        "UserAttributeSimilarityValidator": {},
        "MinimumLengthValidator": {"min_length": 12},
        "CommonPasswordValidator": {},
        "NumericPasswordValidator": {},
    }.items()
]

# Log: to standard error, without the 404s and wrong hosts that strangers provoke.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        "null": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.request": {"level": "ERROR"},
        # Django answers HEAD with a body; gunicorn drops it, as it should, and says so every time.
        "gunicorn.http.wsgi": {"level": "ERROR"},
        "django.security.DisallowedHost": {"handlers": ["null"], "propagate": False},
    },
}
