"""The people of one's organisation over HTTP. Accounts are made and passwords set by a person at a screen alone:
the temporary password is shown once, to be handed over on paper."""

from collections.abc import Callable
from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core import clock
from appraisal.core.api.base import Endpoint
from appraisal.core.api.schema import FIELDS, PAGING, page_of
from appraisal.core.api.shapes import KEY, WhyBody
from appraisal.core.models import RoleAssignment, User
from appraisal.core.queries import accounts as queries
from appraisal.core.queries.accounts import PeopleFilters
from appraisal.core.rules.identity import mask_mobile
from appraisal.core.rules.roles import CAPABILITIES, Capability, Role
from appraisal.core.services import accounts, roles

TAG = "人员"
EDITORS = CAPABILITIES[Capability.EDIT_PEOPLE]


class RoleAnswer(serializers.Serializer):
    """A role that somebody holds or held."""

    id = serializers.IntegerField()
    role = serializers.ChoiceField(Role.choices())
    organisation = serializers.IntegerField(allow_null=True)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True, help_text="从这天起不再担任；null：没有期限")


class PersonAnswer(serializers.Serializer):
    """Somebody who may sign in."""

    id = serializers.IntegerField()
    username = serializers.CharField(help_text="登录名")
    name = serializers.CharField()
    phone = serializers.CharField(help_text="遮盖后的手机号码，可能为空")
    active = serializers.BooleanField(help_text="可以登录")
    roles = RoleAnswer(many=True, help_text="现在担任的角色；单独读取一人时包括以前的")


class PeopleQuery(serializers.Serializer):
    q = serializers.CharField(required=False, max_length=60, default="", help_text="姓名、拼音或登录名")
    role = serializers.ChoiceField(Role.choices(), required=False, default="")
    organisation = serializers.IntegerField(required=False, default=None, **KEY)


class PhoneBody(serializers.Serializer):
    phone = serializers.CharField(max_length=20, help_text="完整的手机号码")


class PersonBody(serializers.Serializer):
    name = serializers.CharField(max_length=60, allow_blank=True)
    phone = serializers.CharField(max_length=20, allow_blank=True)


class GivenRoleBody(serializers.Serializer):
    role = serializers.ChoiceField(Role.choices())
    organisation = serializers.IntegerField(required=False, allow_null=True, default=None, **KEY)


class PersonEndpoint(Endpoint):
    """An address of one person."""

    roles = EDITORS
    read_by = "people_one"
    locks = User

    def record(self, pk: int, **_: Any) -> dict[str, Any]:
        return self.whole(pk)

    def person(self, pk: int) -> User:
        """The person, if the caller may see him."""
        return get_object_or_404(User.objects.visible_to(self.actor), pk=pk)

    def whole(self, pk: int) -> dict[str, Any]:
        """The person with all roles that the caller may know of, as it is now."""
        return _person(self.person(pk), queries.all_assignments(self.actor, pk))

    def change(self, pk: int, action: Callable[[], object], status: int = 200) -> Response:
        """Do something about a person; the answer is the person."""
        return self.act(action, lambda _: self.whole(pk), status=status)

    def found(self, filters: PeopleFilters) -> Response:
        """One page of those who match."""
        rows = queries.people(self.actor, clock.today(self.now), filters)
        return self.page(rows, ("name_key", "pk"), lambda found: [_person(one, one.present) for one in found])


class People(PersonEndpoint):
    """The list."""

    @extend_schema(
        operation_id="people_list",
        summary="本单位人员，按姓名",
        tags=[TAG],
        parameters=[PeopleQuery, *PAGING],
        responses=page_of(PersonAnswer, "PersonPage"),
    )
    def get(self, request: Request) -> Response:
        asked = self.asked(PeopleQuery, request.query_params)
        return self.found(PeopleFilters(text=asked["q"], role=asked["role"], organisation_id=asked["organisation"]))


