from importlib import import_module

from django.apps import AppConfig

REGISTERING = (
    "examiners.phrases",  # sentences of refusals
    "examiners.queries.duty_pages",  # who may open scans
    "examiners.services.requests",  # which numbers may be revealed
)
"""Modules that register something with the core. They need the models, so they wait until the apps are known."""


class ExaminersConfig(AppConfig):
    """Registers the package's sentences and permissions when the app starts."""

    name = "examiners"
    verbose_name = "考评员"

    def ready(self) -> None:
        for module in REGISTERING:
            import_module(module)
