"""Sentences of corrections, of the city's check of proofs, and the letters about corrections."""

from appraisal.core.phrases import Phrase, register
from plans.phrasebook.step_letters import PLAN, Letter

LETTERS: dict[str, Letter] = {
    "asked": Letter("信息更正待处理：{number}", "{institute}为" + PLAN + "的一名考生申请更正：{fields}。请处理。"),
    "decided": Letter("信息更正已处理：{number}", PLAN + "的一名考生：同意 {granted}；不同意 {refused}。{note}"),
}

register(
    {
        "correction_empty": Phrase("没有填写要更正的内容。", "请在要更正的项目里填写正确的内容，其余留空。"),
        "correction_unchanged": Phrase("“{field}”与现在的内容相同。", "请填写正确的内容，或留空。"),
        "correction_waiting": Phrase("“{field}”已有一件更正在等处理。", "请等处理完毕后再申请。"),
        "correction_unproven": Phrase("更正{fields}没有附证明材料。", "请上传身份证件、证书等材料的 PDF 或照片。"),
        "correction_subject_late": Phrase("考场已经编排，不能再更正“{field}”。", "缺考科目请参加下一次补考。"),
        "proof_unchecked": Phrase("{category}的证明材料还没有核对：{proofs}。", "请打开材料核对，勾选后再受理。"),
    }
)
