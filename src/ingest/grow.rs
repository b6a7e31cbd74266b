//! A column's values while its chunks come in: each goes to the end of what is there at once, so that nothing is held twice. Decides no types.

use super::chunk::PieceData;
use super::dictionary::Dictionary;
use super::kind::Kind;
use super::spread::Spread;
use crate::table::{
    BoolColumn, Codes, ColumnData, ColumnType, DateColumn, Ends, MISSING_BOOL, Numbers, StringArena, TextColumn, try_make_room,
};
use hashbrown::{DefaultHashBuilder, HashSet};
use std::borrow::Cow;
use std::hash::BuildHasher;

/// There is not the memory for it, or a column would pass 4 GiB of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMuch;

/// Values of a column so far.
#[derive(Debug)]
pub enum Grown {
    /// So many missing cells and nothing else.
    Missing(usize),
    Number(Numbers),
    Date(DateColumn),
    Boolean(Vec<u8>),
    Text(Texts),
}

impl Default for Grown {
    fn default() -> Grown {
        Grown::Missing(0)
    }
}

impl Grown {
    /// Adds the `len` cells of a chunk, or of several that were put together: of the type so far, or all missing. `expected` is how many rows the
    /// column is likely to have.
    #[inline(never)]
    pub fn add(&mut self, data: Grown, len: usize, expected: usize) -> Result<(), TooMuch> {
        if let Grown::Missing(before) = *self {
            if let Grown::Missing(more) = data {
                *self = Grown::Missing(before + more);
                return Ok(());
            }
            *self = data.none_of_its_kind();
            if before > 0 {
                self.add(Grown::Missing(before), before, expected)?;
            }
        }
        match (self, data) {
            (Grown::Number(all), Grown::Number(more)) => enough(all.append(&more, expected)),
            (Grown::Number(all), _) => enough(all.add_missing(len, expected)),
            (Grown::Date(all), data) => {
                let before = all.days.len();
                let clock = match data {
                    Grown::Date(more) => {
                        enough(all.days.append(&more.days, expected))?;
                        more.seconds
                    }
                    _ => {
                        enough(all.days.add_missing(len, expected))?;
                        None
                    }
                };
                match (&mut all.seconds, clock) {
                    (None, None) => Ok(()),
                    (seconds, clock) => {
                        let seconds = seconds.get_or_insert_default();
                        fill(seconds, before - seconds.len(), 0, expected)?;
                        clock.map_or(Ok(()), |clock| extend(seconds, &clock, expected))?;
                        fill(seconds, all.days.len() - seconds.len(), 0, expected)
                    }
                }
            }
            (Grown::Boolean(all), Grown::Boolean(more)) => extend(all, &more, expected),
            (Grown::Boolean(all), _) => fill(all, len, MISSING_BOOL, expected),
            (Grown::Text(all), Grown::Text(more)) => more.parts.into_iter().try_for_each(|part| all.add(part, expected)),
            (Grown::Text(all), _) => all.add_missing(len, expected),
            (Grown::Missing(_), _) => Ok(()),
        }
    }

    fn none_of_its_kind(&self) -> Grown {
        match self {
            Grown::Missing(_) => Grown::Missing(0),
            Grown::Number(_) => Grown::Number(Numbers::default()),
            Grown::Date(_) => Grown::Date(DateColumn::default()),
            Grown::Boolean(_) => Grown::Boolean(Vec::new()),
            Grown::Text(_) => Grown::Text(Texts::default()),
        }
    }

    /// The column, of `rows` rows.
    pub fn finish(self, kind: Kind, rows: usize) -> Result<ColumnData, TooMuch> {
        let mut grown = self;
        if let Grown::Missing(_) = grown {
            let mut none = match kind.column_type() {
                ColumnType::Number => Grown::Number(Numbers::default()),
                ColumnType::Date => Grown::Date(DateColumn::default()),
                ColumnType::Boolean => Grown::Boolean(Vec::new()),
                ColumnType::Text => Grown::Text(Texts::default()),
            };
            none.add(Grown::Missing(rows), rows, rows)?;
            grown = none;
        }
        Ok(match grown {
            Grown::Number(values) => ColumnData::Number(values),
            Grown::Date(mut dates) => {
                // Midnight all through is a date without a time, written by a program that always writes one.
                dates.seconds = dates.seconds.filter(|clock| clock.iter().any(|&second| second != 0));
                ColumnData::Date(dates)
            }
            Grown::Boolean(values) => ColumnData::Boolean(BoolColumn { values }),
            Grown::Text(texts) => ColumnData::Text(texts.finish(rows)?),
            Grown::Missing(_) => unreachable!("made into a column of its kind above"),
        })
    }
}

