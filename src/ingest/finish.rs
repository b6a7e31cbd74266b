//! The end of an import: columns are decided and joined one by one, and the report is written.

use super::cells::EXAMPLES;
use super::chunk::default_kind;
use super::dates::{read_compact, read_date};
use super::join::{Assembly, Joined, reread_stale};
use super::kind::{Kind, Kinds, kinds_of, read_boolean};
use super::missing::{Missing, trim};
use super::number::{Strictness, read_number};
use super::records::Records;
use super::split::{count_lines, record_start};
use super::{CellAt, ColumnReport, DateOrder, Decimal, ImportReport, Imported, IngestError, ReadOptions, SourceError};
use crate::table::{
    BoolColumn, Codes, Column, ColumnData, ColumnType, DateColumn, MISSING_BOOL, MISSING_DAY, Numbers, Table, TextColumn,
    TextColumnBuilder, sort_seldom,
};
use std::collections::HashSet;
use std::sync::Arc;

/// The most cells in columns beyond the last heading, in all.
const EXTRA_CELLS: usize = 256 << 20;

/// Share of a text column's cells from which it is nearly something else.
const NEARLY: f64 = 0.95;

/// Columns on their way into the table.
pub struct Joining {
    assembly: Assembly,
    names: Vec<String>,
    /// Parts are taken when the import is done.
    records: Option<Records>,
    report: Option<ImportReport>,
    options: ReadOptions,
    missing: Missing,
    columns: Vec<Arc<Column>>,
    reports: Vec<ColumnReport>,
    step: usize,
}

impl Joining {
    pub fn new(
        mut assembly: Assembly,
        names: Vec<String>,
        records: Records,
        report: ImportReport,
        options: ReadOptions,
        missing: Missing,
    ) -> Joining {
        assembly.decide();
        Joining {
            assembly,
            names,
            records: Some(records),
            report: Some(report),
            options,
            missing,
            columns: Vec::new(),
            reports: Vec::new(),
            step: 0,
        }
    }

    pub fn done(&self) -> u64 {
        self.step as u64
    }

    /// One step for each chunk that may have to be read again, and one for each column.
    pub fn total(&self) -> u64 {
        (self.assembly.chunks.len() + self.names.len()) as u64
    }

    /// One step on; the import when it is done.
    pub fn advance(&mut self) -> Result<Option<Imported>, IngestError> {
        let chunks = self.assembly.chunks.len();
        while self.step < chunks && self.assembly.stale(self.step).is_empty() {
            self.step += 1;
        }
        if self.step < chunks {
            let bytes = self.chunk_bytes(self.step)?;
            reread_stale(&mut self.assembly, self.step, &bytes)?;
            self.step += 1;
            return Ok(None);
        }
        let column = self.step - chunks;
        if column < self.names.len() {
            let joined = self.assembly.join(column)?;
            self.add(column, joined)?;
            self.step += 1;
            return Ok(None);
        }
        self.add_extras();
        let (Some(records), Some(mut report)) = (self.records.take(), self.report.take()) else { return Ok(None) };
        report.columns = std::mem::take(&mut self.reports);
        let table = Table::new(self.assembly.rows, std::mem::take(&mut self.columns));
        Ok(Some(Imported { table, records, report }))
    }

    fn chunk_bytes(&self, chunk: usize) -> Result<Vec<u8>, IngestError> {
        let at = self.assembly.chunks[chunk];
        let Some(records) = &self.records else { return Ok(Vec::new()) };
        let bytes = records.source().read(at.start, at.start + at.len as u64).map_err(IngestError::Source)?;
        if bytes.len() == at.len { Ok(bytes) } else { Err(IngestError::Source(SourceError::Changed)) }
    }

