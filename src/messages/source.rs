//! Words of the source editor, and what reading a file found as sentences.

use super::{Lang, format, sidebar};
use crate::engine::Severity;
use crate::ingest::{CellAt, DateOrder, Decimal, ImportReport};
use crate::table::sort_seldom;

crate::messages! {
    title => "Source", "数据源";
    summary(rows, columns, size) => "{rows} rows · {columns} columns · {size}", "{rows} 行 · {columns} 列 · {size}";
    build_segments => "Build segments", "开始分群";
    build_segments_hint => "Go on to the first step", "前往第一个步骤";
    how_read => "How the file was read", "文件的读取方式";
    how_read_hint => "Everything here was decided from the whole file. Change what is not right: the file is read again at once, and undo takes it back.",
        "以下内容均根据整个文件判断。若有不对，直接修改即可：文件会立即重新读取，也可以撤销。";
    decided => "decided from the file", "由文件判断";
    chosen => "your choice", "您的选择";
    back_to_automatic => "Decide from the file", "由文件判断";
    rereading => "Reading the file again…", "正在重新读取文件……";
    reread_failed => "The file could not be read that way. What was read before is kept; undo takes the change back.",
        "无法以这种方式读取文件。之前的读取结果已保留，可撤销此更改。";
    encoding => "Encoding", "编码";
    encoding_uncertain => "Another encoding reads this file as well. Look at the names below: if letters look wrong, choose another.",
        "其他编码也能读取此文件。请查看下方的内容：若文字显示不正确，请选择其他编码。";
    encoding_bom => "The file says so itself (byte order mark).", "文件自带编码标记（BOM）。";
    delimiter => "Delimiter", "分隔符";
    header => "First line holds the column names", "首行为列名";
    titles => "Title lines skipped above the header", "表头上方跳过的标题行";
    title_line(line, text) => "Line {line}: “{text}”", "第 {line} 行：“{text}”";
    title_kept(line, text) => "Line {line} looks like a title: “{text}”", "第 {line} 行看起来像标题：“{text}”";
    title_skip => "Skip it", "跳过";
    lines_to_skip => "Lines to skip", "跳过的行数";
    missing => "Texts that mean missing", "表示缺失的文本";
    missing_hint => "Beside empty cells. Capital and small letters count alike.", "除空单元格以外；不区分大小写。";
    missing_add => "Add a text", "添加文本";
    missing_add_button => "Add", "添加";
    missing_remove(text) => "Stop treating “{text}” as missing", "不再将“{text}”视为缺失";
    missing_reset => "Back to the usual list", "恢复默认列表";
    as_of => "As-of date", "基准日期";
    as_of_hint => "“Today” for conditions such as “in the last 30 days”, so that the same workbook gives the same answer next month.",
        "“最近 30 天”等条件中的“今天”，使同一工作簿下个月仍得到相同结果。";
    as_of_default(day) => "The newest date in the data, {day}", "数据中最新的日期：{day}";
    as_of_none => "No date in the data: relative conditions need one here.", "数据中没有日期：使用相对日期条件时需在此填写。";
    as_of_bad => "Write the date as 2024-01-31.", "请按 2024-01-31 的格式填写日期。";
    use_newest => "Use the newest date", "使用最新日期";
    value_column => "Value column", "价值列";
    value_hint => "Its sum and share are shown for every segment.", "每个分群都会显示它的合计与占比。";
    value_none => "None: count customers only", "无：只统计客户数";
    columns => "Columns", "列";
    find_column => "Find a column", "查找列";
    only_questions(n) => "Only the {n} with questions", "只看有疑问的 {n} 列";
    column_name => "Column", "列名";
    column_type => "Type", "类型";
    column_reading => "Reading", "读法";
    column_missing => "Missing", "缺失";
    column_sample => "Holds", "内容";
    type_of(name) => "Type of {name}", "{name} 的类型";
    decimal_of(name) => "Decimal sign of {name}", "{name} 的小数点";
    order_of(name) => "Order of day and month in {name}", "{name} 的日月顺序";
    automatic_type(name) => "{name} (decided)", "{name}（自动）";
    decimal_point => "1,234.5 (decimal point)", "1,234.5（小数点为“.”）";
    decimal_comma => "1.234,5 (decimal comma)", "1.234,5（小数点为“,”）";
    day_first => "31/01 (day first)", "31/01（日在前）";
    month_first => "01/31 (month first)", "01/31（月在前）";
    ambiguous => "Either reading fits every cell. Check this one.", "两种读法都适用于所有单元格，请确认。";
    sure => "Keep this reading", "保持此读法";
    unreadable_lead(n) => "{n} cells do not read as this type and count as missing:", "{n} 个单元格无法按此类型读取，按缺失处理：";
    at_line(line, text) => "line {line}: {text}", "第 {line} 行：{text}";
    and_more(n) => "and {n} more", "另有 {n} 个";
    show_cells => "Show the cells", "查看单元格";
    notes_title => "Worth knowing", "需要了解";
    nothing_odd => "Nothing odd was found. You can go on.", "没有发现异常，可以继续。";
    note_ragged(n, columns) => "{n} rows have another number of cells than the header’s {columns}. They are kept: cells that are not there are empty, further ones stand in columns of their own.",
        "{n} 行的单元格数与表头的 {columns} 列不同。这些行已保留：缺少的单元格视为空，多出的单元格放入单独的列。";
    ragged_place(line, cells) => "line {line}: {cells} cells", "第 {line} 行：{cells} 个单元格";
    note_renamed(n) => "{n} headings were empty or stood twice and were given a name of their own:", "{n} 个列名为空或重复，已另行命名：";
    renamed_place(column, from, to) => "column {column}: “{from}” → “{to}”", "第 {column} 列：“{from}” → “{to}”";
    renamed_empty(column, to) => "column {column}: no heading → “{to}”", "第 {column} 列：无列名 → “{to}”";
    note_blank(n) => "{n} blank lines were passed over.", "跳过了 {n} 个空行。";
    note_undecodable(n, encoding) => "{n} characters do not read as {encoding} and are shown as “�”. Another encoding may fit.",
        "{n} 个字符无法按 {encoding} 读取，显示为“�”。可以尝试其他编码。";
    note_unclosed(line) => "A quote opens on line {line} and never closes, so everything after it stands in one cell. Mend the quote in the file and open it again.",
        "第 {line} 行有一个引号没有闭合，其后的内容都落入同一单元格。请在文件中补上引号后重新打开。";
    note_nul(n) => "{n} NUL bytes stand in the file. They are kept as they are; such a file was often cut off or copied badly.",
        "文件中有 {n} 个 NUL 字节，已原样保留。这类文件通常被截断或复制出错。";
    note_encoding(encoding) => "The encoding {encoding} is a guess: others read this file as well.", "编码 {encoding} 为推测：其他编码也能读取此文件。";
    note_title(n) => "{n} lines above the header look like titles and were kept as data.", "表头上方有 {n} 行像标题，已作为数据保留。";
    note_skipped(n) => "{n} title lines above the header were skipped.", "跳过了表头上方的 {n} 个标题行。";
    note_ambiguous_number(column, reading) => "{column}: the decimal sign could be either; read as {reading}.", "{column}：小数点有两种可能，按 {reading} 读取。";
    note_ambiguous_date(column, reading) => "{column}: day and month could stand in either order; read as {reading}.", "{column}：日与月的顺序有两种可能，按 {reading} 读取。";
    note_unreadable(column, n, name) => "{column}: {n} cells do not read as {name} and count as missing.", "{column}：{n} 个单元格无法读作{name}，按缺失处理。";
    note_nearly(column, name) => "{column} stayed text, although nearly every cell reads as {name}. These do not:", "{column} 保持为文本，但几乎所有单元格都可读作{name}，以下除外：";
    read_as_anyway(name) => "Read as {name}", "读作{name}";
}

