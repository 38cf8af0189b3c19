"""Sentences of photographs."""

from appraisal.core.phrases import Phrase, register

register(
    {
        "photos_missing": Phrase(
            "“{item}”还有 {count} 名考生没有照片（{names}）。", "请在花名册页面上传：可以一次选多张，或打成一个 ZIP。"
        ),
        "photos_none": Phrase("没有选择文件。", "请选择照片（JPG、PNG），或装有照片的一个 ZIP 文件。"),
        "photos_many": Phrase("一次有 {count} 张，超过上限 {limit} 张。", "请分几次上传，已经上传的不受影响。"),
        "photos_size": Phrase("一次有 {size} MB，超过上限 {limit} MB。", "请分几次上传，或先把照片缩小。"),
        "photos_zip_alone": Phrase("ZIP 文件要单独上传。", "请只选这一个 ZIP，其余照片另外上传。"),
        "photos_zip_damaged": Phrase("ZIP 文件已损坏，打不开。", "请重新压缩后再上传；RAR、7z 请先转成 ZIP。"),
        "photos_zip_encrypted": Phrase("ZIP 文件设了密码。", "请不设密码重新压缩后再上传；照片在系统中会加密保存。"),
        "photos_zip_empty": Phrase("ZIP 文件里没有照片。", "请把 JPG、PNG 照片放进去后再上传。"),
        "photo_nobody": Phrase(
            "“{name}”：这份花名册里没有这个证件号码或姓名的考生。", "请用考生的证件号码作文件名；已退出的考生不用照片。"
        ),
        "photo_ambiguous": Phrase("“{name}”：有 {count} 名考生叫这个名字。", "请改用证件号码作文件名。"),
        "photo_twice": Phrase("“{name}”：同一名考生还有别的照片（{others}），不知道用哪一张。", "请只留一张后再上传。"),
        "photo_compared": Phrase(
            "{name}的照片已经在资格复审中与本人核对过，不能再更换或删除。",
            "确需更换的，请区县中心先撤销复审结论，换好后再核对。",
        ),
        "photo_gone": Phrase("这名考生没有照片。", "请刷新页面查看。"),
    }
)
