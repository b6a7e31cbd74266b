//! What the head of a file says about its form: delimiter, title lines, header. Types are not decided here.

use super::cells::Grid;
use super::kind::{Kind, kinds_of};
use super::missing::{Missing, trim};
use super::split::{count_lines, record_start, split_record, stray_quote, unquote};
use super::{COLUMN_LIMIT, ReadOptions, Renamed, TitleLine};
use csv_core::{ReadRecordResult, ReaderBuilder};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// The form of a file.
#[derive(Clone, Debug)]
pub struct Dialect {
    pub grid: Grid,
    /// The raw header record; empty when there is none.
    pub header: Option<Range<usize>>,
    /// One per column, unique.
    pub names: Vec<String>,
    pub renamed: Vec<Renamed>,
    pub titles: Vec<TitleLine>,
    pub skipped_lines: u32,
    pub blank_lines: u64,
    /// Where the data begins: the end of the header, or the first record.
    pub data_start: usize,
    /// Line of `data_start`, from 1.
    pub data_line: u64,
}

/// Records looked at.
const LOOK: usize = 200;

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// A record of the head.
#[derive(Clone, Debug)]
struct Record {
    raw: Range<usize>,
    fields: Vec<String>,
    blank_before: u64,
}

impl Record {
    fn filled(&self) -> usize {
        self.fields.iter().filter(|f| !f.is_empty()).count()
    }
}

/// Whether the head holds a whole record, or all there is.
pub fn head_suffices(head: &[u8], last: bool) -> bool {
    last || DELIMITERS.iter().all(|&d| !read_head(head, 0, d, false, 2).is_empty())
}

/// Looks at the head. None when it holds no record at all.
pub fn detect(head: &[u8], last: bool, options: &ReadOptions, missing: &Missing) -> Option<Dialect> {
    let mut start = 0;
    let mut skipped = 0u32;
    let mut titles = Vec::new();
    let mut chosen = options.delimiter.and_then(|c| u8::try_from(c).ok());
    let first_line = first_line(head);
    // The line by which a spreadsheet is told the delimiter.
    let told = match first_line {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', d] if options.skip_lines.is_none() => Some(*d),
        _ => None,
    };
    if let Some(lines) = options.skip_lines {
        for line in 0..lines {
            let len = line_len(&head[start..]);
            let text = String::from_utf8_lossy(&head[start..start + len]).trim().to_string();
            if !text.is_empty() {
                titles.push(TitleLine { line: u64::from(line) + 1, text, skipped: true });
            }
            start += len;
            skipped += u32::from(len > 0);
        }
    } else if let Some(delimiter) = told {
        chosen = chosen.or(Some(delimiter));
        titles.push(TitleLine { line: 1, text: String::from_utf8_lossy(first_line).into_owned(), skipped: true });
        start = line_len(head);
        skipped = 1;
    }
    let delimiter = chosen.unwrap_or_else(|| best_delimiter(head, start, last));
    let mut records = read_head(head, start, delimiter, last, LOOK);
    if records.is_empty() {
        return None;
    }
    let usual = usual_width(&records);
    let mut lead = 0;
    if options.skip_lines.is_none() {
        // A title fills one cell; the table below it is wider throughout.
        while lead + 1 < records.len() && is_title(&records[lead], usual) && records[lead + 1..].iter().take(8).any(|r| r.filled() >= 2) {
            lead += 1;
        }
        if lead > 8 {
            lead = 0;
        }
    }
    for record in &records[..lead] {
        let line = line_at(head, record.raw.start);
        let text = record.fields.iter().find(|f| !f.is_empty()).cloned().unwrap_or_default();
        titles.push(TitleLine { line, text, skipped: true });
    }
    records.drain(..lead);
    let first = &records[0];
    if lead > 0 {
        skipped = u32::try_from(line_at(head, first.raw.start) - 1).unwrap_or(u32::MAX);
    } else if options.skip_lines == Some(0) || (first.fields.len() < usual && first.filled() <= 1) {
        // Looks like a title and is kept: the person may say otherwise.
        if usual >= 2 && is_title(first, usual) {
            titles.push(TitleLine {
                line: line_at(head, first.raw.start),
                text: first.fields.join(" ").trim().to_string(),
                skipped: false,
            });
        }
    }
    let body = &records[1..];
    let has_header = options.header.unwrap_or_else(|| looks_like_header(&first.fields, body, missing));
    let columns = if has_header { first.fields.len() } else { usual.max(first.fields.len()).min(COLUMN_LIMIT) };
    let headings: Vec<String> = if has_header { first.fields.clone() } else { vec![String::new(); columns] };
    let (names, mut renamed) = unique_names(&headings);
    if !has_header {
        renamed.clear();
    }
    let data_start = if has_header { first.raw.end } else { first.raw.start };
    Some(Dialect {
        grid: Grid { delimiter, columns },
        header: has_header.then(|| first.raw.clone()),
        names,
        renamed,
        titles,
        skipped_lines: skipped,
        blank_lines: if lead > 0 { 0 } else { first.blank_before },
        data_start,
        data_line: line_at(head, data_start),
    })
}

