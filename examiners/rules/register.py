"""What an entry of the register needs 三（考评员需要做哪些准备）."""

PREFERRED_DISTRICTS = 5  # decreed: 5 个执评意愿区（县）
