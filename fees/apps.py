from django.apps import AppConfig


class FeesConfig(AppConfig):
    """See the package docstring."""

    name = "fees"
    verbose_name = "收费"