/// One thing that reading a file found, as a person reads it.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    pub severity: Severity,
    /// What it is about, for where to jump to.
    pub about: About,
    pub text: String,
    /// Where, line by line; examples only.
    pub places: Vec<String>,
    /// How many places there are beyond those listed.
    pub more: u64,
}

/// The decision that a [`Note`] belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    File,
    Encoding,
    Titles,
    /// By name.
    Column(String),
}

/// Everything that reading the file found and that a person should look at, the weightiest first.
pub fn notes(lang: Lang, report: &ImportReport) -> Vec<Note> {
    let mut notes = Vec::new();
    let mut note = |severity, about, text: String, places: Vec<String>, count: u64| {
        let more = count.saturating_sub(places.len() as u64);
        notes.push(Note { severity, about, text, places, more });
    };
    let n = |count: u64| format::count(count as usize);
    if let Some(line) = report.unclosed_quote {
        note(Severity::Error, About::File, note_unclosed(lang, n(line)), vec![], 0);
    }
    if report.undecodable > 0 {
        let text = note_undecodable(lang, n(report.undecodable), report.encoding.label());
        note(Severity::Warning, About::Encoding, text, vec![], 0);
    }
    if report.nul_bytes > 0 {
        note(Severity::Warning, About::File, note_nul(lang, n(report.nul_bytes)), vec![], 0);
    }
    if report.ragged_count > 0 {
        let places = report.ragged.iter().map(|r| ragged_place(lang, n(r.line), n(r.cells as u64))).collect();
        note(Severity::Warning, About::File, note_ragged(lang, n(report.ragged_count), report.columns.len()), places, report.ragged_count);
    }
    for column in &report.columns {
        if column.unreadable_count > 0 {
            let name = sidebar::type_name(lang, column.column_type);
            let text = note_unreadable(lang, &column.name, n(column.unreadable_count), name);
            note(Severity::Warning, About::Column(column.name.clone()), text, cells(lang, &column.unreadable), column.unreadable_count);
        }
    }
    let kept = report.titles.iter().filter(|t| !t.skipped).count();
    if kept > 0 {
        let places = report.titles.iter().filter(|t| !t.skipped).map(|t| at_line(lang, n(t.line), &t.text)).collect();
        note(Severity::Warning, About::Titles, note_title(lang, kept), places, kept as u64);
    }
    for column in &report.columns {
        if column.ambiguous {
            let text = match (column.decimal, column.date_order) {
                (Some(d), _) => note_ambiguous_number(lang, &column.name, decimal_name(lang, d)),
                (_, Some(o)) => note_ambiguous_date(lang, &column.name, order_name(lang, o)),
                _ => continue,
            };
            note(Severity::Warning, About::Column(column.name.clone()), text, vec![], 0);
        }
        if let Some((as_type, odd)) = &column.nearly {
            let text = note_nearly(lang, &column.name, sidebar::type_name(lang, *as_type));
            note(Severity::Hint, About::Column(column.name.clone()), text, cells(lang, odd), odd.len() as u64);
        }
    }
    if !report.encoding_certain && report.undecodable == 0 {
        note(Severity::Hint, About::Encoding, note_encoding(lang, report.encoding.label()), vec![], 0);
    }
    if !report.renamed.is_empty() {
        let count = report.renamed.len() as u64;
        let place = |r: &crate::ingest::Renamed| match r.from.trim() {
            "" => renamed_empty(lang, r.column + 1, &r.to),
            from => renamed_place(lang, r.column + 1, from, &r.to),
        };
        note(Severity::Hint, About::File, note_renamed(lang, n(count)), report.renamed.iter().take(20).map(place).collect(), count);
    }
    if report.skipped_lines > 0 {
        let places = report.titles.iter().filter(|t| t.skipped).map(|t| at_line(lang, n(t.line), &t.text)).collect();
        note(Severity::Hint, About::Titles, note_skipped(lang, report.skipped_lines), places, 0);
    }
    if report.blank_lines > 0 {
        note(Severity::Hint, About::File, note_blank(lang, n(report.blank_lines)), vec![], 0);
    }
    sort_seldom(&mut notes, |a, b| b.severity.cmp(&a.severity));
    notes
}

