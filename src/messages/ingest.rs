//! Reading files: why one cannot be read, what was found in one that can. Each says what, where, and what to do.

use super::Lang;
use super::format::count;
use crate::ingest::{ColumnReport, DateOrder, Decimal, ImportReport, IngestError, SourceError};
use crate::table::ColumnType;

crate::messages! {
    empty(file) => "“{file}” is empty: it holds no cell at all. Choose a CSV file with a header and rows under it.",
        "“{file}”是空文件，里面没有任何单元格。请选择带标题行和数据行的 CSV 文件。";
    header_only(file, columns) => "“{file}” has a header of {columns} columns and no row under it. Export it again with its data, or say that the first line is data.",
        "“{file}”只有一行标题（{columns} 列），下面没有数据行。请重新导出带数据的文件，或将首行设为数据。";
    binary_named(file, kind) => "“{file}” is not a CSV file but {kind}. Save or export it as CSV, then open that.",
        "“{file}”不是 CSV 文件，而是 {kind} 文件。请先将其另存或导出为 CSV，再打开。";
    binary(file) => "“{file}” is not a text file. Save or export the table as CSV (UTF-8), then open that.",
        "“{file}”不是文本文件。请先将表格另存或导出为 CSV（UTF-8），再打开。";
    record_too_long(file, line, megabytes) => "The row that begins on line {line} of “{file}” is longer than {megabytes} MB. Look there for a quote that never closes, or for missing line breaks.",
        "“{file}”中从第 {line} 行开始的记录超过 {megabytes} MB。请检查该处是否有未闭合的引号，或缺少换行。";
    too_many_columns(file, limit) => "“{file}” has more than {limit} columns. Check that the delimiter is right; if it is, export fewer columns.",
        "“{file}”超过 {limit} 列。请检查分隔符是否正确；若正确，请减少导出的列数。";
    too_large(file, rows) => "“{file}” does not fit into the memory of this tab: reading stopped with {rows} rows. Export fewer rows or columns, or close other tabs and try again.",
        "“{file}”超出此标签页的可用内存：读到 {rows} 行时停止。请减少导出的行或列，或关闭其他标签页后重试。";
    cancelled(file) => "Reading “{file}” was cancelled. What was open before is still there.",
        "已取消读取“{file}”，之前打开的内容仍在。";
    changed(file) => "“{file}” has changed on disk since it was opened. Open it again; your workbook stays as it is.",
        "“{file}”在打开之后被修改过。请重新打开该文件，您的工作簿不受影响。";
    gone(file) => "“{file}” cannot be read any more: it was moved, renamed or deleted, or its permission is gone. Choose it again; your workbook stays as it is.",
        "无法再读取“{file}”：文件可能已被移动、改名或删除，或失去了访问权限。请重新选择该文件，您的工作簿不受影响。";
    other(file, reason) => "“{file}” cannot be read ({reason}). Choose it again; your workbook stays as it is.",
        "无法读取“{file}”（{reason}）。请重新选择该文件，您的工作簿不受影响。";

    comma => "comma", "逗号";
    semicolon => "semicolon", "分号";
    tab => "tab", "制表符";
    pipe => "vertical bar", "竖线";
    point_decimal => "decimal point (1,234.50)", "小数点（1,234.50）";
    comma_decimal => "decimal comma (1.234,50)", "小数逗号（1.234,50）";
    day_first => "day before month (31/01/2024)", "日在月前（31/01/2024）";
    month_first => "month before day (01/31/2024)", "月在日前（01/31/2024）";
    type_text => "text", "文本";
    type_number => "number", "数字";
    type_date => "date", "日期";
    type_boolean => "yes/no", "是/否";

    found_encoding(encoding) => "Encoding: {encoding}.", "编码：{encoding}。";
    found_encoding_unsure(encoding) => "Encoding: probably {encoding}. If names look wrong, choose another.", "编码：可能是 {encoding}。如果文字显示不对，请改选其他编码。";
    found_undecodable(n, encoding) => "{n} characters do not read as {encoding} and show as “\u{fffd}”. If there are many, choose another encoding.",
        "有 {n} 个字符无法按 {encoding} 解读，显示为“\u{fffd}”。如果数量较多，请改选其他编码。";
    found_delimiter(delimiter) => "Cells are separated by: {delimiter}.", "分隔符：{delimiter}。";
    found_no_header => "The first line looks like data, so the columns are numbered. If it holds their names, say so.",
        "首行看起来是数据，因此各列以编号命名。如果首行是列名，请更改此设置。";
    found_title_skipped(line, text) => "Line {line}, “{text}”, is a title and was skipped.", "第 {line} 行“{text}”是标题说明，已跳过。";
    found_title_kept(line, text) => "Line {line}, “{text}”, looks like a title. Skip it if it is not part of the table.",
        "第 {line} 行“{text}”看起来是标题说明。如果不属于表格，请将其跳过。";
    found_blank(n) => "{n} blank lines were skipped.", "已跳过 {n} 个空行。";
    found_ragged(n, lines) => "{n} rows have more or fewer cells than the header ({lines}). They are kept: missing cells are empty, further ones stand in columns named “Extra”.",
        "有 {n} 行的单元格数与标题行不同（{lines}）。这些行均已保留：缺少的单元格留空，多出的放入名为“Extra”的列。";
    ragged_at(line, cells) => "line {line}: {cells}", "第 {line} 行：{cells} 个";
    found_renamed(column, to) => "Column {column} has no name in the file and is called “{to}”.", "第 {column} 列在文件中没有名称，命名为“{to}”。";
    found_renamed_twice(column, from, to) => "“{from}” stands twice in the header; column {column} is called “{to}”.", "标题行中“{from}”重复出现，第 {column} 列命名为“{to}”。";
    found_unclosed(line) => "A quote opens on line {line} and never closes properly. That line was read by itself, with the quote as a character. Check it.",
        "第 {line} 行有一个引号没有正确闭合。该行已单独读取，引号按普通字符处理，请检查。";
    found_nul(n) => "The file holds {n} NUL bytes, a sign that it is damaged. They were kept.", "文件中有 {n} 个 NUL 字节，可能已损坏。这些字节均已保留。";
    found_ambiguous_decimal(column, sign) => "“{column}” could be read with a point or a comma as decimal sign; it is read with a {sign}.",
        "“{column}”的小数符号可以是点或逗号，现按{sign}读取。";
    found_ambiguous_date(column, order) => "The dates in “{column}” do not tell day from month; they are read {order}.",
        "“{column}”中的日期无法区分日和月，现按{order}读取。";
    found_unreadable(n, column, column_type, cells) => "{n} cells of “{column}” do not read as a {column_type} and are missing ({cells}).",
        "“{column}”中有 {n} 个单元格无法读作{column_type}，按缺失处理（{cells}）。";
    found_nearly(column, column_type, cells) => "“{column}” is text, though nearly all of it reads as a {column_type}. These do not: {cells}. Add them to the missing list, or set the type to {column_type}.",
        "“{column}”是文本，但几乎全部可以读作{column_type}，例外有：{cells}。可将其加入缺失值列表，或把类型设为{column_type}。";
    cell_at(line, text) => "line {line}: “{text}”", "第 {line} 行：“{text}”";
    separator => ", ", "；";
}

