//! A column's values while its chunks come in: each goes to the end of what is there at once, so that nothing is held twice. Decides no types.

use super::chunk::PieceData;
use super::kind::Kind;
use super::recent::{Recent, Short};
use crate::table::{
    BoolColumn, Codes, ColumnData, ColumnType, DateColumn, MISSING_BOOL, MISSING_DAY, StringArena, TextColumn, try_make_room,
};
use hashbrown::{DefaultHashBuilder, HashSet, HashTable};
use std::hash::BuildHasher;
use std::ops::Range;

/// There is not the memory for it, or a column would pass 4 GiB of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMuch;

/// Values of a column so far.
#[derive(Debug)]
pub enum Grown {
    /// So many missing cells and nothing else.
    Missing(usize),
    Number(Vec<f64>),
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
            (Grown::Number(all), Grown::Number(more)) => extend(all, &more, expected),
            (Grown::Number(all), _) => fill(all, len, f64::NAN, expected),
            (Grown::Date(all), data) => {
                let before = all.days.len();
                let clock = match data {
                    Grown::Date(more) => {
                        extend(&mut all.days, &more.days, expected)?;
                        more.seconds
                    }
                    _ => {
                        fill(&mut all.days, len, MISSING_DAY, expected)?;
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
            (Grown::Text(all), Grown::Text(more)) => more.0.into_iter().try_for_each(|part| all.add(part, expected)),
            (Grown::Text(all), _) => all.add_missing(len, expected),
            (Grown::Missing(_), _) => Ok(()),
        }
    }

    fn none_of_its_kind(&self) -> Grown {
        match self {
            Grown::Missing(_) => Grown::Missing(0),
            Grown::Number(_) => Grown::Number(Vec::new()),
            Grown::Date(_) => Grown::Date(DateColumn::default()),
            Grown::Boolean(_) => Grown::Boolean(Vec::new()),
            Grown::Text(_) => Grown::Text(Texts(Vec::new())),
        }
    }

    /// The column, of `rows` rows.
    pub fn finish(self, kind: Kind, rows: usize) -> Result<ColumnData, TooMuch> {
        let mut grown = self;
        if let Grown::Missing(_) = grown {
            let mut none = match kind.column_type() {
                ColumnType::Number => Grown::Number(Vec::new()),
                ColumnType::Date => Grown::Date(DateColumn::default()),
                ColumnType::Boolean => Grown::Boolean(Vec::new()),
                ColumnType::Text => Grown::Text(Texts(Vec::new())),
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
            PieceData::Text(text) => Grown::Text(Texts(vec![match text.codes {
                Codes::Identity => Part::Spread(text.values),
                codes => Part::Coded(text.values, codes),
            }])),
        }
    }
}

fn make_room<T>(values: &mut Vec<T>, more: usize, expected: usize) -> Result<(), TooMuch> {
    if try_make_room(values, more, expected) { Ok(()) } else { Err(TooMuch) }
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
#[derive(Debug)]
pub struct Texts(Vec<Part>);

#[derive(Debug)]
enum Part {
    /// A text per row.
    Spread(StringArena),
    /// As a chunk has them.
    Coded(StringArena, Codes),
    /// A dictionary over several chunks.
    Merged(Dictionary),
}

impl Part {
    fn texts(&self) -> &StringArena {
        match self {
            Part::Spread(texts) | Part::Coded(texts, _) => texts,
            Part::Merged(dictionary) => &dictionary.values,
        }
    }

    fn len(&self) -> usize {
        match self {
            Part::Spread(texts) => texts.len(),
            Part::Coded(_, codes) => codes.rows().unwrap_or(0),
            Part::Merged(dictionary) => dictionary.codes.rows().unwrap_or(0),
        }
    }
}

/// With more distinct texts than this share of the rows, a dictionary does not pay.
const NEARLY_UNIQUE: f64 = 0.4;

impl Texts {
    fn add(&mut self, part: Part, expected: usize) -> Result<(), TooMuch> {
        match (self.0.last_mut(), part) {
            (Some(Part::Spread(all)), Part::Spread(more)) => join_spread(all, &more, expected),
            (Some(Part::Merged(all)), Part::Coded(values, codes)) => all.add(&values, Some(&codes), expected),
            (Some(Part::Merged(all)), Part::Merged(more)) => all.add(&more.values, Some(&more.codes), expected),
            (_, Part::Coded(values, codes)) => {
                let mut all = Dictionary::default();
                all.add(&values, Some(&codes), expected)?;
                self.0.push(Part::Merged(all));
                Ok(())
            }
            (_, Part::Spread(more)) => {
                let mut all = StringArena::new();
                join_spread(&mut all, &more, expected)?;
                self.0.push(Part::Spread(all));
                Ok(())
            }
            (_, part) => {
                self.0.push(part);
                Ok(())
            }
        }
    }

    fn add_missing(&mut self, len: usize, expected: usize) -> Result<(), TooMuch> {
        if let Some(Part::Spread(all)) = self.0.last_mut() {
            (0..len).for_each(|_| _ = all.push(""));
            return Ok(());
        }
        let mut none = StringArena::new();
        none.push("");
        self.add(Part::Coded(none, Codes::U8(vec![0; len])), expected)
    }

    fn finish(mut self, rows: usize) -> Result<TextColumn, TooMuch> {
        let hasher = DefaultHashBuilder::default();
        let spread = self.0.iter().any(|part| matches!(part, Part::Spread(_)));
        let unique = spread && self.distinct_share(rows, &hasher) > NEARLY_UNIQUE;
        if self.0.len() == 1 && unique == spread {
            return Ok(match self.0.swap_remove(0) {
                Part::Spread(values) => TextColumn { values, codes: Codes::Identity },
                Part::Coded(values, codes) => TextColumn { values, codes },
                Part::Merged(Dictionary { mut values, codes, .. }) => {
                    values.shrink();
                    TextColumn { values, codes }
                }
            });
        }
        if unique {
            let mut values = StringArena::new();
            for part in self.0 {
                match &part {
                    Part::Spread(more) => join_spread(&mut values, more, rows)?,
                    Part::Coded(texts, codes) | Part::Merged(Dictionary { values: texts, codes, .. }) => {
                        for row in 0..part.len() {
                            let text = texts.get(codes.get(row).unwrap_or(row));
                            fits(values.byte_len() + text.len())?;
                            values.push(text);
                        }
                    }
                }
            }
            return Ok(TextColumn { values, codes: Codes::Identity });
        }
        let mut all = Dictionary::default();
        for part in self.0 {
            match part {
                Part::Spread(values) => all.add(&values, None, rows)?,
                Part::Coded(values, codes) | Part::Merged(Dictionary { values, codes, .. }) => all.add(&values, Some(&codes), rows)?,
            }
        }
        all.values.shrink();
        Ok(TextColumn { values: all.values, codes: all.codes })
    }

    /// Distinct texts per row, estimated from one text in 64. Exact for few rows.
    fn distinct_share(&self, rows: usize, hasher: &DefaultHashBuilder) -> f64 {
        let one_in = if rows < 20_000 { 1 } else { 64 };
        let mut seen = HashSet::new();
        self.0.iter().for_each(|part| sample(part.texts(), one_in, hasher, &mut seen));
        (seen.len() as u64 * one_in) as f64 / rows.max(1) as f64
    }
}

/// Adds the texts that are in the sample.
fn sample(texts: &StringArena, one_in: u64, hasher: &DefaultHashBuilder, seen: &mut HashSet<u64>) {
    const AT_ONCE: usize = 10_000;
    // A browser makes a function faster from one call to the next, not while it runs.
    (0..texts.len()).step_by(AT_ONCE).for_each(|from| sample_some(texts, from..texts.len().min(from + AT_ONCE), one_in, hasher, seen));
}

#[inline(never)]
fn sample_some(texts: &StringArena, some: Range<usize>, one_in: u64, hasher: &DefaultHashBuilder, seen: &mut HashSet<u64>) {
    for text in some.map(|i| texts.get(i)) {
        if quick_hash(text.as_bytes()).is_multiple_of(one_in) {
            seen.insert(hasher.hash_one(text));
        }
    }
}

/// A hash of a text's length and last bytes, good enough to choose a sample by.
#[inline]
fn quick_hash(bytes: &[u8]) -> u64 {
    let word = match bytes.last_chunk::<8>() {
        Some(eight) => u64::from_le_bytes(*eight),
        None => bytes.iter().fold(0u64, |word, &b| word << 8 | u64::from(b)),
    };
    (word ^ (bytes.len() as u64) << 56).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40
}

/// An arena can hold so many bytes.
fn fits(bytes: usize) -> Result<(), TooMuch> {
    u32::try_from(bytes).map_or(Err(TooMuch), |_| Ok(()))
}

fn join_spread(all: &mut StringArena, more: &StringArena, expected: usize) -> Result<(), TooMuch> {
    fits(all.byte_len() + more.byte_len())?;
    // The rows that are to come are taken to be as long as these.
    let bytes = (more.byte_len() as f64 / more.len().max(1) as f64 * expected as f64) as usize;
    if !all.try_make_room(more.len(), more.byte_len(), expected, bytes) {
        return Err(TooMuch);
    }
    all.extend_from(more);
    Ok(())
}

/// Distinct texts, and which of them each row has, in the narrowest width that fits.
#[derive(Debug)]
struct Dictionary {
    values: StringArena,
    index: HashTable<u32>,
    hasher: DefaultHashBuilder,
    recent: Recent,
    codes: Codes,
}

impl Default for Dictionary {
    fn default() -> Dictionary {
        let (index, hasher) = (HashTable::new(), DefaultHashBuilder::default());
        Dictionary { values: StringArena::new(), index, hasher, recent: Recent::new(), codes: Codes::U8(Vec::new()) }
    }
}

impl Dictionary {
    /// Adds rows of texts, by their codes, or one row for each text.
    #[inline(never)]
    fn add(&mut self, texts: &StringArena, codes: Option<&Codes>, expected: usize) -> Result<(), TooMuch> {
        let map = texts.iter().map(|text| self.code_of(text)).collect::<Result<Vec<u32>, TooMuch>>()?;
        match codes {
            None | Some(Codes::Identity) => self.extend(map.iter().copied(), expected),
            Some(Codes::U8(codes)) => self.extend(codes.iter().map(|&code| map[usize::from(code)]), expected),
            Some(Codes::U16(codes)) => self.extend(codes.iter().map(|&code| map[usize::from(code)]), expected),
            Some(Codes::U32(codes)) => self.extend(codes.iter().map(|&code| map[code as usize]), expected),
        }
    }

    #[inline(always)]
    fn code_of(&mut self, text: &str) -> Result<u32, TooMuch> {
        let Some(short) = Short::of(text.as_bytes()) else { return self.look_up(text) };
        if let Some(code) = self.recent.code(short) {
            return Ok(code);
        }
        let code = self.look_up(text)?;
        self.recent.remember(short, code);
        Ok(code)
    }

    fn look_up(&mut self, text: &str) -> Result<u32, TooMuch> {
        let Dictionary { values, index, hasher, .. } = self;
        let hash = hasher.hash_one(text);
        if let Some(&code) = index.find(hash, |&c| values.get(c as usize) == text) {
            return Ok(code);
        }
        fits(values.byte_len() + text.len())?;
        let code = values.push(text);
        index.insert_unique(hash, code, |&c| hasher.hash_one(values.get(c as usize)));
        Ok(code)
    }

    fn extend(&mut self, codes: impl ExactSizeIterator<Item = u32>, expected: usize) -> Result<(), TooMuch> {
        // The dictionary has grown already: the codes follow.
        match (&self.codes, self.values.len()) {
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
