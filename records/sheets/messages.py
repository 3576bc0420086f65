"""What can be wrong with a file before anyone asks what it means. Every message says what to do."""

from __future__ import annotations

from rules.problem import N_, register

register({
    "sheet.absent": N_("找不到这个文件{hint}"),
    "sheet.folder": N_("这是文件夹或设备，不是文件。请写出表格文件的路径"),
    "sheet.unreadable": N_("文件读不出来（{reason}）。请检查权限和磁盘"),
    "sheet.empty": N_("文件是空的。请确认导出是否完成"),
    "sheet.too_big": N_("文件有 {size} MB，最多 {limit} MB，没有读取。请按期间或单位拆成几个文件"),
    "sheet.old_excel": N_("这是旧版 Excel（.xls）或 WPS（.et）文件。请用 Excel 或 WPS 打开，另存为 .xlsx 后再用"),
    "sheet.password": N_("文件有打开密码。请去掉密码，另存为 .xlsx 后再用"),
    "sheet.foreign": N_("这是{what}，不是电子表格。请另存为 .xlsx 或 CSV 后再用"),
    "sheet.not_text": N_("既不是 .xlsx 也不是 CSV 文本（第 {position} 字节起无法识别）。请另存为 .xlsx"),
    "sheet.nul": N_("文本里有空字符（NUL），文件可能损坏或不是表格。请重新导出为「CSV UTF-8」"),
    "sheet.quote": N_("引号不成对：从这一行起的引号没有正确结束。请补上引号，或另存为 .xlsx"),
    "sheet.field": N_("从这一行起有一格超过 {limit} 个字：内容太长，或引号没有正确结束。请改正，或另存为 .xlsx"),
    "sheet.rows": N_("超过 {limit} 行，其余没有读取。请拆成几个文件"),
    "sheet.columns": N_("超过 {limit} 列。请删去多余的列"),
    "sheet.cell": N_("这一格有 {length} 个字，最多 {limit} 个。请缩短"),
    "sheet.bomb": N_("压缩文件解开后大得异常（{size} MB，压缩比 {ratio}），没有解开。请重新另存为 .xlsx"),
    "sheet.broken": N_("工作簿已损坏，无法读取（{reason}）。请用 Excel 或 WPS 打开，另存为新的 .xlsx"),
    "sheet.too_many": N_("工作表超过 {limit} 张。请拆成几个文件"),
    "sheet.hidden": N_("隐藏的工作表没有读取。若需要，请取消隐藏"),
    "sheet.nothing": N_("没有任何有内容的工作表。请确认选对了文件"),
    "sheet.error_cell": N_("单元格是错误值 {value}。请改正公式，或填入正确的数"),
    "sheet.not_calculated": N_("公式还没有算出结果。请用 Excel 或 WPS 打开，保存一次后再用"),
})
