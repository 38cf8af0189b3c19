from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The composition root is an installed app so that its commands and templates tags are found."""

    name = "appraisal.config"
    label = "config"
    verbose_name = "考务门户"
