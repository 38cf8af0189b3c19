"""“接口”: tokens, webhooks with their deliveries, the log of calls, and a page to try the endpoints out."""

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from drf_spectacular.views import SpectacularAPIView

from appraisal.core import clock
from appraisal.core.forms.api import TokenForm, WebhookForm
from appraisal.core.models import ApiToken, Webhook, WebhookDelivery
from appraisal.core.queries import api_access as queries
from appraisal.core.queries.pages import page_by_key
from appraisal.core.rules.api import ApiScope
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import CAPABILITIES, Capability
from appraisal.core.services import api_tokens, webhooks
from appraisal.core.views.base import PortalView

STAFF = CAPABILITIES[Capability.USE_API]


class Tokens(PortalView):
    """The organisation's tokens, and a form for another one. A new token's secret is shown in the answer, once."""

    roles = STAFF

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(TokenForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = TokenForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        made, refusals = self.attempt(
            lambda: api_tokens.make_token(
                actor=self.actor,
                name=form.cleaned_data["name"],
                scope=form.member(ApiScope, "scope"),
                days=form.cleaned_data["days"],
                now=self.now,
            )
        )
        if refusals:
            form.add_refusals(refusals)
            return self.page(form, refusals)
        return self.page(TokenForm(), made=made)

    def page(
        self, form: TokenForm, refusals: tuple[Refusal, ...] = (), made: api_tokens.NewToken | None = None
    ) -> HttpResponse:
        """The page, with the reasons on top when no token was made, or the new token's secret."""
        context = {
            "form": form,
            "refusals": refusals,
            "made": made,
            "tokens": list(queries.tokens_of(self.actor)[:100]),
            "real_now": clock.real_now(),
        }
        status = 422 if refusals or form.errors else 200
        return render(self.request, "api/tokens.html", context, status=status)


class RevokeToken(PortalView):
    """End a token."""

    roles = STAFF
    http_method_names = ["post"]

    def post(self, request: HttpRequest, token_key: str) -> HttpResponse:
        token = get_object_or_404(ApiToken.objects.visible_to(self.actor), token_key=token_key)
        self.attempt(
            lambda: api_tokens.revoke_token(actor=self.actor, token_key=token_key, now=self.now),
            success=f"令牌“{token.name}”已撤销，即刻失效。",
        )
        return redirect("core:api")


class Calls(PortalView):
    """The log of calls, newest first."""

    roles = STAFF

    def get(self, request: HttpRequest) -> HttpResponse:
        chosen = request.GET.get("token", "")
        page = page_by_key(queries.calls_of(self.actor, chosen), ("-pk",), request.GET.get("before", ""))
        context = {"page": page, "chosen": chosen, "tokens": list(queries.tokens_of(self.actor)[:100])}
        return render(request, "api/calls.html", context)


class Webhooks(PortalView):
    """The organisation's webhooks, and a form for another one."""

    roles = STAFF

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(WebhookForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = WebhookForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        made, refusals = self.attempt(
            lambda: webhooks.subscribe(actor=self.actor, entry=form.entry(), now=self.now),
            success="推送已建立。请把签名密钥交给接收方。",
        )
        if refusals:
            form.add_refusals(refusals)
            return self.page(form, refusals)
        return redirect("core:api-webhook", made.pk)

    def page(self, form: WebhookForm, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        """The page, with the reasons on top when the webhook was refused."""
        context = {"form": form, "refusals": refusals, "hooks": list(queries.webhooks_of(self.actor)[:100])}
        return render(self.request, "api/webhooks.html", context, status=422 if refusals or form.errors else 200)


class WebhookPage(PortalView):
    """One webhook: its secret, and every delivery."""

    roles = STAFF

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        hook = get_object_or_404(Webhook.objects.visible_to(self.actor).select_related("assignment__user"), pk=pk)
        rows = WebhookDelivery.objects.visible_to(self.actor).filter(webhook=hook)
        page = page_by_key(rows, ("-pk",), request.GET.get("before", ""))
        return render(request, "api/webhook.html", {"hook": hook, "page": page})


class StopWebhook(PortalView):
    """Tell an address nothing more."""

    roles = STAFF
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        get_object_or_404(Webhook.objects.visible_to(self.actor), pk=pk)
        self.attempt(
            lambda: webhooks.unsubscribe(actor=self.actor, webhook_id=pk, now=self.now), success="推送已停用。"
        )
        return redirect("core:api-webhook", pk)


class SendAgain(PortalView):
    """Try a delivery once more."""

    roles = STAFF
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        delivery = get_object_or_404(WebhookDelivery.objects.visible_to(self.actor), pk=pk)
        self.attempt(
            lambda: webhooks.send_again(actor=self.actor, delivery_id=pk, now=self.now),
            success=f"第 {delivery.number} 号变动即将重新推送。",
        )
        return redirect("core:api-webhook", delivery.webhook_id)


# Swagger UI draws with data: fonts and pictures.
@method_decorator(csp_update({"font-src": ["'self'", "data:"]}), name="dispatch")
class TryOut(PortalView):
    """The endpoints, described from the code, to be tried in the actor's own session."""

    roles = STAFF

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "api/try.html", {"schema_url": reverse("api:schema")})


class Schema(SpectacularAPIView):
    """The OpenAPI document, open to everybody: it says nothing about anyone."""

    authentication_classes: tuple[type, ...] = ()
    permission_classes: tuple[type, ...] = ()
