"""Settings: the only reader of the environment. Typed readers fail loudly; ``tongban doctor`` prints the table."""

from __future__ import annotations

from pathlib import Path

from tongban.config.environment import OPTIONS, Options, read_database
from tongban.foundation import crypto

TONGBAN: Options = OPTIONS
PACKAGE = Path(__file__).resolve().parent.parent

SECRET_KEY = TONGBAN.SECRET_KEY
DEBUG = False
ALLOWED_HOSTS = list(TONGBAN.HOSTS)
CSRF_TRUSTED_ORIGINS = [TONGBAN.BASE_URL]
ROOT_URLCONF = "tongban.config.urls"
WSGI_APPLICATION = "tongban.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "identity.Account"
LOGIN_URL = "/sign-in/"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.staticfiles",
    "axes",
    "ninja",
    "tongban.config",
    "tongban.design",
    "tongban.files",
    "tongban.audit",
    "tongban.outbox",
    "tongban.identity",
    "tongban.org",
    "tongban.calendar",
    "tongban.catalogue",
    "tongban.flow",
    "tongban.licences",
    "tongban.notifications",
    "tongban.cases",
    "tongban.bundles",
    "tongban.supervision",
    "tongban.portal",
    "tongban.desk",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tongban.design.middleware.PolicyMiddleware",
    "tongban.design.middleware.LookMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tongban.org.middleware.ActorMiddleware",
    "tongban.design.middleware.ReadableMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "tongban.design.context.look",
                "tongban.org.context.role_bar",
                "tongban.notifications.context.unread",
            ],
        },
    }
]

DATABASES = {"default": read_database(TONGBAN)}

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "tongban.identity.views.locked_out"

SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = TONGBAN.HTTPS
CSRF_COOKIE_SECURE = TONGBAN.HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "tongban.design.views.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if TONGBAN.HTTPS else 0
SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TONGBAN.HTTPS else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = TONGBAN.HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "tongban.config.static.Storage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("jpg", "jpeg", "png", "webp", "gz", "br", "woff", "woff2", "map")
WHITENOISE_MAX_AGE = 31_536_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_PERMISSIONS = 0o600

EMAIL_BACKEND = TONGBAN.EMAIL_BACKEND
EMAIL_FILE_PATH = str(TONGBAN.HOME / "mail")
DEFAULT_FROM_EMAIL = TONGBAN.EMAIL_FROM

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": TONGBAN.LOG_LEVEL},
    "loggers": {"axes": {"level": "WARNING"}},
}
SILENCED_SYSTEM_CHECKS = (
    [] if TONGBAN.HTTPS else ["security.W004", "security.W008", "security.W012", "security.W016"]
)

crypto.configure(TONGBAN.KEYS, passphrase=TONGBAN.KEYS_PASSPHRASE or None, algorithm=TONGBAN.SIGNATURE)
