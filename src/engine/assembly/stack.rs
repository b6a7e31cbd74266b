//! Files of the same kind, one below the other: columns aligned by name, the channel as a text column.

use super::super::originals::Part;
use super::super::{Finding, Problem, StackReport, StackedReport, newest_date, profile};
use super::{SourceFile, Stacked, warning};
use crate::ingest::{split_record, unquote};
use crate::recipe::{Stack, default_channel};
use crate::table::{Column, ColumnData, ColumnType, Table, TextColumn, TextColumnBuilder, fold, free_name};
use std::rc::Rc;
use std::sync::Arc;

/// A column of the stack: its name, and which column of each file holds it.
struct Aligned {
    name: String,
    fields: Vec<Option<usize>>,
}

/// Stacks the files that are there below the main one. Those that are not are named in the findings.
pub(super) fn stack(asked: Stack, main: Rc<SourceFile>, others: Vec<Option<Rc<SourceFile>>>) -> Stacked {
    let mut findings: Vec<Finding> = Vec::new();
    let channel_of = |name: &str, said: &Option<String>| said.clone().unwrap_or_else(|| default_channel(name));
    let mut files: Vec<(Rc<SourceFile>, String)> = vec![(main.clone(), channel_of(&main.name, &asked.main))];
    for (file, found) in asked.files.iter().zip(&others) {
        match found {
            Some(found) => files.push((found.clone(), channel_of(&file.name, &file.channel))),
            None => findings.push(warning(Problem::FileAwaited { file: file.name.clone() })),
        }
    }
    if files.len() == 1 {
        return Stacked { asked: Some((asked, main.clone(), others)), ..Stacked::alone(&main, findings) };
    }
    let (aligned, reports) = align(&files);
    let rows: usize = files.iter().map(|(file, _)| file.table.rows()).sum();
    let mut report =
        StackReport { main_channel: files[0].1.clone(), main_rows: main.table.rows(), files: reports, ..StackReport::default() };
    let mut columns: Vec<Arc<Column>> = Vec::with_capacity(aligned.len() + 1);
    for column in &aligned {
        let (stacked, mixed) = stack_column(column, &files);
        if mixed {
            report.became_text.push(column.name.clone());
        }
        columns.push(Arc::new(stacked));
    }
    if !report.became_text.is_empty() {
        findings.push(warning(Problem::TypesDifferInFiles { columns: report.became_text.clone() }));
    }
    for stacked in &report.files {
        if stacked.lacking.len() == main.table.columns().len() {
            findings.push(warning(Problem::NothingInCommon { file: stacked.name.clone() }));
        }
    }
    let wanted = if asked.column.trim().is_empty() { "channel" } else { asked.column.trim() };
    report.column = free_name(wanted, |name| columns.iter().any(|c| c.name == name));
    let mut channel = TextColumnBuilder::new();
    for (file, name) in &files {
        if file.table.rows() > 0 {
            let code = channel.push(name);
            (1..file.table.rows()).for_each(|_| channel.repeat(code));
        }
    }
    columns.push(Arc::new(Column::new(report.column.clone(), ColumnData::Text(channel.finish()))));
    let table = Table::new(rows, columns);
    let mut first_row = 0;
    let mut parts = Vec::with_capacity(files.len());
    for (at, (file, _)) in files.iter().enumerate() {
        if let Some(records) = &file.records {
            // The channel stands in no file.
            let fields = aligned.iter().map(|column| column.fields[at]).chain([None]).collect();
            let file_name = (at > 0).then(|| file.name.as_str().into());
            parts.push(Part { file: file_name, records: records.clone(), first_row, fields });
        }
        first_row += file.table.rows();
    }
    if parts.len() < files.len() {
        parts.clear();
    }
    Stacked {
        asked: Some((asked, main, others)),
        newest: newest_date(&table),
        profile: Some(profile(&table)),
        table,
        parts,
        report: Some(report),
        findings,
    }
}

