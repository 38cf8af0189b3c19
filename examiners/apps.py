from django.apps import AppConfig


class ExaminersConfig(AppConfig):
    """See the package docstring."""

    name = "examiners"
    verbose_name = "考评员"