impl From<PieceData> for Grown {
    fn from(data: PieceData) -> Grown {
        match data {
            PieceData::Missing => Grown::Missing(0),
            PieceData::Number(values) => Grown::Number(values),
            PieceData::Date(dates) => Grown::Date(dates),
            PieceData::Boolean(values) => Grown::Boolean(values),
            PieceData::Text(text) => Grown::Text(Texts::of(match text.codes {
                Codes::Identity => Part::Spread(text.values.into_plain().into()),
                codes => Part::Coded(text.values.into_plain(), codes),
            })),
        }
    }
}

/// Where there is no room, it is too much.
pub fn enough(room: bool) -> Result<(), TooMuch> {
    if room { Ok(()) } else { Err(TooMuch) }
}

fn make_room<T>(values: &mut Vec<T>, more: usize, expected: usize) -> Result<(), TooMuch> {
    enough(try_make_room(values, more, expected))
}

fn extend<T: Copy>(values: &mut Vec<T>, more: &[T], expected: usize) -> Result<(), TooMuch> {
    make_room(values, more.len(), expected)?;
    values.extend_from_slice(more);
    Ok(())
}

fn fill<T: Copy>(values: &mut Vec<T>, more: usize, value: T, expected: usize) -> Result<(), TooMuch> {
    make_room(values, more, expected)?;
    values.resize(values.len() + more, value);
    Ok(())
}

/// Texts of consecutive chunks, put together as they come.
#[derive(Debug, Default)]
pub struct Texts {
    parts: Vec<Part>,
    /// A chunk found that nearly all of its texts differ.
    is_spread: bool,
    /// The sample of the texts of such chunks.
    sample: Sample,
}

#[derive(Debug)]
enum Part {
    /// A text per row.
    Spread(Spread),
    /// As a chunk has them.
    Coded(StringArena, Codes),
    /// A dictionary over several chunks.
    Merged(Merged),
}

impl Part {
    /// The texts of rows or of a dictionary.
    fn texts(&self) -> Cow<'_, StringArena> {
        match self {
            Part::Spread(texts) => texts.plain(),
            Part::Coded(texts, _) => Cow::Borrowed(texts),
            Part::Merged(merged) => Cow::Borrowed(merged.dictionary.texts()),
        }
    }

    fn len(&self) -> usize {
        match self {
            Part::Spread(texts) => texts.len(),
            Part::Coded(_, codes) => codes.rows().unwrap_or(0),
            Part::Merged(merged) => merged.codes.rows().unwrap_or(0),
        }
    }

    /// Adds the text of each row to `all`.
    fn spread_into(&self, all: &mut Spread, expected: usize) -> Result<(), TooMuch> {
        let texts = self.texts();
        match self {
            Part::Spread(_) => all.add(&texts, expected),
            Part::Coded(_, codes) | Part::Merged(Merged { codes, .. }) => {
                let mut rows = StringArena::new();
                let text = |row| texts.get(codes.get(row).unwrap_or(row));
                (0..self.len()).try_for_each(|row| rows.try_push(text(row)).map(|_| ()).ok_or(TooMuch))?;
                all.add(&rows, expected)
            }
        }
    }
}

/// With more distinct texts than this share of the rows, a dictionary does not pay.
const NEARLY_UNIQUE: f64 = 0.4;

/// So many rows show whether texts that differ within a chunk differ from chunk to chunk.
const ENOUGH: usize = 1 << 16;

impl Texts {
    fn of(part: Part) -> Texts {
        Texts { parts: vec![part], ..Texts::default() }
    }

    fn add(&mut self, part: Part, expected: usize) -> Result<(), TooMuch> {
        match (self.parts.last_mut(), part) {
            (_, Part::Spread(more)) => self.add_spread(&more.plain(), expected),
            (Some(Part::Merged(all)), Part::Coded(values, codes)) => all.add(&values, Some(&codes), expected),
            (Some(Part::Merged(all)), Part::Merged(more)) => all.add(more.dictionary.texts(), Some(&more.codes), expected),
            (_, Part::Coded(values, codes)) => {
                let mut all = Merged::default();
                all.add(&values, Some(&codes), expected)?;
                self.parts.push(Part::Merged(all));
                Ok(())
            }
            (_, part) => {
                self.parts.push(part);
                Ok(())
            }
        }
    }

