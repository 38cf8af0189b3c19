"""Chinese sentences of the refusals of this package; each module of sentences registers itself."""

import examiners.phrasebook.dispatch
import examiners.phrasebook.duty
import examiners.phrasebook.register
import examiners.phrasebook.requests
import examiners.phrasebook.selection  # noqa: F401  (the sentences register themselves)
