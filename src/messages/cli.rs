//! What the command line says beside the words of its areas.

crate::messages! {
    standard_input => "standard input", "标准输入";
    standard_output => "standard output", "标准输出";
    stdin_twice => "Only one of the workbook and the file can be read from standard input (-).", "工作簿和数据文件只能有一个从标准输入（-）读取。";
    cannot_read(file, reason) => "{file}: cannot be read ({reason}). Check the path and the permissions.", "{file}：无法读取（{reason}）。请检查路径和权限。";
    cannot_write(file, reason) => "{file}: cannot be written ({reason}). Choose another place with -o.", "{file}：无法写入（{reason}）。请用 -o 指定其他位置。";
    would_overwrite(file) => "{file}: is one of the files that are read. Choose another name with -o.", "{file}：这是正在读取的文件之一，请用 -o 指定其他文件名。";
    wrote_plan(file) => "The plan is written to {file}.", "方案已写入 {file}。";
    wrote(rows, file) => "{rows} rows written to {file}.", "已将 {rows} 行写入 {file}。";
    profile_head(rows, columns, encoding, delimiter) => "{rows} rows, {columns} columns; {encoding}, delimiter: {delimiter}",
        "{rows} 行，{columns} 列；{encoding}，分隔符：{delimiter}";
    column => "column", "列";
    kind => "type", "类型";
    missing => "missing", "缺失";
    distinct => "distinct", "不同值";
    least => "min", "最小";
    greatest => "max", "最大";
    mean => "mean", "平均";
    median => "median", "中位数";
    sum => "sum", "合计";
    customers => "customers", "客户数";
    share => "share", "占比";
    no_problems => "no problems.", "没有问题。";
    line_column(line, column) => "line {line}, column {column}", "第 {line} 行第 {column} 列";
    in_step(step) => "step “{step}”", "步骤“{step}”";
    in_segment(segment) => "segment “{segment}”", "分群“{segment}”";
    in_criterion(n) => "criterion {n}", "指标 {n}";
    character(n) => "character {n}", "第 {n} 个字符";
    in_node(node) => "condition {node}", "条件 {node}";
    and_then => ", ", "，";
    placed(place, sentence) => "{place}: {sentence}", "{place}：{sentence}";
}
