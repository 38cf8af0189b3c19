"""Form rendering shared by all pages."""

from django.forms.renderers import TemplatesSetting


class PortalRenderer(TemplatesSetting):
    """Renders forms and fields with the portal's partials; needs `django.forms` templates through app loaders."""

    form_template_name = "partials/form.html"
    field_template_name = "partials/field.html"
