"""Django told what it needs, by a function: where the centre is, and how it is asked."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

VARIABLE: Final = "TRUCELINE_CENTRE"
"""By which a process of the server is told where the centre is."""
IDLE_S, LONGEST_S = 30 * 60, 12 * 3600
"""A session ends so long after the last page, and so long after sign-in."""
SEEN: Final = "seen"
"""In a session: when a page was last asked for in it."""
HOSTS: Final = ("localhost", "127.0.0.1", "[::1]")
"""Names of this machine."""
LANGUAGES: Final = (("en", "English"), ("ar", "العربية"), ("tr", "Türkçe"), ("ru", "Русский"))


@dataclass(frozen=True, slots=True, kw_only=True)
class CentrePlace:
    """Where a centre is and how it is run."""

    home: str
    """Folder of the logins and of what signs sessions."""
    store: str
    """Address of the record's store."""
    casebook: str
    """A bundled name or a folder."""
    hosts: tuple[str, ...] = HOSTS
    """Names by which it is asked."""
    is_demo: bool = False
    """Whether its logins are printed; on this machine alone."""
    is_secure: bool = False
    """Whether it is asked with a certificate."""
    shift_s: float = 0.0
    """So far its clock is from that of the machine; of a demonstration alone."""

    def now(self) -> datetime:
        """Return the centre's time, UTC."""
        return datetime.now(UTC) + timedelta(seconds=self.shift_s)

    def to_text(self) -> str:
        """Return it for another process."""
        return json.dumps(asdict(self))

    @classmethod
    def from_text(cls, text: str) -> CentrePlace:
        """Return what `to_text` gave."""
        told = json.loads(text)
        return cls(**{**told, "hosts": tuple(told["hosts"])})


def configured(place: CentrePlace | None = None) -> None:
    """Set Django up for a centre; that of the environment if left out. Its folder stays that of the first."""
    import django
    from django.conf import settings

    place = place or CentrePlace.from_text(os.environ[VARIABLE])
    if settings.configured:
        settings.CENTRE = place
    else:
        Path(place.home).mkdir(mode=0o700, parents=True, exist_ok=True)
        settings.configure(**settings_for(place))
        django.setup()


def settings_for(place: CentrePlace) -> dict[str, Any]:
    """Return Django's settings for a centre."""
    home = Path(place.home)
    return {
        "CENTRE": place,
        "DEBUG": False,
        "SECRET_KEY": _secret(home / "secret"),
        "ALLOWED_HOSTS": list(place.hosts),
        "ROOT_URLCONF": "truceline.web.urls",
        "WSGI_APPLICATION": "truceline.web.wsgi.application",
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "DATABASES": {
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(home / "logins.sqlite3"),
                "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=WAL"},
            }
        },
        "DATABASE_ROUTERS": ["truceline.web.routing.LoginsApart"],
        "INSTALLED_APPS": [
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.humanize",
            "django.contrib.messages",
            "django.contrib.staticfiles",
            "allauth",
            "allauth.account",
            "allauth.mfa",
            "csp",
            "truceline.db.apps.StoreConfig",
            "truceline.web.apps.WebConfig",
        ],
        "MIDDLEWARE": [
            "django.middleware.security.SecurityMiddleware",
            "csp.middleware.CSPMiddleware",
            "whitenoise.middleware.WhiteNoiseMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "truceline.web.asking.SpokenLanguage",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
            "allauth.account.middleware.AccountMiddleware",
            "truceline.web.asking.SessionsEnd",
            "django.contrib.auth.middleware.LoginRequiredMiddleware",
            "truceline.web.asking.WhoAsks",
        ],
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [str(Path(__file__).parent / "templates")],
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                        "truceline.web.asking.on_every_page",
                    ],
                },
            }
        ],
        **_signing_in(place),
        **_headers(place),
        "LANGUAGE_CODE": "en",
        "LANGUAGES": LANGUAGES,
        "LANGUAGE_COOKIE_NAME": "language",
        "USE_TZ": True,
        "TIME_ZONE": "UTC",
        "STATIC_URL": "/static/",
        "WHITENOISE_USE_FINDERS": True,
        "WHITENOISE_AUTOREFRESH": False,
        "STATICFILES_FINDERS": ["django.contrib.staticfiles.finders.AppDirectoriesFinder"],
        "LOGGING_CONFIG": None,
        "DATA_UPLOAD_MAX_MEMORY_SIZE": 256 * 1024,
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": 60,
        "DATA_UPLOAD_MAX_NUMBER_FILES": 20,
        "FILE_UPLOAD_HANDLERS": ["truceline.web.uploads.BoundedFiles"],
    }


def _signing_in(place: CentrePlace) -> dict[str, Any]:
    return {
        "AUTHENTICATION_BACKENDS": ["allauth.account.auth_backends.AuthenticationBackend"],
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.Argon2PasswordHasher"],
        "AUTH_PASSWORD_VALIDATORS": [
            {
                "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
                "OPTIONS": {"min_length": 12},
            },
            {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
            {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
        ],
        "LOGIN_URL": "account_login",
        "LOGIN_REDIRECT_URL": "/",
        "ACCOUNT_ADAPTER": "truceline.web.adapters.ClosedDoor",
        "ACCOUNT_LOGIN_METHODS": {"username"},
        "ACCOUNT_SIGNUP_FIELDS": ["username*", "password1*", "password2*"],
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        "ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE": True,
        "ACCOUNT_SESSION_REMEMBER": False,
        "ACCOUNT_RATE_LIMITS": {"login": "60/m/ip", "login_failed": "20/m/ip,5/5m/key"},
        "MFA_SUPPORTED_TYPES": ["totp", "recovery_codes", "webauthn"],
        "MFA_PASSKEY_LOGIN_ENABLED": True,
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": not place.is_secure,  # served to this machine alone
        "MFA_TOTP_ISSUER": "Truceline",
        "SESSION_COOKIE_AGE": LONGEST_S,
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
    }


def _headers(place: CentrePlace) -> dict[str, Any]:
    own = ["'self'"]
    return {
        "CONTENT_SECURITY_POLICY": {
            "DIRECTIVES": {
                "default-src": ["'none'"],
                "script-src": own,
                "style-src": own,
                "img-src": ["'self'", "data:"],
                "connect-src": own,
                "form-action": own,
                "base-uri": ["'none'"],
                "frame-ancestors": ["'none'"],
            }
        },
        "X_FRAME_OPTIONS": "DENY",
        "SECURE_REFERRER_POLICY": "same-origin",
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
        "SECURE_SSL_REDIRECT": False,
        "SECURE_HSTS_SECONDS": 31_536_000 if place.is_secure else 0,
        "SESSION_COOKIE_SECURE": place.is_secure,
        "CSRF_COOKIE_SECURE": place.is_secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_SAMESITE": "Strict",
        "LANGUAGE_COOKIE_SAMESITE": "Lax",
        "CSRF_FAILURE_VIEW": "truceline.web.asking.not_from_here",
    }


def _secret(path: Path) -> str:
    """Return what signs sessions; drawn once, and readable to its owner alone."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii")
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.write(drawn := secrets.token_urlsafe(50))
    return drawn
