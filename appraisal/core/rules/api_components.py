"""The parts of the OpenAPI document that every endpoint shares: how errors look, which headers writes take."""

from typing import Any, Final

Schema = dict[str, Any]

REASON: Final[Schema] = {
    "type": "object",
    "description": "一条不能办理的理由，与网页上的是同一句话。",
    "required": ["code", "message", "rule", "date", "remedy", "field"],
    "properties": {
        "code": {"type": "string", "description": "理由的代码，不随措辞改变", "examples": ["filing_late"]},
        "message": {"type": "string", "description": "哪里不行"},
        "rule": {"type": "string", "description": "依据的文件标题，可能为空", "examples": ["二（二）"]},
        "date": {"type": ["string", "null"], "format": "date", "description": "所涉及的日期"},
        "remedy": {"type": "string", "description": "现在可以怎么办"},
        "field": {"type": "string", "description": "所涉及的字段，可能为空"},
    },
}
REFUSED: Final[Schema] = {
    "type": "object",
    "description": "规则不允许：一次给出全部理由。",
    "required": ["error"],
    "properties": {
        "error": {"type": "string", "enum": ["refused", "key_reused"]},
        "message": {"type": "string"},
        "reasons": {"type": "array", "items": {"$ref": "#/components/schemas/Reason"}},
    },
}
PROBLEM: Final[Schema] = {
    "type": "object",
    "description": "其他错误。",
    "required": ["error", "message"],
    "properties": {
        "error": {"type": "string", "description": "错误的种类", "examples": ["not_found"]},
        "message": {"type": "string"},
        "fields": {"description": "请求内容中每个字段的错误（仅 error 为 invalid 时）"},
    },
}
COMPONENTS: Final[Schema] = {
    "schemas": {"Reason": REASON, "Refused": REFUSED, "Problem": PROBLEM},
    "securitySchemes": {
        "token": {"type": "http", "scheme": "bearer", "description": "在“接口”页面建立的令牌：Bearer kaowu_…"},
        "session": {"type": "apiKey", "in": "cookie", "name": "sessionid", "description": "网页登录"},
    },
}

# Status → (schema, words); what a read and what a write may be answered besides its own answer.
ALWAYS: Final = {
    "400": ("Problem", "请求内容或参数不合要求"),
    "401": ("Problem", "没有令牌，或令牌已失效"),
    "403": ("Problem", "没有权限"),
    "404": ("Problem", "没有这条记录，或者不属于本单位"),
    "429": ("Problem", "请求过于频繁；Retry-After 说明要等几秒"),
}
OF_WRITES: Final = {
    "409": ("Problem", "别人先办了，或者当前状态不能这样办"),
    "415": ("Problem", "请求内容不是接口要求的类型"),
    "422": ("Refused", "规则不允许，给出全部理由"),
}


def _header(name: str, words: str, example: str) -> Schema:
    return {
        "name": name,
        "in": "header",
        "description": words,
        "required": False,
        "schema": {"type": "string", "maxLength": 100},
        "example": example,
    }


IDEMPOTENCY_KEY: Final = _header(
    "Idempotency-Key", "同一个键的请求只办一次，重发得到同样的答复（保留 48 小时）", "6c1f0a5e-sitting-17"
)
IF_NONE_MATCH: Final = _header("If-None-Match", "上次读到的 ETag；没有变动时答 304", '"9f86d081884c7d65"')
ETAG: Final[Schema] = {
    "ETag": {"description": "这条记录现在的版本，写入时放在 If-Match 里", "schema": {"type": "string"}}
}


def if_match(read_by: str) -> Schema:
    """The header of a write. `read_by`: the operation that gives the ETag."""
    return _header("If-Match", f"{read_by} 给出的 ETag；记录已变动时答 412，什么也不做", '"9f86d081884c7d65"')


def response(name: str, words: str) -> Schema:
    """An entry of `responses`."""
    return {
        "description": words,
        "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}},
    }


STALE: Final = response("Problem", "记录在读取以后已变动（If-Match 不符）")
