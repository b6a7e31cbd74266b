//! Whether a new file looks like more rows of the same kind or like columns for the same customers, and by which key. Told from the names
//! of columns and from how many of a sample of values occur on the other side.

use super::super::{FileProposal, KeyProposal};
use crate::table::{Codes, Column, ColumnData, Table, TextColumnBuilder, TextValues, fold, sort_seldom};
use hashbrown::{HashMap, HashSet};

/// Values of a column that are looked for.
const SAMPLE: usize = 2000;

/// Pairs of columns that are offered.
const OFFERED: usize = 5;

/// Least share of values in common, and least share of different ones, of a key.
const LEAST_FOUND: f64 = 0.05;
const LEAST_UNIQUE: f64 = 0.5;

/// Share of columns in common from which a file is more of the same.
const SAME_KIND: f64 = 0.6;

pub(super) fn propose(rows: &Table, customers: &Table, file: &Table) -> FileProposal {
    let names: Vec<String> = rows.columns().iter().map(|c| fold(c.name.trim())).collect();
    let common: Vec<String> = file.columns().iter().filter(|c| names.contains(&fold(c.name.trim()))).map(|c| c.name.clone()).collect();
    let share = common.len() as f64 / file.columns().len().max(rows.columns().len()).max(1) as f64;
    FileProposal {
        columns: file.columns().len(),
        main_columns: rows.columns().len(),
        stack: share >= SAME_KIND && common.len() > 1,
        common,
        keys: keys(customers, file),
    }
}

/// Pairs of columns, the likeliest first.
fn keys(customers: &Table, file: &Table) -> Vec<KeyProposal> {
    let samples: Vec<Sample> = file.columns().iter().filter_map(|column| Sample::of(column)).collect();
    if samples.is_empty() {
        return Vec::new();
    }
    // Which samples hold a value.
    let mut holders: HashMap<&str, Vec<usize>> = HashMap::new();
    for (i, sample) in samples.iter().enumerate() {
        sample.values.iter().for_each(|value| holders.entry(value).or_default().push(i));
    }
    let mut pairs: Vec<(f64, KeyProposal)> = Vec::new();
    for column in customers.columns() {
        let mut found: Vec<HashSet<&str>> = vec![HashSet::new(); samples.len()];
        let mut distinct = 0usize;
        each_value(column, &mut |value| {
            distinct += 1;
            if let Some((value, holders)) = holders.get_key_value(value) {
                holders.iter().for_each(|&i| {
                    found[i].insert(value);
                });
            }
        });
        let own = distinct as f64 / customers.rows().max(1) as f64;
        for (sample, found) in samples.iter().zip(found) {
            let share = found.len() as f64 / sample.values.len() as f64;
            if share < LEAST_FOUND {
                continue;
            }
            let alike = fold(column.name.trim()) == fold(sample.name.trim());
            // A key tells customers apart on both sides; where that is equal, names decide.
            let score = share * sample.unique * (0.25 + 0.75 * own.min(1.0)) + if alike { 0.1 } else { 0.0 };
            let proposal = KeyProposal { key: column.name.clone(), other_key: sample.name.clone(), found: share, unique: sample.unique };
            pairs.push((score, proposal));
        }
    }
    sort_seldom(&mut pairs, |a, b| b.0.total_cmp(&a.0));
    pairs.into_iter().take(OFFERED).map(|(_, pair)| pair).collect()
}

/// Some of the different values of a column that could be a key.
struct Sample {
    name: String,
    values: Vec<String>,
    unique: f64,
}

impl Sample {
    /// None for a column whose values repeat too much.
    fn of(column: &Column) -> Option<Sample> {
        if !matches!(column.data, ColumnData::Text(_) | ColumnData::Number(_)) || column.is_empty() {
            return None;
        }
        // Rows spread over the whole file.
        let rows = column.len().min(SAMPLE);
        let mut values: Vec<String> = Vec::with_capacity(rows);
        let mut seen = HashSet::new();
        for i in 0..rows {
            let cell = column.cell((i as u64 * column.len() as u64 / rows as u64) as usize);
            if !cell.is_empty() && seen.insert(cell.clone()) {
                values.push(cell);
            }
        }
        let mut distinct = 0usize;
        each_value(column, &mut |_| distinct += 1);
        let unique = distinct as f64 / (column.len() - column.missing().count()).max(1) as f64;
        (!values.is_empty() && unique >= LEAST_UNIQUE).then(|| Sample { name: column.name.clone(), values, unique })
    }
}

/// Calls `visit` with each entry that is not empty.
fn each_present(values: &TextValues, visit: &mut dyn FnMut(&str)) {
    values.each(&mut |value| {
        if !value.is_empty() {
            visit(value);
        }
    });
}

/// Calls `visit` with each different value of a text or number column.
fn each_value(column: &Column, visit: &mut dyn FnMut(&str)) {
    match &column.data {
        ColumnData::Text(text) if !matches!(text.codes, Codes::Identity) => {
            each_present(&text.values, visit);
        }
        ColumnData::Text(text) => {
            let mut different = TextColumnBuilder::new();
            text.values.each(&mut |value| _ = different.push(value));
            each_present(&different.finish().values, visit);
        }
        ColumnData::Number(values) => {
            let mut seen: HashSet<u64> = HashSet::new();
            for (row, x) in values.iter().enumerate() {
                if !x.is_nan() && seen.insert((x + 0.0).to_bits()) {
                    visit(&column.cell(row));
                }
            }
        }
        ColumnData::Date(_) | ColumnData::Boolean(_) => {}
    }
}
