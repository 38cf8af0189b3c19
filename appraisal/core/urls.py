"""Routes of the shared ground. Each capability keeps its own block."""

from django.urls import URLPattern

app_name = "core"

urlpatterns: list[URLPattern] = []
