//! What came of a formula, for the page: its type, missing values, range, distribution and first rows. Nothing per row.

use super::check::Checked;
use crate::engine::{FormulaDetail, FormulaExample, histogram_of};
use crate::table::{Codes, Column, ColumnData, MISSING_BOOL, MISSING_DAY, Sum};

/// Rows shown as examples, bars of the histogram, and different texts listed.
const EXAMPLES: usize = 6;
const BARS: usize = 40;
const TOP: usize = 6;

/// Goes over the column once or twice.
pub fn detail(checked: &Checked, column: &Column) -> FormulaDetail {
    let rows = column.len();
    let mut detail = FormulaDetail {
        column_type: column.column_type(),
        rows,
        missing: 0,
        min: None,
        mean: None,
        max: None,
        histogram: None,
        top: Vec::new(),
        inputs: checked.names.clone(),
        examples: (0..rows.min(EXAMPLES))
            .map(|row| FormulaExample { inputs: checked.columns.iter().map(|c| c.cell(row)).collect(), result: column.cell(row) })
            .collect(),
    };
    match &column.data {
        ColumnData::Number(values) => {
            range(values.iter(), &mut detail);
            detail.histogram = histogram_of(&detail.min, &detail.max, values.iter(), BARS, false);
        }
        ColumnData::Date(dates) => {
            let days = || dates.days.iter().map(|day| if day == MISSING_DAY { f64::NAN } else { f64::from(day) });
            range(days(), &mut detail);
            // A mean of dates is a day.
            detail.mean = detail.mean.map(f64::round);
            detail.histogram = histogram_of(&detail.min, &detail.max, days(), BARS, true);
        }
        ColumnData::Boolean(flags) => {
            let mut counts = [0usize; 3];
            flags.values.iter().for_each(|&flag| counts[usize::from(flag.min(MISSING_BOOL))] += 1);
            detail.missing = counts[2];
            detail.top = vec![("yes".into(), counts[1]), ("no".into(), counts[0])];
        }
        ColumnData::Text(text) => {
            let mut counts = vec![0usize; text.values.len()];
            match &text.codes {
                Codes::Identity => counts.fill(1),
                _ => (0..rows).for_each(|row| counts[text.code(row)] += 1),
            }
            let values = text.values.plain();
            let mut top: Vec<(&str, usize)> = values.iter().zip(counts).filter(|(_, n)| *n > 0).collect();
            detail.missing = top.iter().find(|(entry, _)| entry.is_empty()).map_or(0, |(_, n)| *n);
            top.retain(|(entry, _)| !entry.is_empty());
            top.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
            detail.top = top.into_iter().take(TOP).map(|(entry, n)| (entry.to_owned(), n)).collect();
        }
    }
    detail
}

/// Missing values, minimum, mean and maximum.
fn range(values: impl Iterator<Item = f64>, detail: &mut FormulaDetail) {
    let (mut min, mut max, mut sum, mut present) = (f64::INFINITY, f64::NEG_INFINITY, Sum::default(), 0usize);
    for x in values {
        if x.is_nan() {
            detail.missing += 1;
        } else {
            min = min.min(x);
            max = max.max(x);
            sum.add(x);
            present += 1;
        }
    }
    if present > 0 {
        (detail.min, detail.mean, detail.max) = (Some(min), Some(sum.value() / present as f64), Some(max));
    }
}
