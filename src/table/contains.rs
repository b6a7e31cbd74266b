//! Which texts and numbers contain a text. Text is searched in large pieces rather than entry by entry; numbers and dates, which come in few
//! different values, are written out once per value.

use super::date::format_iso;
use super::{
    Bitmap, Codes, Column, ColumnData, DateColumn, Decimal, MISSING_BOOL, MISSING_DAY, Numbers, StringArena, TextColumn, TextValues,
    fold_into,
};
use memchr::memmem::Finder;

/// Bytes of text that are folded and searched together.
const PIECE: usize = 64 << 10;

/// Different values up to which a number column is looked up rather than written out row by row.
const MOST_VALUES: i64 = 1 << 22;

impl StringArena {
    /// Calls `found` with each string that contains `wanted`, ascending. Without `match_case`, `wanted` is folded and the strings are, too.
    fn each_containing(&self, wanted: &str, match_case: bool, mut found: impl FnMut(usize)) {
        if wanted.is_empty() {
            (0..self.len()).for_each(found);
            return;
        }
        let finder = Finder::new(wanted);
        let mut folded: Vec<u8> = Vec::new();
        let mut cell = String::new();
        let mut folded_ends: Vec<u32> = Vec::new();
        let (mut first, mut start) = (0, 0);
        while first < self.len() {
            // Whole strings, at least one.
            let strings = self.until(first, start + PIECE);
            let (next, ends) = (strings.end, self.ends_of(strings));
            let end = ends[ends.len() - 1] as usize;
            let piece = &self.bytes[start..end];
            if match_case {
                search(&finder, piece, &ends, start, first, &mut found);
            } else if piece.is_ascii() {
                folded.clear();
                folded.extend(piece.iter().map(u8::to_ascii_lowercase));
                search(&finder, &folded, &ends, start, first, &mut found);
            } else {
                folded.clear();
                folded_ends.clear();
                for i in first..next {
                    fold_into(self.get(i), &mut cell);
                    folded.extend_from_slice(cell.as_bytes());
                    folded_ends.push(folded.len() as u32);
                }
                search(&finder, &folded, &folded_ends, 0, first, &mut found);
            }
            (first, start) = (next, end);
        }
    }
}

/// Finds strings in a piece of text that begins at `start` with string number `first`; `ends` are theirs.
fn search(finder: &Finder, piece: &[u8], ends: &[u32], start: usize, first: usize, found: &mut impl FnMut(usize)) {
    let (mut at, mut string) = (0, 0);
    while let Some(hit) = finder.find(&piece[at..]) {
        let hit = at + hit;
        while ends[string] as usize - start <= hit {
            string += 1;
        }
        let end = ends[string] as usize - start;
        if hit + finder.needle().len() <= end {
            found(first + string);
            at = end;
        } else {
            // It reaches into the next string.
            at = hit + 1;
        }
    }
}

impl TextValues {
    /// As [`StringArena::each_containing`].
    fn each_containing(&self, wanted: &str, match_case: bool, found: &mut dyn FnMut(usize)) {
        self.parts(&mut |first, part| part.each_containing(wanted, match_case, |entry| found(first + entry)));
    }
}

impl TextColumn {
    /// The rows whose text contains `wanted`, which is not empty. Without `match_case`, `wanted` is folded and the text is, too.
    pub fn containing(&self, wanted: &str, match_case: bool) -> Bitmap {
        if let Codes::Identity = self.codes {
            let mut rows = Bitmap::none(self.len());
            self.values.each_containing(wanted, match_case, &mut |row| rows.set(row));
            return rows;
        }
        self.select_entries(&self.entries_containing(wanted, match_case))
    }

    /// Which entries contain `wanted`; as [`TextColumn::containing`].
    pub fn entries_containing(&self, wanted: &str, match_case: bool) -> Vec<bool> {
        let mut pass = vec![false; self.values.len()];
        self.values.each_containing(wanted, match_case, &mut |entry| pass[entry] = true);
        pass
    }
}

impl Column {
    /// The rows whose cell, as [`Column::write_cell`] writes it, contains `wanted` without regard to case; `wanted` is folded and not empty.
    /// `decimal` is that of a number column, where it has one.
    pub fn containing(&self, wanted: &str, decimal: Option<&Decimal>) -> Bitmap {
        // What a number or a date is written with.
        let written = wanted.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'.' | b':' | b' '));
        match &self.data {
            ColumnData::Text(text) => text.containing(wanted, false),
            ColumnData::Boolean(b) => {
                let (no, yes) = ("no".contains(wanted), "yes".contains(wanted));
                Bitmap::from_slice(&b.values, |value| (value != MISSING_BOOL) & if value == 0 { no } else { yes })
            }
            ColumnData::Number(values) if written => match decimal {
                Some(decimal) => decimals_containing(values, decimal, wanted),
                None => self.cells_containing(wanted),
            },
            ColumnData::Date(dates) if written => dates_containing(dates, wanted).unwrap_or_else(|| self.cells_containing(wanted)),
            ColumnData::Number(_) | ColumnData::Date(_) => Bitmap::none(self.len()),
        }
    }

    /// Writes every cell.
    fn cells_containing(&self, wanted: &str) -> Bitmap {
        let (finder, mut cell) = (Finder::new(wanted), String::new());
        Bitmap::from_fn(self.len(), |row| {
            cell.clear();
            self.write_cell(row, &mut cell);
            finder.find(cell.as_bytes()).is_some()
        })
    }
}

