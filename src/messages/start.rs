//! The start screen.

use super::Lang;

crate::messages! {
    headline => "Segment and tier your customers, right here in the browser", "在浏览器里完成客户分群与分层";
    lead => "Open a CSV of customers or orders, write rules, and watch the size and value of each segment move as you edit. Then export the result.", "打开客户或订单的 CSV 文件，编写规则，实时查看每个分群的人数与价值，然后导出结果。";
    privacy => "No upload, no account. Your data never leaves this computer.", "无需上传，无需注册。您的数据始终留在本机。";
    drop_title => "Drop a CSV file here", "把 CSV 文件拖到这里";
    drop_note => "Comma, semicolon, tab or pipe; UTF-8, GBK, Big5, Shift_JIS and others. A million rows are fine.", "支持逗号、分号、制表符或竖线分隔；UTF-8、GBK、Big5、Shift_JIS 等编码；百万行也没问题。";
    choose => "Choose a file", "选择文件";
    paste => "Paste data", "粘贴数据";
    open_workbook => "Open a workbook", "打开工作簿";
    samples => "No file at hand?", "手边没有文件？";
    sample_customers => "Sample: customers", "示例：客户";
    sample_orders => "Sample: orders", "示例：订单";
    sample_note => "Made-up data, generated on the spot.", "虚构数据，现场生成。";
    templates => "Start from a template", "从模板开始";
    templates_note => "Choose one, then open your file. It finds its columns by name and content.", "先选模板，再打开文件。模板会按列名和内容自动找到所需的列。";
    template_chosen(name) => "“{name}” will be set up for the file you open.", "打开文件后将自动建立“{name}”。";
    go_on_title(name) => "Go on with “{name}”", "继续使用“{name}”";
    step_one => "1 step", "1 个步骤";
    step_many(n) => "{n} steps", "{n} 个步骤";
    go_on_note(steps, file) => "{steps}, made on {file}. The workbook is kept in this browser; its data is not, so choose the file again.", "{steps}，基于 {file}。浏览器只保存工作簿，不保存数据，请重新选择该文件。";
    go_on_note_no_file(steps) => "{steps}. The workbook is kept in this browser; choose the file to use it on.", "{steps}。工作簿保存在此浏览器中，请选择要使用的文件。";
    go_on_choose(file) => "Choose {file}", "选择 {file}";
    go_on_choose_any => "Choose its file", "选择数据文件";
    sample_customers_file => "sample-customers.csv", "示例-客户.csv";
    sample_orders_file => "sample-orders.csv", "示例-订单.csv";
    pasted_file => "pasted.csv", "粘贴的数据.csv";
}

/// `1 step`, `3 steps`.
pub fn steps(lang: Lang, n: usize) -> String {
    if n == 1 { step_one(lang).into() } else { step_many(lang, n) }
}