    /// Adds a text per row to the dictionary so far where it pays, otherwise to the texts per row.
    fn add_spread(&mut self, more: &StringArena, expected: usize) -> Result<(), TooMuch> {
        self.is_spread = true;
        self.sample.add(more);
        if let Some(Part::Merged(all)) = self.parts.last_mut()
            && all.pays()
        {
            return all.add(more, None, expected);
        }
        // A few rows before show no more than that the first chunk is small.
        let few = self.parts.pop_if(|last| !matches!(last, Part::Spread(_)) && last.len() <= more.len());
        if let Some(few) = &few {
            self.sample.add(&few.texts());
        }
        if few.is_some() || !matches!(self.parts.last(), Some(Part::Spread(_))) {
            self.parts.push(Part::Spread(StringArena::new().into()));
        }
        let Some(Part::Spread(all)) = self.parts.last_mut() else { unreachable!("one is there or was put there") };
        if let Some(few) = few {
            few.spread_into(all, expected)?;
        }
        all.add(more, expected)?;
        if all.len() < ENOUGH || self.sample.distinct() > NEARLY_UNIQUE * all.len() as f64 {
            return Ok(());
        }
        // They repeat themselves from chunk to chunk.
        let Some(last) = self.parts.pop() else { return Ok(()) };
        let mut all = match self.parts.pop_if(|part| matches!(part, Part::Merged(_))) {
            Some(Part::Merged(before)) => before,
            _ => Merged::default(),
        };
        all.add(&last.texts(), None, expected)?;
        self.parts.push(Part::Merged(all));
        Ok(())
    }

    fn add_missing(&mut self, len: usize, expected: usize) -> Result<(), TooMuch> {
        let mut none = StringArena::new();
        none.push("");
        if let Some(Part::Spread(all)) = self.parts.last_mut() {
            self.sample.add(&none);
            let mut missing = StringArena::new();
            (0..len).for_each(|_| _ = missing.push(""));
            return all.add(&missing, expected);
        }
        self.add(Part::Coded(none, Codes::U8(vec![0; len])), expected)
    }

    fn finish(mut self, rows: usize) -> Result<TextColumn, TooMuch> {
        let unique = self.is_spread && self.distinct_share(rows) > NEARLY_UNIQUE;
        if self.parts.len() == 1 && unique == matches!(self.parts[0], Part::Spread(_)) {
            return Ok(match self.parts.swap_remove(0) {
                Part::Spread(texts) => TextColumn { values: texts.into_values(), codes: Codes::Identity },
                Part::Coded(values, codes) => TextColumn { values: values.into(), codes },
                Part::Merged(merged) => merged.finish(),
            });
        }
        if unique {
            let mut all = Spread::from(StringArena::new());
            for part in self.parts {
                part.spread_into(&mut all, rows)?;
            }
            return Ok(TextColumn { values: all.into_values(), codes: Codes::Identity });
        }
        let mut all = Merged::default();
        for part in self.parts {
            match &part {
                Part::Spread(texts) => all.add(&texts.plain(), None, rows)?,
                Part::Coded(_, codes) | Part::Merged(Merged { codes, .. }) => all.add(&part.texts(), Some(codes), rows)?,
            }
        }
        Ok(all.finish())
    }

    /// Distinct texts per row, estimated from one text in 64. Exact for few rows.
    fn distinct_share(&mut self, rows: usize) -> f64 {
        let distinct = if rows < 20_000 {
            let texts: Vec<_> = self.parts.iter().map(Part::texts).collect();
            texts.iter().flat_map(|texts| texts.iter()).collect::<HashSet<_>>().len() as f64
        } else {
            // The texts of the others are in the sample.
            let repeated = self.parts.iter().filter(|part| !matches!(part, Part::Spread(_)));
            repeated.for_each(|part| self.sample.add(&part.texts()));
            self.sample.distinct()
        };
        distinct / rows.max(1) as f64
    }
}

/// Which of the texts in a sample have occurred.
#[derive(Debug, Default)]
struct Sample {
    seen: HashSet<u64>,
    hasher: DefaultHashBuilder,
}

impl Sample {
    const ONE_IN: u64 = 64;

    fn add(&mut self, texts: &StringArena) {
        let (bytes, ends) = texts.parts();
        match ends {
            Ends::Even { length, count } => self.add_each(bytes, (1..=*count as usize).map(|i| i * *length as usize)),
            Ends::Each(ends) => self.add_each(bytes, ends.iter().map(|&end| end as usize)),
        }
    }

    /// Adds the texts that lie end to end in `bytes`.
    #[inline(never)]
    fn add_each(&mut self, bytes: &[u8], ends: impl Iterator<Item = usize>) {
        let mut start = 0;
        for end in ends {
            if quick_hash(bytes, start, end) <= u64::MAX / Self::ONE_IN {
                self.take(&bytes[start..end]);
            }
            start = end;
        }
    }

    #[inline(never)]
    fn take(&mut self, text: &[u8]) {
        self.seen.insert(self.hasher.hash_one(text));
    }

