"""Who opens which pages of money."""

from appraisal.core.rules.roles import CITY_ROLES, Role

FINANCE = frozenset({Role.FINANCE_OFFICER})
INSTITUTE = frozenset({Role.INSTITUTE_CLERK})
BILL_READERS = INSTITUTE | CITY_ROLES
EVERYBODY = frozenset(Role)
PAYEES = frozenset({Role.INSTITUTE_CLERK, Role.DISTRICT_OFFICER, Role.COMMITTEE_CLERK, Role.EXAMINER})
