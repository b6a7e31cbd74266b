//! A file beside the customers, by a key that both hold. Text keys compare trimmed, capitals and small letters as they are; of several rows with
//! the same key the first counts.

use super::super::originals::Part;
use super::super::{JoinReport, KeyAt, LISTED, Listed, Problem};
use super::SourceFile;
use crate::ingest::Records;
use crate::recipe::Join;
use crate::table::{Codes, Column, ColumnData, NO_ROW, Numbers, Table, TextColumnBuilder, free_name};
use hashbrown::HashMap;
use std::rc::Rc;

/// A join made.
pub(super) struct Made {
    pub report: JoinReport,
    /// The columns to add, each with its position in the file.
    pub columns: Vec<(usize, Column)>,
    /// Per customer, the row of the file; [`NO_ROW`] for none.
    pub rows: Vec<u32>,
    pub records: Option<Rc<Records>>,
    /// Columns asked for that the file lacks.
    pub problems: Vec<Problem>,
}

/// Joins a file to the customers, whose rows are those of `parts` (none: of no file).
///
/// # Errors
/// When the file is not there, or one of the keys is not.
pub(super) fn join(customers: &Table, parts: &[Part], join: &Join, file: Option<&SourceFile>) -> Result<Made, Problem> {
    let Some(file) = file else { return Err(Problem::FileAwaited { file: join.file.clone() }) };
    if join.key.is_empty() {
        return Err(Problem::NoColumn);
    }
    let key = customers.column(&join.key).ok_or_else(|| Problem::UnknownColumn { column: join.key.clone() })?;
    let unknown = |column: &str| Problem::UnknownColumnOfFile { file: join.file.clone(), column: column.to_owned() };
    let other_key = file.table.column(join.other_key()).ok_or_else(|| unknown(join.other_key()))?;

    let (theirs, ours) = ids(other_key, key);
    let known = theirs.iter().filter(|&&id| id != NO_ROW).max().map_or(0, |&id| id as usize + 1);
    // Per key, the first row of the file that holds it, and whether a customer has it.
    let mut first = vec![NO_ROW; known];
    let mut asked_for = vec![false; known];
    let mut duplicates = Vec::new();
    for (row, &id) in (0u32..).zip(&theirs) {
        if id != NO_ROW {
            let first = &mut first[id as usize];
            if *first == NO_ROW { *first = row } else { duplicates.push(row) }
        }
    }
    let mut rows = Vec::with_capacity(ours.len());
    let mut unmatched = Vec::new();
    let mut without_key = 0;
    for (row, &id) in (0u32..).zip(&ours) {
        let found = first.get(id as usize).copied().unwrap_or(NO_ROW);
        rows.push(found);
        if found != NO_ROW {
            asked_for[id as usize] = true;
        } else if id == NO_ROW {
            without_key += 1;
        } else {
            unmatched.push(row);
        }
    }
    let rows_unmatched: Vec<u32> =
        (0u32..).zip(&theirs).filter(|&(_, &id)| id != NO_ROW && !asked_for[id as usize]).map(|(row, _)| row).collect();

    let mut problems = Vec::new();
    let mut chosen: Vec<usize> = Vec::new();
    let position = |name: &str| file.table.columns().iter().position(|c| c.name == name);
    match &join.columns {
        None => chosen.extend((0..file.table.columns().len()).filter(|&i| file.table.columns()[i].name != other_key.name)),
        Some(names) => {
            for name in names {
                match position(name) {
                    Some(at) if !chosen.contains(&at) => chosen.push(at),
                    Some(_) => {}
                    None => problems.push(unknown(name)),
                }
            }
        }
    }
    let mut columns: Vec<(usize, Column)> = Vec::with_capacity(chosen.len());
    let mut named = Vec::with_capacity(chosen.len());
    for at in chosen {
        let column = &file.table.columns()[at];
        let name = free_name(&column.name, |name| customers.column(name).is_some() || columns.iter().any(|(_, c)| c.name == name));
        named.push((column.name.clone(), name.clone()));
        columns.push((at, column.gather(&rows, name)));
    }
    let of_file = |rows: &[u32]| listed(other_key, rows, |first| file.records.as_ref().and_then(|r| r.lines_of(first).ok()));
    let report = JoinReport {
        file: join.file.clone(),
        key: key.name.clone(),
        other_key: other_key.name.clone(),
        customers: customers.rows(),
        matched: customers.rows() - without_key - unmatched.len(),
        without_key,
        unmatched: listed(key, &unmatched, |first| lines_of_parts(parts, first)),
        rows: file.table.rows(),
        rows_without_key: theirs.iter().filter(|&&id| id == NO_ROW).count(),
        rows_unmatched: of_file(&rows_unmatched),
        duplicates: of_file(&duplicates),
        columns: named,
    };
    Ok(Made { report, columns, rows, records: file.records.clone(), problems })
}

