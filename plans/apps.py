from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Registers the package's sentences when the app starts."""

    name = "plans"
    verbose_name = "鉴定计划"

    def ready(self) -> None:
        import plans.phrases  # noqa: PLC0415  (registers sentences; needs no model, but the app must be known)
        import plans.queries.documents  # noqa: PLC0415  (says who may open proofs; needs the models)
        import plans.queries.evidence  # noqa: PLC0415  (says who may open candidates' documents; needs the models)
        import plans.services.candidates  # noqa: F401, PLC0415  (says which numbers may be revealed; needs the models)
