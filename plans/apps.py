from importlib import import_module

from django.apps import AppConfig

REGISTERING = (
    "plans.phrases",  # sentences of refusals
    "plans.queries.documents",  # who may open proofs
    "plans.queries.papers",  # which papers count only with a seal
    "plans.queries.evidence",  # who may open candidates' documents
    "plans.queries.change_pages",  # who may open the evidence of a change
    "plans.queries.deductions",  # who may open what came with an appeal
    "plans.queries.results",  # who may open the evidence of corrected scores
    "plans.exporters.plan_papers",  # how papers are printed by the worker
    "plans.services.candidates",  # which numbers may be revealed
)
"""Modules that register something with the core. They need the models, so they wait until the apps are known."""


class PlansConfig(AppConfig):
    """Registers the package's sentences and permissions when the app starts."""

    name = "plans"
    verbose_name = "鉴定计划"

    def ready(self) -> None:
        for module in REGISTERING:
            import_module(module)
