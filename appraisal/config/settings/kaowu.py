"""Kaowu's own numbers: what no document decrees, with its default and where the default comes from."""

from appraisal.config import env

KAOWU = {
    # Deadlines. The exam day is not counted (Civil Code art. 201 read backwards; design §3).
    "COUNT_EXAM_DAY": False,
    "DEADLINE_CUTOFF": env.text("DEADLINE_CUTOFF", "24:00"),  # or the close of business, e.g. "17:30"
    "REMINDER_WORKING_DAYS": (3, 1),
    # What the slides do not decree (design §11): the city's answer, the roster, the payment.
    "OBLIGATION_WORKING_DAYS": {"ANSWER": 5, "ENROL": 15, "PAY": 12},
    # A holiday notice never leaves people fewer working days than this for an earlier last day.
    "CALENDAR_NOTICE_GRACE_WORKING_DAYS": 3,
    "PROVISIONAL_YEARS": 3,  # years after the last known notice that are filled with statutory days
    "RETURNED_PLAN_GRACE_WORKING_DAYS": 2,  # a returned plan filed again within keeps its filing time
    "RETURNED_HAND_IN_GRACE_WORKING_DAYS": 2,  # papers of a practical sent back and mended within keep their date
    "PLAN_MONTHS_AHEAD": 24,  # an exam date after that month is taken for a slip in the year
    # Filing. No slide says which levels these kinds are for: 技师考评 is for 技师 and 高级技师 by its name, 预备技师
    # leads to 技师 and is examined in theory and practical only (its review follows after two years in the post).
    "PLAN_LEVELS": {"INDUSTRY_TECHNICIAN": (2, 1), "PREPARATORY_TECHNICIAN": (2,)},
    "PLANS_WITHOUT_REVIEW": ("PREPARATORY_TECHNICIAN",),
    # Rosters.
    "ROSTER_MAX_BYTES": 20 * 1024 * 1024,
    "ROSTER_MAX_UNPACKED_BYTES": 200 * 1024 * 1024,
    "ROSTER_MAX_ROWS": 60_000,
    "ROSTER_CHECK_ATTEMPTS": 3,  # a file whose check keeps dying is refused, not tried for ever
    "PASSED_SUBJECT_VALID_DAYS": 365,
    "PASS_SCORE": 60,  # every subject on 100 points, 60 passes: other provinces' rule, Beijing's was not found
    # Documents.
    "DOCUMENT_MAX_BYTES": 20 * 1024 * 1024,
    # Photographs of candidates. No document that asks for them was found, nor one that says how long they are kept. The
    # shapes are those of 一寸 (25×35 mm), 小一寸 (22×32), 二寸 (35×49, 35×53), 小二寸 (33×48), ID card (26×32).
    "PHOTOS_REQUIRED": False,  # whether 完成报名 waits until every candidate has one
    "PHOTO_KILOBYTES": (3, 2048),  # of the file handed in
    "PHOTO_LEAST_PIXELS": (240, 320),  # width, height: a 小一寸 at 280 dots per inch
    "PHOTO_MOST_PIXELS": 16_000_000,  # a telephone's picture; more is not decoded
    "PHOTO_SHAPE": (0.64, 0.83),  # width by height
    "PHOTO_KEPT_PIXELS": (295, 413),  # 一寸 at 300 dots per inch, as it is printed on the ticket
    "PHOTO_QUALITY": 82,
    "PHOTOS_AT_ONCE": 200,  # files of one upload: they are decoded while one waits
    "PHOTOS_MAX_BYTES": 100 * 1024 * 1024,  # of one upload
    "PHOTOS_KEPT_DAYS": 365,  # after the plan has ended, or the candidate has withdrawn
    # First review, re-review, public notice. None of these numbers was found in a document.
    "ELIGIBILITY_ON_EXAM_DATE": False,  # judged on the day of applying; True: on the first exam date
    "PUBLIC_NOTICE_WORKING_DAYS": 7,
    "OBJECTIONS_PER_HOUR": 5,  # from one address
    "REVIEW_SLOTS_DAYS_AHEAD": 180,  # how far ahead a district may publish slots of its re-review
    "EVIDENCE_MAX_BYTES": 10 * 1024 * 1024,
    "EVALUATION_BATCH": 2_000,  # candidates re-evaluated and stored in one transaction
    # Changes of time and place, double-hundred ledger. The slides say that these cost points, not how many, and not how
    # long one may appeal: none of the numbers was found in a document. The city's own table (双百分分值表) wins.
    "DEDUCTION_POINTS": {"CHANGE": "1", "LATE_CHANGE": "3", "MISSING_NOTICE": "2", "OVERDUE_HAND_IN": "2"},
    "APPEAL_WORKING_DAYS": 5,
    # Duty. A sitting is one day: morning and afternoon. No official figure was found for a third half-day.
    "DUTY_MOST_HALF_DAYS": 2,
    # Requests for examiners and the choice among them. Three per practical stands in an examination bank of another
    # province; no number was found for Beijing. The run at one site is a rule of the 考评人员管理工作规程.
    "EXAMINERS_PER_SITTING": 3,
    "CANDIDATES_PER_EXAMINER": 15,
    "MOST_EXAMINERS_PER_SITTING": 60,
    "LONGEST_RUN_AT_SITE": 3,
    "CARD_REMINDER_DAYS": (60, 30),  # before an examiner's card ends
    "EXAMINER_LINK_HOURS": 72,  # how long the link in an SMS opens an examiner's own pages
    # How numbers of the Bank of Beijing begin, from lists of card issuers, not from the bank: a card that begins
    # otherwise is asked about on the page, not refused.
    "BANK_OF_BEIJING_PREFIXES": ("602969", "621030", "621420", "621468", "622163", "622853", "623111", "623561"),
    # Papers. No document with Beijing's ticket numbers was found; see plans/rules/ticket_numbers.py.
    "TICKET_PATTERN": "{year:2}{district:2}{plan:6}{serial:4}{check}",
    # Money. No document says which day's standard a bill goes by; ours is the day on which it is made.
    "FEES_BY_EXAM_DATE": False,
    "BILL_BY_SAMPLE_STANDARDS": False,  # nobody pays by another city's sample prices, except in training mode
    "STATEMENT_MAX_BYTES": 10 * 1024 * 1024,
    "STATEMENT_MAX_ROWS": 60_000,
    # Whom institutes pay, as payment notices say it; empty: the notice refers to the finance section.
    "COLLECTION_ACCOUNT": (env.text("COLLECTION_BANK", ""), env.text("COLLECTION_ACCOUNT", "")),
    "EXAMINER_BANK": ("北京银行", "313100000013"),  # 三: whose cards examiners have; head office's code
    "HALF_DAYS_PER_PRACTICAL": 2,  # what a plan's budget reckons with before anybody has been on duty
    # Dispatch. 30 minutes is the slides' flow chart; the rest nobody decreed (design §11).
    "REPLY_MINUTES": 30,
    "WAVE_FACTOR": 1.0,  # asked at a time, per open seat
    "DUTY_WINDOW_DAYS": 90,  # duties that count for whose turn it is
    "DISPATCH_DAYS_AHEAD": 14,  # practicals so many days around are assigned with the day's, to spread duty fairly
    "DISPATCH_AUTO_START": True,  # when the requests of the day are complete: their last day has passed
    "WRONG_TEXT_HOURS": 24,  # the same wrong text is answered once within
    "WRONG_TEXTS_ANSWERED": 10,  # wrong texts of one phone answered within these hours: machines answer each other
    # Rehearsal. How examiners answer is not known before there are records: these are our guesses, counted as if
    # `weight` people had shown them, so that records soon outweigh them. Minutes: each as likely as the other.
    "REHEARSAL_PRIOR": {
        "weight": 20,
        "yes": 0.55,
        "no": 0.2,
        "confirm": 0.9,
        "minutes": (2, 4, 6, 9, 13, 18, 26, 40, 75),
    },
    "REHEARSAL_RISK": 0.05,  # a team that fails to stand in time so seldom is accepted
    "REHEARSAL_DAYS": 365,  # records that count
    "REPLY_SWEEP_SECONDS": 20,  # a text unread for so long is read by the sweep
    # Notes for candidates: bringing ticket and ID is common to all exams; the half hour is another exam's rule.
    "TICKET_NOTES": (
        "凭本准考证和有效身份证件原件参加考试，两证不全的不能入场。",
        "请提前到达考场，按指定座位就座；理论考试开始 30 分钟后不得入场。",
        "考试时间、地点如有变更，以鉴定机构通知和重新打印的准考证为准。",
    ),
    "PRINT_AT_ONCE": 40,  # so many papers are printed while one waits; more are a print of the worker
    "PRINT_BATCH": 60,  # papers set at a time: bounds the memory of a long print, and what a dead worker loses
    "PRINT_BATCH_PICTURED": 25,  # the same for tickets with photographs
    "PRINT_ATTEMPTS": 3,  # a print whose worker keeps dying is given up
    "PRINT_KEPT_HOURS": 24,  # a finished print holds personal data, encrypted; it can be made again at any time
    # Rooms and seats. 京职技鉴发〔2011〕131 号 is about rooms, but its text was not found: all of these are our own.
    "ROOM_CAPACITY": 30,
    "SEAT_NUMBERING": "SNAKE",  # down the first column, up the second; or ROWS
    "SITTING_MINUTES": {"PAPER": 90, "COMPUTER": 90, "WORKSHOP": 120, "REVIEW": 30},  # by kind of room; review: each
    "ROOM_BATCHES": {"PAPER": 1, "COMPUTER": 3, "WORKSHOP": 6, "REVIEW": 40},  # at most so many one after another
    "ROOM_PAUSE_MINUTES": {"PAPER": 30, "COMPUTER": 30, "WORKSHOP": 30, "REVIEW": 0},  # between two batches
    "LAST_BATCH_ENDS_BY": "21:00",
    "MIX_OCCUPATIONS": False,  # whether occupations and levels share rooms unless the institute says otherwise
    "INVIGILATED_ROOMS": ("PAPER", "COMPUTER", "WORKSHOP"),  # a review has its judges
    "INVIGILATORS_LEAST": 2,
    "CANDIDATES_PER_INVIGILATOR": 15,
    "SEATS_CHANGE_WORKING_DAYS": 2,  # an institute may change seats of an arranged plan until so many days before
    # Sweep.
    "SWEEP_BATCH": 1000,  # due keys read at a time
    "GUIDANCE_SECTION_CODE": "CITY-GUIDANCE",  # 鉴定指导科: answers plans, gets what the sweep escalates
    "FINANCE_SECTION_CODE": "CITY-FINANCE",  # 财务科
    "WORKER_SILENT_SECONDS": 120,
    # Text messages. The name before the text, in 【】, is the slides'. In the hours (design §11) people are
    # written to, and their time to answer runs.
    "SMS_SIGNATURE": env.text("SMS_SIGNATURE", "北京市人力社保局"),
    "SMS_HOURS": ("08:00", "20:00"),
    "SMS_TIMEOUT_SECONDS": 10,  # for one call of the gateway
    "SMS_STUCK_SECONDS": 60,  # longer than the time-out: then nobody is sending the message any more
    "SMS_GIVE_UP_HOURS": 24,  # a message that a gateway refuses for so long has failed
    # Personal data. Shorter than this is no reason.
    "REVEAL_REASON_LENGTH": 4,
    # Machines. None of these numbers was found in a document; logs of calls are kept at least half a year by law
    # (Cybersecurity Law art. 21).
    "API_CALLS_PER_MINUTE": 600,  # of one token, or of one person in the browser
    "API_TOKEN_DAYS": 365,  # the longest that a token may live
    "API_CALL_LOG_DAYS": 183,
    "API_KEPT_ANSWER_HOURS": 48,  # how long an Idempotency-Key is remembered
    "API_FILE_LINK_SECONDS": 300,
    "WEBHOOK_TIMEOUT_SECONDS": 10,
    "WEBHOOK_ALLOW_PLAIN": False,  # http and addresses inside: training and tests only
    # Sign-in. 30 minutes, 5 failures and 30 minutes of lockout are customary; no regulation names them.
    "IDLE_MINUTES": 30,
    "TOTP_REQUIRED_FOR_CITY": env.flag("TOTP_REQUIRED_FOR_CITY", False),
}
