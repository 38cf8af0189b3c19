"""Who can sign in to the demo city, as a list for the terminal."""

from unicodedata import east_asian_width

from appraisal.config.demo.cast import PASSWORD, PEOPLE
from appraisal.core.models import RoleAssignment

HEADINGS = ("登录名", "姓名", "角色", "单位")
GAP = "  "


def listing() -> str:
    """A table of sample people with their roles; the addresses are the caller's to say."""
    held = RoleAssignment.objects.filter(user__is_sample=True).select_related("user", "organisation").order_by("pk")
    by_name: dict[str, list[RoleAssignment]] = {}
    for assignment in held:
        by_name.setdefault(assignment.user.username, []).append(assignment)
    rows = [HEADINGS]
    for person in PEOPLE:
        for assignment in by_name.get(person.username, []):
            home = assignment.organisation.short_name if assignment.organisation else "—"
            rows.append((person.username, person.name, assignment.get_role_display(), home))
    widths = [max(_width(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = [
        GAP.join(text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=True)) for row in rows
    ]
    note = f"Everyone signs in with one click on the sign-in page, or with the password {PASSWORD}"
    return "\n".join((*(line.rstrip() for line in lines), "", note))


def _width(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
