"""Routes of plans. Each capability keeps its own block."""

from django.urls import URLPattern

app_name = "plans"

urlpatterns: list[URLPattern] = []
