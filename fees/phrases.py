"""Chinese sentences of the refusals of this package; each module of sentences registers itself."""

import fees.phrasebook.billing
import fees.phrasebook.payouts
import fees.phrasebook.tariff  # noqa: F401  (the sentences register themselves)