    /// How many distinct texts there are likely to have been.
    fn distinct(&self) -> f64 {
        self.seen.len() as f64 * Self::ONE_IN as f64
    }
}

/// A hash of the length and last bytes of the text from `start` to `end`, good enough to choose a sample by. Reads what is before the text, too, where
/// that is short, rather than byte by byte.
#[inline(always)]
fn quick_hash(bytes: &[u8], start: usize, end: usize) -> u64 {
    let len = end - start;
    let word = match bytes[..end].last_chunk::<8>() {
        // The last bytes are the highest.
        Some(eight) => u64::from_le_bytes(*eight) & (!0u64).checked_shl(64 - 8 * len.min(8) as u32).unwrap_or(0),
        None => bytes[start..end].iter().fold(0, |word, &b| word >> 8 | u64::from(b) << 56),
    };
    // Every byte has a say in the highest bits, hence in how large the product is: not that of the empty text, which is no small one.
    (word ^ (len as u64 + 1)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Distinct texts, and which of them each row has, in the narrowest width that fits.
#[derive(Debug)]
struct Merged {
    dictionary: Dictionary,
    codes: Codes,
}

impl Default for Merged {
    fn default() -> Merged {
        Merged { dictionary: Dictionary::default(), codes: Codes::U8(Vec::new()) }
    }
}

impl Merged {
    /// Whether so many rows have so few distinct texts that more are likely to be among them.
    fn pays(&self) -> bool {
        let rows = self.codes.rows().unwrap_or(0);
        rows >= ENOUGH && self.dictionary.texts().len() as f64 <= NEARLY_UNIQUE * rows as f64
    }

    /// Adds rows of texts, by their codes, or one row for each text.
    #[inline(never)]
    fn add(&mut self, texts: &StringArena, codes: Option<&Codes>, expected: usize) -> Result<(), TooMuch> {
        let mut map = Vec::with_capacity(texts.len());
        for text in texts.iter() {
            map.push(self.dictionary.code(text).ok_or(TooMuch)?);
        }
        match codes {
            None | Some(Codes::Identity) => self.extend(map.iter().copied(), expected),
            Some(Codes::U8(codes)) => self.extend(codes.iter().map(|&code| map[usize::from(code)]), expected),
            Some(Codes::U16(codes)) => self.extend(codes.iter().map(|&code| map[usize::from(code)]), expected),
            Some(Codes::U32(codes)) => self.extend(codes.iter().map(|&code| map[code as usize]), expected),
        }
    }

    fn finish(self) -> TextColumn {
        let mut values = self.dictionary.into_texts();
        values.shrink();
        TextColumn { values: values.into(), codes: self.codes }
    }

    fn extend(&mut self, codes: impl ExactSizeIterator<Item = u32>, expected: usize) -> Result<(), TooMuch> {
        // The dictionary has grown already: the codes follow.
        match (&self.codes, self.dictionary.texts().len()) {
            (Codes::U8(old), 0x101..=0x1_0000) => self.codes = Codes::U16(old.iter().map(|&code| code.into()).collect()),
            (Codes::U8(old), 0x1_0001..) => self.codes = Codes::U32(old.iter().map(|&code| code.into()).collect()),
            (Codes::U16(old), 0x1_0001..) => self.codes = Codes::U32(old.iter().map(|&code| code.into()).collect()),
            _ => {}
        }
        let more = codes.len();
        match &mut self.codes {
            Codes::U8(all) => make_room(all, more, expected).map(|()| all.extend(codes.map(|code| code as u8))),
            Codes::U16(all) => make_room(all, more, expected).map(|()| all.extend(codes.map(|code| code as u16))),
            Codes::U32(all) => make_room(all, more, expected).map(|()| all.extend(codes)),
            Codes::Identity => unreachable!("a dictionary has codes"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_text_is_in_the_sample_or_not_wherever_it_lies(before in "[a-c]{0,12}", text in "[a-c]{0,12}") {
            let both = format!("{before}{text}");
            prop_assert_eq!(quick_hash(both.as_bytes(), before.len(), both.len()), quick_hash(text.as_bytes(), 0, text.len()));
        }
    }

    #[test]
    fn one_text_in_so_many_is_in_the_sample() {
        for length in [4, 7, 9, 14] {
            let texts: Vec<String> = (0..100_000).map(|i| format!("{i:0length$}")).collect();
            let mut arena = StringArena::new();
            texts.iter().for_each(|text| _ = arena.push(text));
            let mut sample = Sample::default();
            sample.add(&arena);
            sample.add(&arena);
            let distinct = texts.iter().collect::<HashSet<_>>().len() as f64;
            assert!((sample.distinct() / distinct - 1.0).abs() < 0.1, "{} of {distinct}", sample.distinct());
        }
    }
}