class SearchPeople(PersonEndpoint):
    """By phone: it is sent, so that it stands in no address."""

    read_by = ""

    @extend_schema(
        operation_id="people_search",
        summary="按完整的手机号码查人员",
        tags=[TAG],
        parameters=[*PAGING],
        request=PhoneBody,
        responses=page_of(PersonAnswer, "FoundPersonPage"),
    )
    def post(self, request: Request) -> Response:
        return self.found(PeopleFilters(phone=self.asked(PhoneBody)["phone"]))


class OnePerson(PersonEndpoint):
    """One person."""

    @extend_schema(
        operation_id="people_one", summary="一名人员和他的角色", tags=[TAG], parameters=[FIELDS], responses=PersonAnswer
    )
    def get(self, request: Request, pk: int) -> Response:
        return self.one(self.whole(pk))


class ChangePerson(PersonEndpoint):
    """Name and phone."""

    @extend_schema(
        operation_id="people_change", summary="修改姓名和手机", tags=[TAG], request=PersonBody, responses=PersonAnswer
    )
    def post(self, request: Request, pk: int) -> Response:
        self.person(pk)
        asked = self.asked(PersonBody)
        return self.change(pk, lambda: accounts.change_person(actor=self.actor, user_id=pk, now=self.now, **asked))


class GiveRole(PersonEndpoint):
    """A further role, from today on."""

    @extend_schema(
        operation_id="people_give_role",
        summary="添加一个角色，从今天起",
        tags=[TAG],
        request=GivenRoleBody,
        responses={201: PersonAnswer},
    )
    def post(self, request: Request, pk: int) -> Response:
        self.person(pk)
        asked = self.asked(GivenRoleBody)
        return self.change(
            pk,
            lambda: accounts.assign_role(
                actor=self.actor,
                user_id=pk,
                role=Role(asked["role"]),
                organisation_id=asked["organisation"],
                now=self.now,
            ),
            status=201,
        )


class EndRole(PersonEndpoint):
    """A role ends, today."""

    @extend_schema(
        operation_id="people_end_role",
        summary="结束一个角色，立即生效",
        tags=[TAG],
        request=None,
        responses=PersonAnswer,
    )
    def post(self, request: Request, pk: int, assignment: int) -> Response:
        get_object_or_404(queries.all_assignments(self.actor, self.person(pk).pk), pk=assignment)
        today = clock.today(self.now)
        return self.change(
            pk, lambda: roles.end_role(actor=self.actor, assignment_id=assignment, from_day=today, now=self.now)
        )


class DeactivatePerson(PersonEndpoint):
    """He may not sign in any more."""

    @extend_schema(
        operation_id="people_deactivate", summary="停用账号", tags=[TAG], request=WhyBody, responses=PersonAnswer
    )
    def post(self, request: Request, pk: int) -> Response:
        self.person(pk)
        reason = self.asked(WhyBody)["reason"]
        return self.change(
            pk, lambda: accounts.deactivate_user(actor=self.actor, user_id=pk, reason=reason, now=self.now)
        )


class ReactivatePerson(PersonEndpoint):
    """He may sign in again."""

    @extend_schema(
        operation_id="people_reactivate", summary="恢复账号", tags=[TAG], request=WhyBody, responses=PersonAnswer
    )
    def post(self, request: Request, pk: int) -> Response:
        self.person(pk)
        reason = self.asked(WhyBody)["reason"]
        return self.change(
            pk, lambda: accounts.reactivate_user(actor=self.actor, user_id=pk, reason=reason, now=self.now)
        )


def _person(row: User, held: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "username": row.username,
        "name": row.name,
        "phone": mask_mobile(row.phone) if row.phone else "",
        "active": row.is_active,
        "roles": [_role(one) for one in held],
    }


def _role(row: RoleAssignment) -> dict[str, Any]:
    return {
        "id": row.pk,
        "role": row.role,
        "organisation": row.organisation_id,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
    }
