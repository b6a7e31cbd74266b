//! Words of further files: stacked below the main one, or joined to the customers by a key.

use super::{Lang, format};
use crate::engine::{FileProposal, JoinReport, KeyAt, KeyProposal, Listed, Problem, StackReport};

crate::messages! {
    title => "Files", "文件";
    hint => "More rows of the same kind (another channel, shop or year) are stacked below the main file. Columns for the same customers are joined by a key.",
        "同类的更多行（其他渠道、门店或年份）上下合并到主文件之后；同一批客户的其他列则按键关联。";
    main_file => "Main file", "主文件";
    stacked_below => "Stacked below", "上下合并";
    joined_by => "Joined by key", "按键关联";
    awaited_file => "Not there yet", "尚未添加";
    add => "Add a file", "添加文件";
    add_this(file) => "Add {file}", "添加 {file}";
    replace(file) => "Replace {file}", "替换 {file}";
    remove(file) => "Remove {file}", "移除 {file}";
    edit(file) => "Change how {file} is used", "更改 {file} 的用法";
    rows(n) => "{n} rows", "{n} 行";
    rows_and_columns(rows, columns) => "{rows} rows · {columns} columns", "{rows} 行 · {columns} 列";
    channel => "Channel", "渠道";
    channel_of(file) => "Channel of {file}", "{file} 的渠道";
    channel_column => "Column that says which file a row is from", "标明每行来自哪个文件的列";
    channel_column_default => "channel", "渠道";

    dialog_title(file) => "What is {file}?", "{file} 是什么？";
    how => "How it belongs", "用法";
    stack_choice => "More rows of the same kind", "同类的更多行";
    used_as => "Used as", "用作";
    stack_choice_hint => "Its rows go below those of the main file; columns are matched by name.", "其各行接在主文件之后，列按名称对应。";
    join_choice => "Columns for the same customers", "同一批客户的其他列";
    join_choice_hint => "Its columns go beside the customers’, row by row where the key is the same.", "键相同的行，其各列并列到客户旁边。";
    proposed => "proposed", "推荐";
    why_stack(common, columns, main) => "{common} of its {columns} columns are also among the {main} of the main file.", "它的 {columns} 列中有 {common} 列也在主文件的 {main} 列之中。";
    why_key(found, other_key, key, unique) => "{found} of the values of “{other_key}” occur in “{key}”, and {unique} of its rows have one of their own.",
        "“{other_key}”的值有 {found} 出现在“{key}”中，且 {unique} 的行各有不同的值。";
    why_none => "No column holds values of the customers’, so nothing is proposed: choose the key that both share.", "没有列与客户的值相同，因此没有推荐，请选择双方共有的键。";
    why_unproven => "Whether these two hold the same shows once the file is added.", "这两列是否相同，添加后即可看到。";
    key => "Key of the customers", "客户的键列";
    other_key(file) => "Key in {file}", "{file} 中的键列";
    columns_to_add => "Columns to add", "要添加的列";
    not_yet => "Choose both keys first.", "请先选择双方的键列。";
    add_button => "Add the file", "添加文件";
    save_button => "Save", "保存";
    cancel => "Cancel", "取消";

    second_title(file) => "Another file: {file}", "另一个文件：{file}";
    second_question(main) => "{main} is open. Is the new file to be opened instead, or added to it?", "{main} 已打开。要打开新文件来代替它，还是添加到其中？";
    open_instead => "Open instead", "代替打开";
    open_instead_hint => "The steps stay and are applied to the new file.", "步骤保留，并应用于新文件。";
    add_to_it => "Add to it", "添加";
    add_to_it_hint => "Stacked below, or joined by a key.", "上下合并，或按键关联。";

    added_stacked(file) => "{file} is stacked below.", "{file} 已上下合并。";
    added_joined(file) => "{file} is joined.", "{file} 已关联。";
    still_awaits(files) => "The workbook also needs {files}: add them in the source, or drop them on the page.", "工作簿还需要 {files}，请在数据源中添加，或拖放到页面上。";
    reading_notes(file) => "Worth knowing about {file}", "关于 {file} 需要了解";
    channel_main_hint => "What it says of the rows of the main file, and of this one.", "主文件各行与此文件各行分别标为：";

    stack_rows(rows, main, all) => "{rows} rows below the {main} of the main file: {all} in all.", "主文件 {main} 行，其下 {rows} 行，共 {all} 行。";
    lacking(columns) => "It lacks {columns}: those cells are missing in its rows.", "缺少 {columns}：这些单元格按缺失处理。";
    has_new(columns) => "Only it has {columns}.", "只有它含有 {columns}。";
    became_text(columns) => "Text, because the files hold different types: {columns}.", "因各文件类型不同而按文本读取：{columns}。";
    matched(n, customers, share) => "{n} of {customers} customers have a row ({share}).", "{customers} 位客户中 {n} 位有对应的行（{share}）。";
    unmatched(n) => "Customers without a row in it, for whom its columns are empty: {n}.", "在其中没有对应行、各列为空的客户：{n} 位。";
    without_key(n) => "Customers without a key: {n}.", "没有键值的客户：{n} 位。";
    rows_unmatched(n) => "Its rows that belong to no customer, left out: {n}.", "不属于任何客户、未使用的行：{n} 行。";
    duplicates(n) => "Its rows that repeat a key, left out (the first row counts): {n}.", "键重复、未使用的行（以第一行为准）：{n} 行。";
    rows_without_key(n) => "Its rows without a key, left out: {n}.", "没有键值、未使用的行：{n} 行。";
    renamed(from, to) => "“{from}” is called “{to}” here, because the name was taken.", "“{from}”因重名改称“{to}”。";
    all_matched => "Everything matches.", "全部匹配。";
    key_at(key, line) => "{key} (line {line})", "{key}（第 {line} 行）";
    show_keys => "Show the keys", "查看键值";
    and_more(n) => "and {n} more", "另有 {n} 个";
    with_keys(text, keys) => "{text} ({keys}).", "{text}（{keys}）。";
    joined_line(file, key, other_key) => "{file}: {key} = {other_key}.", "{file}：{key} = {other_key}。";
    stacked_line(file, channel) => "{file}: “{channel}”.", "{file}：“{channel}”。";
    unknown_file(file, expected) => "{file}: the workbook names no such file. It names {expected}.", "{file}：工作簿中没有此文件。它需要的是 {expected}。";
    no_further_file(file) => "{file}: the workbook names no further file.", "{file}：工作簿不需要其他文件。";
    give_with(files) => "The workbook needs {files}: give each with --with.", "工作簿需要 {files}，请用 --with 逐一指定。";
}

