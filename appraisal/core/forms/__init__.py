"""Forms: fields only, no `save()`. `PortalForm` gives every page the same look and the same help to screen readers."""

from appraisal.core.forms.base import PortalForm, PortalRenderer

__all__ = ["PortalForm", "PortalRenderer"]
