//! The frame of the page: top bar, panels, progress, what went wrong with the worker.

use super::Lang;
use crate::protocol::Stage;

crate::messages! {
    product => "Stratify", "Stratify";
    skip => "Skip to the editor", "跳到编辑区";
    workbook_name => "Workbook name", "工作簿名称";
    untitled => "Untitled workbook", "未命名工作簿";
    saved_here => "saved in this browser", "已保存在此浏览器";
    customers(n) => "{n} customers", "{n} 位客户";
    as_of(day) => "as of {day}", "截至 {day}";
    local_only => "local only", "仅在本机";
    local_title => "Nothing leaves this computer", "数据不离开本机";
    local_text => "Your file is read by this page, inside this browser tab. There is no server: the page sends nothing, and its security policy lets it reach no other address. The browser keeps the workbook (names, rules, settings) so that you can go on later. It never keeps your data.", "文件只由当前浏览器标签页读取。没有服务器：页面不发送任何内容，其安全策略也不允许访问其他地址。浏览器只保存工作簿（名称、规则、设置），方便您以后继续；绝不保存您的数据。";
    undo => "Undo", "撤销";
    redo => "Redo", "重做";
    /// The language that the button switches to, in that language.
    other_language => "中文", "English";
    to_dark => "Switch to the dark theme", "切换到深色主题";
    to_light => "Switch to the light theme", "切换到浅色主题";
    menu => "Workbook", "工作簿";
    save_workbook => "Save workbook", "保存工作簿";
    open_workbook => "Open workbook…", "打开工作簿…";
    new_workbook => "New workbook", "新建工作簿";
    other_file => "Open another file…", "打开其他文件…";
    paste_data => "Paste data…", "粘贴数据…";
    close_file => "Close the file", "关闭文件";
    forget => "Forget everything…", "清除所有内容…";
    help => "Keyboard shortcuts", "键盘快捷键";
    export => "Export", "导出";
    panels => "Panels", "面板";
    panel_side => "Recipe and columns", "步骤与列";
    panel_charts => "Charts", "图表";
    panel_customers => "Customers", "客户";
    panel_editor => "Editor", "编辑区";
    toggle_side => "Show or hide the recipe and columns", "显示或隐藏步骤与列";
    toggle_charts => "Show or hide the charts", "显示或隐藏图表";
    toggle_customers => "Show or hide the customers", "显示或隐藏客户表";
    resize_side => "Width of the recipe and columns", "步骤与列的宽度";
    resize_charts => "Width of the charts", "图表的宽度";
    resize_customers => "Height of the customers", "客户表的高度";
    drop_here => "Drop the file to open it", "松开鼠标即可打开文件";
    drop_kinds => "A CSV of customers or orders, or a .stratify.json workbook", "客户或订单的 CSV 文件，或 .stratify.json 工作簿";
    cancel => "Cancel", "取消";
    reading => "Reading the file", "正在读取文件";
    decoding => "Decoding text", "正在解码文本";
    exporting => "Writing the export", "正在写出导出文件";
    start_again => "Start again", "重新开始";
    dead_title => "The engine has stopped", "计算引擎已停止";
    dead_safe => "Your workbook is safe. Starting again reads the file once more.", "您的工作簿完好无损。重新开始会再读取一次文件。";
    dead_memory => "The tab ran out of memory. Close other tabs, or try a smaller file.", "此标签页内存不足。请关闭其他标签页，或换用较小的文件。";
    dead_died => "The part of the page that computes has stopped unexpectedly.", "页面的计算部分意外停止。";
    dead_said(message) => "It said: {message}", "错误信息：{message}";
    no_data => "No file is open. Open one first.", "尚未打开文件，请先打开一个文件。";
    unknown_column(column) => "There is no column “{column}”.", "没有名为“{column}”的列。";
    cancelled => "Cancelled.", "已取消。";
    source_gone => "The file is gone from disk, or may no longer be read. Open it again; your workbook stays.", "文件已从磁盘上消失，或不再允许读取。请重新打开；您的工作簿会保留。";
    source_other(message) => "The file cannot be read: {message}", "无法读取文件：{message}";
    new_started(name) => "Started a new workbook. Undo brings “{name}” back.", "已新建工作簿。撤销即可恢复“{name}”。";
    workbook_opened(name) => "Opened the workbook “{name}”.", "已打开工作簿“{name}”。";
    workbook_wants_file(name) => "Opened the workbook “{name}”. Now choose the file it is for.", "已打开工作簿“{name}”。请选择要使用的数据文件。";
    workbook_saved(file) => "Saved as {file}.", "已保存为 {file}。";
    picked(list) => "Set up with {list}. You can change this at any time.", "已自动选择：{list}。随时可以更改。";
    no_value_picked => "No column looks like money or another value, so segments show customers only. Choose a value column to see value as well.", "没有找到像金额或价值的列，因此各分群只显示客户数。选择价值列后即可看到价值。";
}

/// What is under way.
pub fn stage(lang: Lang, stage: Stage) -> &'static str {
    match stage {
        Stage::Reading => reading(lang),
        Stage::Decoding => decoding(lang),
        Stage::Exporting => exporting(lang),
    }
}