/// Names in quotes, one after the other.
pub fn names(lang: Lang, names: &[String]) -> String {
    super::workbook::name_list(lang, names)
}

/// The further file that a finding is about.
pub fn file_of(problem: &Problem) -> Option<&str> {
    match problem {
        Problem::FileAwaited { file }
        | Problem::UnknownColumnOfFile { file, .. }
        | Problem::NothingInCommon { file }
        | Problem::KeyMatchesNobody { file, .. } => Some(file),
        _ => None,
    }
}

/// Whether a finding is about the further files.
pub fn is_about_files(problem: &Problem) -> bool {
    file_of(problem).is_some() || matches!(problem, Problem::TypesDifferInFiles { .. })
}

/// Why a file is proposed to be stacked or joined, as it is.
pub fn why(lang: Lang, proposal: &FileProposal) -> String {
    match proposal.keys.first() {
        _ if proposal.stack => why_common(lang, proposal),
        Some(key) => why_this_key(lang, key),
        None => why_none(lang).into(),
    }
}

/// How many columns are common.
pub fn why_common(lang: Lang, proposal: &FileProposal) -> String {
    why_stack(lang, format::count(proposal.common.len()), format::count(proposal.columns), format::count(proposal.main_columns))
}

/// What speaks for a key.
pub fn why_this_key(lang: Lang, key: &KeyProposal) -> String {
    why_key(lang, format::share(key.found), &key.other_key, &key.key, format::share(key.unique))
}

