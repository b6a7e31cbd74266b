//! Dialogs and notices.

crate::messages! {
    notices => "Messages", "消息";
    dismiss => "Dismiss", "关闭消息";

    export_title => "Export", "导出";
    export_who => "Customers", "客户";
    export_everybody => "Everybody", "全部客户";
    export_some => "Only some segments", "仅部分分群";
    export_by => "Step", "步骤";
    export_groups => "Segments", "分群";
    export_no_steps => "There are no segments to choose from yet.", "目前还没有可选的分群。";
    export_pick_group => "Choose at least one segment.", "请至少选择一个分群。";
    export_columns => "Columns", "列";
    export_all_columns => "All columns", "全部列";
    export_some_columns => "Chosen columns", "所选列";
    export_pick_column => "Choose at least one column.", "请至少选择一列。";
    export_find_column => "Find a column", "查找列";
    export_select_all => "All", "全选";
    export_select_none => "None", "全不选";
    export_layout => "Files", "文件";
    export_one => "One CSV", "一个 CSV";
    export_zip => "Zip, a CSV per segment", "压缩包，每个分群一个 CSV";
    export_files => "A CSV per segment", "每个分群一个 CSV";
    export_excel => "Byte order mark, so that Excel reads the characters right", "加入字节顺序标记（BOM），便于 Excel 正确识别文字";
    export_guard => "Formula guard", "公式防护";
    export_guard_note => "Text that a spreadsheet would run as a formula gets a leading apostrophe. Numbers are never touched. Off means cells leave exactly as they are.", "电子表格可能当作公式执行的文本会在前面加上撇号，数字保持不变。关闭后单元格原样导出。";
    export_untouched => "Every original cell is exported exactly as it stands in the file; Stratify only adds columns.", "原始单元格与文件中完全一致，Stratify 只增加列。";
    export_save => "Export", "导出";
    export_copy => "Copy to the clipboard", "复制到剪贴板";
    export_rows(rows) => "{rows} customers", "{rows} 位客户";
    export_saved(rows, file) => "Exported {rows} customers to {file}.", "已将 {rows} 位客户导出到 {file}。";
    export_saved_files(rows, files) => "Exported {rows} customers to {files} files.", "已将 {rows} 位客户导出到 {files} 个文件。";
    export_copied(rows) => "Copied {rows} customers to the clipboard.", "已将 {rows} 位客户复制到剪贴板。";
    export_copy_failed => "The browser did not allow copying. Export a file instead.", "浏览器不允许复制，请改为导出文件。";
    export_copy_too_large => "That is too much for the clipboard. Export a file instead.", "内容过大，无法复制到剪贴板，请改为导出文件。";

    map_title => "Columns that this file lacks", "此文件缺少的列";
    map_text => "The workbook uses columns that are not in this file. Choose the column that stands for each, or leave it out: what uses it is then marked.", "工作簿使用了此文件中没有的列。请为每一列选择对应的列，也可以留空：用到它的部分会被标出。";
    map_leave => "Leave out", "留空";
    map_for(column) => "Column for “{column}”", "对应“{column}”的列";
    map_apply => "Use these columns", "使用这些列";
    map_skip => "Leave all out", "全部留空";

    paste_title => "Paste data", "粘贴数据";
    paste_label => "Rows with a header, as copied from a spreadsheet or a CSV", "带表头的数据，可从电子表格或 CSV 复制";
    paste_open => "Open", "打开";

    forget_title => "Forget everything?", "清除所有内容？";
    forget_text => "This closes the file and removes the workbook, its undo history and your settings from this browser. Files on your disk stay. It cannot be undone.", "将关闭文件，并从此浏览器中删除工作簿、撤销记录和设置。磁盘上的文件不受影响。此操作无法撤销。";
    forget_do => "Forget everything", "清除所有内容";
    forgotten => "Nothing is kept in this browser any more.", "此浏览器中已不再保留任何内容。";

    help_title => "Keyboard shortcuts", "键盘快捷键";
    help_undo => "Undo", "撤销";
    help_redo => "Redo", "重做";
    help_search => "Find a column", "查找列";
    help_save => "Save the workbook", "保存工作簿";
    help_export => "Export", "导出";
    help_help => "This help", "显示此帮助";
    help_escape => "Close a menu or dialog", "关闭菜单或对话框";
    help_splitter => "On a divider between panels: resize; Enter hides the panel", "在面板分隔条上：调整大小；按 Enter 键隐藏面板";
    help_menu => "In a menu or list: move; Enter chooses", "在菜单或列表中：移动；按 Enter 键选择";

    add_title => "Add a step", "添加步骤";
    templates_title => "New workbook from a template", "用模板新建工作簿";
}
