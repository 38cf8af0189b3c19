"""Pictures of people."""

SENTENCES = {
    "picture_type": ("“{name}”不是 JPG 或 PNG 图片。", "请另存为 JPG 后再上传；改扩展名没有用，系统看的是文件内容。"),
    "picture_size": (
        "“{name}”有 {size} KB，须在 {least} 至 {most} KB 之间。",
        "太大的请缩小后另存；太小的多半是缩略图，请用原图。",
    ),
    "picture_small": (
        "“{name}”只有 {width}×{height} 像素，至少须 {least_width}×{least_height}。",
        "请用原图，不要把小图放大。",
    ),
    "picture_huge": ("“{name}”的像素超过上限 {limit} 万，为安全起见没有打开。", "请缩小后另存再上传。"),
    "picture_shape": (
        "“{name}”是 {width}×{height}，不是一寸、二寸证件照的比例。",
        "请裁剪成竖的证件照（宽约为高的 0.7 倍）后再上传。",
    ),
    "picture_damaged": ("“{name}”已损坏，打不开。", "请在看图软件中打开，另存为 JPG 后再上传。"),
}
