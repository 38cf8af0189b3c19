"""Signing in and out: password, second factor, lockout, and the one click of training mode."""

from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View
from django_otp import login as otp_login
from django_otp.models import Device

from appraisal.core import clock
from appraisal.core.errors import Refused
from appraisal.core.forms.accounts import CodeForm, SignInForm
from appraisal.core.middleware import ENDED, SEEN_AT
from appraisal.core.models import RoleAssignment, User
from appraisal.core.queries import accounts as account_queries
from appraisal.core.queries.actors import SESSION_KEY, assignments_in_force
from appraisal.core.rules.roles import Role
from appraisal.core.services import second_factor, sign_ins

BACKEND = "appraisal.core.backends.PortalBackend"
PENDING = "pending_sign_in"
PENDING_SECONDS = 300  # how long the password stays good while the code is looked up


class SignIn(View):
    """Login name and password; in training mode also a card for every role."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if request.actor:
            return redirect(_destination(request))
        return self._page(request, SignInForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = SignInForm(request.POST)
        if not form.is_valid():
            return self._page(request, form)
        username = form.cleaned_data["username"]
        was_allowed = AxesProxyHandler.is_allowed(request, {"username": username})
        user = authenticate(request, username=username, password=form.cleaned_data["password"])
        if user is None:
            if was_allowed and request.axes_locked_out:
                sign_ins.record_lockout(
                    username=username,
                    address=request.axes_ip_address,
                    failures=settings.AXES_FAILURE_LIMIT,
                    now=request.now,
                )
            # The name is not said to be right or wrong: that would tell a stranger which names exist.
            form.add_error("password", "登录名或密码不对，或账号已停用。忘记密码请联系本单位管理人员或市中心重设。")
            return self._page(request, form)
        if account_queries.second_factor_of(user.pk):
            request.session[PENDING] = {
                "user": user.pk,
                "until": clock.real_now().timestamp() + PENDING_SECONDS,
                "hash": user.get_session_auth_hash(),
                "next": request.POST.get("next", ""),
            }
            return redirect("core:sign-in-code")
        return _enter(request, user, "password")

    def _page(self, request: HttpRequest, form: SignInForm) -> HttpResponse:
        context = {
            "form": form,
            "next": request.POST.get("next") or request.GET.get("next", ""),
            "ended": request.session.get(ENDED, ""),
            "idle_minutes": settings.KAOWU["IDLE_MINUTES"],
            "samples": _samples(request) if settings.TRAINING_MODE else (),
        }
        return render(request, "registration/sign_in.html", context, status=422 if form.errors else 200)


class SignInCode(View):
    """The second step for who has an authenticator: six digits, or a recovery code."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(request, CodeForm()) if _pending_user(request) else redirect("core:sign-in")

    def post(self, request: HttpRequest) -> HttpResponse:
        user = _pending_user(request)
        form = CodeForm(request.POST)
        if user is None:
            return redirect("core:sign-in")
        if not form.is_valid():
            return self._page(request, form)
        try:
            device = second_factor.check_code(user_id=user.pk, code=form.cleaned_data["code"])
        except Refused as refused:
            return self._page(request, form, refused)
        return _enter(request, user, "second_factor", device=device)

    def _page(self, request: HttpRequest, form: CodeForm, refused: Refused | None = None) -> HttpResponse:
        context = {"form": form, "refusals": refused.refusals if refused else ()}
        status = 422 if form.errors or refused else 200
        return render(request, "registration/code.html", context, status=status)


class SignOut(View):
    """Ends the session."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            sign_ins.record_sign_out(actor=request.actor, user_id=request.user.pk, now=request.now)
            logout(request)
        request.session[ENDED] = "out"
        return redirect("core:sign-in")


class TrainingSignIn(View):
    """One click into the role of a sample person. Outside of training mode this page does not exist."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, assignment_id: int) -> HttpResponse:
        if not settings.TRAINING_MODE:
            raise Http404
        samples = account_queries.sample_assignments(clock.today(request.now))
        assignment = get_object_or_404(samples, pk=assignment_id)
        if request.user.is_authenticated:
            logout(request)
        return _enter(request, assignment.user, "training", assignment=assignment)


class NoRole(View):
    """For a person who signed in and holds no role in force."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect("core:sign-in")
        return redirect("home") if request.actor else render(request, "registration/no_role.html", status=403)


def locked(request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None) -> HttpResponse:
    """The page of a locked login name: until when, and what to do. Called by the lockout middleware."""
    username = (credentials or {}).get("username") or request.POST.get("username", "")
    until = account_queries.locked_until(username, request.axes_ip_address)
    context = {
        "until": until,
        "minutes": int(settings.AXES_COOLOFF_TIME.total_seconds() // 60),
        "failures": settings.AXES_FAILURE_LIMIT,
    }
    return render(request, "registration/locked.html", context, status=429)


def _pending_user(request: HttpRequest) -> User | None:
    """Whose password was right a moment ago, if it still is."""
    pending = request.session.get(PENDING)
    if not pending or pending["until"] < clock.real_now().timestamp():
        return None
    user = account_queries.active_user(pending["user"])
    return user if user and user.get_session_auth_hash() == pending["hash"] else None


def _enter(
    request: HttpRequest,
    user: User,
    method: str,
    *,
    device: Device | None = None,
    assignment: RoleAssignment | None = None,
) -> HttpResponse:
    """Start the session, put it on record, go where the person was going."""
    pending = request.session.pop(PENDING, {})
    request.session.pop(ENDED, None)
    destination = _destination(request, pending.get("next", ""))
    login(request, user, backend=BACKEND)
    request.session[SEEN_AT] = clock.real_now().timestamp()
    if device:
        otp_login(request, device)
    role = assignment or assignments_in_force(user.pk, clock.today(request.now)).first()
    if role:
        request.session[SESSION_KEY] = role.pk
    sign_ins.record_sign_in(actor=role.actor() if role else None, user_id=user.pk, method=method, now=request.now)
    return redirect(destination)


def _destination(request: HttpRequest, remembered: str = "") -> str:
    """The page asked for before signing in, when it is one of the portal's own."""
    target = remembered or request.POST.get("next") or request.GET.get("next", "")
    own = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if target and own else settings.LOGIN_REDIRECT_URL


def _samples(request: HttpRequest) -> list[tuple[str, list[RoleAssignment]]]:
    """The sample roles by role, institutes first as in a plan's life, for the cards."""
    held = list(account_queries.sample_assignments(clock.today(request.now)))
    groups = ((role.label, [assignment for assignment in held if assignment.role == role]) for role in Role)
    return [(label, assignments) for label, assignments in groups if assignments]
