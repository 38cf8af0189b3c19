from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The bottom layer."""

    name = "appraisal.core"
    label = "core"
    verbose_name = "基础"
