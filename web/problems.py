"""What can go wrong with a request, as one sentence; pages show it, the API gives it as problem+json (RFC 9457)."""

from __future__ import annotations


class Problem(Exception):
    """A request that is not answered.

    Attributes:
        status: HTTP status, 400 to 599.
        title: A few words, the same for all problems of the kind.
        detail: One sentence: what, where, and what to do.
        parameter: Name of the parameter it is about; empty where it is about none.
    """

    def __init__(self, status: int, title: str, detail: str, parameter: str = "") -> None:
        super().__init__(detail)
        self.status = status
        self.title = title
        self.detail = detail
        self.parameter = parameter

    def to_json(self) -> dict[str, object]:
        """As an object of RFC 9457; `parameter` is an extension member."""
        told: dict[str, object] = {"type": "about:blank", "title": self.title, "status": self.status}
        told["detail"] = self.detail
        return told | ({"parameter": self.parameter} if self.parameter else {})


def not_found(detail: str, parameter: str = "") -> Problem:
    """There is no such page or thing."""
    return Problem(404, "Not found", detail, parameter)


def bad_parameter(name: str, detail: str) -> Problem:
    """A parameter does not fit."""
    return Problem(400, "A parameter does not fit", detail, name)
