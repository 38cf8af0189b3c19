"""Papers and long prints."""

SENTENCES = {
    "font_missing": (
        "服务器上没有中文字体，PDF 会是一片方框，所以没有生成。",
        "请系统管理员安装中文字体（例如 fonts-noto-cjk）后再打印。",
    ),
    "print_unfinished": ("还在制作：{done} / {total} 份。", "请等进度到头再下载，可以离开页面。"),
    "print_gone": ("文件已经不在了：没有做成，或者保存时间已过。", "请回到文书页面重新打印。"),
    "print_superseded": ("其中有文书已经作废，这份文件不能再用。", "请回到文书页面重新打印，会得到新的版本。"),
}
