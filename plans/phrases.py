"""Chinese sentences of the refusals of this package; each module of sentences registers itself."""

import plans.phrasebook.changes
import plans.phrasebook.corrections
import plans.phrasebook.deadlines
import plans.phrasebook.deductions
import plans.phrasebook.eligibility
import plans.phrasebook.filing
import plans.phrasebook.papers
import plans.phrasebook.photos
import plans.phrasebook.public_notices
import plans.phrasebook.re_review
import plans.phrasebook.rosters
import plans.phrasebook.scores
import plans.phrasebook.seating  # noqa: F401  (the sentences register themselves)