    fn add(&mut self, column: usize, joined: Joined) -> Result<(), IngestError> {
        let name = self.names[column].clone();
        let options = self.options.columns.get(&name).cloned().unwrap_or_default();
        let nearly = match &joined.data {
            ColumnData::Text(text) if options.column_type.is_none() => match nearly(text) {
                Some((column_type, rows)) => {
                    let cells = rows.iter().map(|&row| Ok(CellAt { line: self.line_of(row)?, text: text.get(row).to_string() }));
                    Some((column_type, cells.collect::<Result<Vec<_>, IngestError>>()?))
                }
                None => None,
            },
            _ => None,
        };
        self.reports.push(ColumnReport {
            name: name.clone(),
            column_type: joined.kind.column_type(),
            overridden: options.column_type.is_some() || options.decimal.is_some() || options.date_order.is_some(),
            decimal: if let Kind::Number(decimal) = joined.kind { Some(decimal) } else { None },
            date_order: match joined.kind {
                Kind::Date(order) if joined.open => Some(order),
                _ => None,
            },
            ambiguous: joined.ambiguous,
            unreadable_count: joined.unreadable_count,
            unreadable: joined.unreadable,
            nearly,
        });
        self.columns.push(Arc::new(Column::new(name, joined.data)));
        Ok(())
    }

    /// Line on which a row begins.
    fn line_of(&self, row: usize) -> Result<u64, IngestError> {
        let chunk = self.assembly.chunks.partition_point(|c| c.first_row <= row) - 1;
        let at = self.assembly.chunks[chunk];
        let Some(records) = &self.records else { return Ok(at.line) };
        let before = records.end_before(row);
        let grid = self.assembly.grid();
        // As far as the record goes: blank lines may stand before it.
        let bytes = records.source().read(at.start, records.end_of(row)).map_err(IngestError::Source)?;
        let offset = (before - at.start) as usize;
        let (start, _) = record_start(&bytes, offset, row > at.first_row || at.after_record, grid.delimiter, grid.columns > 1);
        Ok(at.line + count_lines(&bytes[..start]))
    }

    /// Columns for the cells beyond the last heading, typed by the same rules.
    fn add_extras(&mut self) {
        let mut extras = std::mem::take(&mut self.assembly.extras);
        let count = extras.iter().map(|(_, e)| e.column as usize + 1).max().unwrap_or(0);
        // One broken row of thousands of cells must not take a column of a million rows for each; its record stays whole all the same.
        let count = count.min((EXTRA_CELLS / self.assembly.rows).max(1));
        sort_seldom(&mut extras, |(row, a), (other, b)| (a.column, row).cmp(&(b.column, other)));
        let taken: HashSet<&str> = self.names.iter().map(String::as_str).collect();
        let free = (1..).map(|n| format!("Extra {n}")).filter(|name| !taken.contains(name.as_str()));
        let mut rest = extras.as_slice();
        for (extra, name) in (0..count).zip(free) {
            let (column, after) = rest.split_at(rest.partition_point(|(_, e)| e.column as usize <= extra));
            rest = after;
            let options = self.options.columns.get(&name).cloned().unwrap_or_default();
            let mut cells = column.iter().peekable();
            let mut builder = TextColumnBuilder::new();
            for row in 0..self.assembly.rows {
                let cell = cells.next_if(|(r, _)| *r == row).map_or("", |(_, e)| e.text.as_str());
                let cell = trim(cell.as_bytes());
                let cell = if self.missing.is(cell) { b"" } else { cell };
                builder.push(std::str::from_utf8(cell).unwrap_or_default());
            }
            let text = builder.finish();
            let allowed = super::join::allowed_by(options.decimal, options.date_order);
            let fits = text.values.plain().iter().filter(|t| !t.is_empty()).fold(allowed, |k, t| k.and(kinds_of(t.as_bytes())));
            let kind = match options.column_type {
                Some(asked) => default_kind(asked, if fits.is_none() { allowed } else { fits }),
                None if (0..text.len()).all(|row| text.is_missing(row)) => Kind::Text,
                None => fits.best(),
            };
            let strictness = if options.column_type.is_some() { Strictness::Asked } else { Strictness::Inferring };
            let (data, unreadable_count) = convert(text, kind, strictness);
            self.reports.push(ColumnReport {
                name: name.clone(),
                column_type: kind.column_type(),
                overridden: options.column_type.is_some(),
                decimal: if let Kind::Number(decimal) = kind { Some(decimal) } else { None },
                date_order: if let Kind::Date(order) = kind { Some(order) } else { None },
                ambiguous: false,
                unreadable_count,
                unreadable: Vec::new(),
                nearly: None,
            });
            self.columns.push(Arc::new(Column::new(name, data)));
        }
    }
}