/// Which column of which file belongs together: the same name, else the same but for case and blanks around it.
fn align(files: &[(Rc<SourceFile>, String)]) -> (Vec<Aligned>, Vec<StackedReport>) {
    let mut aligned: Vec<Aligned> = Vec::new();
    let mut reports = Vec::new();
    for (at, (file, channel)) in files.iter().enumerate() {
        let columns = file.table.columns();
        let mut mine: Vec<Option<usize>> = vec![None; aligned.len()];
        let mut left: Vec<usize> = Vec::new();
        for (field, column) in columns.iter().enumerate() {
            match aligned.iter().position(|a| a.name == column.name) {
                Some(found) => mine[found] = Some(field),
                None => left.push(field),
            }
        }
        left.retain(|&field| {
            let name = fold(columns[field].name.trim());
            let found = aligned.iter().enumerate().position(|(i, a)| mine[i].is_none() && fold(a.name.trim()) == name);
            if let Some(found) = found {
                mine[found] = Some(field);
            }
            found.is_none()
        });
        if at > 0 {
            let lacking = aligned.iter().zip(&mine).filter(|(_, m)| m.is_none()).map(|(a, _)| a.name.clone()).collect();
            let added = left.iter().map(|&field| columns[field].name.clone()).collect();
            reports.push(StackedReport { name: file.name.clone(), channel: channel.clone(), rows: file.table.rows(), lacking, added });
        }
        for (column, field) in aligned.iter_mut().zip(mine) {
            column.fields.push(field);
        }
        for field in left {
            let fields = vec![None; at].into_iter().chain([Some(field)]).collect();
            aligned.push(Aligned { name: columns[field].name.clone(), fields });
        }
    }
    (aligned, reports)
}

/// The column, and whether it is text because the files hold different types.
fn stack_column(aligned: &Aligned, files: &[(Rc<SourceFile>, String)]) -> (Column, bool) {
    let parts: Vec<(Option<&Arc<Column>>, &SourceFile, usize)> = aligned
        .fields
        .iter()
        .zip(files)
        .map(|(field, (file, _))| {
            // A column without any value is of any type.
            let column = field.map(|field| &file.table.columns()[field]).filter(|c| c.missing().count() < c.len());
            (column, file.as_ref(), field.unwrap_or_default())
        })
        .collect();
    let mut types = parts.iter().filter_map(|(column, ..)| column.map(|c| c.column_type()));
    let column_type = types.next().unwrap_or(ColumnType::Text);
    if types.all(|other| other == column_type) {
        let parts: Vec<(Option<&Column>, usize)> = parts.iter().map(|(c, file, _)| (c.map(Arc::as_ref), file.table.rows())).collect();
        return (Column::stack(aligned.name.clone(), column_type, &parts), false);
    }
    let texts: Vec<(Option<Column>, usize)> =
        parts.iter().map(|(column, file, field)| (column.map(|c| as_text(file, *field, c)), file.table.rows())).collect();
    let parts: Vec<(Option<&Column>, usize)> = texts.iter().map(|(column, rows)| (column.as_ref(), *rows)).collect();
    (Column::stack(aligned.name.clone(), ColumnType::Text, &parts), true)
}

/// The cells of a column as they are written in its file, missing ones empty. Where the file cannot be read again, as the app writes them.
fn as_text(file: &SourceFile, field: usize, column: &Column) -> Column {
    let data = match &column.data {
        ColumnData::Text(text) => ColumnData::Text(text.clone()),
        _ => ColumnData::Text(original_text(file, field, column).unwrap_or_else(|| {
            let mut builder = TextColumnBuilder::new();
            for row in 0..column.len() {
                builder.push(&column.cell(row));
            }
            builder.finish()
        })),
    };
    Column::new(column.name.clone(), data)
}

fn original_text(file: &SourceFile, field: usize, column: &Column) -> Option<TextColumn> {
    let records = file.records.as_ref()?;
    let mut builder = TextColumnBuilder::new();
    let mut fields = Vec::new();
    let mut row = 0;
    while row < records.len() {
        let window = row..row + records.rows_within(row, 2 << 20);
        for (row, record) in window.clone().zip(records.raw(window.clone()).ok()?.iter()) {
            split_record(record, records.delimiter(), &mut fields);
            let cell = fields.get(field).filter(|_| !column.is_missing(row)).map(|f| unquote(&record[f.clone()]));
            builder.push(&cell.map(|c| String::from_utf8_lossy(&c).into_owned()).unwrap_or_default());
        }
        row = window.end;
    }
    Some(builder.finish())
}
