"""The one way to ask whether an actor may do something outside of a plan's life."""

from appraisal.core.errors import NotPermitted
from appraisal.core.rules.roles import Actor, Capability, may


def authorise(actor: Actor, capability: Capability) -> None:
    """Raises `NotPermitted` unless the actor's role holds the capability."""
    if not may(actor, capability):
        raise NotPermitted(f"{actor.role.label}不能{capability.label}。")
