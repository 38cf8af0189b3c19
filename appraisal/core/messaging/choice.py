"""Which gateway carries the messages: the setting SMS["GATEWAY"]."""

from functools import cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from appraisal.core.messaging.gateway import Gateway

# Dotted names: what a gateway needs is imported only where it is chosen.
GATEWAYS = {
    "kannel": "appraisal.core.messaging.kannel.KannelGateway",
    "aliyun": "appraisal.core.messaging.aliyun.AliyunGateway",
    "phones": "appraisal.core.messaging.phones.PhonesGateway",
    "local": "appraisal.core.messaging.local.LocalGateway",
}
FOR_TRAINING = frozenset({"phones"})


def chosen_gateway() -> Gateway:
    """The gateway in use. Raises `ImproperlyConfigured` for an unknown name, and for phones outside training mode."""
    name = settings.SMS["GATEWAY"]
    if name not in GATEWAYS:
        raise ImproperlyConfigured(f"SMS_GATEWAY must be one of {', '.join(GATEWAYS)}, not {name!r}.")
    if name in FOR_TRAINING and not settings.TRAINING_MODE:
        raise ImproperlyConfigured("The phones in the browser are a training aid: choose kannel or aliyun.")
    return _made(name)


@cache
def _made(name: str) -> Gateway:
    gateway: Gateway = import_string(GATEWAYS[name])()
    return gateway