fn cells(lang: Lang, cells: &[CellAt]) -> Vec<String> {
    cells.iter().map(|c| at_line(lang, format::count(c.line as usize), &c.text)).collect()
}

/// A decimal sign by example.
pub fn decimal_name(lang: Lang, decimal: Decimal) -> &'static str {
    match decimal {
        Decimal::Point => decimal_point(lang),
        Decimal::Comma => decimal_comma(lang),
    }
}

/// An order of day and month by example.
pub fn order_name(lang: Lang, order: DateOrder) -> &'static str {
    match order {
        DateOrder::DayFirst => day_first(lang),
        DateOrder::MonthFirst => month_first(lang),
    }
}

/// A size in bytes, in steps of a thousand: `112.9 MB`.
pub fn bytes(size: u64) -> String {
    match size {
        0..1_000 => format!("{size} B"),
        1_000..1_000_000 => format!("{} KB", format::number(size as f64 / 1e3, 1)),
        1_000_000..1_000_000_000 => format!("{} MB", format::number(size as f64 / 1e6, 1)),
        _ => format!("{} GB", format::number(size as f64 / 1e9, 2)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{ColumnReport, Encoding, RaggedRow};
    use crate::table::ColumnType;

    fn report() -> ImportReport {
        ImportReport {
            bytes: 10,
            rows: 3,
            encoding: Encoding::Utf8,
            bom: false,
            encoding_certain: true,
            undecodable: 0,
            delimiter: ',',
            header: true,
            titles: vec![],
            skipped_lines: 0,
            blank_lines: 0,
            ragged_count: 0,
            ragged: vec![],
            renamed: vec![],
            unclosed_quote: None,
            nul_bytes: 0,
            missing: vec![],
            columns: vec![ColumnReport {
                name: "born".into(),
                column_type: ColumnType::Date,
                overridden: false,
                decimal: None,
                date_order: Some(DateOrder::DayFirst),
                ambiguous: false,
                unreadable_count: 0,
                unreadable: vec![],
                nearly: None,
            }],
        }
    }

    #[test]
    fn a_clean_file_has_nothing_to_say() {
        assert_eq!(notes(Lang::En, &report()), vec![]);
    }

    #[test]
    fn weightiest_first_with_lines_and_a_count_of_the_rest() {
        let mut odd = report();
        odd.blank_lines = 2;
        odd.ragged_count = 12;
        odd.ragged = vec![RaggedRow { line: 7, cells: 3 }];
        odd.unclosed_quote = Some(41);
        odd.columns[0].ambiguous = true;
        let notes = notes(Lang::En, &odd);
        assert_eq!(
            notes.iter().map(|n| n.severity).collect::<Vec<_>>(),
            [Severity::Error, Severity::Warning, Severity::Warning, Severity::Hint]
        );
        assert!(notes[0].text.contains("line 41"));
        assert_eq!(notes[1].places, ["line 7: 3 cells"]);
        assert_eq!(notes[1].more, 11);
        assert_eq!(notes[2].about, About::Column("born".into()));
    }
}
