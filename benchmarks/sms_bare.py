"""What the benchmark of text messages compares with: a view that stores one row and nothing else."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

STORE = (
    "INSERT INTO core_inboundsms (gateway, gateway_id, phone, phone_index, text, received_at, outcome, failures)"
    " VALUES ('bare', %s, '', '', %s, now(), '', 0)"
)


def bare(request: HttpRequest) -> HttpResponse:
    """One INSERT, unencrypted, unread; all middleware of the portal before it."""
    with connection.cursor() as cursor:
        cursor.execute(STORE, [request.GET["id"], request.GET["text"].encode()])
    return HttpResponse("")


urlpatterns = [path("bare", bare), path("", include("appraisal.config.urls"))]