fn line_at(head: &[u8], offset: usize) -> u64 {
    count_lines(&head[..offset]) + 1
}

fn first_line(head: &[u8]) -> &[u8] {
    let len = head.iter().position(|&b| b == b'\n' || b == b'\r').unwrap_or(head.len());
    &head[..len]
}

/// Length of the first line, its line break included.
fn line_len(bytes: &[u8]) -> usize {
    match bytes.iter().position(|&b| b == b'\n' || b == b'\r') {
        Some(at) if bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n') => at + 2,
        Some(at) => at + 1,
        None => bytes.len(),
    }
}

fn is_title(record: &Record, usual: usize) -> bool {
    record.filled() <= 1 && (record.fields.len() == 1 || record.fields.len() >= usual) && usual >= 2
}

/// Up to `most` records from `start` on.
fn read_head(head: &[u8], start: usize, delimiter: u8, last: bool, most: usize) -> Vec<Record> {
    let mut records = Vec::new();
    let mut reader = ReaderBuilder::new().delimiter(delimiter).build();
    let mut text = vec![0; head.len() + 1];
    let mut ends = vec![0usize; head.len() + 2];
    let mut fields = Vec::new();
    let mut at = start;
    let mut after_record = false;
    while records.len() < most {
        let (begin, blank) = record_start(head, at, after_record, delimiter, false);
        if begin >= head.len() {
            break;
        }
        reader.reset();
        let (result, read, _, _) = reader.read_record(&head[begin..], &mut text, &mut ends);
        let mut end = begin + read;
        match result {
            ReadRecordResult::Record => end -= 1,
            _ if last => {}
            _ => break,
        }
        if stray_quote(&head[begin..end], delimiter).is_some() {
            end = begin + first_line(&head[begin..]).len();
        }
        let raw = &head[begin..end];
        split_record(raw, delimiter, &mut fields);
        let cells: Vec<String> = fields.iter().map(|f| String::from_utf8_lossy(trim(&unquote(&raw[f.clone()]))).into_owned()).collect();
        // A line of blanks is not a record of a table with several columns, and of no use here in one with a single column.
        if cells.len() > 1 || !cells[0].is_empty() || raw.contains(&b'"') {
            records.push(Record { raw: begin..end, fields: cells, blank_before: blank });
        }
        at = end;
        after_record = true;
    }
    records
}

/// The most frequent number of fields, the larger one of two.
fn usual_width(records: &[Record]) -> usize {
    let mut counts: Vec<(usize, usize)> = Vec::new();
    for record in records {
        match counts.iter_mut().find(|(width, _)| *width == record.fields.len()) {
            Some((_, n)) => *n += 1,
            None => counts.push((record.fields.len(), 1)),
        }
    }
    counts.into_iter().max_by_key(|&(width, n)| (n, width)).map_or(1, |(width, _)| width)
}

