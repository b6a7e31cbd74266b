//! How a value is written as plain text, and how text is compared. Numbers for people's eyes are `messages::format`'s business.

use super::{Column, ColumnData, MISSING_BOOL, MISSING_DAY, date};
use std::fmt::Write;

impl Column {
    /// Writes the cell at `row` to `out`: text as it is, numbers in their shortest form that reads back as the same number, dates as
    /// `YYYY-MM-DD` with ` HH:MM:SS` where the column has times, `yes` or `no`; nothing where missing.
    pub fn write_cell(&self, row: usize, out: &mut String) {
        match &self.data {
            ColumnData::Text(t) => out.push_str(&t.get(row)),
            ColumnData::Number(v) => write_number(v.get(row), out),
            ColumnData::Date(d) => {
                if d.days.get(row) == MISSING_DAY {
                    return;
                }
                out.push_str(&date::format_iso(d.days.get(row)));
                if let Some(seconds) = &d.seconds {
                    let s = seconds[row];
                    let _ = write!(out, " {:02}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
                }
            }
            ColumnData::Boolean(b) => out.push_str(match b.values[row] {
                MISSING_BOOL => "",
                0 => "no",
                _ => "yes",
            }),
        }
    }

    /// The cell at `row` as [`Column::write_cell`] writes it.
    pub fn cell(&self, row: usize) -> String {
        let mut out = String::new();
        self.write_cell(row, &mut out);
        out
    }
}

/// Adds a number in its shortest form that reads back as the same number; nothing for a missing one.
fn write_number(x: f64, out: &mut String) {
    if !x.is_nan() {
        let _ = write!(out, "{}", x + 0.0);
    }
}

/// A number in its shortest form that reads back as the same number; empty for a missing one.
pub fn format_number(x: f64) -> String {
    let mut out = String::new();
    write_number(x, &mut out);
    out
}

/// Text without regard to case: each character in its lower case on its own, so that a part of a text folds to a part of the folded text.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(text, &mut out);
    out
}

/// [`fold`] into a buffer, which is cleared first.
pub fn fold_into(text: &str, out: &mut String) {
    out.clear();
    if text.is_ascii() {
        out.push_str(text);
        out.make_ascii_lowercase();
    } else {
        out.extend(text.chars().flat_map(char::to_lowercase));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{BoolColumn, DateColumn};

    #[test]
    fn cells_read_plainly() {
        let number = Column::new("n", ColumnData::Number(vec![0.1, 1e6, -0.0, f64::NAN, 99.65].into()));
        assert_eq!((0..5).map(|i| number.cell(i)).collect::<Vec<_>>(), ["0.1", "1000000", "0", "", "99.65"]);
        let day = date::parse_iso("2024-02-29").unwrap();
        let date = Column::new("d", ColumnData::Date(DateColumn { days: vec![day, MISSING_DAY].into(), seconds: Some(vec![3_723, 0]) }));
        assert_eq!((date.cell(0).as_str(), date.cell(1).as_str()), ("2024-02-29 01:02:03", ""));
        let boolean = Column::new("b", ColumnData::Boolean(BoolColumn { values: vec![0, 1, MISSING_BOOL] }));
        assert_eq!((0..3).map(|i| boolean.cell(i)).collect::<Vec<_>>(), ["no", "yes", ""]);
    }

    #[test]
    fn folding_knows_no_context() {
        assert_eq!(fold("ΟΔΟΣ"), "οδοσ");
        assert_eq!(fold("ÀB 漢"), "àb 漢");
    }
}
