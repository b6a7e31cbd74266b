//! Columns made of the values of other columns: chosen rows, and columns one below the other.

use super::{
    BoolColumn, Codes, Column, ColumnData, ColumnType, DateColumn, Days, MISSING_BOOL, Numbers, StringArena, TextColumn, TextColumnBuilder,
};

/// The row number that stands for no row: the cell is missing.
pub const NO_ROW: u32 = u32::MAX;

impl Column {
    /// A column of the values that stand in these rows of this one, in their order; [`NO_ROW`] gives a missing cell.
    ///
    /// # Panics
    /// When a row is not one of the column's.
    pub fn gather(&self, rows: &[u32], name: impl Into<String>) -> Column {
        fn take<T: Copy>(values: &[T], rows: &[u32], missing: T) -> Vec<T> {
            rows.iter().map(|&row| if row == NO_ROW { missing } else { values[row as usize] }).collect()
        }
        let picked = rows.iter().map(|&row| (row != NO_ROW).then_some(row as usize));
        let data = match &self.data {
            ColumnData::Text(text) => ColumnData::Text(gather_text(text, rows)),
            ColumnData::Number(values) => ColumnData::Number(values.take(picked)),
            ColumnData::Date(dates) => {
                ColumnData::Date(DateColumn { days: dates.days.take(picked), seconds: dates.seconds.as_ref().map(|s| take(s, rows, 0)) })
            }
            ColumnData::Boolean(values) => ColumnData::Boolean(BoolColumn { values: take(&values.values, rows, MISSING_BOOL) }),
        };
        Column::new(name, data)
    }

    /// Columns one below the other, each with its number of rows; None is a column of missing cells.
    ///
    /// # Panics
    /// When a column is of another type than `column_type` and has a value, or has another number of rows.
    pub fn stack(name: impl Into<String>, column_type: ColumnType, parts: &[(Option<&Column>, usize)]) -> Column {
        let whole = parts.iter().map(|(_, rows)| rows).sum();
        let mut data = match column_type {
            ColumnType::Text => return Column::new(name, ColumnData::Text(stack_text(parts))),
            ColumnType::Number => ColumnData::Number(Numbers::default()),
            ColumnType::Date => {
                let timed = |c: &Column| matches!(&c.data, ColumnData::Date(d) if d.seconds.is_some());
                let seconds = parts.iter().any(|(part, _)| part.is_some_and(timed)).then(|| Vec::with_capacity(whole));
                ColumnData::Date(DateColumn { days: Days::default(), seconds })
            }
            ColumnType::Boolean => ColumnData::Boolean(BoolColumn { values: Vec::with_capacity(whole) }),
        };
        let mut end = 0;
        for (part, rows) in parts {
            end += rows;
            match (&mut data, part.map(|column| &column.data)) {
                (ColumnData::Number(all), Some(ColumnData::Number(values))) => assert!(all.append(values, whole), "no memory for the rows"),
                (ColumnData::Number(all), _) => assert!(all.add_missing(end - all.len(), whole), "no memory for the rows"),
                (ColumnData::Boolean(all), Some(ColumnData::Boolean(values))) => all.values.extend_from_slice(&values.values),
                (ColumnData::Boolean(all), _) => all.values.resize(end, MISSING_BOOL),
                (ColumnData::Date(all), part) => {
                    let dates = if let Some(ColumnData::Date(dates)) = part { Some(dates) } else { None };
                    match dates {
                        Some(dates) => assert!(all.days.append(&dates.days, whole), "no memory for the rows"),
                        None => assert!(all.days.add_missing(end - all.days.len(), whole), "no memory for the rows"),
                    }
                    if let Some(seconds) = &mut all.seconds {
                        match dates.and_then(|d| d.seconds.as_ref()) {
                            Some(part) => seconds.extend_from_slice(part),
                            None => seconds.resize(end, 0),
                        }
                    }
                }
                (ColumnData::Text(_), _) => unreachable!("text is stacked apart"),
            }
            if let Some(column) = part {
                assert!(column.column_type() == column_type || column.missing().count() == column.len(), "types differ");
            }
        }
        let column = Column::new(name, data);
        assert_eq!(column.len(), whole, "a part has another number of rows than it was said to have");
        column
    }
}

/// Takes only those entries along that a row holds.
fn gather_text(text: &TextColumn, rows: &[u32]) -> TextColumn {
    let mut builder = TextColumnBuilder::new();
    match &text.codes {
        Codes::Identity => {
            for &row in rows {
                builder.push(&if row == NO_ROW { "".into() } else { text.get(row as usize) });
            }
        }
        _ => {
            let values = text.values.plain();
            let mut renumber = Renumber::new(&values);
            rows.iter().for_each(|&row| renumber.push(&mut builder, (row != NO_ROW).then(|| text.code(row as usize))));
        }
    }
    builder.finish()
}

