from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Registers the package's sentences when the app starts."""

    name = "plans"
    verbose_name = "鉴定计划"

    def ready(self) -> None:
        import plans.phrases  # noqa: F401, PLC0415  (registers sentences; needs no model, but the app must be known)