/// Why a file cannot be read.
pub fn ingest_error(lang: Lang, file: &str, error: &IngestError) -> String {
    match error {
        IngestError::Empty => empty(lang, file),
        IngestError::HeaderOnly { columns } => header_only(lang, file, count(*columns)),
        IngestError::Binary { kind: Some(kind) } => binary_named(lang, file, kind),
        IngestError::Binary { kind: None } => binary(lang, file),
        IngestError::RecordTooLong { line, bytes } => record_too_long(lang, file, count(*line as usize), bytes >> 20),
        IngestError::TooManyColumns { limit, .. } => too_many_columns(lang, file, count(*limit)),
        IngestError::TooLarge { rows } => too_large(lang, file, count(*rows as usize)),
        IngestError::Source(error) => source_error(lang, file, error),
        IngestError::Cancelled => cancelled(lang, file),
    }
}

/// Why a file can no longer be read.
pub fn source_error(lang: Lang, file: &str, error: &SourceError) -> String {
    match error {
        SourceError::Changed => changed(lang, file),
        SourceError::Gone => gone(lang, file),
        SourceError::Other(reason) => other(lang, file, reason),
    }
}

/// A delimiter by name; another character as it is.
pub fn delimiter_name(lang: Lang, delimiter: char) -> String {
    match delimiter {
        ',' => comma(lang).into(),
        ';' => semicolon(lang).into(),
        '\t' => tab(lang).into(),
        '|' => pipe(lang).into(),
        other => format!("“{other}”"),
    }
}

pub fn type_name(lang: Lang, column_type: ColumnType) -> &'static str {
    match column_type {
        ColumnType::Text => type_text(lang),
        ColumnType::Number => type_number(lang),
        ColumnType::Date => type_date(lang),
        ColumnType::Boolean => type_boolean(lang),
    }
}

pub fn decimal_name(lang: Lang, decimal: Decimal) -> &'static str {
    match decimal {
        Decimal::Point => point_decimal(lang),
        Decimal::Comma => comma_decimal(lang),
    }
}

pub fn date_order_name(lang: Lang, order: DateOrder) -> &'static str {
    match order {
        DateOrder::DayFirst => day_first(lang),
        DateOrder::MonthFirst => month_first(lang),
    }
}