fn stack_text(parts: &[(Option<&Column>, usize)]) -> TextColumn {
    let mut builder = TextColumnBuilder::new();
    for (part, rows) in parts {
        match part.map(|column| &column.data) {
            Some(ColumnData::Text(text)) if matches!(text.codes, Codes::Identity) => {
                text.values.each(&mut |entry| _ = builder.push(entry));
            }
            Some(ColumnData::Text(text)) => {
                let values = text.values.plain();
                let mut renumber = Renumber::new(&values);
                (0..*rows).for_each(|row| renumber.push(&mut builder, Some(text.code(row))));
            }
            _ => {
                for _ in 0..*rows {
                    builder.push("");
                }
            }
        }
    }
    builder.finish()
}

/// The new codes of a dictionary's entries, each looked up once.
struct Renumber<'a> {
    values: &'a StringArena,
    new: Vec<u32>,
}

impl<'a> Renumber<'a> {
    fn new(values: &'a StringArena) -> Renumber<'a> {
        Renumber { values, new: vec![NO_ROW; values.len()] }
    }

    fn push(&mut self, builder: &mut TextColumnBuilder, code: Option<usize>) {
        match code {
            None => {
                builder.push("");
            }
            Some(code) if self.new[code] != NO_ROW => builder.repeat(self.new[code]),
            Some(code) => self.new[code] = builder.push(self.values.get(code)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(cells: &[String]) -> Column {
        Column::new("t", ColumnData::Text(cells.iter().map(String::as_str).collect()))
    }

    fn identity(cells: &[String]) -> Column {
        Column::new("t", ColumnData::Text(TextColumn::each_row(cells.iter().map(String::as_str), cells.len() % 2 == 1)))
    }

    fn number(cells: &[String]) -> Column {
        Column::new("n", ColumnData::Number(cells.iter().map(|c| c.len() as f64).map(|x| if x == 0.0 { f64::NAN } else { x }).collect()))
    }

    fn packed(cells: &[String], part: f64) -> Column {
        let value = |c: &String| if c.is_empty() { f64::NAN } else { c.len() as f64 * part };
        Column::new("n", ColumnData::Number(Numbers::packed(cells.iter().map(value).collect())))
    }

    fn date(cells: &[String], timed: bool) -> Column {
        let days = cells.iter().map(|c| if c.is_empty() { crate::table::MISSING_DAY } else { c.len() as i32 }).collect();
        Column::new("d", ColumnData::Date(DateColumn { days, seconds: timed.then(|| vec![7; cells.len()]) }))
    }

    fn cells(column: &Column) -> Vec<String> {
        (0..column.len()).map(|row| column.cell(row)).collect()
    }

    proptest! {
        #[test]
        fn gathers_and_stacks_cell_by_cell(
            a in prop::collection::vec("[ab]{0,3}", 1..40),
            b in prop::collection::vec("[bc]{0,3}", 0..40),
            picks in prop::collection::vec(prop::option::of(0usize..1000), 0..60),
        ) {
            let rows: Vec<u32> = picks.iter().map(|p| p.map_or(NO_ROW, |p| (p % a.len()) as u32)).collect();
            for column in [text(&a), identity(&a), number(&a), packed(&a, 0.5), date(&a, true), date(&a, false)] {
                let expected: Vec<String> = rows.iter().map(|&r| if r == NO_ROW { String::new() } else { column.cell(r as usize) }).collect();
                prop_assert_eq!(cells(&column.gather(&rows, "x")), expected);
            }
            for (first, second) in [(text(&a), identity(&b)), (identity(&a), text(&b)), (number(&a), number(&b)), (packed(&a, 0.25), packed(&b, 40_000.0)), (packed(&a, 1.0), number(&b)), (date(&a, false), date(&b, false))] {
                let parts = [(Some(&first), a.len()), (None, 3), (Some(&second), b.len())];
                let stacked = Column::stack("x", first.column_type(), &parts);
                let expected: Vec<String> = cells(&first).into_iter().chain(vec![String::new(); 3]).chain(cells(&second)).collect();
                prop_assert_eq!(cells(&stacked), expected);
            }
        }
    }

    #[test]
    fn dates_with_and_without_a_time_stack() {
        let cells_of = ["a".to_owned(), String::new()];
        let (plain, timed) = (date(&cells_of, false), date(&cells_of, true));
        let stacked = Column::stack("d", ColumnType::Date, &[(Some(&plain), 2), (Some(&timed), 2), (None, 1)]);
        assert_eq!(cells(&stacked), ["1970-01-02 00:00:00", "", "1970-01-02 00:00:07", "", ""]);
    }
}