/// The keys of some rows with their lines, as far as those can be told.
fn listed(key: &Column, rows: &[u32], lines: impl Fn(&[u32]) -> Option<Vec<u64>>) -> Listed {
    let first = &rows[..rows.len().min(LISTED)];
    let lines = lines(first);
    let at = |(i, &row): (usize, &u32)| KeyAt { key: key.cell(row as usize), line: lines.as_ref().map(|lines| lines[i]) };
    Listed { count: rows.len(), first: first.iter().enumerate().map(at).collect() }
}

/// Lines of rows that may be of several files; None where they are of none, or cannot be told.
fn lines_of_parts(parts: &[Part], rows: &[u32]) -> Option<Vec<u64>> {
    let mut lines = Vec::with_capacity(rows.len());
    let mut rest = rows;
    while let Some(&row) = rest.first() {
        let part = parts.partition_point(|p| p.first_row <= row as usize).checked_sub(1)?;
        let end = parts.get(part + 1).map_or(usize::MAX, |next| next.first_row);
        let (own, after) = rest.split_at(rest.partition_point(|&row| (row as usize) < end));
        let own: Vec<u32> = own.iter().map(|&row| row - parts[part].first_row as u32).collect();
        lines.extend(parts[part].records.lines_of(&own).ok()?);
        rest = after;
    }
    Some(lines)
}

/// A number per row of each column, the same for the same key in both; [`NO_ROW`] where missing. Numbers compare as numbers, anything else
/// by its text.
fn ids(a: &Column, b: &Column) -> (Vec<u32>, Vec<u32>) {
    if let (ColumnData::Number(a), ColumnData::Number(b)) = (&a.data, &b.data) {
        let mut seen: HashMap<u64, u32> = HashMap::new();
        let mut number = |values: &Numbers| -> Vec<u32> {
            let id = |x: f64| {
                let next = seen.len() as u32;
                // Both zeros are one.
                if x.is_nan() { NO_ROW } else { *seen.entry((x + 0.0).to_bits()).or_insert(next) }
            };
            values.iter().map(id).collect()
        };
        let first = number(a);
        return (first, number(b));
    }
    let mut interned = TextColumnBuilder::new();
    let first = text_ids(a, &mut interned);
    (first, text_ids(b, &mut interned))
}

fn text_ids(column: &Column, interned: &mut TextColumnBuilder) -> Vec<u32> {
    let mut id = |text: &str| if text.is_empty() { NO_ROW } else { interned.push(text) };
    match &column.data {
        ColumnData::Text(text) => {
            let mut by_code = Vec::with_capacity(text.values.len());
            text.values.each(&mut |text| by_code.push(id(text)));
            match text.codes {
                Codes::Identity => by_code,
                _ => (0..text.len()).map(|row| by_code[text.code(row)]).collect(),
            }
        }
        _ => {
            let mut cell = String::new();
            (0..column.len())
                .map(|row| {
                    cell.clear();
                    column.write_cell(row, &mut cell);
                    id(&cell)
                })
                .collect()
        }
    }
}