/// A text column read as another kind, and how many of its cells do not read.
fn convert(text: TextColumn, kind: Kind, strictness: Strictness) -> (ColumnData, u64) {
    let mut unreadable = 0;
    let rows = 0..text.len();
    let mut cell = |row: usize, reads: bool| {
        unreadable += u64::from(!reads && !text.is_missing(row));
    };
    let data = match kind {
        Kind::Text => return (ColumnData::Text(text), 0),
        Kind::Number(decimal) => ColumnData::Number(Numbers::packed(
            rows.map(|row| {
                let value = read_number(text.get(row).as_bytes(), decimal, strictness);
                cell(row, value.is_some());
                value.map_or(f64::NAN, |v| v.value)
            })
            .collect(),
        )),
        Kind::Boolean => ColumnData::Boolean(BoolColumn {
            values: rows
                .map(|row| {
                    let value = read_boolean(text.get(row).as_bytes(), strictness);
                    cell(row, value.is_some());
                    value.map_or(MISSING_BOOL, u8::from)
                })
                .collect(),
        }),
        Kind::Compact | Kind::Date(_) => {
            let mut days = Vec::with_capacity(text.len());
            let mut seconds = Vec::new();
            for row in rows {
                let text = text.get(row);
                let bytes = text.as_bytes();
                let read = read_date(bytes);
                let day = match (read, kind) {
                    (Some(r), Kind::Date(DateOrder::MonthFirst)) => r.month_first,
                    (Some(r), _) => r.day_first,
                    (None, _) => read_compact(bytes),
                };
                cell(row, day.is_some());
                days.push(day.unwrap_or(MISSING_DAY));
                seconds.push(read.and_then(|r| r.seconds).filter(|_| day.is_some()).unwrap_or(0));
            }
            let seconds = seconds.iter().any(|&s| s != 0).then_some(seconds);
            ColumnData::Date(DateColumn { days: days.into(), seconds })
        }
    };
    (data, unreadable)
}

/// Whether it is worth looking at all texts: of some, spread over all, not nearly all are words.
fn may_be_nearly(text: &TextColumn) -> bool {
    const LOOKED_AT: usize = 256;
    let texts = (0..text.values.len()).step_by(text.values.len().div_ceil(LOOKED_AT).max(1)).map(|i| text.values.get(i));
    let (mut some, mut words) = (0, 0);
    for text in texts.filter(|text| !text.is_empty()) {
        some += 1;
        words += usize::from(kinds_of(text.as_bytes()).is_none());
    }
    // A few odd texts can stand in for many rows in a dictionary that is short.
    some < LOOKED_AT / 4 || words * 4 < some * 3
}

/// What a text column nearly is, and the first rows that stop it.
#[inline(never)]
fn nearly(text: &TextColumn) -> Option<(ColumnType, Vec<usize>)> {
    let entries = text.values.len();
    if !may_be_nearly(text) {
        return None;
    }
    let mut counts = vec![1usize; entries];
    if !matches!(text.codes, Codes::Identity) {
        counts.fill(0);
        for row in 0..text.len() {
            counts[text.code(row)] += 1;
        }
    }
    let allowance = ((1.0 - NEARLY) * text.len() as f64) as usize;
    let candidates =
        [Kind::Number(Decimal::Point), Kind::Number(Decimal::Comma), Kind::Date(DateOrder::DayFirst), Kind::Date(DateOrder::MonthFirst)];
    let mut misses = [0usize; 4];
    let mut filled = 0;
    for (entry, &count) in counts.iter().enumerate() {
        let value = text.values.get(entry);
        if value.is_empty() {
            continue;
        }
        filled += count;
        let kinds = kinds_of(value.as_bytes());
        for (miss, kind) in misses.iter_mut().zip(candidates) {
            *miss += if kinds.has(kind) { 0 } else { count };
        }
        if misses.iter().all(|&m| m > allowance) {
            return None;
        }
    }
    let (best, kind) = misses.into_iter().zip(candidates).min_by_key(|&(m, _)| m)?;
    if filled == 0 || (filled - best) as f64 / (filled as f64) < NEARLY {
        return None;
    }
    let mut stops = Vec::with_capacity(entries);
    text.values.each(&mut |v| stops.push(!v.is_empty() && kinds_of(v.as_bytes()).and(Kinds::of(kind)).is_none()));
    let rows = (0..text.len()).filter(|&row| stops[text.code(row)]).take(EXAMPLES).collect();
    Some((kind.column_type(), rows))
}
