"""Our cookies: opaque secrets only, each for one thing."""

from dataclasses import dataclass

from flask import request
from werkzeug.wrappers import Response

from css.web.context import portal


@dataclass(frozen=True, slots=True)
class Cookie:
    """A cookie by its name. Over https it is bound to this host (`__Host-`, OWASP ASVS 5 §3.3)."""

    name: str

    def read(self) -> str | None:
        """What this request brought, or None."""
        return request.cookies.get(self._full_name)

    def write(self, response: Response, value: str, max_age: int | None = None) -> None:
        """`max_age` in seconds; without it the cookie ends with the browser."""
        response.set_cookie(
            self._full_name,
            value,
            max_age=max_age,
            secure=portal().settings.secure,
            httponly=True,
            samesite="Lax",
            path="/",
        )

    def clear(self, response: Response) -> None:
        """Take it from the browser, if it has it."""
        if self.read() is not None:
            self.write(response, "", max_age=0)

    @property
    def _full_name(self) -> str:
        return f"__Host-{self.name}" if portal().settings.secure else self.name


RESIDENT = Cookie("css_resident")
STAFF = Cookie("css_staff")
SIGN_UP = Cookie("css_sign_up")
CODE = Cookie("css_code")
SOCIAL = Cookie("css_social")
APPLE_NAME = Cookie("css_apple_name")
SECOND_STEP = Cookie("css_second_step")
STAFF_SECOND_STEP = Cookie("css_staff_second_step")
DEVICE = Cookie("css_device")
LANGUAGE = Cookie("css_language")