/// One thing that stacking or joining found, with the keys that it is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub text: String,
    /// Whether it is worth a look.
    pub warns: bool,
    pub keys: Vec<String>,
    /// How many keys there are beyond those.
    pub more: usize,
}

impl Line {
    fn plain(text: String) -> Line {
        Line { text, warns: false, keys: Vec::new(), more: 0 }
    }

    fn warning(text: String) -> Line {
        Line { warns: true, ..Line::plain(text) }
    }

    fn listing(lang: Lang, text: fn(Lang, String) -> String, listed: &Listed) -> Option<Line> {
        let at = |k: &KeyAt| k.line.map_or_else(|| k.key.clone(), |line| key_at(lang, &k.key, line));
        (listed.count > 0).then(|| Line {
            keys: listed.first.iter().map(at).collect(),
            more: listed.count - listed.first.len(),
            ..Line::warning(text(lang, format::count(listed.count)))
        })
    }
}

/// What a join found.
pub fn join_lines(lang: Lang, report: &JoinReport) -> Vec<Line> {
    let share = if report.customers == 0 { 0.0 } else { report.matched as f64 / report.customers as f64 };
    let mut lines = vec![Line::plain(matched(lang, format::count(report.matched), format::count(report.customers), format::share(share)))];
    lines.extend(Line::listing(lang, unmatched, &report.unmatched));
    lines.extend((report.without_key > 0).then(|| Line::warning(without_key(lang, format::count(report.without_key)))));
    lines.extend(Line::listing(lang, rows_unmatched, &report.rows_unmatched));
    lines.extend(Line::listing(lang, duplicates, &report.duplicates));
    lines.extend((report.rows_without_key > 0).then(|| Line::warning(rows_without_key(lang, format::count(report.rows_without_key)))));
    if lines.len() == 1 {
        lines.push(Line::plain(all_matched(lang).into()));
    }
    lines.extend(report.columns.iter().filter(|(from, to)| from != to).map(|(from, to)| Line::plain(renamed(lang, from, to))));
    lines
}

/// What stacking the file at `at` found.
pub fn stack_lines(lang: Lang, report: &StackReport, at: usize) -> Vec<Line> {
    let Some(file) = report.files.get(at) else { return Vec::new() };
    let all = report.main_rows + report.files.iter().map(|f| f.rows).sum::<usize>();
    let mut lines = vec![Line::plain(stack_rows(lang, format::count(file.rows), format::count(report.main_rows), format::count(all)))];
    lines.extend((!file.lacking.is_empty()).then(|| Line::warning(lacking(lang, names(lang, &file.lacking)))));
    lines.extend((!file.added.is_empty()).then(|| Line::plain(has_new(lang, names(lang, &file.added)))));
    if at + 1 == report.files.len() && !report.became_text.is_empty() {
        lines.push(Line::warning(became_text(lang, names(lang, &report.became_text))));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_join_in_sentences() {
        let keys = |count: usize| Listed { count, first: vec![KeyAt { key: "k9".into(), line: Some(5) }] };
        let report = JoinReport {
            customers: 1500,
            matched: 1200,
            unmatched: keys(300),
            duplicates: keys(1),
            columns: vec![("city".into(), "city (2)".into())],
            ..JoinReport::default()
        };
        let lines = join_lines(Lang::En, &report);
        let texts: Vec<&str> = lines.iter().map(|l| l.text.as_str()).collect();
        assert_eq!(texts[0], "1,200 of 1,500 customers have a row (80.0 %).");
        assert_eq!((lines[1].keys.as_slice(), lines[1].more, lines[1].warns), (&["k9 (line 5)".to_owned()][..], 299, true));
        assert_eq!(texts[3], "“city” is called “city (2)” here, because the name was taken.");
        let fine = JoinReport { customers: 2, matched: 2, ..JoinReport::default() };
        assert_eq!(join_lines(Lang::Zh, &fine)[1].text, "全部匹配。");
    }
}