fn decimals_containing(values: &Numbers, decimal: &Decimal, wanted: &str) -> Bitmap {
    let (finder, mut cell) = (Finder::new(wanted), Vec::new());
    let mut test = |digits: i64| {
        decimal.write(digits, &mut cell);
        finder.find(&cell).is_some()
    };
    if decimal.max - decimal.min >= MOST_VALUES {
        return Bitmap::from_fn(values.len(), |row| values.digits(row, decimal).is_some_and(&mut test));
    }
    /// Not looked at yet.
    const UNKNOWN: u8 = 2;
    let mut known = vec![UNKNOWN; (decimal.max - decimal.min + 1) as usize];
    Bitmap::from_fn(values.len(), |row| {
        let Some(digits) = values.digits(row, decimal) else { return false };
        let known = &mut known[(digits - decimal.min) as usize];
        if *known == UNKNOWN {
            *known = u8::from(test(digits));
        }
        *known == 1
    })
}

/// None where the days lie too far apart to be looked up, or have times that have to be written out.
fn dates_containing(dates: &DateColumn, wanted: &str) -> Option<Bitmap> {
    let Some((first, last)) = dates.days.ends() else { return Some(Bitmap::none(dates.days.len())) };
    if i64::from(last) - i64::from(first) > dates.days.len().max(1 << 16) as i64 || dates.seconds.is_some() {
        return None;
    }
    // The first place is for missing days.
    let mut holds = vec![false];
    holds.extend((first..=last).map(|day| format_iso(day).contains(wanted)));
    let place = |day: i32| if day == MISSING_DAY { 0 } else { (day - first) as usize + 1 };
    Some(Bitmap::from_fn(dates.days.len(), |row| holds[place(dates.days.get(row))]))
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::table::{BoolColumn, fold};
    use proptest::prelude::*;

    fn slow(column: &Column, wanted: &str) -> Bitmap {
        Bitmap::from_fn(column.len(), |row| fold(&column.cell(row)).contains(wanted))
    }

    fn identity(cells: &[String], packed: bool) -> TextColumn {
        TextColumn::each_row(cells.iter().map(String::as_str), packed)
    }

    proptest! {
        #[test]
        fn text_is_found_where_a_cell_contains_it(
            cells in prop::collection::vec("[aAbBéÉİKk中 ]{0,5}", 0..200),
            wanted in "[abéik中 ]{1,3}",
        ) {
            for text in [identity(&cells, false), identity(&cells, true), cells.iter().map(String::as_str).collect()] {
                let exact = Bitmap::from_fn(text.len(), |row| text.get(row).contains(&wanted));
                prop_assert_eq!(text.containing(&wanted, true), exact);
                let column = Column::new("t", ColumnData::Text(text));
                let wanted = fold(&wanted);
                prop_assert_eq!(column.containing(&wanted, None), slow(&column, &wanted));
            }
        }

        #[test]
        fn numbers_and_dates_are_found_as_they_are_written(
            cells in prop::collection::vec((prop_oneof![-50_000i64..50_000, Just(i64::MAX)], 0u32..86_400), 0..200),
            places in 0u32..4,
            wide in any::<bool>(),
            wanted in "[-0-9.:]{1,3}",
        ) {
            let number = |n: i64| if n == i64::MAX { f64::NAN } else { n as f64 / 10f64.powi(places as i32) };
            let mut values: Vec<f64> = cells.iter().map(|c| number(c.0)).collect();
            if wide {
                values.extend([1e9, -0.0, 123_456_789_012.0]);
            }
            let decimal = Decimal::of(&values);
            prop_assert_eq!(decimal.is_some(), values.iter().any(|x| !x.is_nan()));
            let days: Vec<i32> = cells.iter().map(|c| if c.0 == i64::MAX { MISSING_DAY } else { (c.0 % 900) as i32 }).collect();
            let seconds = cells.iter().map(|c| c.1).collect();
            let flags = cells.iter().map(|c| (c.1 % 3) as u8).collect();
            for (data, decimal) in [
                (ColumnData::Number(Numbers::packed(values.clone())), Numbers::packed(values.clone()).decimal().as_ref()),
                (ColumnData::Number(values.clone().into()), decimal.as_ref()),
                (ColumnData::Number(values.into()), None),
                (ColumnData::Date(DateColumn { days: days.clone().into(), seconds: None }), None),
                (ColumnData::Date(DateColumn { days: days.into(), seconds: Some(seconds) }), None),
                (ColumnData::Boolean(BoolColumn { values: flags }), None),
            ] {
                let column = Column::new("x", data);
                for wanted in [wanted.as_str(), "o", "es", "x", "4 0"] {
                    prop_assert_eq!(column.containing(wanted, decimal), slow(&column, wanted));
                }
            }
        }
    }

    #[test]
    fn strings_longer_than_a_piece() {
        let long = "x".repeat(PIECE + 7) + "Needle";
        let cells = [String::from("Need"), "le".into(), long.clone(), String::new(), "needleé".into(), long];
        for text in [identity(&cells, false), identity(&cells, true)] {
            assert_eq!(text.containing("needle", false).iter().collect::<Vec<_>>(), [2, 4, 5]);
            assert_eq!(text.containing("needle", true).iter().collect::<Vec<_>>(), [4]);
        }
    }
}
