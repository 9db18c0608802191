"""The browser explorer: every answer of the catalogue and the analyses as a page, a file and an API answer."""

from clauseway.web.server import CannotServe, run
from clauseway.web.settings import LOCAL_HOSTS, Settings

__all__ = ["LOCAL_HOSTS", "CannotServe", "Settings", "run"]
