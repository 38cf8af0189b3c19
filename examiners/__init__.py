"""Register of examiners, requests by institutes, dispatch by SMS, duty."""
