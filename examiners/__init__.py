"""Register of examiners, dispatch by SMS, duty: its capability has not been built yet."""