/// The delimiter under which the records agree best on their number of fields.
fn best_delimiter(head: &[u8], start: usize, last: bool) -> u8 {
    let mut best = (0.0, 0, 0u8);
    for delimiter in DELIMITERS {
        let records = read_head(head, start, delimiter, last, LOOK);
        let usual = usual_width(&records);
        if usual < 2 {
            // A header alone, or a title above, may still hold it.
            continue;
        }
        let agree = records.iter().filter(|r| r.fields.len() == usual).count() as f64 / records.len() as f64;
        let heads = records.iter().find(|r| r.filled() > 1).is_some_and(|r| r.fields.len() == usual);
        // Ragged throughout, yet split throughout.
        let split = records.iter().filter(|r| r.fields.len() > 1).count() * 5 >= records.len() * 4 && records[0].fields.len() > 1;
        let score = (agree * if heads { 1.0 } else { 0.7 }).max(if split { 0.4 } else { 0.0 });
        if score > best.0 + 0.02 || (score > best.0 - 0.02 && usual > best.1) {
            best = (score, usual, delimiter);
        }
    }
    if best.0 >= 0.4 {
        return best.2;
    }
    // One column: a delimiter that does not occur, lest a comma in a sentence be taken for one.
    DELIMITERS.into_iter().find(|d| !head.contains(d)).unwrap_or(b',')
}

/// Whether the first record names the columns: a text above numbers or dates does, a number above numbers does not.
fn looks_like_header(first: &[String], body: &[Record], missing: &Missing) -> bool {
    let typed = |cell: &str| kinds_of(cell.as_bytes()).best() != Kind::Text;
    // A heading may well be "n" or "Yes".
    let named = |cell: &str| matches!(kinds_of(cell.as_bytes()).best(), Kind::Text | Kind::Boolean);
    if body.is_empty() {
        return first.iter().all(|c| named(c));
    }
    let (mut evidence, mut years) = (0i32, true);
    for (column, heading) in first.iter().enumerate() {
        let cells = body.iter().filter_map(|r| r.fields.get(column)).filter(|c| !missing.is(c.as_bytes()));
        let (mut data, mut all, mut again) = (0usize, 0usize, false);
        for cell in cells {
            all += 1;
            data += usize::from(typed(cell));
            again |= cell == heading;
        }
        let body_typed = all > 0 && data * 10 >= all * 9;
        if missing.is(heading.as_bytes()) {
            continue;
        }
        let heading_typed = !named(heading);
        years &= !heading_typed || (heading.len() == 4 && heading.parse::<u32>().is_ok_and(|y| (1900..=2100).contains(&y)) && !again);
        evidence += match (heading_typed, body_typed) {
            (false, true) => 2,
            (true, true) => -2,
            (true, false) => -1,
            (false, false) if again => -1,
            (false, false) => 0,
        };
    }
    evidence >= 0 || (years && first.iter().any(|h| named(h) && !h.is_empty()))
}

/// Names for headings: none empty, none twice.
fn unique_names(headings: &[String]) -> (Vec<String>, Vec<Renamed>) {
    let mut taken: HashSet<String> = HashSet::new();
    let given: HashSet<&str> = headings.iter().map(String::as_str).collect();
    // The last number given to a name, lest thousands of equal headings each count from the start.
    let mut used: HashMap<String, usize> = HashMap::new();
    let mut renamed = Vec::new();
    let mut names = Vec::with_capacity(headings.len());
    for (column, heading) in headings.iter().enumerate() {
        let mut name = heading.clone();
        if name.is_empty() || taken.contains(&name) {
            let stem = if name.is_empty() { format!("Column {}", column + 1) } else { name.clone() };
            let n = used.entry(stem.clone()).or_insert(usize::from(!name.is_empty()));
            loop {
                *n += 1;
                name = if *n == 1 { stem.clone() } else { format!("{stem} ({n})") };
                if !taken.contains(&name) && !given.contains(name.as_str()) {
                    break;
                }
            }
            renamed.push(Renamed { column, from: heading.clone(), to: name.clone() });
        }
        taken.insert(name.clone());
        names.push(name);
    }
    (names, renamed)
}
