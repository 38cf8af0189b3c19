"""The people of one's organisation; the guidance section sees everyone."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

from appraisal.core import clock
from appraisal.core.forms.people import InviteForm, PeopleFilterForm, PersonForm, PhoneSearchForm, RoleForm
from appraisal.core.models import Organisation, User
from appraisal.core.queries import accounts as account_queries
from appraisal.core.queries.accounts import PEOPLE_ORDERS, PeopleFilters
from appraisal.core.queries.pages import chosen_order, page_by_key
from appraisal.core.queries.sections import section_role
from appraisal.core.rules.accounts import roles_of
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import CAPABILITIES, Actor, Capability, Role, may
from appraisal.core.services import accounts, roles
from appraisal.core.services.accounts import NewPerson
from appraisal.core.views.base import PortalView

EDITORS = CAPABILITIES[Capability.EDIT_PEOPLE]


class People(PortalView):
    """The list. A search by phone comes by POST, so that the number stands in no address."""

    roles = EDITORS

    def get(self, request: HttpRequest) -> HttpResponse:
        form = PeopleFilterForm(request.GET)
        return self._page(form, form.filters(), PhoneSearchForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        phone_form = PhoneSearchForm(request.POST)
        phone_form.full_clean()
        phone = phone_form.cleaned_data.get("phone", "")
        return self._page(PeopleFilterForm(), PeopleFilters(phone=phone), PhoneSearchForm())

    def _page(self, form: PeopleFilterForm, filters: PeopleFilters, phone_form: PhoneSearchForm) -> HttpResponse:
        sort = self.request.GET.get("sort", "name")
        rows = account_queries.people(self.actor, clock.today(self.now), filters)
        organisation = None
        if filters.organisation_id:
            organisation = Organisation.objects.visible_to(self.actor).filter(pk=filters.organisation_id).first()
        context = {
            "form": form,
            "phone_form": phone_form,
            "by_phone": bool(filters.phone),
            "organisation": organisation,
            "sort": sort,
            "page": page_by_key(rows, chosen_order(sort, PEOPLE_ORDERS), self.request.GET.get("before", "")),
            "may_reveal": may(self.actor, Capability.REVEAL_PERSONAL),
        }
        return render(self.request, "people/list.html", context)


class Invite(PortalView):
    """A new account. The answer shows its temporary password, once."""

    roles = EDITORS

    def get(self, request: HttpRequest) -> HttpResponse:
        initial = {"organisation": request.GET.get("organisation", "")}
        return self._page(InviteForm(**role_choices(self.actor), initial=initial))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = InviteForm(request.POST, **role_choices(self.actor))
        if not form.is_valid():
            return self._page(form)
        typed = form.cleaned_data
        made, refusals = self.attempt(
            lambda: accounts.invite_user(
                actor=self.actor,
                person=NewPerson(typed["username"], typed["name"], typed["phone"]),
                role=form.member(Role, "role"),
                organisation_id=typed["organisation"],
                now=self.now,
            )
        )
        if refusals:
            form.add_refusals(refusals)
            return self._page(form, refusals)
        return render(request, "people/credentials.html", {"credentials": made, "name": typed["name"], "new": True})

    def _page(self, form: InviteForm, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        status = 422 if refusals or form.errors else 200
        return render(self.request, "people/invite.html", {"form": form, "refusals": refusals}, status=status)


class PersonPage(PortalView):
    """One person: what is known, the roles, what can be done."""

    roles = EDITORS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(pk)

    def page(self, pk: int, refusals: tuple[Refusal, ...] = (), **forms: Any) -> HttpResponse:
        """The page, with the reasons on top when an action on it was refused; `forms` are shown as they were typed."""
        person = self.person(pk)
        invalid = any(form.errors for form in forms.values())
        context = {
            "person": person,
            "assignments": account_queries.all_assignments(self.actor, pk),
            "today": clock.today(self.now),
            "second_factor": account_queries.second_factor_of(pk),
            "may_reveal": may(self.actor, Capability.REVEAL_PERSONAL),
            "role_form": RoleForm(**role_choices(self.actor), prefix="role"),
            "refusals": refusals,
            **forms,
        }
        return render(self.request, "people/person.html", context, status=422 if refusals or invalid else 200)

    def person(self, pk: int) -> User:
        """The person, if the actor may see him."""
        return get_object_or_404(User.objects.visible_to(self.actor), pk=pk)

    def act(self, pk: int, action: Callable[[], object], success: str) -> HttpResponse:
        """Do it and show the person again."""
        self.person(pk)
        _, refusals = self.attempt(action, success=success)
        return self.page(pk, refusals) if refusals else redirect("core:person", pk)


class ChangePerson(PersonPage):
    """Name and phone of a person."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._form_page(pk, PersonForm(person=self.person(pk)))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = PersonForm(request.POST, person=self.person(pk))
        if not form.is_valid():
            return self._form_page(pk, form)
        _, refusals = self.attempt(
            lambda: accounts.change_person(actor=self.actor, user_id=pk, now=self.now, **form.entry()),
            success="已保存。",
        )
        if refusals:
            form.add_refusals(refusals)
            return self._form_page(pk, form, refusals)
        return redirect("core:person", pk)

    def _form_page(self, pk: int, form: PersonForm, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        context = {"form": form, "refusals": refusals, "person": self.person(pk)}
        return render(self.request, "people/change.html", context, status=422 if refusals or form.errors else 200)


class AddRole(PersonPage):
    """A further role."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = RoleForm(request.POST, **role_choices(self.actor), prefix="role")
        if not form.is_valid():
            return self.page(pk, role_form=form)
        typed = form.cleaned_data
        return self.act(
            pk,
            lambda: accounts.assign_role(
                actor=self.actor,
                user_id=pk,
                role=form.member(Role, "role"),
                organisation_id=typed["organisation"],
                now=self.now,
            ),
            "角色已添加，从今天起有效。",
        )


class EndRole(PersonPage):
    """A role ends, today."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, pk: int, assignment_id: int) -> HttpResponse:
        get_object_or_404(account_queries.all_assignments(self.actor, pk), pk=assignment_id)
        return self.act(
            pk,
            lambda: roles.end_role(
                actor=self.actor, assignment_id=assignment_id, from_day=clock.today(self.now), now=self.now
            ),
            "角色已结束，立即生效。",
        )


@method_decorator(sensitive_post_parameters(), name="dispatch")
class ResetPassword(PersonPage):
    """A new temporary password. The answer shows it, once."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        person = self.person(pk)
        made, refusals = self.attempt(lambda: accounts.reset_password(actor=self.actor, user_id=pk, now=self.now))
        if refusals:
            return self.page(pk, refusals)
        return render(request, "people/credentials.html", {"credentials": made, "name": person.name, "new": False})


class SetPersonActive(PersonPage):
    """Closing an account, or opening it again."""

    http_method_names = ("post",)
    active = False

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        change = accounts.reactivate_user if self.active else accounts.deactivate_user
        reason = request.POST.get("reason", "")
        return self.act(
            pk,
            lambda: change(actor=self.actor, user_id=pk, reason=reason, now=self.now),
            "账号已恢复。" if self.active else "账号已停用，立即生效。",
        )


def role_choices(actor: Actor) -> dict[str, Any]:
    """The roles and organisations that the actor may give: his own organisation's, or all for the guidance section."""
    if actor.role == Role.GUIDANCE_OFFICER:
        homes = Organisation.objects.visible_to(actor).filter(active=True).exclude(kind=OrganisationKind.CITY_CENTRE)
        return {"roles": list(Role), "organisations": list(homes.order_by("kind", "name_key"))}
    own = Organisation.objects.visible_to(actor).get(pk=actor.organisation_id)
    possible = roles_of(OrganisationKind(own.kind), section_role(own.code))
    return {"roles": sorted(possible), "organisations": [own]}
