"""Puts ``templates/``, ``locales/`` and ``migrations/`` into the wheel as ``intake/_data/…``."""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class TravellingFolders(BuildHookInterface[Any]):
    """An editable install reads the folders of the checkout: a copy of them would go stale."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it builds; ``version`` is ``standard`` or ``editable``."""
        if version != "editable":
            for folder in ("templates", "locales", "migrations"):
                build_data["force_include"][folder] = f"intake/_data/{folder}"
