"""One's own account: password, second factor, the role one acts in."""

import segno
from django.contrib import messages
from django.contrib.auth import authenticate, update_session_auth_hash
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.debug import sensitive_post_parameters
from django_otp import login as otp_login
from django_otp.plugins.otp_totp.models import TOTPDevice

from appraisal.core.errors import NotPermitted, Refused
from appraisal.core.forms.accounts import CodeForm, PasswordForm
from appraisal.core.middleware import second_factor_required
from appraisal.core.queries import accounts as account_queries
from appraisal.core.queries.actors import SESSION_KEY
from appraisal.core.services import roles, second_factor, sign_ins
from appraisal.core.views.base import PortalView, to_sign_in


class AccountView(View):
    """A page of one's own account: open to everyone signed in, with or without a role."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        return super().dispatch(request, *args, **kwargs)


@method_decorator(sensitive_post_parameters("old", "new", "again"), name="dispatch")
class Password(AccountView):
    """Changing one's password; obligatory after the first sign-in with a temporary one."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(request, PasswordForm(user=request.user))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PasswordForm(request.POST, user=request.user)
        if not form.is_valid():
            return self._page(request, form)
        # Asked like a sign-in, so that failures count towards the lockout.
        if authenticate(request, username=request.user.username, password=form.cleaned_data["old"]) is None:
            form.add_error("old", "现在的密码不对。")
            return self._page(request, form)
        user = sign_ins.change_password(
            actor=request.actor, user_id=request.user.pk, password=form.cleaned_data["new"], now=request.now
        )
        update_session_auth_hash(request, user)
        messages.success(request, "密码已修改。您在其他电脑上的登录已全部退出。")
        return redirect("home")

    def _page(self, request: HttpRequest, form: PasswordForm) -> HttpResponse:
        context = {"form": form, "first": request.user.must_change_password}
        return render(request, "registration/password.html", context, status=422 if form.errors else 200)


class SecondFactor(AccountView):
    """The second factor: whether it is in force, binding an authenticator, new recovery codes, taking it away."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        act = {"start": self._start, "confirm": self._confirm, "renew": self._renew, "remove": self._remove}
        step = request.POST.get("step", "")
        if step not in act:
            return redirect("core:second-factor")
        try:
            return act[step](request)
        except Refused as refused:
            device = account_queries.started_factor_of(request.user.pk)
            return self._page(request, refused=refused, enrolling=device if step == "confirm" else None)

    def _start(self, request: HttpRequest) -> HttpResponse:
        if account_queries.second_factor_of(request.user.pk):
            return redirect("core:second-factor")
        return self._page(request, enrolling=second_factor.start_enrolment(user_id=request.user.pk))

    def _confirm(self, request: HttpRequest) -> HttpResponse:
        enrolment = second_factor.confirm_enrolment(
            actor=request.actor, user_id=request.user.pk, code=request.POST.get("code", ""), now=request.now
        )
        otp_login(request, enrolment.device)
        return self._page(request, codes=enrolment.recovery_codes)

    def _renew(self, request: HttpRequest) -> HttpResponse:
        self._check(request)
        codes = second_factor.renew_recovery_codes(actor=request.actor, user_id=request.user.pk, now=request.now)
        return self._page(request, codes=codes)

    def _remove(self, request: HttpRequest) -> HttpResponse:
        self._check(request)
        second_factor.remove_second_factor(actor=request.actor, user_id=request.user.pk, now=request.now)
        messages.success(request, "两步验证已停用。")
        return redirect("core:second-factor")

    def _check(self, request: HttpRequest) -> None:
        second_factor.check_code(user_id=request.user.pk, code=request.POST.get("code", ""))

    def _page(
        self,
        request: HttpRequest,
        *,
        enrolling: TOTPDevice | None = None,
        codes: tuple[str, ...] = (),
        refused: Refused | None = None,
    ) -> HttpResponse:
        context = {
            "device": account_queries.second_factor_of(request.user.pk),
            "codes_left": account_queries.recovery_codes_left(request.user.pk),
            "required": second_factor_required(request),
            "enrolling": enrolling,
            "picture": segno.make(enrolling.config_url, error="m").svg_data_uri(scale=5, border=4) if enrolling else "",
            "secret": _grouped(enrolling) if enrolling else "",
            "codes": codes,
            "form": CodeForm(recovery=not enrolling),
            "refusals": refused.refusals if refused else (),
        }
        return render(request, "registration/second_factor.html", context, status=422 if refused else 200)


class SwitchRole(PortalView):
    """Acting in another of one's own roles."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest) -> HttpResponse:
        chosen = request.POST.get("assignment", "")
        try:
            assignment = roles.switch_role(
                actor=self.actor, assignment_id=int(chosen) if chosen.isdecimal() else 0, now=self.now
            )
        except NotPermitted as denied:
            raise PermissionDenied(str(denied)) from denied
        request.session[SESSION_KEY] = assignment.pk
        messages.success(request, f"现在以“{assignment}”的身份办理业务。")
        return redirect("home")


def _grouped(device: TOTPDevice) -> str:
    """The secret as an authenticator wants it typed: base32 in groups of four."""
    secret = device.config_url.partition("secret=")[2].partition("&")[0]
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
