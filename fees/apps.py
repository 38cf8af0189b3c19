from importlib import import_module

from django.apps import AppConfig

REGISTERING = ("fees.phrases",)  # sentences of refusals
"""Modules that register something with the core. They need the models, so they wait until the apps are known."""


class FeesConfig(AppConfig):
    """Registers the package's sentences when the app starts."""

    name = "fees"
    verbose_name = "收费"

    def ready(self) -> None:
        for module in REGISTERING:
            import_module(module)
