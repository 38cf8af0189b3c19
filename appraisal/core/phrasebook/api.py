"""Tokens and webhooks."""

SENTENCES = {
    "token_days": ("有效期不在 1 至 {limit} 天之间。", "请填写 1 至 {limit} 之间的天数；到期前可以另建新令牌替换。"),
    "token_revoked": ("令牌“{name}”已经撤销。", "不用重复撤销。"),
    "webhook_address": ("推送地址不是完整的网址。", "请填写以 https:// 开头的完整地址，不要带用户名。"),
    "webhook_not_https": ("推送地址没有加密。", "请使用 https:// 开头的地址。"),
    "webhook_inside": ("推送地址 {host} 在内部网络。", "请使用对外公布的域名。"),
    "webhook_stopped": ("推送“{name}”已经停用。", "需要时请另建一个推送。"),
}