/// What a person should look at in a file that was read: nothing where all went as anyone would expect.
pub fn findings(lang: Lang, report: &ImportReport) -> Vec<String> {
    let mut out = Vec::new();
    let n = |x: u64| count(x as usize);
    let encoding = report.encoding.label();
    if !report.encoding_certain {
        out.push(found_encoding_unsure(lang, encoding));
    }
    if report.undecodable > 0 {
        out.push(found_undecodable(lang, n(report.undecodable), encoding));
    }
    for title in &report.titles {
        let say = if title.skipped { found_title_skipped } else { found_title_kept };
        out.push(say(lang, title.line, &title.text));
    }
    if !report.header {
        out.push(found_no_header(lang).into());
    }
    for renamed in &report.renamed {
        out.push(match renamed.from.as_str() {
            "" => found_renamed(lang, renamed.column + 1, &renamed.to),
            from => found_renamed_twice(lang, renamed.column + 1, from, &renamed.to),
        });
    }
    if let Some(line) = report.unclosed_quote {
        out.push(found_unclosed(lang, n(line)));
    }
    if report.ragged_count > 0 {
        let rows = report.ragged.iter().take(5).map(|r| ragged_at(lang, n(r.line), r.cells));
        out.push(found_ragged(lang, n(report.ragged_count), list(lang, rows, report.ragged_count)));
    }
    if report.blank_lines > 0 {
        out.push(found_blank(lang, n(report.blank_lines)));
    }
    if report.nul_bytes > 0 {
        out.push(found_nul(lang, n(report.nul_bytes)));
    }
    out.extend(report.columns.iter().flat_map(|c| column_findings(lang, c)));
    out
}

/// What a person should look at in one column.
pub fn column_findings(lang: Lang, column: &ColumnReport) -> Vec<String> {
    let mut out = Vec::new();
    let name = &column.name;
    if column.ambiguous {
        if let Some(decimal) = column.decimal {
            out.push(found_ambiguous_decimal(lang, name, decimal_name(lang, decimal)));
        }
        if let Some(order) = column.date_order {
            out.push(found_ambiguous_date(lang, name, date_order_name(lang, order)));
        }
    }
    let cells = |cells: &[crate::ingest::CellAt], all: u64| {
        list(lang, cells.iter().take(5).map(|c| cell_at(lang, count(c.line as usize), short(&c.text))), all)
    };
    if column.unreadable_count > 0 {
        let shown = cells(&column.unreadable, column.unreadable_count);
        out.push(found_unreadable(lang, count(column.unreadable_count as usize), name, type_name(lang, column.column_type), shown));
    }
    if let Some((column_type, stops)) = &column.nearly {
        out.push(found_nearly(lang, name, type_name(lang, *column_type), cells(stops, stops.len() as u64)));
    }
    out
}

/// Some of `all`, and a sign that there are more.
fn list(lang: Lang, items: impl Iterator<Item = String>, all: u64) -> String {
    let items: Vec<String> = items.collect();
    let more = if (items.len() as u64) < all { "…" } else { "" };
    let joint = if more.is_empty() { "" } else { separator(lang) };
    format!("{}{joint}{more}", items.join(separator(lang)))
}

/// The beginning of a long cell.
fn short(text: &str) -> String {
    let mut chars = text.chars();
    let start: String = chars.by_ref().take(40).collect();
    if chars.next().is_some() { format!("{start}…") } else { start }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::ingest::{ReadOptions, import_bytes};

    #[test]
    fn every_error_names_the_file_in_each_language() {
        let errors = [
            IngestError::Empty,
            IngestError::HeaderOnly { columns: 3 },
            IngestError::Binary { kind: Some("PDF".into()) },
            IngestError::Binary { kind: None },
            IngestError::RecordTooLong { line: 7, bytes: 16 << 20 },
            IngestError::TooManyColumns { columns: 20_000, limit: 16_384 },
            IngestError::TooLarge { rows: 5_000_000 },
            IngestError::Source(SourceError::Changed),
            IngestError::Source(SourceError::Gone),
            IngestError::Source(SourceError::Other("input/output error".into())),
            IngestError::Cancelled,
        ];
        for lang in Lang::ALL {
            let said: Vec<String> = errors.iter().map(|e| ingest_error(lang, "a.csv", e)).collect();
            assert!(said.iter().all(|s| s.contains("a.csv")), "{said:?}");
            assert!(said.iter().enumerate().all(|(i, s)| !said[..i].contains(s)), "{said:?}");
        }
        assert!(ingest_error(Lang::En, "a.csv", &errors[4]).contains("line 7 of “a.csv” is longer than 16 MB"));
    }

    #[test]
    fn says_what_was_found_and_nothing_of_a_plain_file() {
        let plain = import_bytes(b"id,n\n1,2.5\n2,3.5\n".to_vec(), ReadOptions::default()).unwrap();
        assert_eq!(findings(Lang::En, &plain.report), Vec::<String>::new());
        let odd = import_bytes(b"List\n\nid,n,n\n1,2,05/01/2024\n2\n\n".to_vec(), ReadOptions::default()).unwrap();
        let said = findings(Lang::En, &odd.report);
        assert_eq!(said[0], "Line 1, “List”, is a title and was skipped.");
        assert_eq!(said[1], "“n” stands twice in the header; column 3 is called “n (2)”.");
        assert!(said[2].starts_with("1 rows have more or fewer cells than the header (line 5: 1)."), "{said:?}");
        assert!(said[4].starts_with("The dates in “n (2)” do not tell day from month"), "{said:?}");
        assert_eq!(findings(Lang::Zh, &odd.report).len(), said.len());
    }
}
