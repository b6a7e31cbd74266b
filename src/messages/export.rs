//! Why an export cannot be made, and what one holds, in words.

use super::{Lang, format};
use crate::engine::FileError;
use crate::export::ExportError;
use crate::ingest::SourceError;
use crate::protocol::Exported;

crate::messages! {
    unknown_column(column) => "The result has no column “{column}”. Choose the columns again.", "结果中没有列“{column}”，请重新选择列。";
    no_columns => "No column is chosen. Choose at least one.", "没有选择任何列，请至少选择一列。";
    unknown_step => "The step to export by no longer groups customers. Choose another.", "用于导出的步骤已不再对客户分组，请选择其他步骤。";
    archive_too_large => "The archive would pass 4 GB. Export one file per segment instead.", "压缩包将超过 4 GB，请改为每个分群导出一个文件。";
    source_changed => "The file has changed on disk since it was loaded, so nothing was exported. Open it again; the workbook stays.",
        "文件载入后在磁盘上发生了变化，因此没有导出任何内容。请重新打开文件，工作簿会保留。";
    source_gone => "The file is no longer there or may not be read any more. Put it back or open another; the workbook stays.",
        "文件已不存在或无法再读取。请恢复该文件或打开其他文件，工作簿会保留。";
    source_other(message) => "The file cannot be read: {message}. Open it again; the workbook stays.", "无法读取文件：{message}。请重新打开，工作簿会保留。";
    none_guarded => "The formula guard had no cell to change.", "公式防护无需更改任何单元格。";
    one_guarded => "1 cell that a spreadsheet would run was given an apostrophe.", "1 个会被表格软件当作公式执行的单元格已加上撇号。";
    some_guarded(n) => "{n} cells that a spreadsheet would run were given an apostrophe.", "{n} 个会被表格软件当作公式执行的单元格已加上撇号。";
    exported_rows(rows, files) => "{rows} rows in {files}.", "{files}：{rows} 行。";
    and_more(first, n) => "{first} and {n} more", "{first} 等 {n} 个文件";
}

/// The sentence for an export that cannot be made.
pub fn error(lang: Lang, error: &ExportError) -> String {
    match error {
        ExportError::UnknownColumn { column } => unknown_column(lang, column),
        ExportError::NoColumns => no_columns(lang).into(),
        ExportError::UnknownStep { .. } => unknown_step(lang).into(),
        ExportError::ArchiveTooLarge => archive_too_large(lang).into(),
        ExportError::Source(FileError { file: Some(file), error }) => super::ingest::source_error(lang, file, error),
        ExportError::Source(FileError { file: None, error: SourceError::Changed }) => source_changed(lang).into(),
        ExportError::Source(FileError { file: None, error: SourceError::Gone }) => source_gone(lang).into(),
        ExportError::Source(FileError { file: None, error: SourceError::Other(message) }) => source_other(lang, message),
    }
}

/// What an export holds, and what the formula guard did to it.
pub fn summary(lang: Lang, exported: &Exported) -> String {
    let files = match (exported.file_names.as_slice(), lang) {
        ([], _) => String::new(),
        ([one], _) => one.clone(),
        ([first, rest @ ..], Lang::En) => and_more(lang, first, rest.len()),
        (all @ [first, ..], Lang::Zh) => and_more(lang, first, all.len()),
    };
    let rows = exported_rows(lang, format::count(exported.rows), files);
    if exported.guarded == 0 { rows } else { format!("{rows} {}", guarded(lang, exported.guarded)) }
}

/// What the formula guard did.
pub fn guarded(lang: Lang, cells: u64) -> String {
    match cells {
        0 => none_guarded(lang).into(),
        1 => one_guarded(lang).into(),
        n => some_guarded(lang, format::count(n as usize)),
    }
}
